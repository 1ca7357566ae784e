"""From a new conversation to a queue: the channel's rules, in order."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Interaction
from customers.models import Customer
from routing import matching, placement
from routing.models import Entry, Queue, QueueNeed, Rule, RuleNeed, Schedule
from sms import consent
from sms.models import Channel, Message, OptOut
from tests import cast


def schedule(*, is_open: bool) -> Schedule:
    """Open all day every day, or never."""
    made = Schedule.objects.create(name="Office")
    for weekday in range(7) if is_open else ():
        made.periods.create(weekday=weekday, opens=time(0), closes=time(0))
    return made


def rule(line: Channel, queue: Queue | None, position: int = 1, **fields: Any) -> Rule:
    name = fields.pop("name", f"Rule {position}")
    return Rule.objects.create(channel=line, name=name, queue=queue, position=position, **fields)


def place(body: str = "Hello", **customer: Any) -> Entry | None:
    message = cast.receive(body)
    Customer.objects.update(**customer)
    return placement.place(message.interaction_id)


@pytest.fixture
def special(orders: Queue) -> Queue:
    """The queue that the rule under test sends to; everything else goes to orders."""
    return cast.queue("Special")


@pytest.mark.parametrize(
    ("conditions", "body", "customer", "holds"),
    [
        ({}, "Hello", {}, True),
        ({"is_active": False}, "Hello", {}, False),
        ({"keyword": "refund"}, "I want a Refund!", {}, True),
        ({"keyword": "REFUND"}, "(refund)", {}, True),
        ({"keyword": "refund"}, "I want refunds", {}, False),
        ({"keyword": "refund"}, "", {}, False),
        ({"language": "de"}, "Hallo", {"language": "de-AT"}, True),
        ({"language": "de"}, "Hallo", {"language": ""}, False),
        ({"language": "de"}, "Hallo", {"language": "en"}, False),
        ({"customer_tag": "press"}, "Hello", {"tags": ["press", "new"]}, True),
        ({"customer_tag": "press"}, "Hello", {"tags": ["new"]}, False),
        ({"vip_only": True}, "Hello", {"is_vip": True}, True),
        ({"vip_only": True}, "Hello", {"is_vip": False}, False),
        ({"keyword": "refund", "vip_only": True}, "refund", {"is_vip": False}, False),
        ({"keyword": "refund", "vip_only": True}, "refund", {"is_vip": True}, True),
    ],
)
def test_a_rule_holds_when_all_its_conditions_do(
    line: Channel,
    orders: Queue,
    special: Queue,
    conditions: dict[str, Any],
    body: str,
    customer: dict[str, Any],
    holds: bool,
) -> None:
    rule(line, special, **conditions)
    entry = place(body, **customer)

    assert entry is not None
    assert entry.queue == (special if holds else orders)


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("hours", Rule.Hours.values)
def test_a_rule_by_hours_asks_its_schedule(
    line: Channel, orders: Queue, special: Queue, hours: str, is_open: bool
) -> None:
    rule(line, special, hours=hours, schedule=schedule(is_open=is_open))
    entry = place()

    assert entry is not None
    holds = hours == "any" or (hours == "open") == is_open
    assert entry.queue == (special if holds else orders)


def test_the_first_rule_in_order_decides(line: Channel, orders: Queue, special: Queue) -> None:
    rule(line, orders, position=5)
    rule(line, special, position=4)
    entry = place()

    assert entry is not None
    assert (entry.queue, entry.why["rule"]) == (special, "Rule 4")


def test_without_any_rule_the_first_active_queue_takes_it(line: Channel) -> None:
    cast.queue("Closed down", is_active=False)
    first = cast.queue("First")
    cast.queue("Second")
    entry = place()

    assert entry is not None
    assert (entry.queue, entry.why["rule"]) == (first, "")


def test_without_any_queue_it_fails_loudly_and_stays_unplaced(line: Channel) -> None:
    with pytest.raises(LookupError, match="no queue"):
        place()
    assert not Entry.objects.exists()


def test_another_channels_rules_do_not_count(line: Channel, orders: Queue, special: Queue) -> None:
    rule(cast.channel("+447700900002", name="Sales"), special)
    entry = place()

    assert entry is not None
    assert entry.queue == orders


def test_needs_of_rule_and_queue_add_up_to_the_higher_level(line: Channel, orders: Queue) -> None:
    german, bikes = cast.skill("German"), cast.skill("Bikes")
    QueueNeed.objects.create(queue=orders, skill=german, level=30)
    QueueNeed.objects.create(queue=orders, skill=bikes, level=60)
    RuleNeed.objects.create(rule=rule(line, orders), skill=german, level=80)
    entry = place()

    assert entry is not None
    assert entry.needs == {str(german.pk): 80, str(bikes.pk): 60}


@pytest.mark.parametrize(("by_rule", "expected"), [(None, 3), (9, 9), (0, 0)])
def test_a_rules_priority_replaces_the_queues(line: Channel, by_rule: int | None, expected: int) -> None:
    rule(line, cast.queue("Orders", priority=3), priority=by_rule)
    entry = place()

    assert entry is not None
    assert entry.priority == expected
    assert entry.stands_since == matching.stands_since(expected, entry.entered_at)


def test_a_rule_may_make_it_a_case_only(line: Channel, orders: Queue) -> None:
    rule(line, None, treatment=Rule.Treatment.CASE_ONLY)
    message = cast.receive()

    assert placement.place(message.interaction_id) is None
    interaction = Interaction.objects.get()
    assert interaction.status == Interaction.Status.CLOSED
    assert cast.kinds_of(interaction) == ["opened", "text", "ended", "closed"]


def test_a_rule_may_answer_by_itself(line: Channel, orders: Queue) -> None:
    rule(line, orders, automatic_text="We open at nine.")
    entry = place()

    assert entry is not None
    answer = Message.objects.get(purpose=Message.Purpose.AUTOMATIC)
    assert (answer.body, answer.status) == ("We open at nine.", Message.Status.QUEUED)
    assert entry.interaction.awaiting_reply_since is not None


def test_a_case_only_rule_answers_before_it_ends(line: Channel, orders: Queue) -> None:
    rule(line, None, treatment=Rule.Treatment.CASE_ONLY, automatic_text="Nobody is here.")
    place()

    assert Message.objects.get(purpose=Message.Purpose.AUTOMATIC).status == Message.Status.QUEUED
    assert cast.kinds_of(Interaction.objects.get()) == ["opened", "text", "text", "ended", "closed"]


def test_no_automatic_text_goes_to_somebody_who_opted_out(line: Channel, orders: Queue) -> None:
    rule(line, orders, automatic_text="We open at nine.")
    message = cast.receive()
    consent.opt_out(message.interaction, message.phone, OptOut.Source.AGENT)

    assert placement.place(message.interaction_id) is not None
    assert cast.kinds_of(message.interaction) == ["opened", "text", "opted_out", "not_sent", "queued"]


def test_it_is_placed_once_however_often_the_job_runs(line: Channel, orders: Queue) -> None:
    message = cast.receive()

    assert placement.place(message.interaction_id) is not None
    assert placement.place(message.interaction_id) is None
    assert Entry.objects.count() == 1


def test_a_conversation_that_has_ended_is_not_placed(line: Channel, orders: Queue) -> None:
    message = cast.receive()
    now: datetime = timezone.now()
    Interaction.objects.update(status=Interaction.Status.WRAP_UP, ended_at=now - timedelta(seconds=1))

    assert placement.place(message.interaction_id) is None
    assert not Entry.objects.exists()
