"""One message, several senders; consent that changes meanwhile."""

import random
import time
import uuid
from functools import partial

import pytest

from contactcenter.jobs import Again
from routing.models import Agent, Assignment
from sms import inbound, outbound, receipts, sending
from sms.models import Message, OptOut, Receipt
from tests import cast
from tests.races.starting_line import ROUNDS, at_once, only
from tests.simulator import Simulator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana() -> Agent:
    return cast.agent("Ana", cast.queue(on=cast.channel()), capacity=50)


def answer(assignment: Assignment, by: Agent, body: str = "It is on its way.") -> Message:
    return outbound.queue(assignment.interaction, body=body, author=by.user, token=uuid.uuid4())


def test_a_double_click_is_one_message(ana: Agent) -> None:
    assignment = cast.held(ana)
    for _ in range(ROUNDS):
        token = uuid.uuid4()
        click = partial(outbound.queue, assignment.interaction, body="Hello", author=ana.user, token=token)
        first, second = at_once(click, click)

        assert first == second
        assert Message.objects.filter(token=token).count() == 1


def test_no_text_goes_out_after_stop(ana: Agent) -> None:
    def stop(sender: str) -> inbound.Taken:
        time.sleep(random.uniform(0, 0.01))
        return inbound.take("vonage", cast.text("STOP", sender=sender), b"{}")

    for _ in range(ROUNDS):
        sender = cast.another_number()
        assignment = cast.held(ana, sender=sender)
        taken, queued = at_once(partial(stop, sender), partial(answer, assignment, ana))

        assert taken == inbound.Taken.ACCEPTED
        assert isinstance(queued, Message | outbound.Refused)
        if isinstance(queued, Message):
            sending.send(queued.pk)
            queued.refresh_from_db()
            assert (queued.status, queued.failure_code) == (Message.Status.FAILED, "gate")


def test_stop_ten_times_at_once_is_one_opt_out_and_one_confirmation(ana: Agent) -> None:
    for _ in range(ROUNDS // 4):
        sender = cast.another_number()
        stops = [partial(inbound.take, "vonage", cast.text("STOP", sender=sender), b"{}") for _ in range(10)]
        assert at_once(*stops) == [inbound.Taken.ACCEPTED] * 10

        assert OptOut.objects.filter(phone__number=sender).count() == 1
        assert Message.objects.filter(phone__number=sender, purpose=Message.Purpose.CONSENT).count() == 1


def test_two_senders_of_one_message_hand_it_over_once(ana: Agent, carrier: Simulator) -> None:
    assignment = cast.held(ana)
    for _ in range(ROUNDS // 2):
        message = answer(assignment, ana)
        assert at_once(*[partial(sending.send, message.pk)] * 4) == [None] * 4

        message.refresh_from_db()
        taken = [each for each in carrier.ledger()["outbound"] if each["client_ref"] == str(message.token)]
        assert len(taken) == 1
        # The others found it under way, which after a crash would mean that nobody knows: the answer settles it.
        assert message.status == Message.Status.SENT


def test_the_same_report_ten_times_at_once_is_one_receipt(ana: Agent) -> None:
    assignment = cast.held(ana)
    for _ in range(ROUNDS // 4):
        message = answer(assignment, ana)
        report = cast.report(message, "delivered")
        outcomes = at_once(*[partial(receipts.take, "vonage", report)] * 10)

        assert only(Exception, outcomes) == []
        message.refresh_from_db()
        assert message.status == Message.Status.DELIVERED
        assert Receipt.objects.filter(message=message).count() == 1


def test_two_texts_of_one_conversation_are_never_under_way_together(ana: Agent, carrier: Simulator) -> None:
    assignment = cast.held(ana)
    for _ in range(ROUNDS // 4):
        messages = [answer(assignment, ana, f"Part {n}") for n in range(3)]
        outcomes = at_once(*[partial(sending.send, each.pk) for each in messages])

        assert [each for each in outcomes if each is not None and not isinstance(each, Again)] == []
        for each in messages:
            sending.send(each.pk)
            each.refresh_from_db()
            assert each.status == Message.Status.SENT
