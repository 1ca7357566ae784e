"""Vonage's webhook bodies, read into our words.

Source: Messages API v1, https://developer.vonage.com/en/api/messages (inbound message and message status).
Unknown keys are ignored, and of the known ones only those are demanded without which nothing can be done.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sms.carriers.base import (
    STATUSES,
    InboundText,
    Malformed,
    Media,
    SegmentReport,
    StatusReport,
)
from sms.carriers.vonage import fields

_KINDS = ("image", "vcard", "audio", "video", "file")
_MOST_MEDIA = 50
_MOST_SEGMENTS = 100
_LONGEST_URL = 2000


def parse_inbound(body: bytes) -> InboundText:
    """Read an inbound SMS or MMS; raises Malformed without message_uuid, from, or to.

    A text without a readable timestamp is dated now: losing it would be worse.
    """
    message = fields.read_object(body)
    sms, usage = fields.nested(message, "sms"), fields.nested(message, "usage")
    return InboundText(
        reference=fields.reference(message, "message_uuid"),
        sender=fields.address(message, "from"),
        recipient=fields.address(message, "to"),
        body=fields.text(message, "text"),
        sent_at=fields.moment(message, "timestamp") or datetime.now(UTC),
        parts=fields.count(sms, "num_messages", "total_count", "count_total") or 1,
        keyword=fields.text(sms, "keyword", 50),
        media=tuple(_media(message)),
        network_code=fields.text(fields.nested(message, "origin"), "network_code", 20),
        price=fields.money(usage, "price"),
        currency=fields.text(usage, "currency", 3),
    )


def parse_status(body: bytes) -> StatusReport:
    """Read a message status; raises Malformed without message_uuid or with a status SMS does not have."""
    report = fields.read_object(body)
    status = fields.text(report, "status", 30).strip().lower()
    if status not in STATUSES:
        raise Malformed("status is missing or not one of a text's.")
    error, usage, sms = (fields.nested(report, key) for key in ("error", "usage", "sms"))
    return StatusReport(
        carrier_reference=fields.reference(report, "message_uuid"),
        reference=fields.text(report, "client_ref", 100),
        status=status,
        at=fields.moment(report, "timestamp") or datetime.now(UTC),
        error_code=error_code(error),
        error_detail=fields.text(error, "detail", 500),
        price=fields.money(usage, "price"),
        currency=fields.text(usage, "currency", 3),
        parts=fields.count(sms, "count_total", "total_count"),
        segments=tuple(_segments(sms)),
        sender=_address_if_any(report, "from"),
        recipient=_address_if_any(report, "to"),
        network_code=fields.text(fields.nested(report, "destination"), "network_code", 20),
    )


def error_code(problem: Mapping[str, Any]) -> str:
    """The number of an error: the title of a status's error, or the fragment of a problem's type."""
    title = fields.text(problem, "title", 20).strip()
    if re.fullmatch(r"[0-9]+", title):
        return title
    _, _, fragment = fields.text(problem, "type", 500).partition("#")
    return fragment if re.fullmatch(r"[0-9]{1,10}", fragment) else title


def _media(message: Mapping[str, Any]) -> Iterator[Media]:
    """Every attachment once: Vonage names one by its kind, and lists all in `content` when there are
    more."""
    named = {kind: fields.nested(message, kind) for kind in _KINDS}
    listed = message.get("content")
    found: dict[str, Media] = {}
    for kind, one in named.items():
        if url := _url(one):
            found[url] = Media(kind, url, fields.text(one, "name", 255), fields.text(one, "caption", 3000))
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and (url := _url(one)):
            found.setdefault(url, Media(fields.text(one, "type", 20) or "file", url))
        if len(found) >= _MOST_MEDIA:
            break
    yield from found.values()


def _url(one: Mapping[str, Any]) -> str:
    url = fields.text(one, "url").strip()
    return url if len(url) <= _LONGEST_URL else ""


def _segments(sms: Mapping[str, Any]) -> Iterator[SegmentReport]:
    listed = sms.get("segments")
    for one in listed[:_MOST_SEGMENTS] if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield SegmentReport(
                status=fields.text(one, "status", 30),
                at=fields.moment(one, "timestamp"),
                error_code=fields.text(one, "error_code", 20),
            )


def _address_if_any(report: Mapping[str, Any], key: str) -> str:
    try:
        return fields.address(report, key)
    except Malformed:
        return ""
