"""The load, in a process of its own: an open loop of HTTP requests, and a hundred agents' sockets.

Takes orders as JSON lines on standard input and answers each with one line; dies with whoever ordered.
"""

import asyncio
import json
import os
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.load.schedule import due_times
from tests.load.shots import BUILDERS, Shot

MARKER = re.compile(r"#[a-z0-9]+-[0-9]{5}\.")
# As many connections as a carrier's or a crowd of browsers would keep; more would only queue inside the server.
CONNECTIONS = 64


@dataclass
class Heard:
    """What came over the sockets: when each text was first seen and by whom, and how big the pushes were."""

    first: dict[str, tuple[float, int]] = field(default_factory=dict)
    again: int = 0
    pushes: int = 0
    characters: int = 0
    catch_ups: int = 0


class Client:
    """Carries out orders."""

    def __init__(self) -> None:
        self.heard = Heard()
        self.sockets: list[aiohttp.ClientWebSocketResponse] = []
        self.listening: list[asyncio.Task[None]] = []
        self.closed = 0

    async def run(self) -> None:
        """Answer orders until standard input ends."""
        connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=75)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as http,
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
            ) as sockets,
        ):
            self.http, self.ws = http, sockets
            while line := await asyncio.to_thread(sys.stdin.readline):
                order = json.loads(line)
                do = order.pop("do")
                say(await (self.connect(**order) if do == "connect" else self.shoot(**order)))
            for listener in self.listening:
                listener.cancel()

    async def connect(self, url: str, origin: str, cookies: list[str]) -> dict[str, Any]:
        """Open a socket for each cookie, ten at a time."""
        began, gate = time.monotonic(), asyncio.Semaphore(10)

        async def one(cookie: str) -> aiohttp.ClientWebSocketResponse:
            async with gate:
                return await self.ws.ws_connect(url, headers={"Cookie": cookie}, origin=origin, max_msg_size=0)

        self.sockets = await asyncio.gather(*(one(cookie) for cookie in cookies))
        self.listening = [asyncio.create_task(self._listen(socket, who)) for who, socket in enumerate(self.sockets)]
        return {"connected": len(self.sockets), "seconds": time.monotonic() - began}

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse, who: int) -> None:
        async for frame in socket:
            now, heard = time.monotonic(), self.heard
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            if frame.data.startswith("{"):
                heard.catch_ups += "catch_up" in frame.data
                continue
            heard.pushes += 1
            heard.characters += len(frame.data)
            for marker in set(MARKER.findall(frame.data)):
                heard.first.setdefault(marker, (now, who))
        self.closed += 1

    async def shoot(
        self, kind: str, rate: float, seconds: float, grace: float, until_seen: bool, **plan: Any
    ) -> dict[str, Any]:
        """Send on a fixed schedule, wait for the answers and at most `grace` seconds for the sockets; report."""
        self.heard = fresh = Heard(first=self.heard.first)
        shots = BUILDERS[kind](due_times(rate, seconds), **plan)
        cpu, ticker = sum(os.times()[:2]), asyncio.create_task(self._tick(shots))
        start = time.monotonic() + 0.05
        wall = time.time() + start - time.monotonic()
        try:
            late = await self._fire(shots, start)
            waiting = [shot for shot in shots if until_seen and shot.status == "200"]
            until = time.monotonic() + grace
            while time.monotonic() < until and any(shot.marker not in fresh.first for shot in waiting):
                await asyncio.sleep(0.05)
        finally:
            ticker.cancel()
        return {
            **self._outcome(shots, start, wall, until_seen),
            "late": late,
            "client_cpu": sum(os.times()[:2]) - cpu,
            "pushes": fresh.pushes,
            "push_characters": fresh.characters,
            "catch_ups": fresh.catch_ups,
            "closed": self.closed,
        }

    async def _fire(self, shots: list[Shot], start: float) -> list[float]:
        """Send each when it is due, whatever became of those before it; return how late we were, in ms."""
        late, tasks = [], []
        for shot in shots:
            if (wait := start + shot.due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            late.append((time.monotonic() - start - shot.due) * 1000)
            tasks.append(asyncio.create_task(self._post(shot, start)))
        await asyncio.gather(*tasks)
        return late

    async def _post(self, shot: Shot, start: float) -> None:
        try:
            async with self.http.post(shot.url, data=shot.body, headers=shot.headers) as answer:
                await answer.read()
                shot.status = str(answer.status)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            shot.status = type(error).__name__
        shot.answered = (time.monotonic() - start - shot.due) * 1000

    def _outcome(self, shots: list[Shot], start: float, wall: float, until_seen: bool) -> dict[str, Any]:
        statuses: dict[str, int] = {}
        seen, missing, strays, last = [], [], 0, 0.0
        for shot in shots:
            statuses[shot.status] = statuses.get(shot.status, 0) + 1
            found = self.heard.first.get(shot.marker)
            if found is not None:
                seen.append((found[0] - start - shot.due) * 1000)
                last = max(last, found[0] - start)
                strays += shot.agent is not None and found[1] != shot.agent
            elif until_seen and shot.status == "200":
                missing.append(shot.marker)
        taken = [shot for shot in shots if shot.status == "200"]
        return {
            "sent": len(shots),
            "statuses": statuses,
            "answered": [shot.answered for shot in taken],
            "seen": seen,
            "missing": missing,
            "strays": strays,
            "drained": last - (shots[-1].due if shots else 0),
            "taken": [shot.marker for shot in taken],
            "due": {} if until_seen else {shot.marker: wall + shot.due for shot in shots},
        }

    async def _tick(self, shots: list[Shot]) -> None:
        while True:
            await asyncio.sleep(1)
            done = sum(1 for shot in shots if shot.status)
            say({"progress": {"of": len(shots), "answered": done}})


def say(answer: dict[str, Any]) -> None:
    """Answer an order, or tell how far it is."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(Client().run())
