"""Who is there: what an agent declared, and whether a page of theirs is connected."""

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from contactcenter import jobs
from contactcenter.live import announce
from routing.models import Agent, Presence, StatusChange

# A page beats every 20 s; one that has missed three is gone.
BEAT_SECONDS = 20
REACHABLE_FOR = timedelta(seconds=60)


class StillHolding(Exception):
    """The agent has conversations open and cannot leave them behind."""


def connect(agent: Agent) -> uuid.UUID:
    """Note that a page of an agent is connected; work that waited for them may come."""
    with transaction.atomic():
        connection = Presence.objects.create(agent=agent).connection
        jobs.defer("routing.dispatch_agent", agent_id=agent.pk)
    return connection


def beat(connection: uuid.UUID, agent: Agent) -> None:
    """Say that the page is still there. The row may be gone, if a sweep took it for dead."""
    now = timezone.now()
    Presence.objects.update_or_create(
        connection=connection, defaults={"beat_at": now}, create_defaults={"agent": agent, "beat_at": now}
    )


def disconnect(connection: uuid.UUID) -> None:
    """Note that the page is gone."""
    Presence.objects.filter(connection=connection).delete()


def reachable(now: datetime) -> Exists:
    """Return the condition, for a query over agents, that a page of theirs has beaten lately."""
    return Exists(Presence.objects.filter(agent=OuterRef("pk"), beat_at__gt=now - REACHABLE_FOR))


@transaction.atomic
def set_status(agent: Agent, status: str, *, by: User | None, reason: str = "") -> Agent:
    """Declare an agent's status; leaving Available takes their live offers back to the queue.

    Args:
        agent: whose.
        status: one of Agent.Status.
        by: who says so; nobody for a rule.
        reason: why, in a few words.

    Raises StillHolding when they would log out with conversations open, ValueError for no status at all.
    """
    status = Agent.Status(status)
    now = timezone.now()
    locked = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    if locked.status == status:
        return locked
    if status == Agent.Status.LOGGED_OUT and agent.assignments.held().exists():
        raise StillHolding("You still have conversations. End them first, or choose Stop new.")
    locked.status, locked.status_since = status, now
    locked.idle_since = now if status == Agent.Status.AVAILABLE else locked.idle_since
    locked.save(update_fields=["status", "status_since", "idle_since"])
    StatusChange.objects.create(agent=agent, status=status, reason=reason, by=by, at=now)
    announce(f"agent.{agent.pk}", "status.changed")
    if status == Agent.Status.AVAILABLE:
        jobs.defer("routing.dispatch_agent", agent_id=agent.pk)
    else:
        # A job, because an offer's interaction and entry are locked before its agent, who is locked here.
        jobs.defer("routing.withdraw_offers", agent_id=agent.pk)
    return locked


@transaction.atomic
def stop_when_done(agent_id: int) -> None:
    """Let an agent who chose Stop new go offline once they hold nothing more."""
    # Locked, or it would overrule an agent who has chosen Available in the same moment.
    done = Agent.objects.select_for_update(no_key=True).filter(status=Agent.Status.STOP_NEW, load=0)
    agent = done.filter(pk=agent_id).first()
    if agent is not None:
        set_status(agent, Agent.Status.OFFLINE, by=None, reason="Finished the last conversation")


def sweep(now: datetime) -> None:
    """Forget connections that have been silent for a day; younger ones may only be asleep."""
    Presence.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
