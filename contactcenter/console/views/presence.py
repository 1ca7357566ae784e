"""An agent's declared status."""

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from contactcenter.console import rendering
from contactcenter.console.access import DeskRequest, for_agents
from contactcenter.console.answers import answer, refuse
from contactcenter.console.forms import StatusForm
from routing import presence


@for_agents
@require_POST
def status(request: DeskRequest) -> HttpResponse:
    """Declare a status."""
    form = StatusForm(request.POST)
    if not form.is_valid():
        reason = "There is no such status."
        parts = [rendering.notice(reason)]
        return refuse(request, reason, parts, then=reverse("desk"), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        agent = presence.set_status(request.agent, form.cleaned_data["status"], by=request.agent.user)
    except presence.StillHolding as holding:
        parts = [rendering.status(request.agent), rendering.notice(str(holding))]
        return refuse(request, str(holding), parts, then=reverse("desk"), status=HTTPStatus.CONFLICT)
    return answer(request, [rendering.status(agent), rendering.hollow(agent, request)], then=reverse("desk"))
