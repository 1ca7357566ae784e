"""The doorbell: rung after a commit, by ids only, and nobody's work depends on it."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from channels.layers import get_channel_layer
from django.conf import settings as ours
from django.db import transaction
from redis.client import PubSub

from contactcenter import live
from sms.models import Message
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bell() -> Iterator[PubSub]:
    """Somebody at the door of agent 7, as the channel layer listens there."""
    client = redis.Redis.from_url(ours.REDIS_URL)
    door = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    door.subscribe(f"{ours.CHANNEL_PREFIX}__group__agent.7")
    door.get_message(timeout=1)
    yield door
    door.close()
    client.close()


def heard(door: PubSub, timeout: float = 1.0) -> Any:
    message = door.get_message(timeout=timeout)
    return get_channel_layer().deserialize(message["data"]) if message else None


def test_an_announcement_is_heard_in_the_layers_own_format(bell: PubSub) -> None:
    live.announce("agent.7", "offer.made", offer=3)

    assert heard(bell) == {"type": "announcement", "event": "offer.made", "offer": 3}


def test_it_is_heard_after_the_commit_only(bell: PubSub) -> None:
    with transaction.atomic():
        live.announce("agent.7", "offer.made", offer=3)
        assert heard(bell, 0.05) is None
    assert heard(bell) is not None


def test_what_is_rolled_back_is_never_heard(bell: PubSub) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        live.announce("agent.7", "offer.made", offer=3)
        raise RuntimeError

    assert heard(bell, 0.05) is None


def test_without_valkey_texts_are_taken_all_the_same(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    live._connection.cache_clear()
    try:
        cast.channel()
        assert cast.receive().status == Message.Status.RECEIVED
    finally:
        live._connection.cache_clear()
    assert "announcement lost" in caplog.text
