"""Texts handed to a real (simulated) carrier process by the unmodified SDK, and what we make of each
answer."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jsonschema import Draft7Validator
from vonage_http_client import HttpClient

from sms.carriers.base import OutboundText, OutcomeUnknown, PermanentError, TemporaryError
from sms.carriers.simulator.credentials import new_key_pair
from sms.carriers.vonage import VonageCarrier, VonageConfig, failures
from tests.simulator import Simulator
from tests.sms.carriers.conftest import AMELIA, CHANNEL
from tests.sms.carriers.schemas import schema


def taken(simulator: Simulator, text: OutboundText) -> list[dict[str, Any]]:
    """What the carrier says it took of this text."""
    return [one for one in simulator.ledger()["outbound"] if one["client_ref"] == text.reference]


def test_an_accepted_text_is_in_the_carriers_books_once(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText
) -> None:
    accepted = carrier.submit(text)
    assert UUID(accepted.carrier_reference)
    (entry,) = taken(simulator, text)
    assert entry["uuid"] == accepted.carrier_reference
    assert (entry["from"], entry["to"], entry["text"]) == (CHANNEL, AMELIA, text.body)


@pytest.mark.parametrize("body", ["Grüße 👋🏽", "مرحبا", "a" * 1500, "x\n\ty", '{"a":"b"} & <b>'])
def test_any_script_and_length_arrives_as_it_was_written(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText, body: str
) -> None:
    carrier.submit(replace(text, body=body))
    assert taken(simulator, text)[-1]["text"] == body


def test_what_we_send_is_what_the_documentation_asks_for(
    carrier: VonageCarrier, text: OutboundText, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    really = HttpClient.post

    def post(client: HttpClient, host: str, path: str, body: dict[str, Any], auth: str) -> object:
        sent.append(body)
        return really(client, host, path, body, auth)

    monkeypatch.setattr(HttpClient, "post", post)
    carrier.submit(text)
    Draft7Validator(schema("messages-v1-send-sms-request")).validate(sent[0])


def test_too_many_texts_is_temporary_and_says_when(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText
) -> None:
    simulator.trouble(on="send", http=429, retry_after=7, times=1)
    with pytest.raises(TemporaryError) as refused:
        carrier.submit(text)
    assert (refused.value.retry_after, refused.value.code) == (7.0, "1000")
    assert carrier.submit(text).carrier_reference


@pytest.mark.parametrize("http", [429, 500, 503])
def test_a_refusal_for_now_is_temporary(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText, http: int
) -> None:
    simulator.trouble(on="send", http=http)
    with pytest.raises(TemporaryError) as refused:
        carrier.submit(text)
    assert refused.value.retry_after is None
    assert taken(simulator, text) == []


@pytest.mark.parametrize("http", [302, 502, 504])
def test_an_answer_that_is_not_the_carriers_own_leaves_the_outcome_unknown(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText, http: int
) -> None:
    simulator.trouble(on="send", http=http)
    with pytest.raises(OutcomeUnknown):
        carrier.submit(text)


@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [
        ({"http": 401}, "401", "credentials"),
        ({"http": 402}, "1070", "credit"),
        ({"http": 403}, "403", "account"),
        ({"http": 404}, "404", "VONAGE_API_HOST"),
        ({"http": 422}, "1150", "mistake"),
        ({"http": 422, "code": "1160"}, "1160", "trial"),
        ({"http": 422, "code": "77", "detail": "Mercury is retrograde"}, "77", "Mercury is retrograde"),
    ],
)
def test_a_refusal_for_good_says_what_a_person_can_do(
    carrier: VonageCarrier,
    simulator: Simulator,
    text: OutboundText,
    rule: dict[str, object],
    code: str,
    words: str,
) -> None:
    simulator.trouble(on="send", **rule)
    with pytest.raises(PermanentError) as refused:
        carrier.submit(text)
    assert refused.value.code == code
    assert words in refused.value.reason
    assert taken(simulator, text) == []


def test_a_sender_that_is_not_ours_is_refused_for_good(carrier: VonageCarrier, text: OutboundText) -> None:
    with pytest.raises(PermanentError) as refused:
        carrier.submit(replace(text, sender="+447400999999"))
    assert refused.value.code == "1120"


@pytest.mark.parametrize(
    "changes", [{"recipient": "not a number"}, {"body": "x" * 3201}, {"body": "\ud83d"}, {"reference": "r" * 101}]
)
def test_what_the_api_cannot_take_is_refused_before_it_is_sent(
    carrier: VonageCarrier, text: OutboundText, changes: dict[str, str]
) -> None:
    with pytest.raises(PermanentError):
        carrier.submit(replace(text, **changes))


def test_a_connection_dropped_after_acceptance_leaves_one_text_and_an_unknown_outcome(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText
) -> None:
    carrier.submit(replace(text, reference="warms the connection"))
    simulator.trouble(on="send", drop="after", times=1)
    with pytest.raises(OutcomeUnknown):
        carrier.submit(text)
    assert len(taken(simulator, text)) == 1


def test_a_connection_dropped_on_a_fresh_connection_is_not_tried_again(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText
) -> None:
    simulator.trouble(on="send", drop="after")
    with pytest.raises(OutcomeUnknown):
        carrier.submit(text)
    assert len(taken(simulator, text)) == 1


def test_a_carrier_too_slow_to_answer_leaves_the_outcome_unknown(
    config: VonageConfig, simulator: Simulator, text: OutboundText
) -> None:
    simulator.trouble(on="send", delay=1.5, times=1)
    with pytest.raises(OutcomeUnknown):
        VonageCarrier(replace(config, timeout=1)).submit(text)
    time.sleep(0.8)
    assert len(taken(simulator, text)) == 1


def test_a_status_that_comes_before_the_answer_does_not_change_the_answer(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText
) -> None:
    simulator.trouble(on="status", early=True)
    accepted = carrier.submit(text)
    (entry,) = taken(simulator, text)
    assert entry["uuid"] == accepted.carrier_reference
    assert entry["statuses"][0]["outcome"] == "taken"


def test_the_key_of_another_application_is_refused_and_its_token_forgotten(
    config: VonageConfig, text: OutboundText
) -> None:
    private, _ = new_key_pair()
    with pytest.raises(PermanentError) as refused:
        VonageCarrier(replace(config, private_key=private)).submit(text)
    assert refused.value.code == "401"


def test_without_an_application_key_and_secret_are_used(
    config: VonageConfig, simulator: Simulator, text: OutboundText
) -> None:
    VonageCarrier(replace(config, application_id="", private_key="")).submit(text)
    assert len(taken(simulator, text)) == 1


@pytest.mark.parametrize("kind", ["path", "text", "escaped", "pkcs1"])
def test_the_private_key_may_be_written_in_any_usual_way(config: VonageConfig, text: OutboundText, kind: str) -> None:
    pem = Path(config.private_key).read_text()
    key = load_pem_private_key(pem.encode(), None)
    written = {
        "path": config.private_key,
        "text": pem,
        "escaped": pem.replace("\n", "\\n"),
        "pkcs1": key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode(),
    }
    assert VonageCarrier(replace(config, private_key=written[kind])).submit(text)


@pytest.mark.parametrize("key", ["", "no/such/file.pem", "-----BEGIN PRIVATE KEY-----\nabc"])
def test_a_private_key_that_cannot_be_read_is_the_operators_to_mend(
    config: VonageConfig, text: OutboundText, key: str
) -> None:
    with pytest.raises(PermanentError) as refused:
        VonageCarrier(replace(config, private_key=key)).submit(text)
    assert "VONAGE_PRIVATE_KEY" in refused.value.reason


def test_many_threads_share_a_carrier_and_each_text_is_taken_once(
    carrier: VonageCarrier, simulator: Simulator, text: OutboundText
) -> None:
    def send(thread: int) -> None:
        for number in range(10):
            carrier.submit(replace(text, reference=f"thread {thread} text {number}"))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    references = [one["client_ref"] for one in simulator.ledger()["outbound"]]
    assert sorted(one for one in references if one.startswith("thread")) == sorted(
        f"thread {thread} text {number}" for thread in range(6) for number in range(10)
    )


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("", None), ("3", 3.0), (" 2.5 ", 2.5), ("-1", None), ("soon", None), ("9" * 9, 86400.0)],
)
def test_the_wait_a_carrier_asks_for_is_understood(header: str | None, seconds: float | None) -> None:
    assert failures.retry_after(header) == seconds


def test_the_wait_may_be_a_date() -> None:
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 57 < (failures.retry_after(in_a_minute) or 0) <= 60
    assert failures.retry_after("Mon, 03 Feb 2025 12:14:25 GMT") == 0.0
