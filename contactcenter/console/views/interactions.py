"""One conversation: opened, read, ended, wrapped up."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from cases import interactions
from cases.models import Interaction
from contactcenter.console import access, contents, rendering, rows
from contactcenter.console.access import DeskRequest, for_agents
from contactcenter.console.answers import answer, is_partial, partial, refuse
from contactcenter.console.forms import PlaceForm, WrapUpForm
from contactcenter.console.views.desk import whole
from routing import assignments

# Lines that one press of "Earlier messages" brings.
STRETCH = 50


@for_agents
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def interaction(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """A conversation in the workspace; once closed, its transcript is read on its case."""
    held = rows.held_one(request.agent, interaction_id)
    if held is None:
        return _elsewhere(interaction_id)
    if not is_partial(request):
        return whole(request, held)
    context = contents.pane(held) | contents.panel(held)
    return HttpResponse(partial("workspace", "innerHTML", rendering.render("_workspace", context, request)))


def _elsewhere(interaction_id: int) -> HttpResponse:
    found = get_object_or_404(Interaction, pk=interaction_id)
    if found.status != Interaction.Status.CLOSED:
        raise access.NotYours("This conversation is in somebody else's hands, or waits for somebody.")
    return redirect(f"{reverse('case', args=[found.case_id])}?interaction={found.pk}")


@for_agents
@require_safe
@never_cache
def lines(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """The stretch of the transcript above `before`."""
    held = access.hold(request.agent, interaction_id)
    events = rows.lines(interaction_id, STRETCH, PlaceForm.read(request.GET).get("before", rows.END))
    more = {"interaction": held.interaction, "earlier": contents.earlier_than(events)}
    return HttpResponse(
        rendering.lines(interaction_id, events)
        + partial(f"earlier-{interaction_id}", "outerMorph", rendering.render("_earlier", more))
    )


@for_agents
@require_POST
def reading(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Everything so far has been on a screen in front of somebody."""
    held = access.hold(request.agent, interaction_id)
    if assignments.read(held):
        held = access.hold(request.agent, held.interaction_id)
        return HttpResponse(rendering.conversation(held))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@for_agents
@require_POST
def ending(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Only agents end a conversation; the wrap-up follows."""
    held = access.hold(request.agent, interaction_id)
    try:
        assignments.end(held, request.agent.user)
    except (interactions.NotOpen, assignments.NotHeld) as error:
        return _ended_already(request, interaction_id, str(error))
    held = access.hold(request.agent, held.interaction_id)
    parts = [rendering.foot(held, request), rendering.head(held), rendering.conversation(held)]
    return answer(request, parts, then=held.interaction.get_absolute_url())


@for_agents
@require_POST
def wrap_up(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Finish: the transcript rests on its case, and the agent has a place free."""
    held = access.hold(request.agent, interaction_id)
    form = WrapUpForm.of(held, request.POST)
    if not form.is_valid():
        if not is_partial(request):
            return whole(request, held, status=HTTPStatus.UNPROCESSABLE_ENTITY, wrap_up_form=form)
        parts = [rendering.foot(held, request, wrap_up_form=form)]
        return HttpResponse("".join(parts), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        assignments.finish(held, disposition=form.cleaned_data["disposition"], by=request.agent.user)
    except (interactions.NotInWrapUp, assignments.NotHeld) as error:
        return _ended_already(request, interaction_id, str(error))
    request.agent.refresh_from_db()
    held.interaction.refresh_from_db(fields=["status"])
    parts = [rendering.left(held.interaction), rendering.status(request.agent)]
    return answer(request, parts, then=reverse("desk"))


@for_agents
@require_POST
def disposition(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Remember what was chosen before Finish is pressed: the wrap-up may end by itself first."""
    held = access.hold(request.agent, interaction_id)
    form = WrapUpForm.of(held, request.POST)
    if form.is_valid():
        assignments.choose(held, form.cleaned_data["disposition"])
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _ended_already(request: DeskRequest, interaction_id: int, reason: str) -> HttpResponse:
    """Somebody, another tab or the clock was first: show how things are now."""
    parts = [rendering.opened(request.agent, interaction_id), rendering.notice(reason)]
    return refuse(request, reason, parts, then=reverse("desk"), status=HTTPStatus.CONFLICT)
