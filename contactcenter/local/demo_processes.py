"""What the demo consists of: the product's three processes, and a carrier with telephones to try them on."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import psycopg

from contactcenter.local.demo_data.channels import CHANNELS
from contactcenter.local.processes import LOCALHOST, CannotStart, port_taken
from contactcenter.local.supervisor import Child

WORKER = ("--concurrency=10", "--fetch-job-polling-interval=1", "--shutdown-graceful-timeout=5")
DAPHNE = (f"--bind={LOCALHOST}", "--verbosity=0", "--application-close-timeout=3")
GRANIAN = (
    f"--host={LOCALHOST}",
    "--interface=wsgi",
    "--blocking-threads=8",
    "--no-ws",
    "--log-level=warning",
)

# A proxy of the company's has no business between two processes of one laptop.
_open = build_opener(ProxyHandler({})).open


@dataclass(frozen=True)
class Ports:
    """Where the demo listens; each can be moved by an environment variable of the same name."""

    WEB_PORT: int = 8000
    INGRESS_PORT: int = 8001
    PHONE_PORT: int = 8002
    SIMULATOR_PORT: int = 8444

    @classmethod
    def from_environment(cls, patience: float = 0) -> "Ports":
        """Read the ports; CannotStart when one is no number, used twice or taken by another program.

        `patience` is how many seconds a port may still be taken, by what an earlier run left behind.
        """
        until = time.monotonic() + patience
        chosen: dict[str, int] = {}
        for name in cls.__dataclass_fields__:
            port = port_from_environment(name) or int(getattr(cls, name))
            if port in chosen.values():
                raise CannotStart(f"{name}={port} is used twice: give each of {', '.join(chosen)} its own.")
            while port_taken(port) and time.monotonic() < until:
                time.sleep(0.1)
            if port_taken(port):
                raise CannotStart(
                    f"Port {port} is taken by another program. Stop that one, or choose another port: "
                    f"{name}={_neighbour(port)} make run"
                )
            chosen[name] = port
        return cls(**chosen)


def port_from_environment(name: str) -> int | None:
    """Read a port from a variable, None when it is not set; CannotStart when it is no port."""
    text = os.environ.get(name)
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise CannotStart(f"{name}={text} is not a port: use a number from 1 to 65535.")
    return int(text)


def _neighbour(port: int) -> int:
    """A port like the wanted one that is free."""
    while port_taken(port):
        port = port + 10 if port < 65_000 else 2000
    return port


@dataclass(frozen=True)
class Carrier:
    """The simulated carrier: one child process and what the product must know to talk to it."""

    folder: Path
    ports: Ports

    def child(self) -> Child:
        """Describe the simulator's process; it answers once it wrote ready.json and serves its page."""
        self._ready_file.unlink(missing_ok=True)  # an earlier run's would say "ready" too soon
        hooks = f"http://{LOCALHOST}:{self.ports.INGRESS_PORT}/webhooks/vonage"
        options = {
            "--api-port": str(self.ports.SIMULATOR_PORT),
            "--phone-port": str(self.ports.PHONE_PORT),
            "--inbound-url": f"{hooks}/inbound",
            "--status-url": f"{hooks}/status",
            "--state-dir": str(self.folder),
        }
        arguments = [word for option in options.items() for word in option]
        for channel in CHANNELS:
            arguments += ["--number", f"{channel.number}={channel.name}"]
        page = f"http://{LOCALHOST}:{self.ports.PHONE_PORT}/"
        return Child(
            "simulator",
            _python("-m", "sms.carriers.simulator", *arguments),
            lambda: self._ready_file.exists() and answers(page),
            grace=3,
        )

    def credentials(self) -> dict[str, str]:
        """Return the environment that makes the unmodified SDK talk to this carrier."""
        ready: dict[str, Any] = json.loads(self._ready_file.read_text())
        return {
            "VONAGE_API_KEY": ready["api_key"],
            "VONAGE_API_SECRET": ready["api_secret"],
            "VONAGE_APPLICATION_ID": ready["application_id"],
            "VONAGE_PRIVATE_KEY": ready["private_key"],
            "VONAGE_SIGNATURE_SECRET": ready["signature_secret"],
            "VONAGE_API_HOST": ready["api"],
            "VONAGE_REST_HOST": ready["api"],
            "REQUESTS_CA_BUNDLE": ready["certificate"],  # the simulator's certificate is made by itself
        }

    @property
    def _ready_file(self) -> Path:
        return self.folder / "ready.json"


def product(ports: Ports, database_url: str) -> list[Child]:
    """Describe web, ingress and worker, in the order in which they start (they stop in the reverse)."""
    web = f"http://{LOCALHOST}:{ports.WEB_PORT}"
    ingress = f"http://{LOCALHOST}:{ports.INGRESS_PORT}"
    return [
        Child(
            "worker",
            _python("manage.py", "procrastinate", "worker", *WORKER),
            _new_worker(database_url),
        ),
        Child(
            "web",
            _python("-m", "daphne", *DAPHNE, f"--port={ports.WEB_PORT}", "contactcenter.asgi:application"),
            lambda: answers(f"{web}/healthz"),
        ),
        Child(
            "ingress",
            _python("-m", "granian", *GRANIAN, f"--port={ports.INGRESS_PORT}", "contactcenter.wsgi:application"),
            lambda: answers(f"{ingress}/healthz"),
        ),
    ]


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def answers(url: str) -> bool:
    """Tell whether this address answers 200 by now."""
    try:
        with _open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, HTTPException, OSError):
        return False  # not yet


def _new_worker(database_url: str) -> Callable[[], bool]:
    """Make a question: has another worker written its row since this last said yes? It then takes jobs."""
    seen = 0

    def another() -> bool:
        nonlocal seen
        try:
            with psycopg.connect(database_url, connect_timeout=5) as connection:
                row = connection.execute("SELECT max(id) FROM procrastinate_workers").fetchone()
        except psycopg.OperationalError:
            return False  # the database is being started again
        before, seen = seen, max(seen, row[0] or 0) if row else seen
        return seen > before

    another()
    return another
