"""Who is there: declared by status, and true by a page that beats."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from routing import assignments, dispatch, offers, presence
from routing.models import Agent, Offer, Presence, Queue, StatusChange
from tests import cast

Status = Agent.Status


def is_reachable(agent: Agent) -> bool:
    return Agent.objects.filter(presence.reachable(timezone.now()), pk=agent.pk).exists()


def silent_for(seconds: int) -> None:
    Presence.objects.update(beat_at=timezone.now() - timedelta(seconds=seconds))


@pytest.fixture
def gone(orders: Queue) -> Agent:
    """An agent without a page."""
    return cast.agent("Gus", orders, connected=False)


def test_a_connected_page_makes_its_agent_reachable(gone: Agent) -> None:
    assert not is_reachable(gone)
    presence.connect(gone)
    assert is_reachable(gone)


def test_a_connecting_agent_is_given_what_waits(gone: Agent) -> None:
    cast.receive()
    cast.run_jobs()
    presence.connect(gone)
    cast.run_jobs()

    assert Offer.objects.get().agent == gone


def test_a_page_that_closes_leaves_the_agents_other_page(gone: Agent) -> None:
    first, second = presence.connect(gone), presence.connect(gone)

    presence.disconnect(first)
    assert is_reachable(gone)
    presence.disconnect(second)
    assert not is_reachable(gone)


@pytest.mark.parametrize(("seconds", "expected"), [(59, True), (61, False)])
def test_silence_of_a_minute_is_a_lost_connection(ana: Agent, seconds: int, expected: bool) -> None:
    silent_for(seconds)

    assert is_reachable(ana) == expected


def test_a_beat_heals_a_short_loss(ana: Agent) -> None:
    silent_for(600)
    presence.beat(ana.presences.get().connection, ana)

    assert is_reachable(ana)
    assert ana.presences.count() == 1


def test_a_beat_of_a_page_that_was_forgotten_brings_it_back(gone: Agent) -> None:
    connection = uuid.uuid4()
    presence.beat(connection, gone)

    assert is_reachable(gone)
    assert Presence.objects.get().connection == connection


def test_pages_silent_for_a_day_are_forgotten(ana: Agent, ben: Agent) -> None:
    ana.presences.update(beat_at=timezone.now() - timedelta(days=1, seconds=1))
    presence.sweep(timezone.now())

    assert list(Presence.objects.all()) == list(ben.presences.all())


@pytest.mark.parametrize("status", [each for each in Status if each != Status.AVAILABLE])
def test_a_declared_status_leaves_a_dated_row(ana: Agent, status: Agent.Status) -> None:
    presence.set_status(ana, status, by=ana.user, reason="Lunch")

    ana.refresh_from_db()
    row = StatusChange.objects.get()
    assert ana.status == status
    assert (row.status, row.reason, row.by, row.at) == (status, "Lunch", ana.user, ana.status_since)


def test_the_same_status_again_is_no_change(ana: Agent) -> None:
    since = ana.status_since
    presence.set_status(ana, Status.AVAILABLE, by=ana.user)

    ana.refresh_from_db()
    assert ana.status_since == since
    assert not StatusChange.objects.exists()


def test_a_word_that_is_no_status_is_refused(ana: Agent) -> None:
    with pytest.raises(ValueError, match="asleep"):
        presence.set_status(ana, "asleep", by=ana.user)


def test_becoming_available_starts_the_idle_time_and_brings_work(orders: Queue) -> None:
    ana = cast.agent("Ana", orders, available=False)
    cast.receive()
    cast.run_jobs()
    now = timezone.now()
    presence.set_status(ana, Status.AVAILABLE, by=ana.user)
    cast.run_jobs()

    ana.refresh_from_db()
    assert ana.idle_since >= now
    assert Offer.objects.get().agent == ana


def test_leaving_available_takes_the_offers_back(ana: Agent) -> None:
    offer = cast.offered()
    presence.set_status(ana, Status.ON_BREAK, by=ana.user)
    cast.run_jobs(names="routing.withdraw_offers")

    offer.refresh_from_db()
    assert offer.status == Offer.Status.WITHDRAWN
    assert dispatch.drain(offer.entry.queue_id) == 0


def test_nobody_logs_out_of_open_conversations(ana: Agent) -> None:
    cast.held(ana)

    with pytest.raises(presence.StillHolding):
        presence.set_status(ana, Status.LOGGED_OUT, by=ana.user)
    ana.refresh_from_db()
    assert ana.status == Status.AVAILABLE


def test_stop_new_goes_offline_after_the_last_conversation(ana: Agent) -> None:
    first, second = cast.held(ana), cast.held(ana, sender=cast.DAVE)
    presence.set_status(ana, Status.STOP_NEW, by=ana.user)
    seen = []
    for each in (first, second):
        assignments.end(each, ana.user)
        assignments.finish(each, disposition=None, by=ana.user)
        cast.run_jobs(names="routing")
        ana.refresh_from_db()
        seen.append(ana.status)

    assert seen == [Status.STOP_NEW, Status.OFFLINE]
    assert StatusChange.objects.latest("pk").by is None


def test_stop_new_with_nothing_in_hand_goes_offline_at_once(ana: Agent) -> None:
    offer = cast.offered()
    presence.set_status(ana, Status.STOP_NEW, by=ana.user)
    cast.run_jobs(names="routing")

    ana.refresh_from_db()
    assert ana.status == Status.OFFLINE
    assert not offers.live_of(ana).filter(pk=offer.pk).exists()


def test_finishing_everything_changes_no_other_status(ana: Agent) -> None:
    presence.stop_when_done(ana.pk)

    ana.refresh_from_db()
    assert ana.status == Status.AVAILABLE
