"""Which case an interaction belongs to."""

from datetime import datetime, timedelta

from django.conf import settings

from cases.models import Case
from customers.models import Customer


class StillTalking(Exception):
    """The case cannot close while somebody still talks about it."""


def case_for(customer: Customer, subject: str, now: datetime) -> Case:
    """Return the customer's newest open case, a lately closed one reopened, or a new one.

    Args:
        customer: whose case it is.
        subject: what a new case is about, in a line.
        now: the moment, for how long ago a case was closed (CASE_REOPEN_DAYS; 0 never reopens).
    """
    newest = customer.cases.order_by("-opened_at")
    case = newest.open().first()
    if case is not None:
        return case
    closed = newest.first()
    if closed is not None and reopen(closed, now):
        return closed
    return Case.objects.create(customer=customer, subject=subject[:200], follows=closed, opened_at=now)


def reopen(case: Case, now: datetime) -> bool:
    """Open a closed case again unless it was closed too long ago; say whether it did."""
    since = now - timedelta(days=settings.CASE_REOPEN_DAYS)
    reopened = Case.objects.filter(pk=case.pk, status=Case.Status.CLOSED, closed_at__gt=since).update(
        status=Case.Status.OPEN, closed_at=None, updated_at=now
    )
    if reopened:
        case.refresh_from_db()
    return bool(reopened)


def open_again(case: Case, now: datetime) -> bool:
    """Open a closed case again because somebody says so, however long ago it was closed; say whether it was closed."""
    return bool(
        Case.objects.filter(pk=case.pk, status=Case.Status.CLOSED).update(
            status=Case.Status.OPEN, closed_at=None, updated_at=now
        )
    )


def close(case: Case, now: datetime) -> bool:
    """Close an open case; say whether it was open. Raises StillTalking while a conversation on it is open."""
    if case.interactions.open().exists():
        raise StillTalking("A conversation on this case is still open; end it first.")
    return bool(
        Case.objects.filter(pk=case.pk, status=Case.Status.OPEN).update(
            status=Case.Status.CLOSED, closed_at=now, updated_at=now
        )
    )
