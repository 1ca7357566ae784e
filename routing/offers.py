"""Offers: made to one agent, accepted or rejected by them, missed, or withdrawn."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import history, interactions
from cases.models import Event
from contactcenter import jobs
from contactcenter.live import announce
from routing import assignments, load, presence
from routing.models import Agent, Assignment, Entry, Offer, Queue

Status = Offer.Status

GONE = {
    Status.ACCEPTED: "This conversation was already accepted.",
    Status.REJECTED: "You rejected this offer.",
    Status.EXPIRED: "The time to accept this offer is over; it is back in its queue.",
    Status.WITHDRAWN: "This offer was withdrawn.",
    Status.OFFERED: "The time to accept this offer is over; it goes back to its queue.",
}


class OfferGone(Exception):
    """The offer is not there to be answered any more; the message says what happened."""


def live_of(agent: Agent) -> QuerySet[Offer]:
    """The offers an agent can answer now, the oldest first."""
    return (
        Offer.objects.filter(agent=agent, status=Status.OFFERED, expires_at__gt=timezone.now())
        .select_related("entry__interaction__customer", "entry__interaction__phone", "entry__queue")
        .order_by("offered_at")
    )


def make(entry: Entry, agent_id: int, why: dict[str, Any], now: datetime) -> Offer:
    """Show an entry to an agent, in dispatch's transaction: it holds the entry's lock and a place of the agent's."""
    expires_at = now + timedelta(seconds=entry.queue.offer_seconds)
    Entry.objects.filter(pk=entry.pk).update(status=Entry.Status.OFFERED)
    offer = Offer.objects.create(entry=entry, agent_id=agent_id, why=why, offered_at=now, expires_at=expires_at)
    jobs.defer("routing.expire_offer", at=expires_at, offer_id=offer.pk)
    announce(f"agent.{agent_id}", "offer.made", offer=offer.pk)
    return offer


@transaction.atomic
def accept(offer_id: int, agent: Agent) -> Assignment:
    """Take an offered conversation. Raises OfferGone; then nothing has changed."""
    offer = _locked(offer_id, agent)
    _resolve(offer, Status.ACCEPTED, still_running=True)
    entry, now = offer.entry, timezone.now()
    Entry.objects.filter(pk=entry.pk).update(status=Entry.Status.ASSIGNED, left_at=now)
    # Held against `presence.set_status`, which lets nobody log out with a conversation in hand.
    if Agent.objects.select_for_update(no_key=True).get(pk=agent.pk).status == Agent.Status.LOGGED_OUT:
        raise OfferGone("You have logged out; this conversation goes to somebody else.")
    # The place that the offer took with the agent is now the assignment's.
    return assignments.assign(entry.interaction, agent, entry.queue, offer)


@transaction.atomic
def reject(offer_id: int, agent: Agent) -> None:
    """Say no: it goes back to the front of its queue, for somebody else. Raises OfferGone."""
    offer = _locked(offer_id, agent)
    _resolve(offer, Status.REJECTED, still_running=True)
    _back_to_queue(offer, Event.Kind.OFFER_REJECTED)
    _change_status(offer, offer.entry.queue.after_reject, "Rejected an offer")


@transaction.atomic
def expire(offer_id: int) -> bool:
    """Take back an offer whose time is over; False when it was answered. A job, and the sweep."""
    offer = _find(offer_id)
    if offer is None or offer.expires_at > timezone.now():
        return False
    interactions.lock(offer.entry.interaction_id)
    try:
        _resolve(offer, Status.EXPIRED)
    except OfferGone:
        return False
    _back_to_queue(offer, Event.Kind.OFFER_MISSED)
    _change_status(offer, offer.entry.queue.after_miss, "Missed an offer")
    return True


@transaction.atomic
def withdraw(offer_id: int) -> bool:
    """Take back an offer that its agent cannot answer any more; False when it was answered before."""
    offer = _find(offer_id)
    if offer is None:
        return False
    interactions.lock(offer.entry.interaction_id)
    try:
        _resolve(offer, Status.WITHDRAWN)
    except OfferGone:
        return False
    _back_to_queue(offer, Event.Kind.RETURNED)
    return True


def withdraw_all(agent_id: int) -> None:
    """Take back all live offers of an agent, each in its own transaction."""
    for offer_id in Offer.objects.filter(agent_id=agent_id, status=Status.OFFERED).values_list("pk", flat=True):
        withdraw(offer_id)


def _find(offer_id: int) -> Offer | None:
    return Offer.objects.select_related("entry__queue", "entry__interaction", "agent").filter(pk=offer_id).first()


def _locked(offer_id: int, agent: Agent) -> Offer:
    """Find an agent's own offer and lock its interaction, the first lock in the order."""
    offer = _find(offer_id)
    if offer is None or offer.agent_id != agent.pk:
        raise OfferGone("There is no such offer for you.")
    interactions.lock(offer.entry.interaction_id)
    return offer


def _resolve(offer: Offer, status: Offer.Status, *, still_running: bool = False) -> None:
    now = timezone.now()
    guard = Offer.objects.filter(pk=offer.pk, status=Status.OFFERED)
    if still_running:
        guard = guard.filter(expires_at__gt=now)
    if not guard.update(status=status, resolved_at=now):
        offer.refresh_from_db(fields=["status"])
        raise OfferGone(GONE[Status(offer.status)])
    announce(f"agent.{offer.agent_id}", "offer.gone", offer=offer.pk)


def _back_to_queue(offer: Offer, kind: Event.Kind) -> None:
    # `entered_at` and `stands_since` stay: the entry stands where it stood, in front of what came later.
    Entry.objects.filter(pk=offer.entry_id, status=Entry.Status.OFFERED).update(status=Entry.Status.WAITING)
    history.record(offer.entry.interaction, kind, detail={"agent": offer.agent.name})
    load.release(offer.agent_id)
    jobs.defer("routing.dispatch", queue_id=offer.entry.queue_id)


def _change_status(offer: Offer, rule: str, reason: str) -> None:
    if rule == Queue.After.STAY:
        # Nobody else may want it either: look again when this agent may be asked again.
        later = timezone.now() + timedelta(seconds=offer.entry.queue.retry_seconds)
        jobs.defer("routing.dispatch", at=later, queue_id=offer.entry.queue_id)
        return
    if Agent.objects.filter(pk=offer.agent_id, status=Agent.Status.AVAILABLE).exists():
        presence.set_status(offer.agent, rule, by=None, reason=reason)
