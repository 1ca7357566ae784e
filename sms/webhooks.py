"""Where the carrier calls. Answers within its three seconds and after the row is on the disk.

The statuses are the carrier's language (it retries on 429 and 5xx for 24 hours, on nothing else): 200 taken, or taken
before, or kept as refused; 401 not signed by the carrier; 503 ours is the trouble, or the signature is missing
altogether: try again. A text is never answered with another 4xx, because it might not come again.
"""

import hashlib
from collections.abc import Callable

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseTrouble
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sms import gateway, inbound, receipts
from sms.carriers.base import Carrier, Malformed, Unauthenticated, Unsigned

log = structlog.get_logger(__name__)
VONAGE = "vonage"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def vonage_inbound(request: HttpRequest) -> HttpResponse:
    """A customer's text."""
    return _answer(request, _take_text)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def vonage_status(request: HttpRequest) -> HttpResponse:
    """What became of a text of ours."""
    return _answer(request, _take_report)


def _answer(request: HttpRequest, take: Callable[[Carrier, bytes], str]) -> HttpResponse:
    if request.method != "POST":
        # The carrier looks whether an address answers before it saves it.
        return _say(200, "This is where the carrier posts.")
    try:
        body = request.body
        carrier = gateway.carrier(VONAGE)
        carrier.verify(request.headers, body)
        return _say(200, _understood(request, take, carrier, body))
    except RequestDataTooBig:
        return _say(413, "No text is that long.")
    except Unsigned as error:
        return _say(503, error.reason)
    except Unauthenticated as error:
        log.warning("webhook refused", path=request.path, reason=error.reason)
        return _say(401, error.reason)
    except DatabaseTrouble:
        log.exception("webhook postponed", path=request.path)
        return _say(503, "The database does not answer; please try again.")


def _understood(request: HttpRequest, take: Callable[[Carrier, bytes], str], carrier: Carrier, body: bytes) -> str:
    try:
        return take(carrier, body)
    except Malformed as error:
        log.warning("webhook unreadable, kept", path=request.path, reason=error.reason)
        inbound.keep_unreadable(VONAGE, hashlib.sha256(body).hexdigest(), body, error.reason)
        return "Kept, but not understood."


def _take_text(carrier: Carrier, body: bytes) -> str:
    return inbound.take(VONAGE, carrier.parse_inbound(body), body).value


def _take_report(carrier: Carrier, body: bytes) -> str:
    return "taken" if receipts.take(VONAGE, carrier.parse_status(body)) else "repeated"


def _say(status: int, words: str) -> HttpResponse:
    return HttpResponse(words + "\n", status=status, content_type="text/plain; charset=utf-8")
