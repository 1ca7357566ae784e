"""Delivery reports: forward only, in any order, as often as they like, early, late or for nobody."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Interaction
from sms import receipts
from sms.carriers.base import Status as Report
from sms.carriers.reasons import sentence
from sms.models import Message, OptOut, Receipt
from tests import cast

Answer = Callable[..., Message]
Status = Message.Status

MOVES: list[tuple[str, Report, str]] = [
    (Status.QUEUED, "submitted", Status.SENT),
    (Status.SENDING, "submitted", Status.SENT),
    (Status.SENDING, "delivered", Status.DELIVERED),
    (Status.SENDING, "rejected", Status.FAILED),
    (Status.UNCERTAIN, "submitted", Status.SENT),
    (Status.UNCERTAIN, "delivered", Status.DELIVERED),
    (Status.UNCERTAIN, "undeliverable", Status.FAILED),
    (Status.SENT, "submitted", Status.SENT),
    (Status.SENT, "delivered", Status.DELIVERED),
    (Status.SENT, "rejected", Status.FAILED),
    (Status.SENT, "undeliverable", Status.FAILED),
    (Status.DELIVERED, "submitted", Status.DELIVERED),
    (Status.DELIVERED, "rejected", Status.DELIVERED),
    (Status.FAILED, "submitted", Status.FAILED),
    (Status.FAILED, "delivered", Status.FAILED),
]


def take(message: Message, status: Report, **fields: Any) -> bool:
    taken = receipts.take("vonage", cast.report(message, status, **fields))
    message.refresh_from_db()
    return taken


@pytest.mark.parametrize(("before", "report", "after"), MOVES)
def test_a_report_moves_a_text_forward_only(answer: Answer, before: str, report: Report, after: str) -> None:
    message = answer()
    reason = "Before." if before == Status.FAILED else ""
    Message.objects.filter(pk=message.pk).update(status=before, failure_reason=reason)
    take(message, report)

    assert message.status == after
    assert bool(message.failure_reason) == (after == Status.FAILED)


def test_reports_out_of_order_end_where_they_should(answer: Answer) -> None:
    message, now = answer(), timezone.now()
    reference = str(uuid.uuid4())
    take(message, "delivered", carrier_reference=reference, at=now)
    take(message, "submitted", carrier_reference=reference, at=now - timedelta(seconds=2))

    assert (message.status, message.settled_at) == (Status.DELIVERED, now)
    assert message.receipts.count() == 2


def test_the_same_report_ten_times_is_one_receipt(answer: Answer) -> None:
    message = answer()
    report = cast.report(message, "delivered")

    assert [receipts.take("vonage", report) for _ in range(10)] == [True, *[False] * 9]
    assert Receipt.objects.count() == 1


def test_a_report_names_the_text_before_the_carriers_answer_did(answer: Answer) -> None:
    message = answer()
    Message.objects.filter(pk=message.pk).update(status=Status.SENDING)
    take(message, "delivered", carrier_reference="from-the-carrier")

    assert (message.status, message.carrier_reference) == (Status.DELIVERED, "from-the-carrier")


def test_a_report_without_our_reference_is_found_by_the_carriers(answer: Answer) -> None:
    message = answer()
    Message.objects.filter(pk=message.pk).update(status=Status.SENT, carrier_reference="from-the-carrier")
    take(message, "delivered", reference="", carrier_reference="from-the-carrier")

    assert message.status == Status.DELIVERED


def test_a_report_for_nobody_is_kept(answer: Answer) -> None:
    message = answer()

    assert take(message, "delivered", reference="", carrier_reference="unheard-of")
    assert message.status == Status.QUEUED
    assert Receipt.objects.get().message is None


def test_a_report_for_nobody_is_applied_once_its_text_is_known(answer: Answer) -> None:
    message = answer()
    take(message, "delivered", reference="", carrier_reference="from-the-carrier")
    Message.objects.filter(pk=message.pk).update(status=Status.SENT, carrier_reference="from-the-carrier")
    receipts.apply_early("vonage", "from-the-carrier", message)

    message.refresh_from_db()
    assert message.status == Status.DELIVERED
    assert Receipt.objects.get().message == message


def test_the_sweep_finds_the_texts_of_reports_for_nobody(answer: Answer) -> None:
    message, other = answer(), answer()
    take(message, "submitted", reference="", carrier_reference="from-the-carrier")
    take(other, "submitted", reference="", carrier_reference="unheard-of")
    Message.objects.filter(pk=message.pk).update(status=Status.UNCERTAIN, carrier_reference="from-the-carrier")
    receipts.apply_orphans()

    message.refresh_from_db()
    assert message.status == Status.SENT
    assert Receipt.objects.get(message=None).carrier_reference == "unheard-of"


def test_a_customers_text_is_no_texts_report(answer: Answer, talk: Interaction) -> None:
    inbound = Message.objects.get(direction=Message.Direction.INBOUND)
    take(inbound, "delivered")

    assert inbound.status == Status.RECEIVED
    assert Receipt.objects.get().message is None


def test_what_it_cost_is_recorded_even_late(answer: Answer) -> None:
    message = answer()
    take(message, "delivered", price=Decimal("0.0333"), currency="EUR")
    assert (message.price, message.currency) == (Decimal("0.0333"), "EUR")

    take(message, "submitted", price=Decimal("0.05"), currency="EUR")
    assert (message.status, message.price) == (Status.DELIVERED, Decimal("0.05"))


def test_a_report_without_a_price_leaves_the_one_known(answer: Answer) -> None:
    message = answer()
    take(message, "submitted", price=Decimal("0.0333"), currency="EUR")
    take(message, "delivered")

    assert message.price == Decimal("0.0333")


@pytest.mark.parametrize("code", ["1190", "9999", ""])
def test_a_failure_is_told_in_words(answer: Answer, code: str) -> None:
    message = answer()
    take(message, "rejected", error_code=code, error_detail="Something odd")

    assert message.failure_reason == sentence(code, "Something odd")
    assert (message.failure_code, message.settled_at is not None) == (code, True)


def test_the_carriers_word_that_the_customer_opted_out_counts(answer: Answer, talk: Interaction) -> None:
    take(answer(), "rejected", error_code="1240")

    assert OptOut.objects.get().source == OptOut.Source.CARRIER
    assert cast.kinds_of(talk)[-1] == "opted_out"


def test_the_carriers_word_twice_is_one_opt_out(answer: Answer) -> None:
    first, second = answer(), answer()
    take(first, "rejected", error_code="1240")
    take(second, "rejected", error_code="1240")

    assert OptOut.objects.count() == 1
