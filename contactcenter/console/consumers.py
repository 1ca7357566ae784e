"""One socket per page: it says that the agent is there, hears announcements, and tells the page in HTML."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from contactcenter import live
from contactcenter.console import access, rendering
from routing import presence
from routing.models import Agent

log = structlog.get_logger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

# Closed for good: the page must not come back by itself (RFC 6455, 7.4.2: 4000 to 4999 are an application's own).
NOT_AN_AGENT = 4403
CATCH_UP = '{"catch_up": true}'
BEAT = '{"beat": true}'


class DeskConsumer(AsyncWebsocketConsumer):
    """The live half of one page of one agent."""

    agent: Agent
    connection: uuid.UUID | None = None
    beating: asyncio.Task[None] | None = None

    async def __call__(self, *args: Any, **kwargs: Any) -> None:
        # A consumer that fails is not told to disconnect, and its beat would keep a ghost present for good.
        try:
            await super().__call__(*args, **kwargs)
        finally:
            await self.leave()

    async def connect(self) -> None:
        agent = await read(access.agent_of, self.scope["user"])
        if agent is None:
            await self.accept()  # a socket refused before it opened could not say why
            await self.close(NOT_AN_AGENT)
            return
        self.agent = agent
        self.groups: list[str] = []
        # Subscribed before it opens: what the page then reads, plus what it hears, has no gap between.
        await self.follow()
        self.connection = await read(presence.connect, agent)
        self.beating = asyncio.create_task(self.beat(self.connection))
        pages.enter(self)
        await self.accept()

    async def leave(self) -> None:
        """Stop saying that the page is there."""
        pages.leave(self)
        if self.beating is not None:
            self.beating.cancel()
        if self.connection is not None:
            await read(presence.disconnect, self.connection)

    async def follow(self) -> None:
        """Subscribe to the agent and to what they hold now, and to nothing they do not hold."""
        held = await read(held_interactions, self.agent)
        wanted = {f"agent.{self.agent.pk}", *(f"interaction.{each}" for each in held)}
        for group in wanted.difference(self.groups):
            await self.channel_layer.group_add(group, self.channel_name)
            self.groups.append(group)
        for group in set(self.groups) - wanted:
            await self.channel_layer.group_discard(group, self.channel_name)
            self.groups.remove(group)

    async def announcement(self, announced: dict[str, Any]) -> None:
        """Tell the page what an announcement means for it."""
        if announced["event"] == "assignment.changed":
            await self.follow()
        if html := await read(rendering.announced, self.agent, announced):
            await self.send(text_data=html)

    async def beat(self, connection: uuid.UUID) -> None:
        """Say every 20 seconds that the page is there; the page in turn knows by it that we are."""
        while True:
            await asyncio.sleep(presence.BEAT_SECONDS)
            try:
                agent = await read(access.agent_in_session, self.scope["session"].session_key)
                if agent is None:
                    await self.close(NOT_AN_AGENT)
                    return
                await read(presence.beat, connection, agent)
            except DatabaseError as error:
                # Without a beat the agent counts as gone after a minute, and is back with the next that works.
                log.warning("beat lost", agent=self.agent.pk, error=str(error))
            else:
                await self.send(text_data=BEAT)


class Pages:
    """The pages whose sockets this process holds; after an outage of the doorbell they all read again."""

    def __init__(self) -> None:
        self.open: set[DeskConsumer] = set()
        self.watch: asyncio.Task[None] | None = None

    def enter(self, page: DeskConsumer) -> None:
        """Note a page; the first one starts the watch."""
        self.open.add(page)
        if self.watch is None or self.watch.done():
            self.watch = asyncio.create_task(self.watch_outages())

    def leave(self, page: DeskConsumer) -> None:
        """Forget a page; the last one ends the watch."""
        self.open.discard(page)
        if not self.open and self.watch is not None:
            self.watch.cancel()
            self.watch = None

    async def watch_outages(self) -> None:
        """Wait for outages and act on them."""
        async for _ in live.outages():
            log.warning("announcements may have been lost, pages read again", pages=len(self.open))
            await self.catch_up_all()

    async def catch_up_all(self) -> None:
        """Have every page of this process read again."""
        for page in list(self.open):
            await page.send(text_data=CATCH_UP)


pages = Pages()


async def read(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function that asks the database, in one of the loop's threads.

    Not in the one thread that Django keeps for code that needs it: there, all sockets would wait for each other.
    """
    result: R = await database_sync_to_async(function, thread_sensitive=False)(*args, **kwargs)
    return result


def held_interactions(agent: Agent) -> list[int]:
    """Return the conversations whose news this agent may hear."""
    return list(access.holding(agent).order_by().values_list("interaction", flat=True))
