"""What the load client sends, built before the clock starts: signed webhooks, and agents' replies."""

import hashlib
import json
import secrets
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

import jwt

WORDS = "Hello, my parcel has not arrived yet. Could you please look where it is? Thank you"


@dataclass(slots=True)
class Shot:
    """One request: when it is due (seconds from the start), and what became of it (milliseconds from due)."""

    due: float
    marker: str
    url: str
    body: bytes
    headers: dict[str, str]
    agent: int | None = None
    status: str = ""
    answered: float = 0.0


def marker(tag: str, number: int) -> str:
    """Return what makes a text findable in a page: "#b12-00042."; digits and letters survive any escaping."""
    return f"#{tag}-{number:05d}."


def texts(
    due: Sequence[float],
    *,
    url: str,
    tag: str,
    senders: list[str],
    recipient: str,
    account: dict[str, str],
    agents: list[int] | None = None,
) -> list[Shot]:
    """Build customers' texts as signed webhooks, the senders taking turns.

    Args:
        due: when each is due.
        url: where the carrier posts.
        tag: makes this run's markers its own.
        senders: the customers' numbers in E.164.
        recipient: our number.
        account: api_key, application_id and secret that webhooks are signed with.
        agents: for each sender the socket that must get the text, if it is known.
    """
    shots = []
    for number, at in enumerate(due):
        turn = number % len(senders)
        mark = marker(tag, number)
        body = webhook(senders[turn], recipient, f"{WORDS} {mark}")
        headers = {"Content-Type": "application/json", "Authorization": sign(body, account)}
        shots.append(Shot(at, mark, url, body, headers, agents[turn] if agents else None))
    return shots


def replies(due: Sequence[float], *, urls: list[str], tag: str, cookies: list[str], referrer: str) -> list[Shot]:
    """Build agents' replies as the composer posts them, the conversations taking turns."""
    shots = []
    for number, at in enumerate(due):
        turn = number % len(urls)
        mark = marker(tag, number)
        csrf = secrets.token_hex(16)  # 32 characters, as Django makes them
        form = {"body": f"We have found it. {mark}", "token": str(uuid.uuid4())}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{cookies[turn]}; csrftoken={csrf}",
            "X-CSRFToken": csrf,
            "HX-Request": "true",
            "Referer": referrer,
        }
        shots.append(Shot(at, mark, urls[turn], urlencode(form).encode(), headers))
    return shots


def webhook(sender: str, recipient: str, text: str) -> bytes:
    """Return an inbound SMS as Vonage posts it: compact JSON, numbers without their plus sign."""
    body = {
        "channel": "sms",
        "message_uuid": str(uuid.uuid4()),
        "to": recipient.removeprefix("+"),
        "from": sender.removeprefix("+"),
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "text": text,
        "sms": {"num_messages": "1", "keyword": text.split()[0].upper()},
        "usage": {"currency": "EUR", "price": "0.0057"},
        "origin": {"network_code": "23415"},
    }
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def sign(body: bytes, account: dict[str, str]) -> str:
    """Return the Authorization header of a webhook: HS256 over the claims that Vonage documents."""
    claims = {
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": account["api_key"],
        "application_id": account["application_id"],
    }
    return f"Bearer {jwt.encode(claims, account['secret'], algorithm='HS256')}"


BUILDERS: dict[str, Callable[..., list[Shot]]] = {"texts": texts, "replies": replies}
