"""The supervisor: starts, mourns, revives, gives up loudly, and leaves nothing behind."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contactcenter.local import supervisor as module
from contactcenter.local.processes import CannotStart, command_line
from contactcenter.local.supervisor import Child, Stopped, Supervisor


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(module, "LOOK", 0.02)
    monkeypatch.setattr(module, "PATIENCE", 5.0)
    made = Supervisor(tmp_path / "log", tmp_path, lines.append)
    yield made
    made.stop()


def child(name: str, program: str, folder: Path, first: str = "") -> Child:
    """A process that says its number in a file, which makes it ready, between `first` and the program."""
    sign = folder / name
    says = "import os, pathlib, signal, sys, time\n{first}\n" + (
        f"new = pathlib.Path({str(sign)!r} + '.new')\nnew.write_text(str(os.getpid()))\nnew.rename({str(sign)!r})\n"
    )
    return Child(name, [sys.executable, "-c", says.replace("{first}", first) + program], sign.exists, grace=10)


def watch_until(supervisor: Supervisor, done: object, seconds: float = 10) -> None:
    """Watch in this thread (the kernel ties children to it) until the condition holds."""

    def end_when_done() -> None:
        until = time.monotonic() + seconds
        while not done() and time.monotonic() < until:  # type: ignore[operator]
            time.sleep(0.02)
        supervisor.stopping.set()

    timer = threading.Thread(target=end_when_done)
    timer.start()
    with pytest.raises(Stopped):
        supervisor.watch()
    timer.join()


def test_a_killed_child_is_mentioned_and_started_again(
    supervisor: Supervisor, lines: list[str], tmp_path: Path
) -> None:
    web = child("web", "print('hello'); sys.stdout.flush(); time.sleep(60)", tmp_path)
    supervisor.start([web], os.environ)
    assert web.process is not None
    first = web.process.pid
    os.kill(first, signal.SIGKILL)
    (tmp_path / "web").unlink()
    watch_until(supervisor, lambda: "web answers again." in lines)
    assert "web ended by itself (SIGKILL)" in lines[0]
    assert "hello" in lines[0]
    assert web.process is not None and web.process.pid != first


def test_a_child_that_dies_while_starting_ends_the_start_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    broken = Child("worker", [sys.executable, "-c", "raise SystemExit('no such table')"], lambda: False)
    with pytest.raises(CannotStart, match=r"(?s)worker ended by itself while starting.*no such table"):
        supervisor.start([broken], os.environ)


def test_a_child_that_dies_again_and_again_ends_everything(
    supervisor: Supervisor, tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUICK_DEATHS", 2)
    supervisor.start([child("web", "time.sleep(0.1); sys.exit(3)", tmp_path)], os.environ)
    with pytest.raises(CannotStart, match="web died 2 times within a minute"):
        supervisor.watch()
    assert "exit code 3" in lines[0]


def test_a_silent_child_ends_the_start_with_its_name(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    with pytest.raises(CannotStart, match="No answer from ingress"):
        supervisor.start(
            [Child("ingress", [sys.executable, "-c", "import time; time.sleep(60)"], lambda: False)], os.environ
        )


def test_stopping_ends_the_last_started_first_and_leaves_nobody(supervisor: Supervisor, tmp_path: Path) -> None:
    for name in ("simulator", "worker"):
        goodbye = f"def bye(*_):\n    open('order', 'a').write('{name} ')\n    sys.exit(0)\n"
        listen = "signal.signal(signal.SIGTERM, bye)"
        supervisor.start([child(name, "while True: time.sleep(0.05)", tmp_path, goodbye + listen)], os.environ)
    numbers = [int((tmp_path / name).read_text()) for name in ("simulator", "worker")]
    supervisor.stop()
    assert (tmp_path / "order").read_text().split() == ["worker", "simulator"]
    assert not any(command_line(number) for number in numbers)


def test_a_command_that_fails_is_quoted(supervisor: Supervisor) -> None:
    with pytest.raises(CannotStart, match=r"(?s)migrate failed.*column gone"):
        supervisor.run_once("migrate", [sys.executable, "-c", "raise SystemExit('column gone')"], os.environ)


def test_a_command_ends_early_when_told_to_stop(supervisor: Supervisor) -> None:
    supervisor.stopping.set()
    began = time.monotonic()
    with pytest.raises(Stopped):
        supervisor.run_once("migrate", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ)
    assert time.monotonic() - began < 10
