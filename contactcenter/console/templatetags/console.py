import uuid
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.models import Event
from contactcenter.console import assets
from customers.models import Customer
from routing.models import Offer
from routing.why import explain
from sms.models import Message

register = template.Library()

Status = Message.Status
# icon, word; the word is what counts, the icon lets the eye find it
MARKS = {
    Status.QUEUED: ("clock", "Queued"),
    Status.SENDING: ("send", "Sending"),
    Status.SENT: ("check", "Sent"),
    Status.DELIVERED: ("check-check", "Delivered"),
    Status.FAILED: ("circle-alert", "Failed"),
    Status.UNCERTAIN: ("circle-question-mark", "We do not know if it arrived"),
}
# A text goes back to queued after a temporary error, so its attempts count before its status.
ORDER = {
    Status.RECEIVED: 0,
    Status.SENDING: 1,
    Status.QUEUED: 2,
    Status.UNCERTAIN: 3,
    Status.SENT: 4,
    Status.FAILED: 5,
    Status.DELIVERED: 5,
}


@register.filter
def dom_id(thing: Any, prefix: str = "") -> str:
    """Return an element's id, the only place where ids are made: "line-42-7", "offer-12", "timeline-42"."""
    if isinstance(thing, Event):
        return f"line-{thing.interaction_id}-{thing.number}"
    return f"{prefix or thing._meta.model_name}-{thing.pk}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Return an icon from the sheet; without a label it is decoration, which readers skip."""
    if name not in assets.ICONS:
        raise template.TemplateSyntaxError(f"{name} is not among assets.ICONS")
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    sheet = assets.address("icons.svg")
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}><use href="{}#{}"/></svg>', said, sheet, name)


@register.simple_tag
def asset(name: str) -> str:
    return assets.address(name)


@register.filter
def mark_icon(message: Message) -> str:
    return MARKS[Status(message.status)][0]


@register.filter
def mark_word(message: Message) -> str:
    return MARKS[Status(message.status)][1]


@register.filter
def version(event: Event) -> int:
    """Return a number that grows with each change of a line, so that a late answer never undoes a newer push."""
    message = getattr(event, "message", None)
    return 10 * message.attempts + ORDER[Status(message.status)] if message else 0


@register.filter
def token_for_again(message: Message) -> uuid.UUID:
    """Return the token of the one text that may repeat this one: however often somebody clicks, it goes once."""
    return uuid.uuid5(message.token, "again")


@register.filter
def why(offer: Offer) -> str:
    """Return the sentence that says why this agent was asked."""
    return explain(offer.why) if offer.why else ""


@register.filter
def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"


@register.filter
def face(customer: Customer) -> str:
    """Return what stands in a customer's circle."""
    return "?" if customer.is_unknown else initials(customer.name)


@register.simple_tag
def mail_is_set_up() -> bool:
    """Whether a new password can be sent by mail."""
    return bool(settings.EMAIL_HOST)
