"""STOP, START and HELP: recorded, confirmed once, enforced at the gate.

The keywords are the CTIA Messaging Principles' and Vonage's lists. They count only alone in a text, in any case, with
any punctuation around them: "stop it please" is talk.
"""

from enum import StrEnum

from django.utils import timezone

from cases import history
from cases.models import Event, Interaction
from customers.models import Phone
from sms.models import Channel, OptOut


class Keyword(StrEnum):
    """What a customer asks for with a single word."""

    STOP = "stop"
    START = "start"
    HELP = "help"


WORDS = {
    **dict.fromkeys(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"], Keyword.STOP),
    **dict.fromkeys(["start", "yes", "unstop"], Keyword.START),
    **dict.fromkeys(["help", "info"], Keyword.HELP),
}

CONFIRMATIONS = {
    Keyword.STOP: "You will get no more texts from us. Reply START to get them again.",
    Keyword.START: "You will get our texts again. Reply STOP to end them.",
    Keyword.HELP: "This is {channel}. Write your question and an agent answers. Reply STOP for no more texts.",
}


def keyword_in(body: str) -> Keyword | None:
    """Return what the text asks for, if it is one keyword and nothing else but punctuation and spaces."""
    word = "".join(character for character in body.casefold() if character.isalnum())
    letters = [part for part in body.split() if any(character.isalnum() for character in part)]
    return WORDS.get(word) if len(letters) == 1 else None


def is_opted_out(phone: Phone) -> OptOut | None:
    """Return the live opt-out of a phone, if it has one."""
    return OptOut.objects.filter(phone=phone, revoked_at__isnull=True).first()


def obey(keyword: Keyword, interaction: Interaction, phone: Phone, channel: Channel) -> str:
    """Do what the keyword asks, in the caller's transaction, under the phone's lock.

    Returns the confirmation to send, or "" when nothing changed: exactly one confirmation goes out however often
    the customer repeats it. START from somebody who never opted out is talk ("yes" answers many questions).
    """
    if keyword is Keyword.STOP:
        changed = opt_out(interaction, phone, OptOut.Source.KEYWORD, channel)
    elif keyword is Keyword.START:
        changed = _opt_in(interaction, phone)
    else:
        changed = True
    return CONFIRMATIONS[keyword].format(channel=channel.name) if changed else ""


def opt_out(interaction: Interaction, phone: Phone, source: OptOut.Source, channel: Channel | None = None) -> bool:
    """Record that a phone wants no more texts, in the caller's transaction; say whether that is new."""
    made = OptOut.objects.get_or_create(phone=phone, revoked_at=None, defaults={"source": source, "channel": channel})[
        1
    ]
    if made:
        history.record(interaction, Event.Kind.OPTED_OUT, detail={"source": str(source.label)})
    return made


def _opt_in(interaction: Interaction, phone: Phone) -> bool:
    now = timezone.now()
    revoked = OptOut.objects.filter(phone=phone, revoked_at__isnull=True).update(revoked_at=now)
    if revoked:
        history.record(interaction, Event.Kind.OPTED_IN)
    return bool(revoked)
