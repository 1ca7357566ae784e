"""The partials of each thing, for page, answer and push alike.

`announced` is what a socket calls: ids in, HTML out, and nothing at all for somebody who may not see it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from cases.models import Event, Interaction
from contactcenter.console import contents, rows
from contactcenter.console.answers import partial
from contactcenter.console.forms import CustomerForm
from contactcenter.console.templatetags.console import dom_id
from routing.models import Agent, Assignment, Offer
from routing.offers import GONE
from sms import transcript

# Lines sent along when a page begins to follow a conversation: what may have come between its read and its
# subscription. Should more have come, the transcript finds a number missing and catches up.
OVERLAP = 5
# Missed lines sent at a time; the page asks again while its timeline still has a gap.
STRETCH = 200


def render(name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
    """Render one of the console's partials."""
    return render_to_string(f"console/{name}.html", context, request)


# --- the partials of each thing ---------------------------------------------------------------------------


def status(agent: Agent) -> str:
    """The agent's status and load, in the header of every page."""
    return partial("status", "outerMorph", render("_status", {"agent": agent}))


def hollow(agent: Agent, request: HttpRequest | None = None) -> str:
    """What stands where no conversation is chosen: what the agent's status means."""
    return partial("hollow", "outerMorph", render("_hollow", {"agent": agent}, request))


def offer_list(agent: Agent) -> str:
    """All live offers of an agent."""
    return partial("offers", "innerMorph", render("_offers", {"offers": rows.offered(agent)}))


def gone(offer: Offer | None, offer_id: int, reason: str) -> str:
    """What happened to an offer, where the offer was."""
    html = render("_gone", {"offer_id": offer_id, "offer": offer, "reason": reason})
    return partial(f"offer-{offer_id}", "outerMorph", html)


def conversation_list(agent: Agent, chosen: int | None = None) -> str:
    """An agent's whole list."""
    context = {"conversations": rows.held_all(agent), "chosen": chosen}
    return partial("conversations", "innerMorph", render("_conversations", context))


def conversation(assignment: Assignment) -> str:
    """One item of an agent's list."""
    return partial("conversations", "keyed", render("_conversation", {"assignment": assignment}))


def lines(interaction_id: int, events: Iterable[Event]) -> str:
    """Lines of a timeline: new ones are put in their place, known ones are brought up to date."""
    html = "".join(render("_line", {"event": event}) for event in events)
    return partial(f"timeline-{interaction_id}", "keyed", html) if html else ""


def head(assignment: Assignment) -> str:
    """The conversation's head line."""
    return partial(dom_id(assignment.interaction, "head"), "outerMorph", render("_head", contents.head(assignment)))


def foot(assignment: Assignment, request: HttpRequest | None = None, **forms: Any) -> str:
    """What can be done in the conversation now; `forms` are those with an error in them."""
    html = render("_foot", contents.foot(assignment) | forms, request)
    return partial(dom_id(assignment.interaction, "foot"), "outerMorph", html)


def composer(assignment: Assignment, request: HttpRequest, **forms: Any) -> str:
    """The composer, empty or with its error."""
    html = render("_composer", contents.foot(assignment) | forms, request)
    return partial(dom_id(assignment.interaction, "composer"), "outerMorph", html)


def left(interaction: Interaction) -> str:
    """The end of a conversation for the agent who held it: gone from the list, and where it rests now."""
    html = render("_left", {"interaction": interaction})
    return partial(dom_id(interaction, "conversation"), "delete") + partial(
        dom_id(interaction, "foot"), "outerMorph", html
    )


def panel(
    assignment: Assignment,
    request: HttpRequest | None = None,
    *,
    form: CustomerForm | None = None,
    swap: str = "outerMorph",
) -> str:
    """The customer's column; what an agent is typing there stays unless `swap` replaces it."""
    html = render("_panel", contents.panel(assignment, form), request)
    return partial(dom_id(assignment.interaction, "panel"), swap, html)


def notice(text: str) -> str:
    """A sentence in the corner, for what has no place of its own."""
    return partial("notices", "beforeend", render("_notice", {"text": text}))


# --- what an announcement changes -------------------------------------------------------------------------


def announced(agent: Agent, announcement: dict[str, Any]) -> str:
    """Render what an announcement means for this agent's page; "" when it is not theirs to see."""
    ids = {key: value for key, value in announcement.items() if key not in ("type", "event")}
    return EVENTS[announcement["event"]](agent, **ids)


def _offer_made(agent: Agent, offer: int) -> str:
    made = next((each for each in rows.offered(agent) if each.pk == offer), None)
    if made is None:
        return ""
    heard = render("_heard", {"sound": "offer", "offer": made})
    return (
        partial("offers", "keyed", render("_offer", {"offer": made}))
        + status(_fresh(agent))
        + partial("announcer", "innerHTML", heard)
    )


def _offer_gone(agent: Agent, offer: int) -> str:
    row = Offer.objects.filter(pk=offer, agent=agent).select_related("entry__interaction__customer").first()
    if row is None:
        return ""
    answered = row.status in (Offer.Status.ACCEPTED, Offer.Status.REJECTED)
    part = partial(dom_id(row), "delete") if answered else gone(row, row.pk, GONE[Offer.Status(row.status)])
    return part + status(_fresh(agent))


def _assignment_changed(agent: Agent, interaction: int) -> str:
    return status(_fresh(agent)) + opened(agent, interaction)


def opened(agent: Agent, interaction: int, overlap: int = OVERLAP, after: int | None = None) -> str:
    """Bring an open conversation up to date for a page that may have missed something.

    Args:
        agent: whose page.
        interaction: the conversation that is open on it.
        overlap: so many of the newest lines are sent again, since their marks may have changed.
        after: the page has every line up to this one; those between it and the overlap are sent too, in stretches.
    """
    held = rows.held_one(agent, interaction)
    if held is None:
        return _left(agent, interaction)
    newest = rows.lines(interaction, overlap)
    parts = conversation(held) + lines(interaction, _missed(held.interaction, newest, after) + newest)
    # An open conversation has its composer already; a draft in it is nobody's to touch.
    return parts if held.interaction.is_open else parts + head(held) + foot(held)


def _missed(interaction: Interaction, newest: list[Event], after: int | None) -> list[Event]:
    if after is None or not newest or newest[0].number <= after + 1:
        return []
    missed = transcript.page(interaction, after=after, limit=STRETCH)
    return [event for event in missed if event.number < newest[0].number]


def _left(agent: Agent, interaction: int) -> str:
    was = Interaction.objects.filter(pk=interaction, assignments__agent=agent).select_related("case").first()
    return left(was) if was else ""


def _timeline_added(agent: Agent, interaction: int, number: int) -> str:
    held = rows.held_one(agent, interaction)
    event = rows.line(interaction, number=number) if held else None
    if held is None or event is None:
        return ""
    parts = lines(interaction, [event]) + conversation(held)
    if event.kind == Event.Kind.TEXT and event.message.is_inbound:
        heard = render("_heard", {"sound": "text", "assignment": held, "event": event})
        parts += partial("announcer", "innerHTML", heard)
    return parts


def _message_changed(agent: Agent, interaction: int, message: int) -> str:
    held = rows.held_one(agent, interaction)
    event = rows.line(interaction, message_id=message) if held else None
    return lines(interaction, [event]) if event else ""


def _interaction_changed(agent: Agent, interaction: int) -> str:
    held = rows.held_one(agent, interaction)
    return conversation(held) + head(held) + panel(held) if held else _left(agent, interaction)


def _status_changed(agent: Agent, /, **_ids: int) -> str:
    fresh = _fresh(agent)
    return status(fresh) + hollow(fresh)


def _fresh(agent: Agent) -> Agent:
    # A socket lives for hours; its agent's load and status do not.
    return Agent.objects.select_related("user").get(pk=agent.pk)


EVENTS: dict[str, Callable[..., str]] = {
    "offer.made": _offer_made,
    "offer.gone": _offer_gone,
    "assignment.changed": _assignment_changed,
    "status.changed": _status_changed,
    "timeline.added": _timeline_added,
    "message.changed": _message_changed,
    "interaction.changed": _interaction_changed,
}
