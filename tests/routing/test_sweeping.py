"""The net: whatever a lost job left undone is done by the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Interaction
from routing import assignments, sweeping
from routing.models import Agent, Assignment, Entry, Offer, Presence, Queue
from tests import cast


def sweep() -> None:
    sweeping.sweep(timezone.now())


def age(seconds: int) -> None:
    """Make every conversation older."""
    Interaction.objects.update(started_at=timezone.now() - timedelta(seconds=seconds))


def test_an_overdue_offer_is_missed(ana: Agent) -> None:
    offer = cast.offered()
    Offer.objects.update(expires_at=timezone.now())
    sweep()

    offer.refresh_from_db()
    assert offer.status == Offer.Status.EXPIRED


def test_an_offer_to_a_lost_agent_goes_to_a_connected_one(ana: Agent, orders: Queue) -> None:
    offer = cast.offered()
    Presence.objects.update(beat_at=timezone.now() - timedelta(seconds=61))
    ben = cast.agent("Ben", orders)
    sweep()

    offer.refresh_from_db()
    assert offer.status == Offer.Status.WITHDRAWN
    assert Offer.objects.get(status=Offer.Status.OFFERED).agent == ben


def test_an_overdue_wrap_up_is_finished(ana: Agent) -> None:
    held = cast.held(ana)
    assignments.end(held, ana.user)
    Assignment.objects.update(wrap_up_ends_at=timezone.now())
    sweep()

    held.interaction.refresh_from_db()
    assert held.interaction.status == Interaction.Status.CLOSED


@pytest.mark.parametrize(("seconds", "placed"), [(29, False), (31, True)])
def test_a_conversation_whose_job_was_lost_is_placed_and_offered(ana: Agent, seconds: int, placed: bool) -> None:
    cast.receive()
    age(seconds)
    sweep()

    assert Entry.objects.exists() == placed
    assert Offer.objects.exists() == placed


def test_what_waits_is_offered(orders: Queue) -> None:
    cast.receive()
    cast.run_jobs(names="routing.place")
    cast.agent("Ana", orders)
    sweep()

    assert Offer.objects.get().agent.name == "Ana"


def test_one_that_cannot_be_placed_does_not_stop_the_others(ana: Agent, caplog: pytest.LogCaptureFixture) -> None:
    lost, fine = cast.receive(), cast.receive(sender=cast.DAVE)
    Interaction.objects.filter(pk=lost.interaction_id).update(endpoint="+15005550006")
    age(31)
    sweep()

    assert Entry.objects.get().interaction_id == fine.interaction_id
    assert "sweep failed" in caplog.text


def test_on_a_good_day_nothing_changes(ana: Agent) -> None:
    held, offer = cast.held(ana), cast.offered(sender=cast.DAVE)
    sweep()

    offer.refresh_from_db()
    assert offer.status == Offer.Status.OFFERED
    assert Assignment.objects.held().get() == held
