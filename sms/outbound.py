"""The one gate that every text of ours passes, an agent's or an automatic one."""

import uuid

from django.contrib.auth.models import User
from django.db import transaction

from cases import history, interactions
from cases.history import Word
from cases.models import Event, Interaction
from contactcenter import jobs
from customers import phones
from customers.models import Phone
from sms import consent, encoding
from sms.models import Channel, Country, Message

LIMIT = 1500


class Refused(Exception):
    """The text may not be sent; `reason` is a sentence for whoever wrote it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def queue(
    interaction: Interaction,
    *,
    body: str,
    author: User | None = None,
    token: uuid.UUID | None = None,
    purpose: Message.Purpose = Message.Purpose.TALK,
) -> Message:
    """Queue a text to the interaction's customer; a job sends it. Raises Refused.

    Args:
        interaction: what it belongs to; must be open, unless the text answers a keyword.
        body: at most 1,500 characters.
        author: the agent, or nobody for an automatic text.
        token: made by the composer; the same token and text again are the same message: a double click sends once.
        purpose: a text that answers STOP may go to somebody who has just opted out.
    """
    interaction = interactions.lock(interaction.pk)
    body = _clean(body)
    token, again = _known(interaction, token or uuid.uuid4(), body)
    if again is not None:
        return again
    channel, phone = _check(interaction, body, purpose)
    word = Word.OURS if purpose == Message.Purpose.TALK else Word.NOBODY
    event = history.record(interaction, Event.Kind.TEXT, actor=author, word=word)
    message = Message.objects.create(
        event=event,
        interaction=interaction,
        channel=channel,
        phone=phone,
        direction=Message.Direction.OUTBOUND,
        status=Message.Status.QUEUED,
        body=body,
        author=author,
        purpose=purpose,
        token=token,
        segments=encoding.measure(body).segments,
    )
    jobs.defer("sms.send", lock=f"interaction.{interaction.pk}", message_id=message.pk)
    return message


def queue_automatic(interaction: Interaction, body: str, purpose: Message.Purpose) -> None:
    """Queue a text that no person wrote; when it is refused, what it belongs to goes on, and the timeline says why."""
    try:
        queue(interaction, body=body, purpose=purpose)
    except Refused as refusal:
        history.record(interaction, Event.Kind.NOT_SENT, detail={"reason": refusal.reason})


def send_again(message: Message, author: User, token: uuid.UUID) -> Message:
    """Queue the text of a message that failed, or of which an agent knows that it did not arrive, as a new message.

    Raises Refused.
    """
    if not message.can_be_sent_again:
        raise Refused("Only a text that failed or did not arrive can be sent again.")
    return queue(message.interaction, body=message.body, author=author, token=token)


def obstacle(message: Message) -> str:
    """Return why a queued text must not go out after all, or "": things change between queueing and sending."""
    if not message.channel.is_active:
        return f"The channel {message.channel.name} was switched off before this text went out."
    if message.purpose != Message.Purpose.CONSENT and consent.is_opted_out(message.phone):
        return "The customer opted out before this text went out."
    return ""


def _clean(body: str) -> str:
    # A browser's form ends lines with CR LF, which would cost a character more for each.
    return body.replace("\x00", "").replace("\r\n", "\n").strip()


def _known(interaction: Interaction, token: uuid.UUID, body: str) -> tuple[uuid.UUID, Message | None]:
    """Return the token to use, and the message if this very text was queued with it before."""
    again = Message.objects.filter(token=token).first()
    if again is not None and again.interaction_id != interaction.pk:
        raise Refused("This text was already sent in another conversation. Reload the page.")
    if again is not None and again.body != body:
        # The answer to the first text was lost and the agent wrote on: another text, so another token, but one that
        # a double click makes again.
        token = uuid.uuid5(token, body)
        again = Message.objects.filter(token=token).first()
    return token, again


def _check(interaction: Interaction, body: str, purpose: Message.Purpose) -> tuple[Channel, Phone]:
    consents = purpose == Message.Purpose.CONSENT
    if not body:
        raise Refused("Type a message first.")
    if len(body) > LIMIT:
        raise Refused(f"A text has at most {LIMIT:,} characters; this one has {len(body):,}.")
    if not (interaction.is_open or consents):
        raise Refused("This conversation has ended; nothing more can be sent in it.")
    phone = interaction.phone
    if phone is None or not phones.is_number(phone.number):
        raise Refused("This customer cannot be answered: their text came without a phone number.")
    channel = Channel.objects.filter(number=interaction.endpoint).first()
    if channel is None or not channel.is_active:
        raise Refused("The channel of this conversation is switched off.")
    if not Country.objects.filter(iso=phone.country, can_send=True).exists():
        raise Refused(f"Texts to {phone} are not enabled: its country is switched off for sending.")
    if not consents and (out := consent.is_opted_out(phone)):
        raise Refused(f"The customer opted out on {out.since:%d %B %Y} and may not be texted.")
    return channel, phone
