"""A customer's text: taken once, kept whatever happens, and put where it belongs."""

import traceback
from dataclasses import asdict
from datetime import datetime, timedelta
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
# A text that we could not place is tried again for as long as it takes: after two seconds, then ever less often, at
# least every quarter of an hour. The first tries have a job each; after that, and after a crash, the sweep remembers.
QUICK_TRIES = 6
LONGEST_WAIT = timedelta(minutes=15)
# A try whose own job is this much overdue has lost it.
UNREMEMBERED = timedelta(minutes=2)
BATCH = 100


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


@transaction.atomic
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


def try_pending(now: datetime) -> None:
    """Act on kept texts whose next try is due and has no job. Part of the sweep."""
    pending = Callback.objects.filter(outcome=Callback.Outcome.PENDING, received_at__lt=now - timedelta(minutes=1))
    rows = pending.order_by("processed_at", "pk").values_list("pk", "attempts", "processed_at")
    for pk, attempts, tried_at in rows[:BATCH]:
        if tried_at is None or tried_at + max(_wait(attempts), UNREMEMBERED) <= now:
            jobs.defer("sms.try_again", lock=f"callback.{pk}", callback_id=pk)


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
        # The traceback goes into the row, because the database's errors quote the text, which no log may hold.
        log.error("text kept for another try", callback=callback, error=type(error).__name__)
        now = timezone.now()
        Callback.objects.filter(pk=callback).update(
            error=traceback.format_exc()[-4000:], attempts=attempts + 1, processed_at=now
        )
        if attempts < QUICK_TRIES:
            jobs.defer("sms.try_again", at=now + _wait(attempts + 1), callback_id=callback)
        return Taken.POSTPONED


def _wait(attempts: int) -> timedelta:
    return min(timedelta(seconds=2**attempts), LONGEST_WAIT)


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
