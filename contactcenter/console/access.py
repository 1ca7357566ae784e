"""Who may see what. The same functions answer for a page, for a subscription and for a push."""

import functools
from collections.abc import Callable
from importlib import import_module
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from contactcenter.console import rows
from routing import assignments
from routing.models import Agent, Assignment
from sms.models import Message

P = ParamSpec("P")


class NotYours(PermissionDenied):
    """The conversation is in nobody's or somebody else's hands."""


class DeskRequest(HttpRequest):
    """A request of a signed-in agent."""

    htmx: HtmxDetails
    agent: Agent


def agent_of(user: AbstractBaseUser | AnonymousUser) -> Agent | None:
    """Return the agent this person is, or None for somebody else, signed out, or switched off meanwhile."""
    if user.pk is None:
        return None
    return Agent.objects.select_related("user").filter(user_id=user.pk, user__is_active=True).first()


def agent_in_session(session_key: str | None) -> Agent | None:
    """Return the agent whom this session signs in now, or None once it was signed out, expired, or lost its password.

    A socket outlives the request that opened it, so what it knew of its user may not be so any more.
    """
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return agent_of(get_user(request))


def holding(agent: Agent) -> QuerySet[Assignment]:
    """The conversations an agent may see live and act in: those in their hands."""
    return assignments.held_by(agent).filter(agent__user__is_active=True)


def hold(agent: Agent, interaction_id: int) -> Assignment:
    """Return an agent's hold on a conversation. Raises NotYours, which is a 403."""
    held = rows.held_one(agent, interaction_id)
    if held is None:
        raise NotYours("This conversation is not in your hands.")
    return held


def hold_message(agent: Agent, message_id: int) -> Assignment:
    """Return an agent's hold on the conversation that a message belongs to. Raises NotYours."""
    interaction_id = Message.objects.filter(pk=message_id).values_list("interaction", flat=True).first()
    return hold(agent, interaction_id or 0)


def for_agents(
    view: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let agents in; send strangers to sign in and tell everybody else why this is not for them."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        agent = agent_of(request.user)
        if agent is None:
            return render(request, "console/no_agent.html", status=403)
        request.agent = agent  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return login_required(guarded)
