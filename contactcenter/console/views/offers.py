"""Offers: taken, or left to somebody else."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, push_url

from contactcenter.console import access, contents, rendering
from contactcenter.console.access import DeskRequest, for_agents
from contactcenter.console.answers import answer, partial, refuse
from routing import offers
from routing.models import Offer


@for_agents
@require_POST
def acceptance(request: DeskRequest, offer_id: int) -> HttpResponse:
    """Take it: the conversation opens."""
    try:
        assignment = offers.accept(offer_id, request.agent)
    except offers.OfferGone as gone:
        return _gone(request, offer_id, str(gone))
    held = access.hold(request.agent, assignment.interaction_id)
    where = held.interaction.get_absolute_url()
    opened = rendering.render("_workspace", contents.pane(held) | contents.panel(held), request)
    parts = [
        partial(f"offer-{offer_id}", "delete"),
        rendering.conversation(held),
        partial("workspace", "innerHTML", opened),
    ]
    if not request.htmx:
        return redirect(where)
    if not _at_desk(request):
        return HttpResponseClientRedirect(where)
    return push_url(answer(request, parts, then=where), where)


def _at_desk(request: DeskRequest) -> bool:
    """Tell whether the page has a workspace in which the conversation can open."""
    where = request.htmx.current_url_abs_path or ""
    return where.split("?")[0] == reverse("desk") or where.startswith("/interactions/")


@for_agents
@require_POST
def rejection(request: DeskRequest, offer_id: int) -> HttpResponse:
    """Leave it to somebody else."""
    try:
        offers.reject(offer_id, request.agent)
    except offers.OfferGone as gone:
        return _gone(request, offer_id, str(gone))
    return answer(request, [partial(f"offer-{offer_id}", "delete")], then=reverse("desk"))


def _gone(request: DeskRequest, offer_id: int, reason: str) -> HttpResponse:
    """Too late: say what happened where the offer was."""
    offer = Offer.objects.filter(pk=offer_id, agent=request.agent)
    row = offer.select_related("entry__interaction__customer").first()
    parts = [rendering.gone(row, offer_id, reason)]
    return refuse(request, reason, parts, then=reverse("desk"), status=HTTPStatus.CONFLICT)
