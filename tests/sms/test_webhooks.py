"""What the carrier is told, whatever it posts: never a 500, never a lost text."""

import json
import time
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sms.models import Callback, Channel, Message, Receipt
from tests import cast

KINDS = ["inbound", "status"]
LIMIT = 14
"""Queries for a text to an open conversation, transaction control included."""


def status_body(**fields: Any) -> dict[str, Any]:
    usual = {"message_uuid": str(uuid.uuid4()), "channel": "sms", "status": "delivered", "client_ref": "abc"}
    return {**usual, "to": "447700900123", "from": "447700900001", "timestamp": "2026-03-02T10:00:00Z", **fields}


def body_of(kind: str, **fields: Any) -> dict[str, Any]:
    return cast.inbound_body(**fields) if kind == "inbound" else status_body(**fields)


def kept(kind: str) -> int:
    """How many rows what was posted has left."""
    return Message.objects.count() if kind == "inbound" else Receipt.objects.count()


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_webhook_is_taken(line: Channel, kind: str) -> None:
    assert cast.post(kind, body_of(kind)).status_code == 200
    assert kept(kind) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"secret": "somebody-elses-secret-of-some-length"}, 401),
        ({"payload_hash": "0" * 64}, 401),
        ({"payload_hash": None}, 401),
        ({"iat": int(time.time()) - 3 * 86400}, 401),
        ({"iat": int(time.time()) + 3600}, 401),
        ({"iat": "yesterday"}, 401),
        ({"api_key": "other"}, 401),
        ({"iat": int(time.time()) - 3600}, 200),
    ],
)
def test_a_signature_must_hold(line: Channel, kind: str, claims: dict[str, Any], status: int) -> None:
    body = json.dumps(body_of(kind)).encode()

    assert cast.post(kind, body, cast.signed(body, **claims)).status_code == status
    assert kept(kind) == (status == 200)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_signature_the_carrier_is_asked_to_come_again(line: Channel, kind: str) -> None:
    assert cast.post(kind, body_of(kind), {}).status_code == 503
    assert kept(kind) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("header", ["Bearer", "Bearer x.y.z", "Basic YTpi", "Bearer \u00e9"])
def test_something_that_is_no_signature_is_refused(line: Channel, kind: str, header: str) -> None:
    assert cast.post(kind, body_of(kind), {"Authorization": header}).status_code == 401


@pytest.mark.parametrize("kind", KINDS)
def test_a_bare_look_at_the_address_is_answered(db: None, kind: str) -> None:
    assert Client().get(f"/webhooks/vonage/{kind}").status_code == 200
    assert Client().head(f"/webhooks/vonage/{kind}").status_code == 200
    assert Client().put(f"/webhooks/vonage/{kind}").status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_keys_are_left_alone(line: Channel, kind: str) -> None:
    body = body_of(kind, profile={"name": "?"}, context=[1, 2], message_type="surprise", workflow=None)

    assert cast.post(kind, body).status_code == 200
    assert kept(kind) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_body_ten_times_is_one_row(line: Channel, kind: str) -> None:
    body = body_of(kind)

    assert {cast.post(kind, body).status_code for _ in range(10)} == {200}
    assert kept(kind) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"text": 5},
        {"text": ["a", "b"]},
        {"text": None},
        {"sms": "one"},
        {"sms": {"num_messages": "many"}},
        {"sms": {"num_messages": -3}},
        {"sms": {"num_messages": 10**30}},
        {"usage": {"price": "a lot", "currency": 7}},
        {"timestamp": "yesterday"},
        {"timestamp": 0},
        {"timestamp": "0001-01-01T00:00:00+14:00"},
        {"message_uuid": 12345},
        {"image": {"url": 7}},
        {"content": {"url": "x"}},
        {"from": "\u200b"},
    ],
)
def test_a_text_with_fields_of_wrong_types_is_taken_all_the_same(line: Channel, fields: dict[str, Any]) -> None:
    assert cast.post("inbound", cast.inbound_body(**fields)).status_code == 200
    assert Message.objects.get().callback.outcome == Callback.Outcome.ACCEPTED


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"text"',
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"message_uuid": {}, "to": "1", "from": "2", "text": "3"}',
        b'{"message_uuid": "%s", "to": "447700900001", "from": "447700900123", "text": "x"}' % (b"a" * 65),
        b'{"message_uuid": "a", "to": [], "from": {}, "text": "x", "status": 5}',
        b'{"message_uuid": "a", "to": "", "from": "", "status": "read"}',
        b"msisdn=447700900123&to=447700900001&messageId=1&text=Hello",
    ],
)
def test_what_nobody_can_read_is_kept(line: Channel, kind: str, body: bytes) -> None:
    assert cast.post(kind, body).status_code == 200

    callback = Callback.objects.get()
    assert (bytes(callback.body), callback.outcome) == (body, Callback.Outcome.REFUSED)
    assert callback.error


@pytest.mark.parametrize(
    "fields",
    [
        {"timestamp": "soon"},
        {"error": "1240"},
        {"error": {"title": 1240, "detail": {}}},
        {"usage": {"price": "99999999.5", "currency": "EUROS"}},
        {"usage": {"price": "9999.999999"}},
        {"usage": {"price": "NaN"}},
        {"client_ref": 5},
        {"client_ref": "x" * 500},
        {"sms": []},
        {"to": [], "from": {}},
        {"error": {"title": "x" * 99, "detail": "y" * 999}, "status": "REJECTED"},
    ],
)
def test_a_status_with_fields_of_wrong_types_is_taken_all_the_same(line: Channel, fields: dict[str, Any]) -> None:
    assert cast.post("status", status_body(**fields)).status_code == 200
    assert Receipt.objects.count() == 1


def test_a_megabyte_of_text_is_taken(line: Channel) -> None:
    assert cast.post("inbound", cast.inbound_body("Help! " * 175_000)).status_code == 200
    assert len(bytes(Callback.objects.get().body)) > 1_000_000


def test_more_than_any_text_can_be_is_refused(line: Channel) -> None:
    assert cast.post("inbound", cast.inbound_body("x" * 3_000_000)).status_code == 413


@pytest.mark.parametrize("kind", KINDS)
def test_trouble_of_ours_asks_the_carrier_to_come_again(line: Channel, kind: str) -> None:
    table = "sms_callback" if kind == "inbound" else "sms_receipt"
    body = body_of(kind)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO lost")
        assert cast.post(kind, body).status_code == 503
        cursor.execute(f"ALTER TABLE lost RENAME TO {table}")

    assert cast.post(kind, body).status_code == 200
    assert kept(kind) == 1


def test_a_text_to_an_open_conversation_takes_few_queries(line: Channel, django_assert_max_num_queries: Any) -> None:
    cast.post("inbound", cast.inbound_body())
    body = json.dumps(cast.inbound_body("Hello?")).encode()
    headers = cast.signed(body)

    with django_assert_max_num_queries(LIMIT):
        assert cast.post("inbound", body, headers).status_code == 200
    assert Message.objects.count() == 2
