import pytest
from django.test import Client

from routing.models import Agent, Assignment, Queue
from tests import cast
from tests.console.browserlike import Browser


@pytest.fixture
def orders(db: None) -> Queue:
    return cast.queue(on=cast.channel())


@pytest.fixture
def ana(orders: Queue) -> Agent:
    return cast.agent("Ana", orders)


@pytest.fixture
def ben(orders: Queue) -> Agent:
    """Ben is on a break, so that what is offered goes to Ana."""
    return cast.agent("Ben", orders, available=False)


@pytest.fixture
def desk(ana: Agent) -> Browser:
    """Ana's page, with script."""
    return Browser(ana)


@pytest.fixture
def bens_desk(ben: Agent) -> Browser:
    return Browser(ben)


@pytest.fixture
def plain(ana: Agent) -> Client:
    """Ana's browser without script."""
    client = Client()
    client.force_login(ana.user)
    return client


@pytest.fixture
def talk(ana: Agent) -> Assignment:
    """Carol's conversation in Ana's hands."""
    return cast.held(ana)
