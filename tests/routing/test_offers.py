"""An offer is accepted, rejected, missed or withdrawn, once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from routing import offers
from routing.models import Agent, Assignment, Entry, Offer, Queue, StatusChange
from tests import cast


def overdue(offer: Offer) -> Offer:
    """The same offer, its time over."""
    offer.expires_at = timezone.now() - timedelta(seconds=1)
    offer.save(update_fields=["expires_at"])
    return offer


def jobs(name: str) -> list[dict[str, int]]:
    """What the jobs of this name were deferred with."""
    return list(ProcrastinateJob.objects.filter(task_name=name, status="todo").values_list("args", flat=True))


def test_accepting_puts_the_conversation_into_the_agents_hands(ana: Agent) -> None:
    offer = cast.offered()
    assignment = offers.accept(offer.pk, ana)

    assert (assignment.agent, assignment.interaction_id) == (ana, offer.entry.interaction_id)
    assert Entry.objects.get().status == Entry.Status.ASSIGNED
    assert cast.kinds_of(assignment.interaction) == ["opened", "text", "queued", "assigned"]


def test_the_offers_place_becomes_the_assignments(ana: Agent) -> None:
    offer = cast.offered()
    offers.accept(offer.pk, ana)

    ana.refresh_from_db()
    assert ana.load == 1


def test_second_accept_finds_the_offer_gone(ana: Agent) -> None:
    offer = cast.offered()
    offers.accept(offer.pk, ana)

    with pytest.raises(offers.OfferGone, match="already accepted"):
        offers.accept(offer.pk, ana)
    assert Assignment.objects.count() == 1


def test_somebody_elses_offer_cannot_be_answered(ana: Agent, orders: Queue) -> None:
    offer = cast.offered()
    ben = cast.agent("Ben", orders)

    with pytest.raises(offers.OfferGone, match="no such offer for you"):
        offers.accept(offer.pk, ben)
    with pytest.raises(offers.OfferGone, match="no such offer for you"):
        offers.reject(offer.pk, ben)


def test_an_offer_that_never_was_is_gone(ana: Agent) -> None:
    with pytest.raises(offers.OfferGone):
        offers.accept(4711, ana)


def test_an_offer_whose_time_is_over_can_be_neither_accepted_nor_rejected(ana: Agent) -> None:
    offer = overdue(cast.offered())

    with pytest.raises(offers.OfferGone, match="time to accept this offer is over"):
        offers.accept(offer.pk, ana)
    with pytest.raises(offers.OfferGone, match="time to accept this offer is over"):
        offers.reject(offer.pk, ana)


def test_whoever_has_logged_out_accepts_nothing(ana: Agent) -> None:
    offer = cast.offered()
    Agent.objects.update(status=Agent.Status.LOGGED_OUT)

    with pytest.raises(offers.OfferGone, match="logged out"):
        offers.accept(offer.pk, ana)
    assert not Assignment.objects.exists()


def test_rejecting_returns_it_and_frees_the_place(ana: Agent) -> None:
    offer = cast.offered()
    offers.reject(offer.pk, ana)

    ana.refresh_from_db()
    assert (Entry.objects.get().status, ana.load) == (Entry.Status.WAITING, 0)
    assert cast.kinds_of(offer.entry.interaction) == ["opened", "text", "queued", "offer_rejected"]


def test_an_offer_is_missed_when_its_time_is_over(ana: Agent) -> None:
    offer = overdue(cast.offered())

    assert offers.expire(offer.pk)
    offer.refresh_from_db()
    assert offer.status == Offer.Status.EXPIRED
    assert cast.kinds_of(offer.entry.interaction)[-1] == "offer_missed"


def test_an_offer_is_not_missed_before_its_time(ana: Agent) -> None:
    offer = cast.offered()

    assert not offers.expire(offer.pk)
    assert Entry.objects.get().status == Entry.Status.OFFERED


def test_expiry_of_an_answered_offer_changes_nothing(ana: Agent) -> None:
    offer = cast.offered()
    offers.accept(offer.pk, ana)
    overdue(offer)

    assert not offers.expire(offer.pk)
    assert Entry.objects.get().status == Entry.Status.ASSIGNED


def test_expiry_comes_by_a_job_at_the_offers_end(ana: Agent, orders: Queue) -> None:
    offer = cast.offered()
    job = ProcrastinateJob.objects.get(task_name="routing.expire_offer")

    assert job.scheduled_at == offer.expires_at
    assert (offer.expires_at - offer.offered_at).total_seconds() == orders.offer_seconds


def test_a_withdrawn_offer_returns_without_blame(ana: Agent) -> None:
    offer = cast.offered()

    assert offers.withdraw(offer.pk)
    assert not offers.withdraw(offer.pk)
    ana.refresh_from_db()
    assert (ana.status, ana.load) == (Agent.Status.AVAILABLE, 0)
    assert cast.kinds_of(offer.entry.interaction)[-1] == "returned"


@pytest.mark.parametrize("after", Queue.After.values)
def test_the_queue_says_what_a_miss_does_to_the_agents_status(ana: Agent, orders: Queue, after: str) -> None:
    Queue.objects.update(after_miss=after)
    offers.expire(overdue(cast.offered()).pk)

    ana.refresh_from_db()
    assert ana.status == (after or Agent.Status.AVAILABLE)
    assert StatusChange.objects.filter(by=None, reason="Missed an offer").count() == bool(after)


@pytest.mark.parametrize("after", Queue.After.values)
def test_the_queue_says_what_a_rejection_does_to_the_agents_status(ana: Agent, orders: Queue, after: str) -> None:
    Queue.objects.update(after_reject=after)
    offers.reject(cast.offered().pk, ana)

    ana.refresh_from_db()
    assert ana.status == (after or Agent.Status.AVAILABLE)


def test_a_status_that_the_agent_has_chosen_meanwhile_is_kept(ana: Agent) -> None:
    offer = overdue(cast.offered())
    Agent.objects.update(status=Agent.Status.STOP_NEW)
    offers.expire(offer.pk)

    ana.refresh_from_db()
    assert ana.status == Agent.Status.STOP_NEW


def test_what_comes_back_is_dispatched_at_once_and_when_its_refuser_may_be_asked_again(
    ana: Agent, orders: Queue
) -> None:
    offers.reject(cast.offered().pk, ana)

    assert jobs("routing.dispatch") == [{"queue_id": orders.pk}] * 2
    later = ProcrastinateJob.objects.filter(task_name="routing.dispatch").latest("id").scheduled_at
    assert later is not None
    assert later > timezone.now()


def test_live_offers_are_those_that_can_still_be_answered(ana: Agent) -> None:
    first, second, third = (cast.offered(sender=cast.another_number()) for _ in range(3))
    offers.accept(first.pk, ana)
    overdue(second)

    assert list(offers.live_of(ana)) == [third]
    offers.expire(second.pk)
