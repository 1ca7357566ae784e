"""Keeps a handful of processes running: starts them, starts again what dies, stops them in order."""

import contextlib
import itertools
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contactcenter.local.processes import CannotStart, last_lines, spawn, stop, sweep

PATIENCE = 90.0  # seconds until a process that starts must answer, on a slow and busy laptop
QUICK_DEATHS = 5  # this many deaths ...
QUICK = 60.0  # ... within this many seconds are no accident
LOOK = 0.2  # seconds between two looks at the processes


class Stopped(Exception):
    """Somebody asked for the end (Ctrl-C) before this was done."""


@dataclass
class Child:
    """One process of the product; `ready` says whether it answers."""

    name: str
    command: list[str]
    ready: Callable[[], bool]
    grace: float = 10.0  # seconds to finish what it is doing before it is killed
    env: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    again_at: float = 0.0
    reviving: bool = False


@dataclass
class Supervisor:
    """Runs children until told to stop.

    `say` receives what a person should read, `tend` is called at every look (the servers' own health).
    """

    logs: Path
    cwd: Path
    say: Callable[[str], None]
    tend: Callable[[], None] = lambda: None
    stopping: threading.Event = field(default_factory=threading.Event)
    groups: list[list[Child]] = field(default_factory=list)

    def run_once(self, name: str, command: list[str], env: Mapping[str, str]) -> None:
        """Run a command to its end; CannotStart when it fails, Stopped when told to stop before that."""
        log = self.logs / f"{name}.log"
        process = spawn(command, log=log, env=env, cwd=self.cwd)
        try:
            while process.poll() is None and not self.stopping.wait(0.05):
                pass
        finally:
            stop(process, (signal.SIGTERM, 10.0))
        if self.stopping.is_set():
            raise Stopped
        if process.returncode != 0:
            raise CannotStart(f"{name} failed. Its last words ({log}):\n{last_lines(log)}")

    def start(self, children: Iterable[Child], env: Mapping[str, str]) -> None:
        """Start these children and wait until each answers.

        Raises CannotStart with the name of the one that does not, Stopped when told to stop before that.
        """
        waiting = list(children)
        self.groups.append(list(waiting))
        for child in waiting:
            child.env = env
            self._spawn(child)
        until = time.monotonic() + PATIENCE
        while waiting:
            if self.stopping.wait(0.05):
                raise Stopped
            waiting = [child for child in waiting if not self._answers(child)]
            if waiting and time.monotonic() > until:
                names = ", ".join(child.name for child in waiting)
                raise CannotStart(f"No answer from {names} in {PATIENCE:.0f} s. {self._words(waiting[0])}")

    def watch(self) -> None:
        """Keep all children alive until told to stop (Stopped); CannotStart when one dies again and again."""
        while not self.stopping.wait(LOOK):
            self.tend()
            for child in itertools.chain.from_iterable(self.groups):
                if child.process is None:
                    self._revive(child)
                elif child.process.poll() is not None:
                    self._mourn(child, child.process)
                elif child.reviving and child.ready():
                    child.reviving = False
                    self.say(f"{child.name} answers again.")
        raise Stopped

    def stop(self) -> None:
        """End all children, those started together at once, the last started first, each with time to finish."""
        while self.groups:
            group = [(child.process, child.grace) for child in self.groups.pop() if child.process is not None]
            for process, _ in group:
                if process.poll() is None:
                    process.terminate()
            for process, grace in group:
                with contextlib.suppress(subprocess.TimeoutExpired):  # it had its time, sweeping kills it
                    process.wait(grace)
                sweep(process)

    def _spawn(self, child: Child) -> None:
        child.process = spawn(child.command, log=self._log(child), env=child.env, cwd=self.cwd)

    def _answers(self, child: Child) -> bool:
        if child.process is not None and child.process.poll() is not None:
            sweep(child.process)
            raise CannotStart(f"{child.name} ended by itself while starting. {self._words(child)}")
        return child.ready()

    def _mourn(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        """A child died without being asked to: say so, and set a time to start it again."""
        sweep(process)  # what it had started itself would hold its port
        child.process = None
        now = time.monotonic()
        child.deaths = [moment for moment in child.deaths if now - moment < QUICK] + [now]
        count = len(child.deaths)
        if count >= QUICK_DEATHS:
            raise CannotStart(f"{child.name} died {count} times within a minute. {self._words(child)}")
        pause = 0.25 * 2 ** (count - 1)
        child.again_at = now + pause
        self.say(f"{child.name} ended by itself ({_how(process.returncode)}). {self._words(child)}")
        self.say(f"Starting {child.name} again in {pause:g} s.")

    def _revive(self, child: Child) -> None:
        if time.monotonic() >= child.again_at:
            self._spawn(child)
            child.reviving = True

    def _log(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def _words(self, child: Child) -> str:
        log = self._log(child)
        return f"Its last words ({log}):\n{last_lines(log)}"


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
