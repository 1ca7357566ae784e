"""Handing a queued text to the carrier: claim, commit, call, record. No transaction is open during the call."""

import random
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from contactcenter.jobs import Again
from contactcenter.live import announce
from sms import gateway, outbound, receipts
from sms.carriers.base import OutboundText, OutcomeUnknown, PermanentError, TemporaryError
from sms.models import Message

log = structlog.get_logger(__name__)

Status = Message.Status
# The backoff below adds up to about twenty minutes before a text counts as failed.
ATTEMPTS = 11
LONGEST_WAIT = 300.0
# Longer than the carrier's class waits for connecting and answering together, so no call can still be under way.
STRANDED_AFTER = timedelta(minutes=2)
LOST = "We do not know whether this text arrived: the carrier's answer was lost."


def send(message_id: int) -> None:
    """Send one queued text. A job; running it again is safe.

    Raises Again when the carrier could not take it now, so that the job keeps its place in the conversation's order.
    """
    try:
        message = _claim(message_id)
    except IntegrityError as error:
        # The text before it is still under way; one whose sender died is settled within STRANDED_AFTER.
        raise Again(1.0) from error
    if message is None:
        return
    text = OutboundText(
        reference=str(message.token),
        sender=message.channel.number,
        recipient=message.phone.number,
        body=message.body,
    )
    try:
        accepted = gateway.carrier(message.channel.carrier).submit(text)
    except TemporaryError as error:
        _postpone(message, error)
    except PermanentError as error:
        _move(message, [Status.SENDING], Status.FAILED, **_failure(error.code, error.reason))
    except OutcomeUnknown as error:
        log.warning("outcome of a text unknown", message=message.pk, reason=error.reason)
        _move(message, [Status.SENDING], Status.UNCERTAIN, failure_reason=LOST)
    else:
        _record_accepted(message, accepted.carrier_reference)


def settle_stranded() -> None:
    """Show texts as uncertain whose sender died between claim and record; the status webhook settles them."""
    since = timezone.now() - STRANDED_AFTER
    for message in Message.objects.filter(status=Status.SENDING, claimed_at__lt=since):
        _move(message, [Status.SENDING], Status.UNCERTAIN, failure_reason=LOST)


@transaction.atomic
def _claim(message_id: int) -> Message | None:
    """Take the message for sending, or return None when there is nothing to send."""
    messages = Message.objects.select_for_update(of=("self",), no_key=True)
    message = messages.select_related("channel", "phone").get(pk=message_id)
    if message.status == Status.SENDING:
        # The job was given back by a worker that died with the claim: the text may be out.
        _move(message, [Status.SENDING], Status.UNCERTAIN, failure_reason=LOST)
        return None
    if message.status != Status.QUEUED:
        return None
    if reason := outbound.obstacle(message):
        _move(message, [Status.QUEUED], Status.FAILED, **_failure("gate", reason))
        return None
    _move(message, [Status.QUEUED], Status.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    return message


@transaction.atomic
def _record_accepted(message: Message, reference: str) -> None:
    # The status webhook may have been quicker than the answer: then the message has moved on, and only lacks the name.
    if not _move(
        message,
        [Status.SENDING, Status.UNCERTAIN],
        Status.SENT,
        carrier_reference=reference,
        sent_at=timezone.now(),
        failure_reason="",
    ):
        Message.objects.filter(Q(carrier_reference=""), pk=message.pk).update(carrier_reference=reference)
    receipts.apply_early(message.channel.carrier, reference, message)


def _postpone(message: Message, error: TemporaryError) -> None:
    attempts = Message.objects.values_list("attempts", flat=True).get(pk=message.pk)
    if attempts >= ATTEMPTS:
        _move(message, [Status.SENDING], Status.FAILED, **_failure(error.code or "temporary", error.reason))
        return
    wait = min(LONGEST_WAIT, 2.0**attempts) * random.uniform(0.8, 1.2)
    if error.retry_after is not None:
        wait = max(wait, error.retry_after)
    if _move(message, [Status.SENDING], Status.QUEUED):
        raise Again(wait)


def _failure(code: str, reason: str) -> dict[str, object]:
    return {"failure_code": code[:40], "failure_reason": reason[:300], "settled_at": timezone.now()}


def _move(message: Message, sources: list[Status], target: Status, **fields: object) -> bool:
    """Move a message's status by a guarded UPDATE and announce it; False when it was elsewhere by then."""
    moved = Message.objects.filter(pk=message.pk, status__in=sources).update(status=target, **fields)
    if moved:
        message.status = target
        announce(
            f"interaction.{message.interaction_id}",
            "message.changed",
            interaction=message.interaction_id,
            message=message.pk,
        )
    return bool(moved)
