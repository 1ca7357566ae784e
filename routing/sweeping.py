"""The net under the jobs: every few seconds, finish what a crash or a lost connection left undone.

Each line is a query that finds nothing on a good day.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from cases.models import Interaction
from routing import assignments, dispatch, offers, placement, presence
from routing.models import Agent, Assignment, Entry, Offer

# A new interaction is placed within milliseconds by its job; one this old has lost it.
UNPLACED_AFTER = timedelta(seconds=30)
BATCH = 200


def sweep(now: datetime) -> None:
    """Expire, withdraw, finish, place and dispatch whatever is overdue at `now`."""
    for offer_id in Offer.objects.filter(status=Offer.Status.OFFERED, expires_at__lte=now).values_list("pk", flat=True):
        offers.expire(offer_id)
    for offer_id in _offers_to_the_lost(now):
        offers.withdraw(offer_id)
    overdue = Assignment.objects.held().filter(wrap_up_ends_at__lte=now).exclude(queue__disposition_required=True)
    for assignment_id in overdue.values_list("pk", flat=True)[:BATCH]:
        assignments.finish_overdue(assignment_id)
    for interaction_id in _unplaced(now):
        placement.place(interaction_id)
    for queue_id in Entry.objects.waiting().order_by("queue").values_list("queue", flat=True).distinct("queue"):
        dispatch.drain(queue_id)
    presence.sweep(now)


def _offers_to_the_lost(now: datetime) -> list[int]:
    """Live offers of agents none of whose pages has beaten lately: nobody will answer them."""
    lost = Agent.objects.filter(~presence.reachable(now), pk=OuterRef("agent"))
    return list(Offer.objects.filter(Exists(lost), status=Offer.Status.OFFERED).values_list("pk", flat=True)[:BATCH])


def _unplaced(now: datetime) -> list[int]:
    """Open interactions that are in no queue and in nobody's hands, and never were."""
    unplaced = Interaction.objects.open().filter(
        direction=Interaction.Direction.INBOUND,
        started_at__lt=now - UNPLACED_AFTER,
        entries__isnull=True,
        assignments__isnull=True,
    )
    return list(unplaced.values_list("pk", flat=True)[:BATCH])
