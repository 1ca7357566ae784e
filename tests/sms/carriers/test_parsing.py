"""Webhook bodies, friendly and hostile, read into our words."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.carriers.base import STATUSES, InboundText, Malformed, Media, SegmentReport, StatusReport
from sms.carriers.vonage.parsing import parse_inbound, parse_status

UUID = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"
AT = datetime(2025, 2, 3, 12, 14, 25, tzinfo=UTC)
SMS = {
    "channel": "sms",
    "message_uuid": UUID,
    "to": "447700900001",
    "from": "447700900000",
    "timestamp": "2025-02-03T12:14:25Z",
    "text": "Hello",
    "sms": {"num_messages": "2", "keyword": "HELLO"},
    "usage": {"currency": "EUR", "price": "0.0333"},
    "origin": {"network_code": "23410"},
}
STATUS = {
    "message_uuid": UUID,
    "to": "447700900000",
    "from": "447700900001",
    "timestamp": "2025-02-03T12:14:25.120Z",
    "status": "rejected",
    "channel": "sms",
    "client_ref": "abc123",
    "error": {
        "type": "https://developer.vonage.com/api-errors/messages#1000",
        "title": "1000",
        "detail": "Throttled",
        "instance": "bf0ca0",
    },
    "usage": {"currency": "EUR", "price": "0.0333"},
    "destination": {"network_code": "23410"},
    "sms": {
        "count_total": "2",
        "segments": [{"timestamp": "2025-02-03T12:14:25Z", "status": "delivered", "error_code": "1230"}],
    },
}


def inbound(**changes: Any) -> InboundText:
    return parse_inbound(json.dumps({**SMS, **changes}).encode())


def status(**changes: Any) -> StatusReport:
    return parse_status(json.dumps({**STATUS, **changes}).encode())


def without(fields: dict[str, Any], *keys: str) -> bytes:
    return json.dumps({key: value for key, value in fields.items() if key not in keys}).encode()


def test_the_documented_text_is_read_whole() -> None:
    assert inbound() == InboundText(
        reference=UUID,
        sender="+447700900000",
        recipient="+447700900001",
        body="Hello",
        sent_at=AT,
        parts=2,
        keyword="HELLO",
        network_code="23410",
        price=Decimal("0.0333"),
        currency="EUR",
    )


def test_the_documented_status_is_read_whole() -> None:
    assert status() == StatusReport(
        carrier_reference=UUID,
        reference="abc123",
        status="rejected",
        at=AT.replace(microsecond=120_000),
        error_code="1000",
        error_detail="Throttled",
        price=Decimal("0.0333"),
        currency="EUR",
        parts=2,
        segments=(SegmentReport("delivered", AT, "1230"),),
        sender="+447700900001",
        recipient="+447700900000",
        network_code="23410",
    )


def test_a_text_needs_only_a_reference_and_two_numbers() -> None:
    bare = parse_inbound(without(SMS, "text", "timestamp", "sms", "usage", "origin", "channel"))
    assert (bare.body, bare.parts, bare.price) == ("", 1, None)
    assert abs((datetime.now(UTC) - bare.sent_at).total_seconds()) < 60


def test_a_status_needs_only_a_reference_and_the_status() -> None:
    bare = parse_status(without(STATUS, "client_ref", "error", "usage", "sms", "to", "from", "destination"))
    assert (bare.reference, bare.error_code, bare.parts, bare.segments) == ("", "", None, ())


@pytest.mark.parametrize("key", ["message_uuid", "from", "to"])
@pytest.mark.parametrize("value", [None, "", "  ", True, [], {}, "9" * 101])
def test_a_text_that_nobody_could_place_is_malformed(key: str, value: object) -> None:
    with pytest.raises(Malformed):
        inbound(**{key: value})


@pytest.mark.parametrize("value", [None, "", "read", "sent", 3, ["delivered"], {}])
def test_a_status_that_no_text_has_is_malformed(value: object) -> None:
    with pytest.raises(Malformed):
        status(status=value)


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"null", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5000])
def test_a_body_that_is_no_object_is_malformed(body: bytes) -> None:
    for parse in (parse_inbound, parse_status):
        with pytest.raises(Malformed):
            parse(body)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("447700900000", "+447700900000"),
        ("+447700900000", "+447700900000"),
        ("00447700900000", "+447700900000"),
        (447700900000, "+447700900000"),
        (" 447700900000 ", "+447700900000"),
        ("72345", "72345"),
        ("AMAZON", "AMAZON"),
        ("٤٤٧٧٠٠٩٠٠٠٠٠", "٤٤٧٧٠٠٩٠٠٠٠٠"),
    ],
)
def test_numbers_get_their_plus_sign_and_other_senders_stay(written: object, read: str) -> None:
    assert inbound(**{"from": written}).sender == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-02-03T12:14:25Z", AT),
        ("2025-02-03T12:14:25.000Z", AT),
        ("2025-02-03T13:14:25+01:00", AT),
        ("2025-02-03 12:14:25", AT),
        ("2025-02-03T12:14:25.123456789Z", AT.replace(microsecond=123456)),
    ],
)
def test_times_are_read_with_and_without_milliseconds_and_zone(written: str, read: datetime) -> None:
    assert inbound(timestamp=written).sent_at == read


@pytest.mark.parametrize("written", ["yesterday", 12, None, "0001-01-01T00:00:00+14:00", "9" * 400])
def test_a_text_with_an_unreadable_time_is_dated_now(written: object) -> None:
    assert abs((datetime.now(UTC) - inbound(timestamp=written).sent_at).total_seconds()) < 60


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\ud83db", "a\ufffdb"),
        ("\udc4b", "\ufffd"),
        ("👋🏽 مرحبا ‮ abc", "👋🏽 مرحبا ‮ abc"),
        (12, "12"),
        (None, ""),
        (["Hello"], ""),
    ],
)
def test_a_body_is_kept_as_a_database_can_keep_it(written: object, read: str) -> None:
    body = inbound(text=written).body
    assert body == read
    body.encode()


def test_a_megabyte_of_text_is_a_text() -> None:
    assert len(inbound(text="\x00é" * 500_000).body) == 1_000_000


@pytest.mark.parametrize("price", ["NaN", "Infinity", "1e999999", "1e-999999", "free", [], True, None, "9" * 39])
def test_a_price_that_no_ledger_can_hold_is_no_price(price: object) -> None:
    assert status(usage={"price": price, "currency": 5}).price is None


def test_numbers_written_as_numbers_are_read() -> None:
    report = status(error={"title": 1240}, sms={"count_total": 3}, usage={"price": 0.05, "currency": "EUR"})
    assert (report.error_code, report.parts, report.price) == ("1240", 3, Decimal("0.05"))


def test_an_error_code_is_found_in_its_type_when_the_title_is_words() -> None:
    problem = {"type": "https://developer.vonage.com/api-errors/messages#1360", "title": "Expired"}
    assert status(error=problem).error_code == "1360"


@pytest.mark.parametrize("wrong", ["text", 7, None, ["a"]])
def test_groups_of_the_wrong_type_count_as_absent(wrong: object) -> None:
    assert inbound(sms=wrong, usage=wrong, origin=wrong, image=wrong, content=wrong).parts == 1
    assert status(sms=wrong, usage=wrong, error=wrong, destination=wrong).error_code == ""


def test_a_picture_comes_with_its_name_and_caption() -> None:
    image = {"url": "https://example.org/1.png", "name": "1.png", "caption": "My parcel"}
    text = inbound(channel="mms", message_type="image", image=image)
    assert text.media == (Media("image", "https://example.org/1.png", "1.png", "My parcel"),)


def test_every_attachment_is_kept_once() -> None:
    urls = [f"https://example.org/{number}" for number in range(3)]
    content = [{"type": "image", "url": urls[0]}, {"type": "video", "url": urls[1]}, {"url": urls[2]}, {}, 7]
    text = inbound(channel="mms", image={"url": urls[0], "name": "first"}, content=content)
    assert [(one.kind, one.url) for one in text.media] == list(zip(("image", "video", "file"), urls, strict=True))
    assert text.media[0].name == "first"


NASTY = st.text(st.sampled_from("aZ09+-:.TZ é\x00\ud83d\udc4b👋\u202e\n"), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | NASTY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
KEYS = sorted({*SMS, *STATUS, "image", "content", "video", "message_type"})
ROOTS = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=12)
PLAUSIBLE = ROOTS.map(lambda odd: {**SMS, "status": "delivered", **odd})


@given(PLAUSIBLE | ROOTS)
def test_any_object_is_read_or_malformed(fields: dict[str, Any]) -> None:
    body = json.dumps(fields).encode()
    for parse in (parse_inbound, parse_status):
        try:
            found = parse(body)
        except Malformed:
            continue
        stored = json.dumps(asdict(found), default=str, ensure_ascii=False)
        stored.encode()
        assert "\x00" not in stored


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_malformed(body: bytes) -> None:
    for parse in (parse_inbound, parse_status):
        with pytest.raises(Malformed):
            parse(body)


def test_all_four_statuses_are_read_in_any_case() -> None:
    assert tuple(status(status=one.upper()).status for one in STATUSES) == STATUSES
