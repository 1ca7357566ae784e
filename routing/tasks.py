"""The jobs of this floor; each is a few lines that call verbs."""

from django.utils import timezone

from contactcenter.jobs import task
from routing import assignments, dispatch, offers, placement, presence, sweeping


@task("routing.place")
def place(interaction_id: int) -> None:
    entry = placement.place(interaction_id)
    if entry is not None:
        dispatch.drain(entry.queue_id)


@task("routing.dispatch")
def dispatch_queue(queue_id: int) -> None:
    dispatch.drain(queue_id)


@task("routing.dispatch_agent")
def dispatch_agent(agent_id: int) -> None:
    dispatch.drain_for(agent_id)


@task("routing.freed")
def freed(agent_id: int) -> None:
    """An agent has a place free: fill it, or let them go if they asked to stop."""
    presence.stop_when_done(agent_id)
    dispatch.drain_for(agent_id)


@task("routing.expire_offer")
def expire_offer(offer_id: int) -> None:
    offers.expire(offer_id)


@task("routing.withdraw_offers")
def withdraw_offers(agent_id: int) -> None:
    """An agent takes nothing new any more; one who chose Stop new and holds nothing is done already."""
    offers.withdraw_all(agent_id)
    presence.stop_when_done(agent_id)


@task("routing.finish_wrap_up")
def finish_wrap_up(assignment_id: int) -> None:
    assignments.finish_overdue(assignment_id)


@task("routing.sweep", periodic="*/5 * * * * *")
def sweep(timestamp: int) -> None:
    """The net under everything above: whatever a lost job or a crash left undone."""
    sweeping.sweep(timezone.now())
