"""An agent's load: the only place that moves it, always by a guarded UPDATE."""

from django.db.models import F
from django.utils import timezone

from routing.models import Agent


def take(agent_id: int) -> bool:
    """Take a place with an agent who is available and has one; False when they have not, or no longer."""
    return bool(
        Agent.objects.filter(pk=agent_id, status=Agent.Status.AVAILABLE, load__lt=F("capacity")).update(
            load=F("load") + 1, idle_since=timezone.now()
        )
    )


def release(agent_id: int) -> None:
    """Give a place back: an offer came to nothing, or an assignment is over. A CHECK keeps it from going below zero."""
    Agent.objects.filter(pk=agent_id).update(load=F("load") - 1)
