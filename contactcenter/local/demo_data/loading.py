"""Puts the demo into an empty database, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from cases.models import Case, Interaction
from contactcenter.local.demo_data.founding import found
from contactcenter.local.demo_data.history import Known, remember
from contactcenter.local.demo_data.people import KEY, Person, everybody
from customers.models import Customer, Phone
from routing.models import Agent, Queue
from sms.models import Channel, Message

SEED = 7946


class NotEmpty(Exception):
    """The database has data of its own; the message is a sentence for whoever typed the command."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there afterwards, and whether it was there before."""

    is_new: bool
    counts: dict[str, int]


def load(now: datetime) -> Loaded:
    """Make the demo company, unless it is there already. One transaction: all of it or nothing.

    Args:
        now: what the history's dates lead up to.

    Raises NotEmpty when the database has customers, channels, queues or agents of its own.
    """
    with transaction.atomic():
        is_new = not Customer.objects.filter(external_id=KEY.format(1)).exists()
        if is_new:
            if any(model._default_manager.exists() for model in (Customer, Channel, Queue, Agent)):
                raise NotEmpty(
                    "This database has data of its own; the demo goes only into an empty one, so nothing was changed."
                )
            _load(now)
    return Loaded(is_new, _counts())


def _load(now: datetime) -> None:
    chance = Random(SEED)
    firm = found(now)
    people = everybody(chance)
    customers = _customers(people)
    ledger = remember(customers, firm, now, chance)
    ledger.write()
    cases = {one.case for one in ledger.interactions}
    Case.objects.bulk_update(cases, ["owner", "follows"], batch_size=500)
    Agent.objects.bulk_update(firm.agents.values(), ["status_since"])
    _date_back(customers, ledger.interactions, now)


def _customers(people: list[Person]) -> list[Known]:
    """Write the customers with their phones; a number that two of them have is one phone."""
    countries = {number: person.country for person in people for number in person.numbers}
    made = Phone.objects.bulk_create(Phone(number=number, country=country) for number, country in countries.items())
    phones = {phone.number: phone for phone in made}
    customers = Customer.objects.bulk_create(
        Customer(
            first_name=person.first_name,
            last_name=person.last_name,
            company=person.company,
            email=person.email,
            external_id=person.key,
            language=person.language,
            time_zone=person.time_zone,
            is_vip=person.is_vip,
            tags=list(person.tags),
            remarks=person.remarks,
        )
        for person in people
    )
    uses = Customer.phones.through
    uses.objects.bulk_create(
        uses(customer=customer, phone=phones[number])
        for person, customer in zip(people, customers, strict=True)
        for number in person.numbers
    )
    return [
        Known(person, customer, [phones[number] for number in person.numbers])
        for person, customer in zip(people, customers, strict=True)
    ]


def _date_back(customers: list[Known], interactions: list[Interaction], now: datetime) -> None:
    """Let records be as old as the first text of their customer; the others came with an older system."""
    first = {one.customer_id: one.started_at for one in reversed(interactions)}
    for known in customers:
        known.customer.created_at = first.get(known.customer.pk, now - timedelta(days=90))
        for phone in known.phones:
            phone.created_at = known.customer.created_at
    Customer.objects.bulk_update([known.customer for known in customers], ["created_at"])
    Phone.objects.bulk_update({phone for known in customers for phone in known.phones}, ["created_at"])


def _counts() -> dict[str, int]:
    return {
        name: model._default_manager.count()
        for name, model in (
            ("channels", Channel),
            ("queues", Queue),
            ("agents", Agent),
            ("customers", Customer),
            ("cases", Case),
            ("conversations", Interaction),
            ("texts", Message),
        )
    }
