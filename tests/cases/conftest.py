"""Carol, and a conversation of hers; this floor knows no texts, so nothing here does."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from cases import interactions
from cases.models import Interaction
from customers import directory
from customers.models import Customer, Phone
from tests.cast import CAROL, LINE


@pytest.fixture
def phone(db: None) -> Phone:
    return directory.lock(CAROL)


@pytest.fixture
def carol(phone: Phone) -> Customer:
    return directory.recognise(phone)


@pytest.fixture
def talk(phone: Phone, carol: Customer) -> Interaction:
    return interactions.continue_or_open(phone, LINE, "A lost parcel", timezone.now())[0]


@pytest.fixture
def ana(db: None) -> User:
    return User.objects.create(username="ana", first_name="Ana")
