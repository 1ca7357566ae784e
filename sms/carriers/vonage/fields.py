"""Careful reading of a webhook's fields: what can be coerced is, what cannot is absent, nothing blows up.

Vonage's numbers are strings today, and were numbers in other SDKs' fixtures; keys come and go.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sms.carriers.base import Malformed

# PostgreSQL refuses NUL in text, and a surrogate without its partner is no character.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# ITU-T E.164: at most 15 digits; below 7 it is a short code, which has no country and no plus sign.
_INTERNATIONAL = re.compile(r"\+?(?:00)?([1-9][0-9]{6,14})")
# A UUID's 36, with room; as many as our rows keep of it.
_LONGEST_REFERENCE = 64
_MOST_PARTS = 1000
_MOST_MONEY = Decimal(1_000_000)
_FINEST_MONEY = -10


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a webhook's body; raises Malformed."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The body is not JSON: {type(error).__name__}.") from error
    if not isinstance(value, dict):
        raise Malformed("The body is not a JSON object.")
    return value


def nested(fields: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under a key, empty when there is none."""
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


def text(fields: Mapping[str, Any], key: str, longest: int | None = None) -> str:
    """The text under a key as it can be stored: NUL and lone surrogates become U+FFFD, absent becomes
    ''."""
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        cleaned = _UNSTORABLE.sub("\ufffd", str(value))
    except ValueError:  # an integer too long for Python to print
        return ""
    return cleaned if longest is None else cleaned[:longest]


def reference(fields: Mapping[str, Any], key: str) -> str:
    """The carrier's name for a text, which everything hangs on; raises Malformed when absent or absurd."""
    value = text(fields, key).strip()
    if not 0 < len(value) <= _LONGEST_REFERENCE:
        raise Malformed(f"{key} is missing or too long.")
    return value


def address(fields: Mapping[str, Any], key: str) -> str:
    """A number in E.164 with its plus sign; a short code or a sender's name as it is. Raises Malformed."""
    value = text(fields, key).strip()
    if not 0 < len(value) <= 50:
        raise Malformed(f"{key} is missing or too long.")
    international = _INTERNATIONAL.fullmatch(value)
    return f"+{international[1]}" if international else value


def moment(fields: Mapping[str, Any], key: str) -> datetime | None:
    """The aware UTC time under a key, ISO 8601 with or without milliseconds and zone; None if
    unreadable."""
    try:
        at = datetime.fromisoformat(text(fields, key).strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def count(fields: Mapping[str, Any], *keys: str) -> int | None:
    """The first positive count under one of the keys."""
    for key in keys:
        value = text(fields, key, 20).strip()
        if value.isascii() and value.isdigit() and 0 < int(value) <= _MOST_PARTS:
            return int(value)
    return None


def money(fields: Mapping[str, Any], key: str) -> Decimal | None:
    """The price under a key, None when there is none that a ledger could hold."""
    try:
        value = Decimal(text(fields, key, 40).strip())
    except InvalidOperation:
        return None
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST_MONEY or abs(value) >= _MOST_MONEY:
        return None
    return value
