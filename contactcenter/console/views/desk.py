"""The workspace itself, and catching up with it."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from contactcenter.console import contents, rendering
from contactcenter.console.access import DeskRequest, NotYours, for_agents
from contactcenter.console.answers import is_partial, partial
from contactcenter.console.forms import PlaceForm
from routing.models import Assignment


@for_agents
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def desk(request: DeskRequest) -> HttpResponse:
    """The workspace with no conversation chosen."""
    if is_partial(request):
        return HttpResponse(
            partial("workspace", "innerHTML", rendering.render("_nothing", {"agent": request.agent}, request))
        )
    return whole(request, None)


def whole(
    request: DeskRequest, chosen: Assignment | None, *, status: HTTPStatus = HTTPStatus.OK, **forms: Any
) -> HttpResponse:
    """Answer with the whole page, one conversation chosen or none; `forms` are those with an error in them."""
    context = contents.desk(request.agent, chosen) | {"chosen": chosen and chosen.interaction_id} | forms
    return render(request, "console/desk.html", context, status=status)


@for_agents
@require_safe
@never_cache
def refresh(request: DeskRequest) -> HttpResponse:
    """Everything a page may have missed while its socket was away.

    What somebody is typing stays: only what changes by itself is sent. Takes `interaction`, the one that is open,
    and `after`, the number up to which its timeline is whole.
    """
    place = PlaceForm.read(request.GET)
    chosen = place.get("interaction")
    parts = rendering.status(request.agent) + rendering.hollow(request.agent, request)
    parts += rendering.offer_list(request.agent) + rendering.conversation_list(request.agent, chosen)
    if chosen is not None:
        parts += rendering.opened(request.agent, chosen, overlap=contents.OPENING, after=place.get("after"))
    return HttpResponse(parts)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say why something is refused: where the eye is, or on a page of its own."""
    reason = str(exception) if isinstance(exception, NotYours) else "You may not do that."
    if is_partial(request):
        return HttpResponse(rendering.notice(reason), status=HTTPStatus.FORBIDDEN)
    return render(request, "403.html", {"reason": reason}, status=HTTPStatus.FORBIDDEN)
