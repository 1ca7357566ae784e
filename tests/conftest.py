"""What every test may use. Fixtures of one area live beside that area's tests."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sms import gateway
from tests.simulator import Simulator
from tests.sms.carriers.receiver import Receiver

BROWSER_TESTS = Path(__file__).parent / "browser"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of this machine's Chromium: CHROMIUM if set, else the first known name on PATH."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; tests that need it are left out where there is none."""
    path = find_chromium()
    assert path is not None, "install Chromium, or set CHROMIUM to its path"
    return path


@pytest.fixture(scope="session")
def _carrier_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Simulator, Receiver]]:
    receiver, simulator = Receiver(), Simulator(tmp_path_factory.mktemp("carrier"))
    simulator.start(f"{receiver.url}/inbound", f"{receiver.url}/status")
    yield simulator, receiver
    simulator.stop()
    receiver.close()


@pytest.fixture
def webhooks(_carrier_of_the_run: tuple[Simulator, Receiver]) -> Receiver:
    """What the carrier has posted, really signed, for a test to hand on to our views."""
    return _carrier_of_the_run[1]


@pytest.fixture
def carrier(
    _carrier_of_the_run: tuple[Simulator, Receiver], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Simulator]:
    """A simulated carrier, without trouble, that everything under test sends through and trusts."""
    simulator, receiver = _carrier_of_the_run
    account = {key: simulator.ready[key] for key in settings.VONAGE if key in simulator.ready}
    hosts = {"api_host": simulator.ready["api"], "rest_host": simulator.ready["api"], "timeout": 2}
    settings.VONAGE = {**settings.VONAGE, **account, **hosts}
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", simulator.ready["certificate"])
    gateway.carrier.cache_clear()
    yield simulator
    gateway.carrier.cache_clear()
    simulator.clear()
    simulator.quiesce()
    receiver.reset()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the browser tests out on a machine without a browser; None lets pytest decide as usual."""
    if collection_path == BROWSER_TESTS and find_chromium() is None:
        return True
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was left out, so that a green run claims no more than it did."""
    if find_chromium() is None:
        terminalreporter.write_line("Browser tests were left out: no Chromium found (install it, or set CHROMIUM).")
