"""Delivery reports: kept as they come, applied forward only. Late, early, repeated and out of order are normal."""

import uuid
from datetime import timedelta
from decimal import Decimal

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cases import interactions
from contactcenter.live import announce
from sms import consent
from sms.carriers.base import DELIVERED, SUBMITTED, StatusReport
from sms.carriers.reasons import means_opted_out, sentence
from sms.models import Message, OptOut, Receipt

log = structlog.get_logger(__name__)

# What the column has digits for, after rounding.
DEAREST = Decimal(9_999)
Status = Message.Status
# What a report may move a message from. Nothing leaves delivered or failed.
UNDER_WAY = [Status.QUEUED, Status.SENDING, Status.UNCERTAIN]
MOVES = {Status.SENT: UNDER_WAY, Status.DELIVERED: [*UNDER_WAY, Status.SENT], Status.FAILED: [*UNDER_WAY, Status.SENT]}


@transaction.atomic
def take(carrier: str, report: StatusReport) -> bool:
    """Keep a delivery report and apply it; say whether it was new.

    A report for a message that nobody knows is kept all the same: the message may be committed a moment later.
    """
    message = _find(report)
    receipt = Receipt(
        carrier=carrier,
        carrier_reference=report.carrier_reference[:64],
        client_reference=report.reference[:100],
        status=report.status,
        at=report.at,
        error_code=report.error_code[:40],
        error_detail=report.error_detail[:300],
        price=_price(report),
        currency=report.currency[:3],
        message=message,
    )
    known = Receipt.objects.filter(
        carrier=carrier, carrier_reference=receipt.carrier_reference, status=report.status, at=report.at
    )
    if known.exists():
        return False
    Receipt.objects.bulk_create([receipt], ignore_conflicts=True)
    if message is None:
        log.info("report for an unknown text kept", reference=report.carrier_reference, status=report.status)
    else:
        _apply(receipt, message)
    return True


def apply_early(carrier: str, reference: str, message: Message) -> None:
    """Apply the reports that came before the carrier's name for the message was known to us."""
    early = Receipt.objects.filter(carrier=carrier, carrier_reference=reference, message__isnull=True)
    for receipt in early.order_by("at", "id"):
        _apply(receipt, message)
    early.update(message=message)


@transaction.atomic
def apply_orphans() -> None:
    """Find the messages of reports that were kept without one: a report and its message may have missed each other."""
    since = timezone.now() - timedelta(hours=1)
    theirs = Message.objects.filter(carrier_reference=OuterRef("carrier_reference"))
    orphans = Receipt.objects.filter(Exists(theirs), message__isnull=True, received_at__gt=since)
    for receipt in orphans.order_by("id")[:500]:
        message = Message.objects.get(carrier_reference=receipt.carrier_reference)
        apply_early(receipt.carrier, receipt.carrier_reference, message)


def _price(report: StatusReport) -> Decimal | None:
    """The price if the column can hold it; a report is not lost for an absurd one."""
    return report.price if report.price is not None and abs(report.price) < DEAREST else None


def _find(report: StatusReport) -> Message | None:
    ours = Message.objects.filter(direction=Message.Direction.OUTBOUND)
    try:
        message = ours.filter(token=uuid.UUID(report.reference)).first()
    except ValueError:
        message = None
    return message or ours.filter(carrier_reference=report.carrier_reference).first()


def _apply(receipt: Receipt, message: Message) -> None:
    if receipt.status == SUBMITTED:
        target, fields = Status.SENT, {"sent_at": receipt.at, "failure_reason": ""}
    elif receipt.status == DELIVERED:
        target, fields = Status.DELIVERED, {"settled_at": receipt.at, "failure_reason": ""}
    else:
        reason = sentence(receipt.error_code, receipt.error_detail)
        target = Status.FAILED
        fields = {"settled_at": receipt.at, "failure_code": receipt.error_code, "failure_reason": reason[:300]}
    if receipt.price is not None:
        Message.objects.filter(pk=message.pk).update(price=receipt.price, currency=receipt.currency)
    moved = Message.objects.filter(pk=message.pk, status__in=MOVES[target]).update(status=target, **fields)
    if moved:
        announce(
            f"interaction.{message.interaction_id}",
            "message.changed",
            interaction=message.interaction_id,
            message=message.pk,
        )
    Message.objects.filter(pk=message.pk, carrier_reference="").update(carrier_reference=receipt.carrier_reference)
    if means_opted_out(receipt.error_code):
        interaction = interactions.lock(message.interaction_id)
        consent.opt_out(interaction, message.phone, OptOut.Source.CARRIER, message.channel)
