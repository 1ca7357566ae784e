"""What each part of a page shows."""

from typing import Any

from cases.models import CannedMessage, Event, Interaction
from contactcenter.console import rows
from contactcenter.console.forms import CustomerForm, NoteForm, TextForm, WrapUpForm
from customers import directory
from customers.models import Customer
from routing.models import Agent, Assignment
from sms.models import Channel

# A screenful and some; the rest is above, on request.
OPENING = 30
RECENT = 6
CANNED = 8


def desk(agent: Agent, chosen: Assignment | None) -> dict[str, Any]:
    """The whole workspace: list, and the chosen conversation with its customer."""
    context: dict[str, Any] = {
        "agent": agent,
        "offers": rows.offered(agent),
        "conversations": rows.held_all(agent),
        "assignment": chosen,
    }
    if chosen is not None:
        context |= pane(chosen) | panel(chosen)
    return context


def pane(assignment: Assignment) -> dict[str, Any]:
    """A conversation: its head, the end of its transcript, and what can be done next."""
    lines = rows.lines(assignment.interaction_id, OPENING)
    return head(assignment) | {"lines": lines, "earlier": earlier_than(lines)} | foot(assignment)


def head(assignment: Assignment) -> dict[str, Any]:
    """Who it is, and by which of our numbers."""
    interaction = assignment.interaction
    channel = Channel.objects.filter(number=interaction.endpoint).first()
    return {"assignment": assignment, "interaction": interaction, "channel": channel}


def foot(assignment: Assignment) -> dict[str, Any]:
    """The composer while the conversation is open, the wrap-up after it."""
    context: dict[str, Any] = {"assignment": assignment, "interaction": assignment.interaction}
    if assignment.interaction.is_open:
        return context | {"text_form": TextForm.empty(), "note_form": NoteForm()}
    return context | {"wrap_up_form": WrapUpForm.of(assignment)}


def earlier_than(lines: list[Event]) -> int:
    """Return the number above which there is more to read, or 0: timelines are numbered from 1."""
    return lines[0].number if lines and lines[0].number > 1 else 0


def panel(assignment: Assignment, form: CustomerForm | None = None) -> dict[str, Any]:
    """The customer's column beside a conversation; a nameless customer's record is a form at once."""
    interaction = assignment.interaction
    customer = interaction.customer
    sharing = directory.sharing(interaction.phone) if interaction.phone else []
    if form is None and customer.is_unknown:
        form = CustomerForm(instance=customer)
    return {
        "assignment": assignment,
        "interaction": interaction,
        "customer": customer,
        "sharing": sharing if len(sharing) > 1 else [],
        "form": form,
        **record(customer, beside=interaction),
    }


def record(customer: Customer, limit: int = RECENT, beside: Interaction | None = None) -> dict[str, Any]:
    """A customer's numbers, cases and talks (but the one beside it), open ones and then the newest first."""
    talks = customer.interactions.select_related("case", "disposition").order_by("-started_at")
    if beside is not None:
        talks = talks.exclude(pk=beside.pk)
    return {
        "customer": customer,
        "phones": list(customer.phones.order_by("pk")),
        "cases": list(customer.cases.order_by("-status", "-opened_at")[:limit]),
        "talks": list(talks[:limit]),
    }


def canned(assignment: Assignment, agent: Agent, words: str) -> list[dict[str, str]]:
    """The knowledge base's texts that match what was typed after the slash, with their blanks filled in."""
    found = CannedMessage.objects.filter(is_active=True)
    for word in words.split():
        found = found.filter(shortcut__icontains=word) | found.filter(title__icontains=word)
    ranked = sorted(found.distinct(), key=lambda each: (not each.shortcut.startswith(words), each.shortcut))
    return [
        {"shortcut": each.shortcut, "title": each.title, "text": fill(each.body, assignment, agent)}
        for each in ranked[:CANNED]
    ]


def fill(body: str, assignment: Assignment, agent: Agent) -> str:
    """Put the conversation's facts into a canned text; what is unknown leaves no hole behind."""
    customer = assignment.interaction.customer
    facts = {
        "{first_name}": customer.first_name,
        "{last_name}": customer.last_name,
        "{agent}": agent.name,
        "{case}": assignment.interaction.case.reference,
    }
    for blank, fact in facts.items():
        # "Hi {first_name}," to somebody nameless is "Hi,".
        body = body.replace(blank, fact) if fact else body.replace(f" {blank}", "").replace(blank, "")
    return body
