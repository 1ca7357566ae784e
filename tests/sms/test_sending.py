"""Handing a text to the carrier, which is the simulated one: at most once, whatever happens on the way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contactcenter.jobs import Again
from sms import gateway, sending
from sms.carriers.reasons import sentence
from sms.models import Channel, Message
from tests import cast
from tests.simulator import Simulator
from tests.sms.carriers.receiver import Receiver

Answer = Callable[..., Message]
Status = Message.Status


def send(message: Message) -> str:
    """Run the sender's job once; return the status afterwards."""
    sending.send(message.pk)
    message.refresh_from_db()
    return message.status


def taken(carrier: Simulator, message: Message) -> list[str]:
    """The carrier's names for what it took of a message."""
    return [each["uuid"] for each in carrier.ledger()["outbound"] if each["client_ref"] == str(message.token)]


def hand_on(webhooks: Receiver) -> None:
    """Let our view have the statuses that the carrier posted."""
    for each in webhooks.statuses():
        headers = {"Authorization": each.headers["Authorization"]}
        assert cast.post("status", each.body, headers).status_code == 200


def test_a_text_the_carrier_takes_is_sent(answer: Answer, carrier: Simulator) -> None:
    message = answer("Grüße 🚲")

    assert send(message) == Status.SENT
    assert taken(carrier, message) == [message.carrier_reference]
    assert message.sent_at is not None


def test_it_goes_from_the_channel_to_the_customer(answer: Answer, carrier: Simulator) -> None:
    message = answer("Grüße 🚲")
    send(message)

    entry = next(each for each in carrier.ledger()["outbound"] if each["uuid"] == message.carrier_reference)
    assert (entry["from"], entry["to"], entry["text"]) == (cast.LINE, cast.CAROL, "Grüße 🚲")


def test_the_carriers_status_marks_it_delivered(answer: Answer, carrier: Simulator, webhooks: Receiver) -> None:
    message = answer()
    send(message)
    carrier.quiesce()
    hand_on(webhooks)

    message.refresh_from_db()
    assert message.status == Status.DELIVERED
    assert (message.price is not None, message.receipts.count()) == (True, 2)


def test_the_job_run_twice_hands_it_over_once(answer: Answer, carrier: Simulator) -> None:
    message = answer()

    assert [send(message), send(message)] == [Status.SENT, Status.SENT]
    assert len(taken(carrier, message)) == 1


def test_a_busy_carrier_is_asked_again_after_the_time_it_names(answer: Answer, carrier: Simulator) -> None:
    message = answer()
    carrier.trouble(on="send", http=429, retry_after=7, times=1)
    with pytest.raises(Again) as again:
        send(message)

    message.refresh_from_db()
    assert (message.status, again.value.seconds >= 7) == (Status.QUEUED, True)
    assert send(message) == Status.SENT
    assert len(taken(carrier, message)) == 1


def test_a_carrier_out_of_reach_is_asked_again_later_and_later(
    answer: Answer, carrier: Simulator, settings: Any
) -> None:
    settings.VONAGE = {**settings.VONAGE, "api_host": "127.0.0.1:1"}  # nobody listens there
    gateway.carrier.cache_clear()
    message, waits = answer(), []
    for _ in range(sending.ATTEMPTS - 1):
        with pytest.raises(Again) as again:
            send(message)
        waits.append(again.value.seconds)

    assert waits[0] < 3 < 60 < waits[-1] < 400
    assert send(message) == Status.FAILED
    assert message.failure_reason == "The carrier cannot be reached."


@pytest.mark.parametrize(("http", "code"), [(422, "1150"), (402, "1070")])
def test_a_refusal_for_good_is_told_in_words(answer: Answer, carrier: Simulator, http: int, code: str) -> None:
    message = answer()
    carrier.trouble(on="send", http=http, times=1)

    assert send(message) == Status.FAILED
    assert (message.failure_code, message.failure_reason) == (code, sentence(code))
    assert taken(carrier, message) == []


def test_a_lost_answer_leaves_it_uncertain_and_is_never_sent_again(answer: Answer, carrier: Simulator) -> None:
    message = answer()
    carrier.trouble(on="send", drop="after", times=1)

    assert [send(message), send(message)] == [Status.UNCERTAIN] * 2
    assert len(taken(carrier, message)) == 1
    assert message.failure_reason == sending.LOST


def test_what_was_uncertain_is_settled_by_the_status(answer: Answer, carrier: Simulator, webhooks: Receiver) -> None:
    message = answer()
    carrier.trouble(on="send", drop="after", times=1)
    send(message)
    carrier.quiesce()
    hand_on(webhooks)

    message.refresh_from_db()
    assert (message.status, message.failure_reason) == (Status.DELIVERED, "")
    assert [message.carrier_reference] == taken(carrier, message)


@pytest.mark.parametrize("drop", ["before", "after"])
def test_only_the_carrier_knows_what_a_dropped_connection_took(answer: Answer, carrier: Simulator, drop: str) -> None:
    message = answer()
    carrier.trouble(on="send", drop=drop, times=1)

    assert send(message) == Status.UNCERTAIN
    assert len(taken(carrier, message)) == (drop == "after")


def test_a_carrier_that_does_not_answer_in_time_leaves_it_uncertain(answer: Answer, carrier: Simulator) -> None:
    message = answer()
    carrier.trouble(on="send", delay=2.6, times=1)

    assert send(message) == Status.UNCERTAIN


def test_what_a_dead_worker_had_claimed_is_uncertain(answer: Answer, carrier: Simulator) -> None:
    message = answer()
    Message.objects.filter(pk=message.pk).update(status=Status.SENDING, claimed_at=timezone.now())

    assert send(message) == Status.UNCERTAIN
    assert taken(carrier, message) == []


@pytest.mark.parametrize(("ago", "status"), [(60, Status.SENDING), (121, Status.UNCERTAIN)])
def test_a_claim_that_never_came_back_is_settled_by_the_sweep(answer: Answer, ago: int, status: str) -> None:
    message = answer()
    claimed_at = timezone.now() - timedelta(seconds=ago)
    Message.objects.filter(pk=message.pk).update(status=Status.SENDING, claimed_at=claimed_at)
    sending.settle_stranded()

    message.refresh_from_db()
    assert message.status == status


def test_a_text_waits_for_the_one_before_it(answer: Answer, carrier: Simulator) -> None:
    first, second = answer("First"), answer("Second")
    Message.objects.filter(pk=first.pk).update(status=Status.SENDING, claimed_at=timezone.now())
    with pytest.raises(Again):
        send(second)

    Message.objects.filter(pk=first.pk).update(status=Status.UNCERTAIN)
    assert send(second) == Status.SENT


def test_a_channel_switched_off_meanwhile_sends_nothing(answer: Answer, carrier: Simulator) -> None:
    message = answer()
    Channel.objects.update(is_active=False)

    assert send(message) == Status.FAILED
    assert "was switched off" in message.failure_reason
    assert taken(carrier, message) == []


def test_the_answer_to_stop_goes_out(carrier: Simulator, ana: object) -> None:
    cast.receive("STOP")
    confirmation = Message.objects.get(purpose=Message.Purpose.CONSENT)

    assert send(confirmation) == Status.SENT
    assert len(taken(carrier, confirmation)) == 1
