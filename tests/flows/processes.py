"""The product's processes as a test holds them: the ingress for webhooks, and a worker."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import requests
from django.db import connection

from tests.simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
# Seconds.
START = 60.0
STOP = 10.0


def wait_for(condition: Callable[[], bool], what: str, timeout: float = 30.0) -> None:
    """Wait until something is so; raises AssertionError after `timeout` seconds."""
    until = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < until, f"{what}: not within {timeout} s"
        time.sleep(0.02)


@contextmanager
def product(folder: Path, *simulator: str) -> Iterator[Simulator]:
    """Run a carrier, the ingress that it posts to, and a worker, all on the test's database.

    Args:
        folder: where the carrier keeps its memory, and each process its log.
        simulator: further options of the carrier's command line.
    """
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    carrier = Simulator(folder / "carrier")
    with ExitStack() as running:
        hooks = f"{address}/webhooks/vonage"
        carrier.start(f"{hooks}/inbound", f"{hooks}/status", *simulator)
        running.callback(carrier.stop)
        environment = {**os.environ, **carrier.environment, "DATABASE_URL": _database_url()}
        ingress = ["-m", "granian", "--interface=wsgi", f"--port={port}", "--blocking-threads=4", "--no-ws"]
        running.enter_context(_process(folder / "ingress", environment, *ingress, "contactcenter.wsgi:application"))
        worker = ["manage.py", "procrastinate", "worker", "--concurrency=4", "--shutdown-graceful-timeout=2"]
        running.enter_context(_process(folder / "worker", environment, *worker))
        wait_for(lambda: _answers(f"{address}/healthz"), "the ingress answers", START)
        yield carrier


@contextmanager
def _process(log: Path, environment: dict[str, str], *arguments: str) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield
        assert process.poll() is None, log.read_text()[-2000:]
    finally:
        process.terminate()
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        return False


def _database_url() -> str:
    where = connection.settings_dict
    return f"postgresql://{where['USER']}:{where['PASSWORD']}@{where['HOST']}:{where['PORT']}/{where['NAME']}"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
