"""The webhooks of the simulated carrier: what they say, that they are signed, and when they come again."""

from dataclasses import replace
from itertools import pairwise

import pytest
from jsonschema import Draft7Validator

from sms.carriers.base import OutboundText
from sms.carriers.vonage import VonageCarrier
from tests.simulator import Simulator
from tests.sms.carriers.conftest import AMELIA, CHANNEL
from tests.sms.carriers.receiver import Received, Receiver
from tests.sms.carriers.schemas import schema


def assert_fits(name: str, webhook: Received) -> None:
    Draft7Validator(schema(name)).validate(webhook.fields)


def states(received: list[Received]) -> list[str]:
    return [one.fields["status"] for one in received]


@pytest.mark.parametrize("words", ["Hello", "STOP", "", "  ", "مرحبا", "👋" * 400, 'a"b\\c\n\x00\u2028', "\ud83d"])
def test_a_customers_text_is_signed_valid_and_read_back_whole(
    simulator: Simulator, receiver: Receiver, carrier: VonageCarrier, words: str
) -> None:
    media = [] if words else [{"kind": "image", "url": "/media/parcel.png"}]
    uuid = simulator.text(AMELIA, CHANNEL, words, media)
    simulator.quiesce()
    (webhook,) = receiver.inbound()
    assert_fits("messages-v1-inbound-sms" if words else "messages-v1-inbound-mms", webhook)
    carrier.verify(webhook.headers, webhook.body)
    text = carrier.parse_inbound(webhook.body)
    assert (text.reference, text.sender, text.recipient) == (uuid, AMELIA, CHANNEL)
    assert text.body == words.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")


def test_parts_keyword_and_price_are_told(simulator: Simulator, receiver: Receiver, carrier: VonageCarrier) -> None:
    simulator.text(AMELIA, CHANNEL, "help " + "a" * 160)
    simulator.quiesce()
    text = carrier.parse_inbound(receiver.inbound()[0].body)
    assert (text.parts, text.keyword, text.currency) == (2, "HELP", "EUR")
    assert text.price is not None and text.price > 0


@pytest.mark.parametrize("kind", ["image", "vcard", "audio", "video", "file"])
def test_media_of_every_kind_arrive(
    simulator: Simulator, receiver: Receiver, carrier: VonageCarrier, kind: str
) -> None:
    media = [{"kind": kind, "url": f"https://example.org/{number}", "name": f"{number}"} for number in range(3)]
    simulator.text(AMELIA, CHANNEL, "Look at this", media)
    simulator.quiesce()
    (webhook,) = receiver.inbound()
    assert_fits("messages-v1-inbound-mms", webhook)
    text = carrier.parse_inbound(webhook.body)
    assert [one.url for one in text.media] == [one["url"] for one in media]
    assert "Look at this" in (text.body, text.media[0].caption)


def test_a_text_of_ours_is_submitted_and_then_delivered(
    simulator: Simulator, receiver: Receiver, carrier: VonageCarrier, text: OutboundText
) -> None:
    accepted = carrier.submit(text)
    simulator.quiesce()
    webhooks = receiver.statuses()
    for webhook in webhooks:
        assert_fits("messages-v1-status-sms", webhook)
        carrier.verify(webhook.headers, webhook.body)
    reports = [carrier.parse_status(one.body) for one in webhooks]
    assert [one.status for one in reports] == ["submitted", "delivered"]
    assert {(one.carrier_reference, one.reference) for one in reports} == {(accepted.carrier_reference, text.reference)}
    assert reports[0].parts == 1 and reports[0].price is not None
    assert reports[0].at < reports[1].at


@pytest.mark.parametrize(("final", "code"), [("rejected", "1240"), ("rejected", "1210"), ("undeliverable", "1260")])
def test_a_text_can_be_made_to_fail_with_a_code(
    simulator: Simulator, receiver: Receiver, carrier: VonageCarrier, text: OutboundText, final: str, code: str
) -> None:
    simulator.trouble(on="status", to=AMELIA, final=final, code=code)
    carrier.submit(text)
    simulator.quiesce()
    last = receiver.statuses()[-1]
    assert_fits("messages-v1-status-sms", last)
    report = carrier.parse_status(last.body)
    assert (report.status, report.error_code) == (final, code)
    assert simulator.ledger()["outbound"][-1]["arrived_at"] is None


@pytest.mark.parametrize("refusals", [[503], [500, 429, 502]])
def test_a_webhook_comes_again_until_it_is_taken_later_each_time(
    simulator: Simulator, receiver: Receiver, refusals: list[int]
) -> None:
    receiver.answers.extend(refusals)
    simulator.text(AMELIA, CHANNEL, "Is anybody there?")
    simulator.quiesce()
    came = receiver.inbound()
    assert len(came) == len(refusals) + 1 and len({one.body for one in came}) == 1
    waits = [later.at - sooner.at for sooner, later in pairwise(came)]
    assert all(wait >= 0.2 * 2**number for number, wait in enumerate(waits))
    entry = simulator.ledger()["inbound"][-1]
    assert (entry["answers"], entry["outcome"]) == ([*refusals, 200], "taken")


def test_a_retry_is_signed_anew(simulator: Simulator, receiver: Receiver, carrier: VonageCarrier) -> None:
    receiver.answers.append(500)
    simulator.text(AMELIA, CHANNEL, "Hello")
    simulator.quiesce()
    first, second = receiver.inbound()
    assert first.headers["Authorization"] != second.headers["Authorization"]
    carrier.verify(second.headers, second.body)


@pytest.mark.parametrize("answer", [400, 401, 404])
def test_a_webhook_refused_for_good_is_lost(simulator: Simulator, receiver: Receiver, answer: int) -> None:
    receiver.answers.append(answer)
    simulator.text(AMELIA, CHANNEL, "Hello")
    simulator.quiesce()
    assert len(receiver.inbound()) == 1
    assert simulator.ledger()["inbound"][-1]["outcome"] == "refused"


def test_an_unsigned_webhook_is_signed_when_it_comes_again(
    simulator: Simulator, receiver: Receiver, carrier: VonageCarrier
) -> None:
    simulator.trouble(on="inbound", unsigned=True, times=1)
    receiver.answers.append(503)
    simulator.text(AMELIA, CHANNEL, "Hello")
    simulator.quiesce()
    first, second = receiver.inbound()
    assert "Authorization" not in first.headers
    carrier.verify(second.headers, second.body)


def test_duplicates_are_the_same_text_under_the_same_name(simulator: Simulator, receiver: Receiver) -> None:
    simulator.trouble(on="inbound", duplicate=9, times=1)
    simulator.text(AMELIA, CHANNEL, "Hello")
    simulator.quiesce()
    assert len(receiver.inbound()) == 10
    assert len({one.body for one in receiver.inbound()}) == 1
    assert simulator.ledger()["inbound"][-1]["answers"] == [200] * 10


def test_reordered_statuses_keep_the_times_at_which_things_happened(
    simulator: Simulator, receiver: Receiver, carrier: VonageCarrier, text: OutboundText
) -> None:
    simulator.trouble(on="status", reorder=True)
    carrier.submit(text)
    simulator.quiesce()
    delivered, submitted = (carrier.parse_status(one.body) for one in receiver.statuses())
    assert (delivered.status, submitted.status) == ("delivered", "submitted")
    assert submitted.at < delivered.at


def test_statuses_can_be_late_repeated_or_missing(
    simulator: Simulator, receiver: Receiver, carrier: VonageCarrier, text: OutboundText
) -> None:
    simulator.trouble(on="status", silent=True, times=1)
    simulator.trouble(on="status", skip=1, duplicate=1, late=0.3, times=1)
    carrier.submit(text)
    simulator.quiesce()
    assert receiver.statuses() == []
    carrier.submit(replace(text, reference="second"))
    assert receiver.statuses() == []
    simulator.quiesce()
    assert states(receiver.statuses()) == ["submitted", "submitted", "delivered", "delivered"]


def test_trouble_can_be_for_one_number_for_some_times_or_by_chance(
    simulator: Simulator, receiver: Receiver, carrier: VonageCarrier, text: OutboundText
) -> None:
    simulator.trouble(on="status", to="+12025550143", silent=True)
    simulator.trouble(on="status", probability=0.0, silent=True)
    carrier.submit(text)
    simulator.quiesce()
    assert states(receiver.statuses()) == ["submitted", "delivered"]


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"on": "everything"},
        {"on": "send", "duplicate": 2},
        {"on": "status", "http": 500},
        {"on": "send", "drop": "sometimes"},
        {"on": "status", "final": "read"},
        {"on": "send", "delay": "long"},
        {"on": "send", "http": 200},
        {"on": "send", "probability": 7},
        {"on": "inbound", "late": -1},
    ],
)
def test_trouble_that_makes_no_sense_is_refused_with_a_reason(simulator: Simulator, rule: dict[str, object]) -> None:
    answer = simulator.ask("POST", "/control/trouble", rule)
    assert answer.status_code == 422
    assert answer.json()["error"]
