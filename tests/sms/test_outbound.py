"""The one gate that every text of ours passes."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.models import Interaction
from customers.models import Phone
from routing import assignments
from routing.models import Agent, Assignment
from sms import outbound
from sms.models import Channel, Country, Message, OptOut
from tests import cast

Answer = Callable[..., Message]
Status = Message.Status


def set_status(message: Message, status: str, **fields: Any) -> None:
    reason = {"failure_reason": "Nobody knows."} if status == Status.FAILED else {}
    Message.objects.filter(pk=message.pk).update(status=status, **reason, **fields)
    message.refresh_from_db()


def opt_out() -> None:
    OptOut.objects.create(phone=Phone.objects.get(), source=OptOut.Source.AGENT)


CLOSED_GATES: dict[str, tuple[Callable[[], object], str]] = {
    "ended": (
        lambda: Interaction.objects.update(status=Interaction.Status.WRAP_UP, ended_at=timezone.now()),
        "has ended",
    ),
    "no phone": (lambda: Interaction.objects.update(phone=None), "without a phone number"),
    "short code": (lambda: Phone.objects.update(number="72345"), "without a phone number"),
    "channel off": (lambda: Channel.objects.update(is_active=False), "switched off"),
    "channel gone": (lambda: Channel.objects.update(number="+447700900009"), "switched off"),
    "country off": (lambda: Country.objects.filter(iso="GB").update(can_send=False), "not enabled"),
    "opted out": (opt_out, "opted out on"),
}


@pytest.mark.parametrize("gate", CLOSED_GATES)
def test_a_closed_gate_says_why(answer: Answer, gate: str) -> None:
    close, sentence = CLOSED_GATES[gate]
    close()

    with pytest.raises(outbound.Refused, match=sentence):
        answer()
    assert not Message.objects.filter(direction=Message.Direction.OUTBOUND).exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "Type a message first"),
        (" \n\t ", "Type a message first"),
        ("\x00", "Type a message first"),
        ("x" * 1501, "at most 1,500 characters; this one has 1,501"),
    ],
)
def test_a_body_must_be_there_and_not_too_long(answer: Answer, body: str, sentence: str) -> None:
    with pytest.raises(outbound.Refused, match=sentence):
        answer(body)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("x" * 1500, "x" * 1500),
        ("🙂" * 1500, "🙂" * 1500),
        ("  Hello \n", "Hello"),
        ("a\r\nb", "a\nb"),
        ("a\x00b", "ab"),
        ("x" * 1500 + "   ", "x" * 1500),
    ],
)
def test_a_body_is_queued_as_it_was_meant(answer: Answer, body: str, kept: str) -> None:
    assert answer(body).body == kept


def test_a_queued_text_is_a_line_and_a_job_in_the_conversations_order(answer: Answer, talk: Interaction) -> None:
    message = answer()

    assert (message.status, message.event.number) == (Status.QUEUED, talk.events.count())
    job = ProcrastinateJob.objects.get(task_name="sms.send")
    assert (job.args, job.lock) == ({"message_id": message.pk}, f"interaction.{talk.pk}")


def test_our_word_ends_the_customers_waiting(answer: Answer, talk: Interaction) -> None:
    answer()

    talk.refresh_from_db()
    assert talk.awaiting_reply_since is None


@pytest.mark.parametrize(("body", "segments"), [("Hello", 1), ("x" * 161, 2), ("🙂" * 36, 2)])
def test_its_segments_are_counted(answer: Answer, body: str, segments: int) -> None:
    assert answer(body).segments == segments


def test_a_double_click_is_one_message(answer: Answer) -> None:
    token = uuid.uuid4()

    assert answer(token=token) == answer(token=token)
    assert ProcrastinateJob.objects.filter(task_name="sms.send").count() == 1


def test_a_double_click_after_the_end_still_finds_its_message(answer: Answer, held: Assignment, ana: Agent) -> None:
    token = uuid.uuid4()
    first = answer(token=token)
    assignments.end(held, ana.user)

    assert answer(token=token) == first


def test_a_token_with_another_text_is_another_message_and_its_double_click_is_not(answer: Answer) -> None:
    token = uuid.uuid4()
    first = answer(token=token, body="It is on its way.")
    second = answer(token=token, body="It is on its way, truly.")

    assert first != second
    assert answer(token=token, body="It is on its way, truly.") == second


def test_a_token_of_another_conversation_is_refused(answer: Answer, ana: Agent) -> None:
    token = uuid.uuid4()
    answer(token=token)
    other = cast.held(ana, sender=cast.DAVE).interaction

    with pytest.raises(outbound.Refused, match="another conversation"):
        outbound.queue(other, body="Hello", author=ana.user, token=token)


@pytest.mark.parametrize("status", [Status.FAILED, Status.UNCERTAIN])
def test_a_text_that_did_not_arrive_can_be_sent_again(answer: Answer, ana: Agent, status: str) -> None:
    first = answer("Hello")
    set_status(first, status)
    again = outbound.send_again(first, ana.user, uuid.uuid4())

    assert (again.body, again.status, again.pk != first.pk) == ("Hello", Status.QUEUED, True)
    first.refresh_from_db()
    assert first.status == status


@pytest.mark.parametrize("status", [Status.QUEUED, Status.SENDING, Status.SENT, Status.DELIVERED])
def test_a_text_that_may_arrive_is_not_sent_again(answer: Answer, ana: Agent, status: str) -> None:
    message = answer()
    set_status(message, status)

    with pytest.raises(outbound.Refused, match="did not arrive"):
        outbound.send_again(message, ana.user, uuid.uuid4())


def test_a_channel_that_is_switched_off_meanwhile_is_an_obstacle(answer: Answer) -> None:
    message = answer()
    Channel.objects.update(is_active=False)

    assert "was switched off" in outbound.obstacle(Message.objects.get(pk=message.pk))


def test_an_automatic_text_that_is_refused_leaves_a_line(talk: Interaction) -> None:
    opt_out()
    outbound.queue_automatic(talk, "We open at nine.", Message.Purpose.AUTOMATIC)

    line = talk.events.latest("number")
    assert line.kind == "not_sent"
    assert "opted out" in line.detail["reason"]
