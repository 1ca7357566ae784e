"""What the simulated carrier posts, and how it signs: bodies of the Messages API v1, and their JWT."""

import hashlib
import json
import time
import uuid
from typing import Any

import jwt

from sms.carriers.simulator.records import Text, iso
from sms.carriers.simulator.tariff import COUNTRIES, country_of

_ERRORS = {
    "1000": "Throttled - You have exceeded the submission capacity allowed on this account.",
    "1180": "Absent Subscriber Temporary - The handset was out of coverage or switched off.",
    "1190": "Absent Subscriber Permanent - The number is no longer active.",
    "1210": "Anti-Spam Rejection - A carrier's restriction blocked the message.",
    "1230": "Network Error - A network failure while sending your message.",
    "1240": "Illegal Number - The user has sent a STOP opt-out message.",
    "1260": "Destination unreachable - The message could not be delivered to the phone number.",
    "1360": "TTL was activated, or message expired before delivered.",
}


def inbound(text: Text) -> dict[str, Any]:
    """The inbound webhook for a customer's text: SMS, or MMS when it has media."""
    body: dict[str, Any] = {
        "channel": "mms" if text.media else "sms",
        "message_uuid": text.uuid,
        "to": text.recipient.removeprefix("+"),
        "from": text.sender.removeprefix("+"),
        # Vonage's documented example has whole seconds here.
        "timestamp": iso(text.at)[:19] + "Z",
    }
    if text.media:
        body |= _media(text)
    else:
        body["text"] = text.text
        keyword = text.text.split(maxsplit=1)[0].upper()[:50] if text.text.strip() else ""
        body["sms"] = {"num_messages": str(text.parts), "keyword": keyword}
        body["usage"] = {"currency": "EUR", "price": text.price}
    body["origin"] = {"network_code": network_code(text.sender)}
    return body


def _media(text: Text) -> dict[str, Any]:
    first = dict(text.media[0])
    kind = first.pop("kind")
    if text.text and kind in ("image", "file"):
        first.setdefault("caption", text.text[:3000])
    body: dict[str, Any] = {"message_type": kind, kind: {key: value for key, value in first.items() if value}}
    if text.text and "caption" not in first:
        body["text"] = text.text[:640]
    if len(text.media) > 1:
        body["content"] = [{"type": one["kind"], "url": one["url"]} for one in text.media]
    return body


def status(text: Text, state: str, at: float, code: str = "") -> dict[str, Any]:
    """The status webhook for a text of ours: `state` reached at Unix time `at`, with an error code or
    none."""
    body: dict[str, Any] = {
        "message_uuid": text.uuid,
        "to": text.recipient.removeprefix("+"),
        "from": text.sender.removeprefix("+"),
        "timestamp": iso(at),
        "status": state,
        "channel": "sms",
        "usage": {"currency": "EUR", "price": "0" if code == "1240" else text.price},
        "destination": {"network_code": network_code(text.recipient)},
        "sms": {"count_total": str(text.parts)},
    }
    if text.client_ref:
        body["client_ref"] = text.client_ref
    if code:
        body["error"] = problem(code, code, _ERRORS.get(code, "The message could not be delivered."))
    return body


def problem(code: str, title: str, detail: str) -> dict[str, str]:
    """An error as RFC 7807 has it, with Vonage's documentation as its type."""
    return {
        "type": f"https://developer.vonage.com/api-errors/messages#{code}",
        "title": title,
        "detail": detail,
        "instance": uuid.uuid4().hex,
    }


def network_code(number: str) -> str:
    """A mobile network's code for a number: five digits that stay the same for a country."""
    country = country_of(number)
    return f"{20000 + 100 * sorted(COUNTRIES).index(country) + 1}" if country else "99901"


def encode(body: dict[str, Any]) -> str:
    """Compact JSON as Vonage posts it; escaped where a lone surrogate has no UTF-8."""
    compact = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    try:
        compact.encode()
    except UnicodeEncodeError:
        return json.dumps(body, separators=(",", ":"))
    return compact


def sign(body: bytes, secret: str, api_key: str, application_id: str) -> str:
    """The Authorization header of a webhook: HS256 over the claims Vonage documents."""
    claims = {
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": api_key,
        "application_id": application_id,
    }
    return f"Bearer {jwt.encode(claims, secret, algorithm='HS256')}"
