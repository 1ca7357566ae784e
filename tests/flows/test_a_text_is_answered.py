"""The two flows below the console, one step after the other."""

import uuid

import pytest

from cases.models import Case, Event, Interaction
from routing import assignments, offers
from routing.models import Agent, Offer
from sms import outbound, receipts
from sms.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Agent:
    return cast.agent("Ana", cast.queue(on=cast.channel()))


def test_a_new_customers_text_is_offered_to_the_available_agent(ana: Agent) -> None:
    message = cast.receive("Where is my parcel?")
    ran = cast.run_jobs()

    offer = Offer.objects.get(status=Offer.Status.OFFERED)
    assert offer.agent == ana
    assert "routing.place" in ran
    assert message.interaction.case.subject == "Where is my parcel?"


def test_an_accepted_conversation_is_answered_ended_and_rests_on_a_case(ana: Agent) -> None:
    offer = cast.offered()
    assignment = offers.accept(offer.pk, ana)
    interaction = assignment.interaction
    outbound.queue(interaction, body="It is on its way.", author=ana.user, token=uuid.uuid4())
    assignments.end(assignment, ana.user)
    assignments.finish(assignment, disposition=None, by=ana.user)

    interaction.refresh_from_db()
    ana.refresh_from_db()
    assert interaction.status == Interaction.Status.CLOSED
    assert ana.load == 0
    kinds = list(interaction.events.values_list("kind", flat=True))
    assert kinds == ["opened", "text", "queued", "assigned", "text", "ended", "closed"]
    assert list(interaction.events.values_list("number", flat=True)) == list(range(1, 8))
    assert Case.objects.get().interactions.get() == interaction


def test_a_second_text_joins_the_open_conversation(ana: Agent) -> None:
    first = cast.receive("Hello")
    second = cast.receive("Anybody there?")

    assert first.interaction == second.interaction
    assert cast.run_jobs(names="routing.place") == ["routing.place"]


def test_a_text_after_the_end_opens_a_new_conversation_on_the_same_case(ana: Agent) -> None:
    assignment = cast.held(ana)
    assignments.end(assignment, ana.user)
    again = cast.receive("One more thing")

    assert again.interaction != assignment.interaction
    assert again.interaction.case == assignment.interaction.case


def test_a_delivered_report_marks_the_text(ana: Agent) -> None:
    assignment = cast.held(ana)
    message = outbound.queue(assignment.interaction, body="Hello", author=ana.user, token=uuid.uuid4())
    receipts.take("vonage", cast.report(message, "submitted"))
    receipts.take("vonage", cast.report(message, "delivered"))

    message.refresh_from_db()
    assert message.status == Message.Status.DELIVERED


def test_a_rejected_offer_goes_back_to_the_queue_for_somebody_else(ana: Agent) -> None:
    ben = cast.agent("Ben", ana.queues.get(), capacity=1)
    offer = cast.offered()
    first = offer.agent
    offers.reject(offer.pk, first)
    cast.run_jobs()

    second = Offer.objects.get(status=Offer.Status.OFFERED)
    assert {first, second.agent} == {ana, ben}
    first.refresh_from_db()
    assert first.load == 0
    assert Event.objects.filter(kind=Event.Kind.OFFER_REJECTED).count() == 1


def test_six_at_a_time_not_seven(ana: Agent) -> None:
    for _ in range(7):
        cast.receive(sender=cast.another_number())
    cast.run_jobs()

    ana.refresh_from_db()
    assert ana.load == 6
    assert Offer.objects.filter(status=Offer.Status.OFFERED).count() == 6
