"""The processes that are measured: those of `make run`, started by its own code, in production's settings."""

import os
import secrets
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from contactcenter.local.demo_processes import GRANIAN, Carrier, Ports, answers, product
from contactcenter.local.processes import LOCALHOST, free_port, stop
from contactcenter.local.servers import Servers
from contactcenter.local.supervisor import Child, Supervisor
from tests.load.driver import ROOT

PRODUCT = ("web", "ingress", "worker", "postgres", "valkey")
PRODUCTION = {
    "DEBUG": "0",
    "ALLOWED_HOSTS": LOCALHOST,
    "SECURE_SSL_REDIRECT": "0",  # TLS ends at a proxy, which is not measured
    "NO_PROXY": LOCALHOST,
    "PYTHONUNBUFFERED": "1",
}


@dataclass
class Machines:
    """Everything that runs for one measurement, in one folder on the disk that is measured."""

    folder: Path
    say: Callable[[str], None]
    env: dict[str, str] = field(default_factory=dict)

    children: dict[str, Child] = field(default_factory=dict)
    supervisors: list[Supervisor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ports = Ports(*(free_port() for _ in range(4)))
        self.servers = Servers(self.folder)
        self.carrier = Carrier(self.folder / "simulator", self.ports)

    def start_servers(self) -> None:
        """Start PostgreSQL (forcing to the disk, as always) and Valkey, make the tables, start the carrier."""
        self.env = {**os.environ, **PRODUCTION, "SECRET_KEY": secrets.token_urlsafe(50), **self.servers.start()}
        self._supervisor().run_once("migrate", [sys.executable, "manage.py", "migrate", "--no-input"], self.env)
        self._start(self.carrier.child())
        self.env |= self.carrier.credentials()

    @property
    def account(self) -> dict[str, str]:
        """What the carrier signs webhooks with."""
        names = {"api_key": "API_KEY", "application_id": "APPLICATION_ID", "secret": "SIGNATURE_SECRET"}
        return {key: self.env[f"VONAGE_{name}"] for key, name in names.items()}

    def start_product(self) -> None:
        """Start worker, web and ingress."""
        self._start(*product(self.ports, self.env["DATABASE_URL"]))

    @contextmanager
    def floor(self) -> Iterator[str]:
        """Serve the floor's view, as the ingress would be served; gives its address."""
        port = free_port()
        url = f"http://{LOCALHOST}:{port}/"
        command = [sys.executable, "-m", "granian", *GRANIAN, f"--port={port}", "tests.load.floor:application"]
        self._start(Child("floor", command, lambda: answers(url)))
        yield url
        self._end("floor")

    @contextmanager
    def without_worker(self) -> Iterator[None]:
        """Stop the worker for a while."""
        self._end("worker")
        yield
        self._start(*(child for child in product(self.ports, self.env["DATABASE_URL"]) if child.name == "worker"))

    def stop(self) -> None:
        """Stop everything that was started, the last first."""
        while self.supervisors:
            self.supervisors.pop().stop()
        self.servers.stop()

    def _supervisor(self) -> Supervisor:
        self.supervisors.append(Supervisor(self.folder / "log", ROOT, self.say))
        return self.supervisors[-1]

    def _start(self, *children: Child) -> None:
        self._supervisor().start(children, self.env)
        self.children |= {child.name: child for child in children}

    def _end(self, name: str) -> None:
        child = self.children.pop(name)
        if child.process is not None:
            stop(child.process, (signal.SIGTERM, child.grace))
            child.process = None

    def roots(self) -> dict[str, psutil.Process]:
        """Each part's first process, of which all its others are descendants."""
        pids = {name: child.process.pid for name, child in self.children.items() if child.process is not None}
        folder = self.servers.folder
        pids["postgres"] = int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        pids["valkey"] = int((folder / "valkey" / "valkey.pid").read_text())
        return {name: psutil.Process(pid) for name, pid in pids.items()}

    def cpu(self) -> dict[str, float]:
        """CPU seconds that each part has used so far, its finished children's included."""
        return {name: sum(_seconds(process) for process in _tree(root)) for name, root in self.roots().items()}

    @staticmethod
    def everybody() -> float:
        """CPU seconds that all programs of this computer have used so far."""
        times = psutil.cpu_times()
        return float(times.user + times.nice + times.system + getattr(times, "irq", 0) + getattr(times, "softirq", 0))

    def memory(self) -> dict[str, float]:
        """Megabytes of each part, shared pages divided among those who share them (PSS; where the system
        does not know it, USS)."""
        return {
            name: sum(_bytes(process) for process in _tree(root)) / 1e6
            for name, root in self.roots().items()
            if name in PRODUCT
        }


def _tree(root: psutil.Process) -> list[psutil.Process]:
    return [root, *root.children(recursive=True)]


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # its parent has just added its time to its own
    return float(
        times.user + times.system + getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    )


def _bytes(process: psutil.Process) -> float:
    try:
        memory = process.memory_full_info()
    except psutil.NoSuchProcess:
        return 0.0
    return float(getattr(memory, "pss", memory.uss))
