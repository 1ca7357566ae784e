"""Which case a conversation belongs to."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import casework
from cases.models import Case
from customers.models import Customer

NOW = timezone.now()


def case_for(customer: Customer, subject: str = "A lost parcel") -> Case:
    return casework.case_for(customer, subject, NOW)


def closed(customer: Customer, *, days_ago: float) -> Case:
    at = NOW - timedelta(days=days_ago)
    return Case.objects.create(
        customer=customer, subject="Old", status=Case.Status.CLOSED, opened_at=at - timedelta(days=1), closed_at=at
    )


def test_a_first_conversation_makes_a_case(carol: Customer) -> None:
    case = case_for(carol)

    assert (case.subject, case.status, case.follows) == ("A lost parcel", Case.Status.OPEN, None)
    assert case.reference == f"C-{case.pk:05d}"


def test_an_open_case_goes_on(carol: Customer) -> None:
    case = case_for(carol)

    assert case_for(carol, "Something else") == case
    assert Case.objects.get().subject == "A lost parcel"


def test_of_several_open_cases_the_newest_goes_on(carol: Customer) -> None:
    old, new = (
        Case.objects.create(customer=carol, subject="Old", opened_at=NOW - timedelta(days=ago)) for ago in (3, 2)
    )

    assert case_for(carol) == new
    assert old.interactions.count() == 0


def test_somebody_elses_case_is_not_joined(carol: Customer) -> None:
    case_for(Customer.objects.create(first_name="Dave"))

    assert case_for(carol).customer == carol


@pytest.mark.parametrize(("days_ago", "reopened"), [(0, True), (6.9, True), (7.1, False)])
def test_a_closed_case_reopens_within_some_days(carol: Customer, days_ago: float, reopened: bool) -> None:
    old = closed(carol, days_ago=days_ago)
    case = case_for(carol)

    assert (case == old) == reopened
    assert (case.status, case.closed_at) == (Case.Status.OPEN, None)


def test_after_those_days_a_new_case_follows_the_old_one(carol: Customer) -> None:
    old = closed(carol, days_ago=8)
    case = case_for(carol)
    old.refresh_from_db()

    assert case.follows == old
    assert old.status == Case.Status.CLOSED


def test_zero_days_never_reopen(carol: Customer, settings: Any) -> None:
    settings.CASE_REOPEN_DAYS = 0
    old = closed(carol, days_ago=0)

    assert case_for(carol).follows == old


def test_a_long_subject_is_cut(carol: Customer) -> None:
    assert len(case_for(carol, "x" * 500).subject) == 200


def test_closing_is_said_once(carol: Customer) -> None:
    case = case_for(carol)

    assert casework.close(case, NOW)
    assert not casework.close(case, NOW)
    case.refresh_from_db()
    assert case.closed_at == NOW


def test_a_closed_case_without_its_moment_is_refused(carol: Customer) -> None:
    case = case_for(carol)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=Case.Status.CLOSED)
