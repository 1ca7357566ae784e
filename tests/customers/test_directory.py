"""Customers are found and made by their numbers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers import directory
from customers.models import Customer, Phone
from tests.cast import CAROL

pytestmark = pytest.mark.django_db


def customer(phone: Phone, name: str, *, days_ago: int = 0) -> Customer:
    made = Customer.objects.create(first_name=name)
    made.phones.add(phone)
    Customer.objects.filter(pk=made.pk).update(updated_at=timezone.now() - timedelta(days=days_ago))
    return made


@pytest.fixture
def phone() -> Phone:
    return directory.lock(CAROL)


def test_a_new_number_is_made_with_its_country() -> None:
    phone = directory.lock("+4915123456789")

    assert (phone.number, phone.country) == ("+4915123456789", "DE")
    assert Phone.objects.get() == phone


def test_a_known_number_is_found(phone: Phone) -> None:
    assert directory.lock(CAROL) == phone


@pytest.mark.parametrize("sender", ["72345", "AMAZON", ""])
def test_a_sender_that_is_no_number_is_kept_without_a_country(sender: str) -> None:
    assert (directory.lock(sender).number, directory.lock(sender).country) == (sender, "")


def test_locking_wants_a_transaction(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        directory.lock(CAROL)


def test_an_unknown_number_makes_a_nameless_customer(phone: Phone) -> None:
    customer = directory.recognise(phone)

    assert customer.is_unknown
    assert customer.name == "Unknown customer"
    assert directory.recognise(phone) == customer


def test_a_known_number_leads_to_its_customer(phone: Phone) -> None:
    carol = customer(phone, "Carol")

    assert directory.recognise(phone) == carol
    assert Customer.objects.count() == 1


def test_the_newest_record_stands_in_for_several(phone: Phone) -> None:
    customer(phone, "Carl", days_ago=9)
    carol = customer(phone, "Carol", days_ago=1)
    customer(phone, "Cora", days_ago=5)

    assert directory.recognise(phone) == carol
    assert [each.first_name for each in directory.sharing(phone)] == ["Carol", "Cora", "Carl"]


def test_a_merged_record_is_not_in_use(phone: Phone) -> None:
    old, kept = customer(phone, "Carol"), customer(phone, "Carol Miller", days_ago=9)
    old.merged_into = kept
    old.save()

    assert directory.recognise(phone) == kept
    assert directory.sharing(phone) == [kept]


def test_a_customer_is_not_merged_into_itself(phone: Phone) -> None:
    carol = customer(phone, "Carol")
    carol.merged_into = carol
    with pytest.raises(IntegrityError), transaction.atomic():
        carol.save()


def test_the_name_is_the_persons_or_the_companys() -> None:
    assert Customer(first_name="Carol", last_name="Miller", company="Bikes").name == "Carol Miller"
    assert Customer(company="Bikes").name == "Bikes"
