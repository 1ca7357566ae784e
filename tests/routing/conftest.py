"""A channel whose texts all go to one queue, with Ana available and Ben beside her where a test asks for him.

Whatever a test does, the agents' loads must add up at its end.
"""

from collections.abc import Iterator

import pytest

from routing.models import Agent, Queue
from sms.models import Channel
from tests import cast


@pytest.fixture
def line(db: None) -> Iterator[Channel]:
    yield cast.channel()
    cast.assert_loads_add_up()


@pytest.fixture
def orders(line: Channel) -> Queue:
    return cast.queue(on=line)


@pytest.fixture
def ana(orders: Queue) -> Agent:
    return cast.agent("Ana", orders)


@pytest.fixture
def ben(orders: Queue) -> Agent:
    return cast.agent("Ben", orders)
