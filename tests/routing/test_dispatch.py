"""Waiting conversations meet available agents."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from routing import assignments, dispatch, offers, placement, why
from routing.models import Agent, Assignment, Entry, Offer, Presence, Queue, QueueNeed
from sms.models import Channel
from tests import cast

seconds = itertools.count(1)


def waiting(count: int = 1, **fields: Any) -> list[Entry]:
    """So many new customers' texts in their queue."""
    entries = []
    for _ in range(count):
        entry = placement.place(cast.receive(sender=cast.another_number()).interaction_id)
        assert entry is not None
        Entry.objects.filter(pk=entry.pk).update(**fields)
        entries.append(entry)
    return entries


def idle(agent: Agent, minutes: int) -> None:
    Agent.objects.filter(pk=agent.pk).update(idle_since=timezone.now() - timedelta(minutes=minutes))


def shares() -> dict[str, int]:
    """Who has been offered how many."""
    return dict(Agent.objects.order_by("name").values_list("name", "load"))


@pytest.mark.parametrize(
    ("change", "made"),
    [
        ({}, 1),
        ({"status": Agent.Status.ON_BREAK}, 0),
        ({"status": Agent.Status.OFFLINE}, 0),
        ({"status": Agent.Status.STOP_NEW}, 0),
        ({"status": Agent.Status.LOGGED_OUT}, 0),
    ],
)
def test_only_an_available_agent_is_asked(ana: Agent, orders: Queue, change: dict[str, Any], made: int) -> None:
    waiting()
    Agent.objects.update(**change)

    assert dispatch.drain(orders.pk) == made
    assert Entry.objects.waiting().count() == 1 - made


@pytest.mark.parametrize(("silent", "made"), [(0, 1), (55, 1), (61, 0)])
def test_only_an_agent_with_a_beat_within_a_minute_is_asked(ana: Agent, orders: Queue, silent: int, made: int) -> None:
    waiting()
    Presence.objects.update(beat_at=timezone.now() - timedelta(seconds=silent))

    assert dispatch.drain(orders.pk) == made


def test_an_agent_without_any_connection_is_not_asked(orders: Queue) -> None:
    cast.agent("Ana", orders, connected=False)
    waiting()

    assert dispatch.drain(orders.pk) == 0


def test_only_members_of_the_queue_are_asked(ana: Agent, line: Channel) -> None:
    sales = cast.queue("Sales")
    cast.agent("Ben", sales)
    waiting()
    dispatch.drain(Entry.objects.get().queue_id)

    assert shares() == {"Ana": 1, "Ben": 0}


def test_nobody_gets_more_than_their_capacity(orders: Queue) -> None:
    cast.agent("Ana", orders, capacity=2)
    waiting(4)

    assert dispatch.drain(orders.pk) == 2
    assert Entry.objects.waiting().count() == 2


def test_a_backlog_is_dealt_out_evenly(ana: Agent, ben: Agent, orders: Queue) -> None:
    cast.agent("Cleo", orders, capacity=3)
    waiting(10)
    dispatch.drain(orders.pk)

    assert shares() == {"Ana": 4, "Ben": 4, "Cleo": 2}


def test_between_equal_loads_the_longest_idle_is_asked(ana: Agent, ben: Agent, orders: Queue) -> None:
    idle(ana, minutes=5)
    idle(ben, minutes=9)
    waiting()
    dispatch.drain(orders.pk)

    assert shares() == {"Ana": 0, "Ben": 1}
    assert Offer.objects.get().why["criterion"] == why.Criterion.IDLE


def test_the_least_loaded_is_asked_however_long_another_was_idle(ana: Agent, ben: Agent, orders: Queue) -> None:
    waiting(1)
    dispatch.drain(orders.pk)
    busy, free = Agent.objects.get(load=1), Agent.objects.get(load=0)
    idle(busy, minutes=60)
    waiting(1)
    dispatch.drain(orders.pk)

    free.refresh_from_db()
    assert free.load == 1
    assert Offer.objects.order_by("pk").last().why["criterion"] == why.Criterion.LOAD  # type: ignore[union-attr]


@pytest.mark.parametrize(("level", "made"), [(None, 0), (40, 0), (50, 1), (90, 1)])
def test_an_agent_needs_the_skill_at_the_level(ana: Agent, orders: Queue, level: int | None, made: int) -> None:
    QueueNeed.objects.create(queue=orders, skill=cast.skill("German"), level=50)
    if level is not None:
        cast.has(ana, "German", level)
    waiting()

    assert dispatch.drain(orders.pk) == made


def test_all_needed_skills_must_be_there(ana: Agent, ben: Agent, orders: Queue) -> None:
    for name in ("German", "Bikes"):
        QueueNeed.objects.create(queue=orders, skill=cast.skill(name), level=50)
        cast.has(ben, name, 50)
    cast.has(ana, "German", 100)
    waiting()
    dispatch.drain(orders.pk)

    assert shares() == {"Ana": 0, "Ben": 1}


def test_what_nobody_can_take_does_not_hold_up_what_somebody_can(ana: Agent, orders: Queue) -> None:
    german = cast.skill("German")
    hopeless = waiting(3, needs={str(german.pk): 50})
    (easy,) = waiting(1)

    assert dispatch.drain(orders.pk) == 1
    assert Offer.objects.get().entry == easy
    assert Entry.objects.waiting().count() == len(hopeless)


def test_the_customers_last_agent_is_asked_first(ana: Agent, ben: Agent, orders: Queue) -> None:
    first = cast.offered()
    last = first.agent
    assignment = offers.accept(first.pk, last)
    assignments.end(assignment, last.user)
    again = cast.offered()

    assert again.agent == last
    assert again.why["criterion"] == why.Criterion.LAST_AGENT


def test_the_last_agents_turn_passes_with_the_window(ana: Agent, ben: Agent, orders: Queue) -> None:
    first = cast.offered()
    last = first.agent
    assignment = offers.accept(first.pk, last)
    assignments.end(assignment, last.user)
    long_ago = timezone.now() - dispatch.LAST_AGENT_WINDOW - timedelta(minutes=1)
    Assignment.objects.update(assigned_at=long_ago)

    assert cast.offered().agent != last


def test_whoever_let_it_pass_is_asked_last(ana: Agent, ben: Agent, orders: Queue) -> None:
    Queue.objects.update(retry_seconds=0)
    first = cast.offered()
    offers.reject(first.pk, first.agent)
    idle(first.agent, minutes=60)
    dispatch.drain(orders.pk)

    second = Offer.objects.get(status=Offer.Status.OFFERED)
    assert second.agent != first.agent
    assert second.why["criterion"] == why.Criterion.REFUSED


def test_whoever_let_it_pass_has_peace_from_it_for_a_while(ana: Agent, orders: Queue) -> None:
    first = cast.offered()
    offers.reject(first.pk, ana)

    assert dispatch.drain(orders.pk) == 0
    Offer.objects.update(resolved_at=timezone.now() - timedelta(seconds=orders.retry_seconds))
    assert dispatch.drain(orders.pk) == 1


def test_the_earlier_text_is_offered_first(orders: Queue) -> None:
    early, _late = waiting(2)
    cast.agent("Ana", orders, capacity=1)
    dispatch.drain(orders.pk)

    assert Offer.objects.get().entry == early


def test_priority_counts_as_minutes_of_waiting(line: Channel) -> None:
    cast.queue(on=line, priority=0)
    now = timezone.now()
    plain = waiting(1)[0]
    urgent = waiting(1, stands_since=now - timedelta(minutes=5))[0]
    old = waiting(1, stands_since=now - timedelta(minutes=6))[0]
    cast.agent("Ana", plain.queue, capacity=3)
    dispatch.drain(plain.queue_id)

    assert list(Offer.objects.order_by("pk").values_list("entry", flat=True)) == [old.pk, urgent.pk, plain.pk]


def test_a_missed_conversation_keeps_its_place_in_front(ana: Agent, orders: Queue) -> None:
    Queue.objects.update(after_reject=Queue.After.ON_BREAK)
    first = cast.offered()
    waiting()
    offers.reject(first.pk, ana)
    ben = cast.agent("Ben", orders, capacity=1)
    dispatch.drain(orders.pk)

    assert Offer.objects.get(status=Offer.Status.OFFERED, agent=ben).entry == first.entry


def test_an_offer_records_why(ana: Agent, ben: Agent, orders: Queue) -> None:
    QueueNeed.objects.create(queue=orders, skill=cast.skill("German"), level=50)
    cast.has(ana, "German", 70)
    cast.agent("Cleo", orders, available=False)
    offer = cast.offered()

    assert (offer.why["agent"], offer.why["rule"], offer.why["load"]) == (ana.pk, "Everything", 0)
    assert offer.why["skills"] == [{"skill": cast.skill("German").pk, "name": "German", "needed": 50, "level": 70}]
    assert "German 70 (50 needed)" in why.explain(offer.why)


def test_a_freed_agent_is_asked_from_all_their_queues(line: Channel, orders: Queue) -> None:
    sales_line = cast.channel("+447700900002", name="Sales")
    sales = cast.queue("Sales", on=sales_line)
    waiting()
    placement.place(cast.receive(sender=cast.another_number(), to=sales_line.number).interaction_id)
    ana = cast.agent("Ana", orders, sales)
    dispatch.drain_for(ana.pk)

    assert shares() == {"Ana": 2}
