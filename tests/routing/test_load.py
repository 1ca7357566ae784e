"""An agent's places: taken and given back, never one too many."""

import pytest
from django.db import IntegrityError, transaction

from routing import load
from routing.models import Agent, Queue
from tests import cast


def test_places_are_taken_up_to_the_capacity(orders: Queue) -> None:
    ana = cast.agent("Ana", orders, capacity=2)

    assert [load.take(ana.pk) for _ in range(3)] == [True, True, False]
    load.release(ana.pk)
    load.release(ana.pk)
    ana.refresh_from_db()
    assert ana.load == 0


def test_taking_a_place_ends_the_idle_time(ana: Agent) -> None:
    load.take(ana.pk)
    was = ana.idle_since
    ana.refresh_from_db()

    assert ana.idle_since > was
    load.release(ana.pk)


@pytest.mark.parametrize("status", [each for each in Agent.Status.values if each != "available"])
def test_who_is_not_available_has_no_place(ana: Agent, status: str) -> None:
    Agent.objects.update(status=status)

    assert not load.take(ana.pk)


@pytest.mark.parametrize("load_", [7, -1])
def test_the_database_refuses_a_load_beyond_capacity_or_below_zero(ana: Agent, load_: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Agent.objects.update(load=load_)
