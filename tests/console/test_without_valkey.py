"""Valkey is a doorbell: without it nothing is live, and everything works."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from contactcenter import live
from routing.models import Agent, Assignment
from sms.models import Message
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_valkey(settings: Any, transactional_db: None) -> Iterator[None]:
    """Nobody answers where the bell was."""
    settings.REDIS_URL = "redis://127.0.0.1:1"
    live._connection.cache_clear()
    cast.forget_jobs()
    yield
    live._connection.cache_clear()
    cast.forget_jobs()


def test_an_agent_signs_in_and_answers(client: Client, ana: Agent, talk: Assignment) -> None:
    signed_in = client.post("/accounts/login/", {"login": "ana", "password": "try-it-out"}, follow=True)
    answer = client.post(f"/interactions/{talk.interaction_id}/messages", {"body": "Hello", "token": uuid.uuid4()})

    assert signed_in.redirect_chain[-1][0] == "/"
    assert answer.status_code in (200, 302)
    assert Message.objects.filter(direction=Message.Direction.OUTBOUND).count() == 1


def test_a_customers_text_is_taken(talk: Assignment) -> None:
    assert cast.post("inbound", cast.inbound_body("Hello?")).status_code == 200
    assert Message.objects.filter(body="Hello?").count() == 1
