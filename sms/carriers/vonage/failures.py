"""What an exception of the SDK means for the text: not taken, never to be taken, or nobody knows.

The SDK raises three unrelated families: its own, `requests`' and pydantic's. The rule here: only what
proves that the text was not taken may lead to another try. Everything else is an unknown outcome, which a
status webhook settles, because a customer must never get a text twice.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError
from vonage_http_client.errors import HttpRequestError
from vonage_utils import VonageError

from sms.carriers import reasons
from sms.carriers.base import CarrierError, OutcomeUnknown, PermanentError, TemporaryError
from sms.carriers.vonage.parsing import error_code

_OPERATOR = {
    401: "The carrier refused our credentials. Ask an administrator to check VONAGE_APPLICATION_ID.",
    402: reasons.sentence("1070"),
    403: "The carrier does not let our account do this. An administrator must check the account.",
    404: "The carrier does not know this address. An administrator must check VONAGE_API_HOST.",
}
_UNUSABLE_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)
# A longer wait than this is not believed; seconds.
_LONGEST_WAIT = 24 * 3600.0


def of(error: Exception) -> CarrierError:
    """The failure in our words, for whatever the SDK raised while a text was handed over."""
    if isinstance(error, HttpRequestError):
        return _of_answer(error.response)
    if isinstance(error, VonageError):  # raised before anything is sent: keys, tokens, options
        return PermanentError("configuration", f"The carrier's credentials cannot be used: {error}")
    if _certainly_not_sent(error):
        return TemporaryError("The carrier cannot be reached.")
    if isinstance(error, requests.RequestException):
        if isinstance(error, _UNUSABLE_ADDRESS):
            return PermanentError("configuration", f"The carrier's address cannot be used: {error}")
        return OutcomeUnknown("The connection to the carrier broke before it answered.")
    # A certificate bundle that is not there: `requests` raises a bare OSError before it connects.
    return PermanentError("configuration", f"No connection to the carrier can be made: {error}")


def _of_answer(response: requests.Response) -> CarrierError:
    """The carrier answered. 429, 408, 500 and 503 are its refusals; any other 5xx (502, 504) comes from a
    gateway before it, behind which the text may have been taken."""
    status, problem = response.status_code, _problem(response)
    code = error_code(problem)
    if status in (408, 429, 500, 503):
        usual = "1000" if status == 429 else "1030"
        reason = reasons.sentence(code if reasons.is_temporary(code) else usual)
        return TemporaryError(reason, retry_after(response.headers.get("Retry-After")), code)
    if status < 400 or status >= 500:
        return OutcomeUnknown(f"The carrier's answer (HTTP {status}) does not say whether it took the text.")
    if status in _OPERATOR:
        return PermanentError("1070" if status == 402 else str(status), _OPERATOR[status])
    return PermanentError(code or str(status), reasons.sentence(code, _detail(problem)))


def retry_after(value: str | None) -> float | None:
    """Seconds to wait from a Retry-After header, given in seconds or as a date (RFC 9110, 10.2.3)."""
    if not value:
        return None
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value.strip()):
        return min(float(value), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    wait = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    return min(max(wait, 0.0), _LONGEST_WAIT)


def _certainly_not_sent(error: Exception) -> bool:
    """True when the connection was never made: refused, no such host, too slow, or no TLS handshake.

    urllib3 raises TLS trouble as one class before and after sending. The traceback tells them apart: a
    request is written only after `_validate_conn` returned. Should urllib3 rename it, the answer is an
    unknown outcome.
    """
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    for one in _causes(error):
        if isinstance(one, NewConnectionError):
            return True
        frame = one.__traceback__
        while frame is not None:
            if frame.tb_frame.f_code.co_name == "_validate_conn":
                return True
            frame = frame.tb_next
    return False


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it wraps, once each: chained with `from`, or carried as an argument or a reason.

    Not `__context__`: that may be an older failure, which the caller was just handling when it tried again.
    """
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            linked = (one.__cause__, getattr(one, "reason", None), *one.args)
            waiting.extend(link for link in linked if isinstance(link, BaseException))


def _problem(response: requests.Response) -> dict[str, Any]:
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _detail(problem: dict[str, Any]) -> str:
    """The carrier's own words: the detail, and which fields it found invalid."""
    listed = problem.get("invalid_parameters")
    fields = [
        f"{one.get('name')}: {one.get('reason')}"
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict)
    ]
    words = [str(problem.get("detail") or problem.get("title") or ""), *fields]
    return "; ".join(word for word in words if word)[:500]
