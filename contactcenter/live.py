"""The doorbell: after a commit, tell whoever listens that something changed, by ids only.

This is the only place that publishes to Channels' groups. It writes the pub/sub layer's own format with a plain
PUBLISH on a kept connection: the layer's `group_send` through `async_to_sync` takes a new event loop for every call,
which held a request to about 200 announcements a second where this does several times as many.

An announcement may get lost (Channels promises at most once, and Valkey may be down). Nothing depends on it but
liveness: every page can catch up by a read.
"""

import asyncio
import functools
import itertools
from collections.abc import AsyncIterator
from typing import Any

import redis
import structlog
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

PULSE_SECONDS = 0.5


def announce(group: str, event: str, **ids: int | str) -> None:
    """Tell a group that something happened, once the transaction has committed.

    Args:
        group: who should hear it, such as "agent.7" or "interaction.42".
        event: what happened, such as "message.added"; consumers choose what to render by it.
        ids: the rows it is about. Never content: a consumer reads it fresh, as its user is allowed to.
    """
    message = {"type": "announcement", "event": event, **ids}
    transaction.on_commit(functools.partial(_publish, group, message))


def _publish(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    channel = f"{_prefix()}__group__{group}"
    try:
        _connection().publish(channel, layer.serialize(message))
    except redis.RedisError as error:
        log.warning("announcement lost", group=group, announced=message["event"], error=str(error))


def _prefix() -> str:
    return str(settings.CHANNEL_PREFIX)


@functools.cache
def _connection() -> redis.Redis:
    # One pooled client for all threads of the process. A customer's text must not wait for a bell, so the waits are
    # short, and of the retries only the one is left that replaces a connection which died while it was idle.
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1)
    )


async def outages() -> AsyncIterator[None]:
    """Yield whenever announcements to this process may have been lost and can be heard again.

    The layer does not tell: channels_redis has `on_reconnect` in its documentation and no longer in its code (its
    issue 406). So a counted pulse travels the announcements' own road, and a number that is missing is an outage.
    """
    layer = get_channel_layer()
    channel = await layer.new_channel()
    sending = asyncio.create_task(_pulse(channel))
    try:
        last = 0
        while True:
            number = (await layer.receive(channel))["number"]
            if number != last + 1:
                yield
            last = number
    finally:
        sending.cancel()


async def _pulse(channel: str) -> None:
    for number in itertools.count(1):
        try:
            await get_channel_layer().send(channel, {"type": "pulse", "number": number})
        except (redis.RedisError, OSError) as error:
            # The number will be missing, which is all that anybody has to know.
            log.warning("no doorbell", error=str(error))
        await asyncio.sleep(PULSE_SECONDS)
