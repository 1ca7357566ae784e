"""Conversations in an agent's hands: assigned, read, ended, wrapped up."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases import history, interactions
from cases.models import Disposition, Event, Interaction
from contactcenter import jobs
from contactcenter.live import announce
from routing import load
from routing.models import Agent, Assignment, Offer, Queue


class NotHeld(Exception):
    """The conversation is not in this agent's hands, or no longer."""


class DispositionNeeded(Exception):
    """The queue wants to know how it ended before the wrap-up can finish."""


def held_by(agent: Agent) -> QuerySet[Assignment]:
    """What an agent holds, wrap-up included, the oldest first, with the number of unread texts."""
    # Counted from the newest line the agent has seen, so that it does not grow with the conversation.
    unread = (
        Event.objects.filter(
            interaction=OuterRef("interaction"),
            number__gt=OuterRef("read_up_to"),
            message__direction="inbound",
        )
        .order_by()
        .values("interaction")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        Assignment.objects.held()
        .filter(agent=agent)
        .select_related("interaction__customer", "interaction__phone", "interaction__case", "queue")
        .annotate(unread=Coalesce(Subquery(unread), 0))
        .order_by("assigned_at", "pk")
    )


def assign(interaction: Interaction, agent: Agent, queue: Queue | None, offer: Offer | None) -> Assignment:
    """Put an interaction into an agent's hands, in the caller's transaction, which has taken the place for it."""
    assignment = Assignment.objects.create(interaction=interaction, agent=agent, queue=queue, offer=offer)
    history.record(interaction, Event.Kind.ASSIGNED, actor=agent.user, detail={"agent": agent.name})
    announce(f"agent.{agent.pk}", "assignment.changed", interaction=interaction.pk)
    return assignment


def read(assignment: Assignment) -> bool:
    """Mark everything as seen by its agent; say whether there was anything new."""
    newest = Interaction.objects.values_list("last_event", flat=True).get(pk=assignment.interaction_id)
    updated = Assignment.objects.filter(pk=assignment.pk, read_up_to__lt=newest).update(read_up_to=newest)
    assignment.read_up_to = newest
    return bool(updated)


@transaction.atomic
def end(assignment: Assignment, by: User) -> Assignment:
    """End the talk and begin the wrap-up, which ends by itself after the queue's time unless a disposition is needed.

    Raises NotHeld, interactions.NotOpen.
    """
    interaction = interactions.lock(assignment.interaction_id)
    _require_held(assignment)
    interactions.end(interaction, by)
    queue = assignment.queue
    seconds = queue.wrap_up_seconds if queue else 0
    assignment.wrap_up_ends_at = timezone.now() + timedelta(seconds=seconds)
    assignment.save(update_fields=["wrap_up_ends_at"])
    if not (queue and queue.disposition_required):
        jobs.defer("routing.finish_wrap_up", at=assignment.wrap_up_ends_at, assignment_id=assignment.pk)
    _announce(assignment)
    return assignment


def choose(assignment: Assignment, disposition: Disposition | None) -> None:
    """Remember how it ended while the wrap-up still runs, so that it counts should the time run out."""
    wrapping_up = Interaction.objects.filter(pk=assignment.interaction_id, status=Interaction.Status.WRAP_UP)
    wrapping_up.update(disposition=disposition)


@transaction.atomic
def finish(assignment: Assignment, *, disposition: Disposition | None, by: User | None) -> None:
    """Finish the wrap-up: the interaction closes, its transcript rests on the case, the agent has a place free.

    Raises NotHeld, DispositionNeeded, interactions.NotInWrapUp.
    """
    interaction = interactions.lock(assignment.interaction_id)
    _require_held(assignment)
    if disposition is None and assignment.queue and assignment.queue.disposition_required:
        raise DispositionNeeded("Choose how this conversation ended.")
    interactions.close(interaction, disposition, by)
    Assignment.objects.filter(pk=assignment.pk).update(released_at=timezone.now())
    load.release(assignment.agent_id)
    jobs.defer("routing.freed", agent_id=assignment.agent_id)
    _announce(assignment)


def finish_overdue(assignment_id: int) -> None:
    """Finish a wrap-up whose time is over, if it still runs. A job, and the sweep."""
    over = Assignment.objects.held().filter(pk=assignment_id, wrap_up_ends_at__lte=timezone.now())
    assignment = over.select_related("queue", "interaction__disposition").first()
    if assignment is None or (assignment.queue and assignment.queue.disposition_required):
        return
    try:
        finish(assignment, disposition=assignment.interaction.disposition, by=None)
    except (NotHeld, interactions.NotInWrapUp):
        # The agent finished it in the same moment, which is what we wanted.
        return


def _require_held(assignment: Assignment) -> None:
    held = Assignment.objects.held().filter(pk=assignment.pk)
    if not held.exists():
        raise NotHeld("This conversation is not in your hands any more.")


def _announce(assignment: Assignment) -> None:
    announce(f"agent.{assignment.agent_id}", "assignment.changed", interaction=assignment.interaction_id)
