"""Both flows through the real processes: carrier, ingress, database, worker, and back."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.models import Interaction
from routing import assignments, offers, presence
from routing.models import Agent, Offer
from sms import outbound
from sms.models import Callback, Message, Receipt
from tests import cast
from tests.flows.processes import product, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(150)]

ANSWERS = ["It left this morning.", "It should be there by noon.", "Anything else?"]


@pytest.fixture
def ana(transactional_db: None) -> Iterator[Agent]:
    cast.forget_jobs()
    yield cast.agent("Ana", cast.queue(on=cast.channel()))
    cast.forget_jobs()


def offer_for(agent: Agent) -> Offer:
    # Starting the processes may have taken longer than an agent counts as reachable.
    presence.beat(agent.presences.get().connection, agent)
    wait_for(lambda: offers.live_of(agent).exists(), "the text is offered")
    return offers.live_of(agent).get()


def are_delivered(messages: list[Message]) -> bool:
    statuses = Message.objects.filter(pk__in=[each.pk for each in messages]).values_list("status", flat=True)
    return set(statuses) == {Message.Status.DELIVERED}


def answer(interaction: Interaction, agent: Agent) -> list[Message]:
    return [outbound.queue(interaction, body=each, author=agent.user, token=uuid.uuid4()) for each in ANSWERS]


def test_a_text_is_offered_answered_delivered_and_ended(ana: Agent, tmp_path: Path) -> None:
    with product(tmp_path) as carrier:
        carrier.text(cast.CAROL, cast.LINE, "Where is my parcel? 📦")
        assignment = offers.accept(offer_for(ana).pk, ana)
        carrier.trouble(on="send", http=429, retry_after=1, times=1)
        messages = answer(assignment.interaction, ana)
        wait_for(lambda: are_delivered(messages), "the answers are delivered")
        assignments.end(assignment, ana.user)
        assignments.finish(assignment, disposition=None, by=ana.user)
        ledger = carrier.ledger()

    assert [each["text"] for each in ledger["outbound"]] == ANSWERS
    assert [each["status"] for each in ledger["refused"]] == [429]
    kinds = ["opened", "text", "queued", "assigned", "text", "text", "text", "ended", "closed"]
    assert cast.kinds_of(assignment.interaction) == kinds


def test_a_carrier_that_repeats_reorders_hurries_and_drops_changes_nothing(ana: Agent, tmp_path: Path) -> None:
    with product(tmp_path) as carrier:
        carrier.trouble(on="inbound", duplicate=3, unsigned=True)
        carrier.trouble(on="status", duplicate=2, reorder=True, early=True)
        carrier.trouble(on="send", drop="after", times=1)
        for body in ("Hello", "Anybody there?"):
            carrier.text(cast.CAROL, cast.LINE, body)
        assignment = offers.accept(offer_for(ana).pk, ana)
        messages = answer(assignment.interaction, ana)
        wait_for(lambda: are_delivered(messages), "the answers are delivered")
        carrier.quiesce()
        ledger = carrier.ledger()

    named = {each["client_ref"]: (each["uuid"], each["text"]) for each in ledger["outbound"]}
    ours = Message.objects.filter(pk__in=[each.pk for each in messages])
    assert {str(each.token): (each.carrier_reference, each.body) for each in ours} == named
    assert [text for _, text in named.values()] == ANSWERS
    assert Callback.objects.count() == 2
    assert Receipt.objects.filter(message__in=messages).count() == 6
    with_carol = Message.objects.filter(phone__number=cast.CAROL)
    assert sorted(with_carol.values_list("body", flat=True)) == sorted(["Hello", "Anybody there?", *ANSWERS])
    assert cast.open_interactions() == 1
