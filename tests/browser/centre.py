"""A whole running contact center: the product's three processes around a test's database, and the carrier."""

import os
import sys
import time
from pathlib import Path
from subprocess import Popen

import requests
from django.conf import settings
from django.db import connection

from contactcenter.local.processes import LOCALHOST, free_port, last_lines, spawn, stop
from tests.simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 40


class Centre:
    """Web, ingress and worker, each to be killed and started again; and the carrier's simulator."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.web_port, self.ingress_port = free_port(), free_port()
        self.carrier = Simulator(folder / "carrier")
        self.processes: dict[str, Popen[bytes]] = {}
        web = ("daphne", f"--bind={LOCALHOST}", f"--port={self.web_port}", "contactcenter.asgi:application")
        ingress = ("granian", f"--host={LOCALHOST}", f"--port={self.ingress_port}", "--interface=wsgi")
        self.commands = {
            "web": ("-m", *web),
            "ingress": ("-m", *ingress, "contactcenter.wsgi:application"),
            "worker": ("manage.py", "procrastinate", "worker", "--concurrency=4", "--fetch-job-polling-interval=0.5"),
        }

    @property
    def url(self) -> str:
        """Where the console is."""
        return f"http://{LOCALHOST}:{self.web_port}"

    def start(self) -> None:
        """Start everything and wait until it answers."""
        hooks = f"http://{LOCALHOST}:{self.ingress_port}/webhooks/vonage"
        self.carrier.start(f"{hooks}/inbound", f"{hooks}/status")
        for name in self.commands:
            self.begin(name)
        self.wait("web", self.web_port)
        self.wait("ingress", self.ingress_port)

    def begin(self, name: str) -> None:
        """Start one process."""
        log = self.folder / f"{name}.log"
        command = [sys.executable, *self.commands[name]]
        self.processes[name] = spawn(command, log=log, env=self.environment(), cwd=ROOT)

    def kill(self, name: str) -> None:
        """End one process as a power cut would."""
        self.processes[name].kill()
        stop(self.processes.pop(name))

    def stop(self) -> None:
        """End everything."""
        self.carrier.stop()
        while self.processes:
            stop(self.processes.popitem()[1])

    def wait(self, name: str, port: int) -> None:
        """Wait until a process answers; says what it logged if it does not."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                if requests.get(f"http://{LOCALHOST}:{port}/healthz", timeout=2).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError(f"{name} does not answer:\n{last_lines(self.folder / f'{name}.log')}")

    def environment(self) -> dict[str, str]:
        """The environment of a process that works on this test's database through this test's carrier."""
        database = settings.DATABASE_URL.rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
        return os.environ | {"DATABASE_URL": database, "DEBUG": "1"} | self.carrier.environment
