"""A case and what was said in it. Every agent may read it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases import casework
from cases.models import Case, Interaction
from contactcenter.console import access
from contactcenter.console.access import DeskRequest, for_agents
from contactcenter.console.forms import PlaceForm
from routing.models import Assignment
from sms import transcript

# A transcript is read here from its start, in stretches.
STRETCH = 200
# The newest so many talks of a case; few have more than a handful.
TALKS = 100


@for_agents
@require_safe
@never_cache
def case(request: DeskRequest, case_id: int) -> HttpResponse:
    """A case with its talks, and the transcript of one: `interaction`, or the newest that is closed, or the newest."""
    found = get_object_or_404(Case.objects.select_related("customer", "owner", "follows"), pk=case_id)
    talks = list(found.interactions.select_related("phone", "disposition").order_by("-started_at")[:TALKS])
    wanted = PlaceForm.read(request.GET).get("interaction")
    closed = [talk for talk in talks if talk.status == Interaction.Status.CLOSED]
    chosen = next((talk for talk in talks if talk.pk == wanted), next(iter(closed or talks), None))
    context = {"agent": request.agent, "case": found, "customer": found.customer, "talks": talks, "chosen": chosen}
    if chosen is not None:
        context |= _transcript(request, chosen)
    return render(request, "console/case.html", context)


@for_agents
@require_POST
def closing(request: DeskRequest, case_id: int) -> HttpResponse:
    """Close the case: the matter is settled."""
    found = get_object_or_404(Case, pk=case_id)
    try:
        casework.close(found, timezone.now())
    except casework.StillTalking as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@for_agents
@require_POST
def reopening(request: DeskRequest, case_id: int) -> HttpResponse:
    """Open the case again."""
    found = get_object_or_404(Case, pk=case_id)
    casework.open_again(found, timezone.now())
    return redirect(found)


def _transcript(request: DeskRequest, chosen: Interaction) -> dict[str, object]:
    """What may be read of it here: all of it once it is closed; before, it is in its holder's hands."""
    if chosen.status == Interaction.Status.CLOSED:
        lines = transcript.page(chosen, after=PlaceForm.read(request.GET).get("after", 0), limit=STRETCH)
        more = lines[-1].number if lines and lines[-1].number < chosen.last_event else 0
        return {"lines": lines, "more": more}
    holder = Assignment.objects.held().filter(interaction=chosen).select_related("agent").first()
    mine = access.holding(request.agent).filter(interaction=chosen).exists()
    return {"holder": holder.agent if holder else None, "mine": mine}
