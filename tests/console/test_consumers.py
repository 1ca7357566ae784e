"""One socket per page, over the real Valkey and with real commits."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from contactcenter import live
from contactcenter.console import consumers
from contactcenter.console.consumers import DeskConsumer
from routing import assignments, offers
from routing.models import Agent, Assignment, Presence
from tests import cast
from tests.console.browserlike import partials
from tests.console.cable import Cable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clean_jobs")]


@pytest.fixture
def clean_jobs() -> None:
    cast.forget_jobs()


class Socket(WebsocketCommunicator):
    """A socket whose threads give their database connections back, as they do in production.

    Channels' own communicator forbids that, for tests that live in one transaction. These commit, and a
    connection that never comes back is missing from the pool for the rest of the run.
    """

    send_input: Any = ApplicationCommunicator.send_input
    receive_output: Any = ApplicationCommunicator.receive_output


def signed_in(user: User) -> SessionBase:
    """The session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return client.session


@asynccontextmanager
async def page(user: Any) -> AsyncIterator[WebsocketCommunicator]:
    """An open page of somebody."""
    socket = Socket(DeskConsumer.as_asgi(), "/ws/desk/")
    socket.scope["user"] = user
    socket.scope["session"] = await do(signed_in)(user)
    connected, _ = await socket.connect(timeout=5)
    assert connected
    yield socket
    await socket.disconnect()


async def heard(socket: WebsocketCommunicator) -> dict[str, str]:
    """The partials of the next push."""
    return partials(await socket.receive_from(timeout=5))


async def heard_until(socket: WebsocketCommunicator, target: str) -> dict[str, str]:
    """The partials of the next push that has this one."""
    while target not in (push := await heard(socket)):
        pass
    return push


def run(journey: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(journey())


# Not asgiref's: its thread would keep a connection of the pool for ever.
do = database_sync_to_async


def test_a_customers_text_reaches_the_holders_page(talk: Assignment, ana: Agent) -> None:
    async def journey() -> None:
        async with page(ana.user) as socket:
            await do(cast.receive)("Anybody there?")
            push = await heard(socket)
            assert "Anybody there?" in push[f"#timeline-{talk.interaction_id}"]
            assert "Anybody there?" in push["#conversations"]
            assert 'data-sound="text"' in push["#announcer"]

    run(journey)


def test_an_offer_reaches_the_page_and_leaves_it(ana: Agent) -> None:
    async def journey() -> None:
        async with page(ana.user) as socket:
            offer = await do(cast.offered)()
            made = await heard(socket)
            assert f'id="offer-{offer.pk}"' in made["#offers"]
            assert "1/6" in made["#status"]
            assert 'data-sound="offer"' in made["#announcer"]

            await do(offers.reject)(offer.pk, ana)
            assert (await heard(socket))[f"#offer-{offer.pk}"] == ""

    run(journey)


def test_a_missed_offer_says_so_where_it_was(ana: Agent) -> None:
    async def journey() -> None:
        async with page(ana.user) as socket:
            offer = await do(cast.offered)()
            await heard(socket)
            await do(offers.withdraw)(offer.pk)
            assert "withdrawn" in (await heard(socket))[f"#offer-{offer.pk}"]

    run(journey)


def test_a_page_follows_what_its_agent_accepts_elsewhere(ana: Agent) -> None:
    async def journey() -> None:
        async with page(ana.user) as socket:
            offer = await do(cast.offered)()
            await heard(socket)
            assignment = await do(offers.accept)(offer.pk, ana)
            await heard_until(socket, "#conversations")
            await do(cast.receive)("One more thing")
            timeline = f"#timeline-{assignment.interaction_id}"
            assert "One more thing" in (await heard_until(socket, timeline))[timeline]

    run(journey)


def test_a_page_hears_nothing_of_what_its_agent_does_not_hold(talk: Assignment, ana: Agent, ben: Agent) -> None:
    async def journey() -> None:
        async with page(ben.user) as socket:
            await do(cast.receive)("A secret")
            assert await socket.receive_nothing(timeout=0.5)

    run(journey)


def test_a_page_that_hears_by_mistake_still_says_nothing(talk: Assignment, ana: Agent, ben: Agent) -> None:
    """Access is asked again when a push is rendered, whatever the subscriptions are."""

    async def journey() -> None:
        async with page(ben.user) as socket:
            ids = {"interaction": talk.interaction_id, "number": 1}
            await do(live.announce)(f"agent.{ben.pk}", "timeline.added", **ids)
            await do(live.announce)(f"agent.{ben.pk}", "message.changed", interaction=talk.interaction_id, message=1)
            await do(live.announce)(f"agent.{ben.pk}", "offer.made", offer=talk.offer_id or 0)
            assert await socket.receive_nothing(timeout=0.5)

    run(journey)


def test_the_end_of_a_conversation_ends_the_following(talk: Assignment, ana: Agent) -> None:
    async def journey() -> None:
        async with page(ana.user) as socket:
            await do(assignments.end)(talk, ana.user)
            await do(assignments.finish)(talk, disposition=None, by=ana.user)
            left = await heard_until(socket, f"#conversation-{talk.interaction_id}")
            assert "Saved to case" in left[f"#foot-{talk.interaction_id}"]
            while not await socket.receive_nothing(timeout=0.5):
                await heard(socket)
            await do(live.announce)(
                f"interaction.{talk.interaction_id}", "timeline.added", interaction=talk.interaction_id, number=1
            )
            assert await socket.receive_nothing(timeout=0.5)

    run(journey)


def test_a_page_makes_its_agent_reachable_and_its_end_unreachable(ana: Agent) -> None:
    Presence.objects.all().delete()

    async def journey() -> None:
        async with page(ana.user):
            assert await Presence.objects.filter(agent=ana).acount() == 1
        assert not await Presence.objects.filter(agent=ana).aexists()

    run(journey)


def test_a_page_beats(ana: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.presence.BEAT_SECONDS", 0.05)
    Presence.objects.all().delete()

    async def journey() -> None:
        async with page(ana.user) as socket:
            first = await Presence.objects.aget(agent=ana)
            assert json.loads(await socket.receive_from(timeout=5)) == {"beat": True}
            assert (await Presence.objects.aget(agent=ana)).beat_at > first.beat_at

    run(journey)


def test_an_agent_who_is_switched_off_loses_the_page(ana: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.presence.BEAT_SECONDS", 0.05)

    async def journey() -> None:
        async with page(ana.user) as socket:
            await User.objects.filter(pk=ana.user_id).aupdate(is_active=False)
            while (output := await socket.receive_output(timeout=5))["type"] == "websocket.send":
                pass
            assert output["code"] == consumers.NOT_AN_AGENT

    run(journey)


def test_signing_out_anywhere_ends_the_page(ana: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.presence.BEAT_SECONDS", 0.05)

    async def journey() -> None:
        async with page(ana.user) as socket:
            await do(socket.scope["session"].flush)()
            while (output := await socket.receive_output(timeout=5))["type"] == "websocket.send":
                pass
            assert output["code"] == consumers.NOT_AN_AGENT

    run(journey)


@pytest.mark.parametrize("who", ["nobody", "administrator"])
def test_only_agents_have_a_page(who: str, db: None) -> None:
    user = AnonymousUser() if who == "nobody" else User.objects.create_superuser("admin")

    async def journey() -> None:
        socket = Socket(DeskConsumer.as_asgi(), "/ws/desk/")
        socket.scope["user"] = user
        await socket.connect(timeout=5)
        assert (await socket.receive_output(timeout=5))["code"] == consumers.NOT_AN_AGENT
        await socket.disconnect()

    run(journey)


@pytest.fixture
def cable(settings: Any) -> Iterator[Cable]:
    """What the announcements come through, to be pulled out."""
    server = urlsplit(settings.REDIS_URL)
    cable = Cable(server.port or 6379)
    host = settings.REDIS_URL.replace(f":{server.port}", f":{cable.port}")
    layer = settings.CHANNEL_LAYERS["default"]
    settings.CHANNEL_LAYERS = {"default": {**layer, "CONFIG": {**layer["CONFIG"], "hosts": [host]}}}
    yield cable
    cable.close()


def test_after_an_outage_every_page_reads_again(ana: Agent, cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contactcenter.live.PULSE_SECONDS", 0.05)

    async def journey() -> None:
        async with page(ana.user) as socket:
            await asyncio.sleep(0.3)
            cable.pull()
            assert json.loads(await socket.receive_from(timeout=20)) == {"catch_up": True}
            offer = await do(cast.offered)()
            while (push := await socket.receive_from(timeout=10)) == consumers.CATCH_UP:
                pass
            assert f"offer-{offer.pk}" in partials(push)["#offers"]

    run(journey)
