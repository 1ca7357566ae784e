"""What agents write: texts, notes, and texts they only have to pick."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cases import history
from contactcenter.console import access, contents, rendering, rows
from contactcenter.console.access import DeskRequest, for_agents
from contactcenter.console.answers import answer, is_partial, refuse
from contactcenter.console.forms import NoteForm, SearchForm, TextForm
from contactcenter.console.templatetags.console import token_for_again
from contactcenter.console.views.desk import whole
from routing.models import Assignment
from sms import outbound
from sms.models import Message


@for_agents
@require_POST
def messages(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Send a text to the customer: the answer is its line, and an empty composer."""
    held = access.hold(request.agent, interaction_id)
    if not held.interaction.is_open:
        return _ended(request, held)
    form = TextForm(request.POST)
    if form.is_valid():
        try:
            message = outbound.queue(held.interaction, author=request.agent.user, **form.cleaned_data)
        except outbound.Refused as refused:
            form.add_error("body", refused.reason)
        else:
            parts = [_line(held, message), rendering.composer(held, request)]
            return answer(request, parts, then=held.interaction.get_absolute_url())
    return _unsendable(request, held, text_form=form)


@for_agents
@require_POST
def notes(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Leave words for colleagues in the timeline."""
    held = access.hold(request.agent, interaction_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _unsendable(request, held, note_form=form)
    note = history.note(held.interaction, request.agent.user, form.cleaned_data["body"])
    parts = [rendering.lines(interaction_id, [note.event]), rendering.composer(held, request, noting=True)]
    return answer(request, parts, then=held.interaction.get_absolute_url())


@for_agents
@require_POST
def resending(request: DeskRequest, message_id: int) -> HttpResponse:
    """Send a text again that failed, or of which the agent knows that it did not arrive. It goes again once."""
    held = access.hold_message(request.agent, message_id)
    message = Message.objects.select_related("interaction").get(pk=message_id)
    try:
        again = outbound.send_again(message, request.agent.user, token_for_again(message))
    except outbound.Refused as refused:
        parts = [rendering.notice(refused.reason)]
        then = held.interaction.get_absolute_url()
        return refuse(request, refused.reason, parts, then=then, status=HTTPStatus.CONFLICT)
    return answer(request, [_line(held, again)], then=held.interaction.get_absolute_url())


@for_agents
@require_safe
def canned(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """The canned texts that match `q`, filled in for this conversation."""
    held = access.hold(request.agent, interaction_id)
    form = SearchForm(request.GET)
    found = contents.canned(held, request.agent, form.cleaned_data["q"].lower()) if form.is_valid() else []
    return render(request, "console/_canned.html", {"found": found, "interaction": held.interaction})


def _line(held: Assignment, message: Message) -> str:
    event = rows.line(held.interaction_id, message_id=message.pk)
    return rendering.lines(held.interaction_id, [event] if event else [])


def _unsendable(request: DeskRequest, held: Assignment, **forms: TextForm | NoteForm) -> HttpResponse:
    """Show the composer with what was typed and what is wrong with it."""
    extra = {**forms, "noting": "note_form" in forms}
    if not is_partial(request):
        return whole(request, held, status=HTTPStatus.UNPROCESSABLE_ENTITY, **extra)
    return HttpResponse(rendering.composer(held, request, **extra), status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _ended(request: DeskRequest, held: Assignment) -> HttpResponse:
    reason = "This conversation has ended; nothing more can be sent in it."
    parts = [rendering.foot(held, request), rendering.head(held), rendering.notice(reason)]
    then = held.interaction.get_absolute_url()
    return refuse(request, reason, parts, then=then, status=HTTPStatus.CONFLICT)
