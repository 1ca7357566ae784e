"""The life of an interaction: continued or opened, ended, closed."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cases import casework, history
from cases.models import Disposition, Event, Interaction
from contactcenter.live import announce
from customers import directory
from customers.models import Customer, Phone


class NotOpen(Exception):
    """The interaction has ended meanwhile."""


class NotInWrapUp(Exception):
    """The interaction is not waiting for its wrap-up to finish."""


def lock(pk: int) -> Interaction:
    """Hold an interaction's row until the transaction ends: the second lock of the order, after the phone's."""
    return Interaction.objects.select_for_update(no_key=True).get(pk=pk)


def continue_or_open(phone: Phone, endpoint: str, subject: str, at: datetime) -> tuple[Interaction, bool]:
    """Return the phone's open interaction on this endpoint, locked, or a new one, and whether it is new.

    Args:
        phone: locked by `directory.lock`. Should somebody forget, a partial unique index is the referee.
        endpoint: our end of the talk.
        subject: what a new case would be about.
        at: when the customer wrote.
    """
    # Locked, so that it cannot end before the caller has written into it: an ended one would swallow the text.
    locking = Interaction.objects.open().select_for_update(no_key=True)
    current = locking.filter(phone=phone, endpoint=endpoint).first()
    if current is not None:
        return current, False
    customer = directory.recognise(phone)
    case = casework.case_for(customer, subject, at)
    interaction = Interaction.objects.create(
        customer=customer, phone=phone, endpoint=endpoint, case=case, started_at=at
    )
    history.record(interaction, Event.Kind.OPENED, at=at, detail={"endpoint": endpoint})
    return interaction, True


@transaction.atomic
def identify(interaction: Interaction, customer: Customer, by: User) -> None:
    """Say whose interaction this is, where several customers share a number; its case follows the customer."""
    interaction = lock(interaction.pk)
    stand_in = interaction.case
    case = casework.case_for(customer, stand_in.subject, timezone.now())
    Interaction.objects.filter(pk=interaction.pk).update(customer=customer, case=case)
    if stand_in != case and stand_in.opened_at == interaction.started_at and not stand_in.interactions.exists():
        # It was opened for this very talk, in the record of somebody who never wrote it.
        stand_in.delete()
    history.record(interaction, Event.Kind.CASE_MOVED, actor=by, detail={"case": case.reference})
    announce(f"interaction.{interaction.pk}", "interaction.changed", interaction=interaction.pk)


@transaction.atomic
def end(interaction: Interaction, by: User | None) -> None:
    """End the talk; what the customer writes from now on opens a new interaction. Raises NotOpen."""
    now = timezone.now()
    ended = Interaction.objects.open().filter(pk=interaction.pk)
    if not ended.update(status=Interaction.Status.WRAP_UP, ended_at=now, awaiting_reply_since=None):
        raise NotOpen("This conversation has already ended.")
    history.record(interaction, Event.Kind.ENDED, actor=by, at=now)
    interaction.status, interaction.ended_at = Interaction.Status.WRAP_UP, now


@transaction.atomic
def close(interaction: Interaction, disposition: Disposition | None, by: User | None) -> None:
    """Finish the wrap-up: the transcript now rests on its case. Raises NotInWrapUp."""
    now = timezone.now()
    closed = Interaction.objects.filter(pk=interaction.pk, status=Interaction.Status.WRAP_UP)
    if not closed.update(status=Interaction.Status.CLOSED, closed_at=now, disposition=disposition):
        raise NotInWrapUp("This conversation is not in wrap-up any more.")
    detail = {"disposition": disposition.label if disposition else "", "case": interaction.case.reference}
    history.record(interaction, Event.Kind.CLOSED, actor=by, at=now, detail=detail)
    interaction.status, interaction.closed_at = Interaction.Status.CLOSED, now
