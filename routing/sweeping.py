"""The net under the jobs: every few seconds, finish what a crash or a lost connection left undone.

Each line is a query that finds nothing on a good day.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from django.db import OperationalError
from django.db.models import Exists, OuterRef

from cases.models import Interaction
from routing import assignments, dispatch, offers, overflow, placement, presence
from routing.models import Agent, Assignment, Entry, Offer

log = structlog.get_logger(__name__)

# A new interaction is placed within milliseconds by its job; one this old has lost it.
UNPLACED_AFTER = timedelta(seconds=30)
BATCH = 200


def sweep(now: datetime) -> None:
    """Expire, withdraw, finish, place and dispatch whatever is overdue at `now`."""
    missed = Offer.objects.filter(status=Offer.Status.OFFERED, expires_at__lte=now)
    _each(offers.expire, missed.values_list("pk", flat=True))
    _each(offers.withdraw, _offers_to_the_lost(now))
    overdue = Assignment.objects.held().filter(wrap_up_ends_at__lte=now).exclude(queue__disposition_required=True)
    _each(assignments.finish_overdue, overdue.values_list("pk", flat=True)[:BATCH])
    _each(placement.place, _unplaced(now))
    _each(overflow.move_on, overflow.overdue(now, BATCH))
    _each(dispatch.drain, Entry.objects.waiting().order_by("queue").values_list("queue", flat=True).distinct("queue"))
    presence.sweep(now)


def _each(verb: Callable[[int], object], rows: Iterable[int]) -> None:
    """Do it to each row; one that cannot be helped stands in the log, and the others still get theirs."""
    for row in rows:
        try:
            verb(row)
        except OperationalError:
            # The database's trouble, which the next row would have too.
            raise
        except Exception:
            log.exception("sweep failed", verb=verb.__qualname__, row=row)


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
