"""All verbs from several threads for a while: nothing deadlocks, and afterwards everything adds up."""

import time
from collections import Counter
from functools import partial

import pytest
from django.db.models import Count

from cases.models import Interaction
from routing.models import Assignment, Entry, Offer, Queue
from tests import cast
from tests.races.crowd import Crowd
from tests.races.starting_line import at_once

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 3.0
THREADS = 8


def act_for_a_while(crowd: Crowd) -> int:
    """Act until the time is over; returns how often. Whatever is not a regular answer ends the race."""
    until, acts = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        crowd.act()
        acts += 1
    return acts


def test_a_crowd_neither_deadlocks_nor_leaves_anything_that_does_not_add_up() -> None:
    lines = [cast.channel(f"+4477009000{n:02}", name=f"Line {n}") for n in range(2)]
    queues = [cast.queue(line.name, on=line, wrap_up_seconds=0, retry_seconds=0) for line in lines]
    Queue.objects.filter(pk=queues[0].pk).update(overflow_queue=queues[1], overflow_after=1)
    cast.agent("Ana", *queues, capacity=3)
    cast.agent("Ben", *queues, capacity=2)
    senders = [cast.another_number() for _ in range(12)]
    crowds = [Crowd(n, senders, [line.number for line in lines]) for n in range(THREADS)]

    outcomes = at_once(*[partial(act_for_a_while, crowd) for crowd in crowds])

    assert [each for each in outcomes if not isinstance(each, int)] == []
    assert all(outcomes)  # each crowd did something; how much in its time is the machine's affair
    cast.assert_loads_add_up()
    assert_every_conversation_is_somewhere()


def assert_every_conversation_is_somewhere() -> None:
    """Every open conversation is unplaced, waits, is offered or is held: in one place, and once."""
    for interaction in Interaction.objects.annotate(lines=Count("events")):
        kinds = cast.kinds_of(interaction)
        assert "text" not in kinds[kinds.index("ended") :] if "ended" in kinds else True
        live = Entry.objects.live().filter(interaction=interaction)
        held = Assignment.objects.held().filter(interaction=interaction)
        places = Counter(live.values_list("status", flat=True)) + Counter(held=held.count())
        placed = Entry.objects.filter(interaction=interaction).exists()
        assert places.total() == (1 if interaction.is_open and placed else held.count())
    offered = set(Entry.objects.filter(status=Entry.Status.OFFERED).values_list("pk", flat=True))
    assert offered == set(Offer.objects.filter(status=Offer.Status.OFFERED).values_list("entry", flat=True))
