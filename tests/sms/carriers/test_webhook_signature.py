"""Which webhooks are believed."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.carriers.base import BadWebhook, Unauthenticated, Unsigned
from sms.carriers.vonage import VonageCarrier, VonageConfig

SECRET = "the-signature-secret-of-this-account"
CONFIG = VonageConfig("abcd1234", "", "", "", SECRET)
BODY = '{"message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab","text":"Grüße 👋"}'.encode()
Headers = dict[str, str]


def signed(body: bytes = BODY, secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> Headers:
    """Headers of a webhook signed as Vonage documents it; a claim given as None is left out."""
    usual = {
        "iat": int(time.time()),
        "jti": "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5",
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": "abcd1234",
    }
    said = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    return {"Authorization": f"Bearer {jwt.encode(said, secret, algorithm=algorithm)}"}


def ago(**span: int) -> int:
    return int(time.time() - timedelta(**span).total_seconds())


def unsigned_token() -> Headers:
    claims = {"iat": int(time.time()), "payload_hash": hashlib.sha256(BODY).hexdigest()}
    return {"Authorization": f"Bearer {jwt.encode(claims, '', algorithm='none')}"}


def deeply_nested_header() -> Headers:
    header = base64.urlsafe_b64encode(b"[" * 100_000).rstrip(b"=").decode()
    return {"Authorization": f"Bearer {header}.e30.c2ln"}


ACCEPTED: dict[str, Callable[[], Headers]] = {
    "signed just now": signed,
    "header name in lower case": lambda: {"authorization": signed()["Authorization"]},
    "scheme in lower case": lambda: {"Authorization": signed()["Authorization"].replace("Bearer", "bearer")},
    "our clock is two minutes behind": lambda: signed(iat=ago(minutes=-2)),
    "a retry of yesterday": lambda: signed(iat=ago(hours=23)),
    "without an account": lambda: signed(api_key=None),
    "with an application": lambda: signed(application_id="1234"),
    "an upper case hash": lambda: signed(payload_hash=hashlib.sha256(BODY).hexdigest().upper()),
}

REFUSED: dict[str, Callable[[], Headers]] = {
    "another secret": lambda: signed(secret="the-signature-secret-of-somebody-else"),
    "another body": lambda: signed(b'{"text":"Pay me"}'),
    "no hash": lambda: signed(payload_hash=None),
    "a hash that is no text": lambda: signed(payload_hash=1234),
    "a hash outside ASCII": lambda: signed(payload_hash="é" * 64),
    "two days old": lambda: signed(iat=ago(hours=48)),
    "from the far future": lambda: signed(iat=ago(hours=-1)),
    "expired": lambda: signed(exp=ago(hours=1)),
    "no time": lambda: signed(iat=None),
    "a time that is no number": lambda: signed(iat="yesterday"),
    "another account": lambda: signed(api_key="eeee9999"),
    "another algorithm": lambda: signed(algorithm="HS384", secret=SECRET * 2),
    "no algorithm": unsigned_token,
    "not a token": lambda: {"Authorization": "Bearer nonsense"},
    "not a bearer": lambda: {"Authorization": "Basic YTpi"},
    "a bearer of nothing": lambda: {"Authorization": "Bearer "},
    "a header nested to death": deeply_nested_header,
}


@pytest.mark.parametrize("headers", ACCEPTED.values(), ids=ACCEPTED)
def test_the_carriers_own_webhook_is_accepted(headers: Callable[[], Headers]) -> None:
    VonageCarrier(CONFIG).verify(headers(), BODY)


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
def test_a_webhook_of_doubtful_origin_is_unauthenticated(headers: Callable[[], Headers]) -> None:
    with pytest.raises(Unauthenticated):
        VonageCarrier(CONFIG).verify(headers(), BODY)


@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}, {"Authorization": "  "}, {"X-Other": "1"}])
def test_a_webhook_without_a_signature_is_asked_for_again(headers: Headers) -> None:
    with pytest.raises(Unsigned):
        VonageCarrier(CONFIG).verify(headers, BODY)


def test_without_a_secret_of_ours_nothing_is_trusted() -> None:
    with pytest.raises(Unsigned):
        VonageCarrier(replace(CONFIG, signature_secret="")).verify(signed(), BODY)


def test_a_hash_of_the_compact_json_is_accepted_for_a_spaced_body() -> None:
    spaced = json.dumps(json.loads(BODY), indent=2, ensure_ascii=False).encode()
    VonageCarrier(CONFIG).verify(signed(BODY), spaced)


def test_a_wrong_hash_is_only_logged_when_hashes_are_not_required(caplog: pytest.LogCaptureFixture) -> None:
    VonageCarrier(replace(CONFIG, require_payload_hash=False)).verify(signed(b"{}"), BODY)
    assert "payload_hash" in caplog.text


def test_the_oldest_age_is_a_setting() -> None:
    strict = VonageCarrier(replace(CONFIG, max_age=timedelta(minutes=10)))
    with pytest.raises(Unauthenticated):
        strict.verify(signed(iat=ago(minutes=11)), BODY)


@given(st.text(max_size=300), st.binary(max_size=300))
def test_any_header_and_body_end_in_an_answer(header: str, body: bytes) -> None:
    with pytest.raises(BadWebhook):
        VonageCarrier(CONFIG).verify({"Authorization": f"Bearer {header}"}, body)
