"""Carol writes to the orders line, where Ana is available."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Interaction
from routing.models import Agent, Assignment
from sms import outbound
from sms.models import Channel, Message
from tests import cast


@pytest.fixture
def line(db: None) -> Channel:
    return cast.channel()


@pytest.fixture
def ana(line: Channel) -> Agent:
    return cast.agent("Ana", cast.queue(on=line))


@pytest.fixture
def held(ana: Agent) -> Assignment:
    return cast.held(ana)


@pytest.fixture
def talk(held: Assignment) -> Interaction:
    """A conversation in Ana's hands."""
    return held.interaction


@pytest.fixture
def answer(talk: Interaction, ana: Agent) -> Callable[..., Message]:
    """Ana's next text in it, queued."""

    def queue(body: str = "It is on its way.", **fields: Any) -> Message:
        given = {"author": ana.user, "token": uuid.uuid4(), **fields}
        return outbound.queue(talk, body=body, **given)

    return queue
