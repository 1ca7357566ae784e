"""A customer's text: taken once, kept whatever happens, and put where it belongs."""

from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum

import structlog
from django.db import connection, transaction
from django.utils import timezone

from cases import history, interactions
from cases.history import Word
from cases.models import Event
from contactcenter import jobs
from customers import directory, phones
from sms import consent, gateway, outbound
from sms.carriers.base import InboundText
from sms.models import Callback, Channel, Message

log = structlog.get_logger(__name__)

# 255 concatenated parts of 153 characters are the most a handset can send (3GPP TS 23.040, 9.2.3.24.1).
LONGEST = 255 * 153
ATTEMPTS = 10


class Taken(StrEnum):
    """What became of a webhook."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPEATED = "repeated"
    POSTPONED = "postponed"


class Refused(Exception):
    """The text is kept but goes nowhere; the message says why."""


def take(carrier: str, text: InboundText, body: bytes) -> Taken:
    """Keep a customer's text and act on it, in one transaction and so with one wait for the disk.

    Args:
        carrier: who handed it over.
        text: as the carrier's class read it.
        body: the request's bytes, kept as evidence and for another try.

    Returns what became of it. When acting fails, the Callback stays with the error and a job tries again.
    """
    with transaction.atomic():
        callback = _keep(carrier, text.reference, body)
        return Taken.REPEATED if callback is None else _act(callback, text)


def keep_unreadable(carrier: str, reference: str, body: bytes, reason: str) -> None:
    """Keep a signed webhook that nobody can read: the customer's words may be in it."""
    callback = _keep(carrier, reference, body)
    if callback is not None:
        _settle(callback, Callback.Outcome.REFUSED, error=reason)


@transaction.atomic
def try_again(callback_id: int) -> Taken:
    """Act on a kept text whose first try failed."""
    row = Callback.objects.select_for_update().get(pk=callback_id)
    if row.outcome != Callback.Outcome.PENDING:
        return Taken.REPEATED
    return _act(row.pk, gateway.carrier(row.carrier).parse_inbound(bytes(row.body)), row.attempts)


def receive(text: InboundText) -> Message:
    """Put a text into its conversation, in the caller's transaction.

    Raises Refused when the number is not ours, or is not in use.
    """
    channel = _channel(text.recipient)
    phone = directory.lock(phones.address_of(text.sender))
    keyword = consent.keyword_in(text.body)
    interaction, is_new = interactions.continue_or_open(phone, channel.number, _subject(text), timezone.now())
    event = history.record(interaction, Event.Kind.TEXT, word=Word.CUSTOMER)
    message = Message.objects.create(
        event=event,
        interaction=interaction,
        channel=channel,
        phone=phone,
        direction=Message.Direction.INBOUND,
        status=Message.Status.RECEIVED,
        body=text.body[:LONGEST],
        media=[asdict(each) for each in text.media],
        segments=min(text.parts, 255),
        carrier_reference=text.reference,
        sent_at=text.sent_at,
    )
    handled = _obey(keyword, message, is_new) if keyword else False
    if is_new and not handled:
        jobs.defer("routing.place", interaction_id=interaction.pk)
    return message


def _obey(keyword: consent.Keyword, message: Message, is_new: bool) -> bool:
    """Answer a keyword; say whether that was all there is to do, so that no agent need be asked."""
    interaction = message.interaction
    confirmation = consent.obey(keyword, interaction, message.phone, message.channel)
    if confirmation:
        outbound.queue_automatic(interaction, confirmation, Message.Purpose.CONSENT)
    elif keyword is not consent.Keyword.STOP:
        return False
    if is_new:
        interactions.end(interaction, by=None)
        interactions.close(interaction, None, by=None)
    return is_new


def _act(callback: int, text: InboundText, attempts: int = 0) -> Taken:
    try:
        with transaction.atomic():
            message = receive(text)
            _settle(callback, Callback.Outcome.ACCEPTED, message=message)
            return Taken.ACCEPTED
    except Refused as refusal:
        _settle(callback, Callback.Outcome.REFUSED, error=str(refusal))
        return Taken.REFUSED
    except Exception as error:
        # Whatever is wrong with us, the customer's text stays: the row keeps it, the log tells, a job tries again.
        log.exception("text kept for another try", callback=callback)
        Callback.objects.filter(pk=callback).update(error=repr(error)[:2000], attempts=attempts + 1)
        if attempts + 1 < ATTEMPTS:
            later = timezone.now() + timedelta(seconds=2 ** (attempts + 1))
            jobs.defer("sms.try_again", at=later, callback_id=callback)
        return Taken.POSTPONED


def _keep(carrier: str, reference: str, body: bytes) -> int | None:
    # ON CONFLICT … RETURNING is one round trip; the ORM would need a savepoint around every text to catch a repeat.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sms_callback (carrier, reference, body, outcome, error, attempts, received_at)"
            " VALUES (%s, %s, %s, 'pending', '', 0, now())"
            " ON CONFLICT ON CONSTRAINT a_callback_is_taken_once DO NOTHING RETURNING id",
            [carrier, reference, body],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _settle(callback: int, outcome: Callback.Outcome, *, message: Message | None = None, error: str = "") -> None:
    Callback.objects.filter(pk=callback).update(
        outcome=outcome, message=message, error=error, processed_at=timezone.now()
    )


def _channel(number: str) -> Channel:
    channel = Channel.objects.select_related("country").filter(number=number).first()
    if channel is None:
        raise Refused(f"{number} is not a channel of ours.")
    if not channel.is_active:
        raise Refused(f"The channel {channel.name} is switched off.")
    if not channel.country.can_receive:
        raise Refused(f"{channel.country.name} is not enabled for receiving.")
    return channel


def _subject(text: InboundText) -> str:
    words = " ".join(text.body.split())
    return (words[:77] + "…") if len(words) > 78 else words or "A picture"
