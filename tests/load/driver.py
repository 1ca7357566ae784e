"""The other end of the load client's pipe, and of the contact center's: orders out, answers in."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Broken(Exception):
    """The measurement cannot go on; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one stretch of load; times in milliseconds from when each send was due."""

    sent: int
    statuses: dict[str, int]
    answered: list[float]
    seen: list[float]
    missing: list[str]
    strays: int
    drained: float
    taken: list[str]
    due: dict[str, float]
    late: list[float]
    client_cpu: float
    pushes: int
    push_characters: int
    catch_ups: int
    closed: int

    @property
    def refused(self) -> int:
        """Requests that were not answered 200."""
        return self.sent - self.statuses.get("200", 0)

    @property
    def all_arrived(self) -> bool:
        """Whether everything was taken and shown to the one who should see it."""
        return not (self.refused or self.missing or self.strays)


@dataclass
class Driver:
    """The load client's process; `show` is told how far it is."""

    log: Path
    show: Callable[[str], None]
    taken: list[str] = field(default_factory=list)
    stretches: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the process; it ends when its standard input does, so it never outlives us."""
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.load.client"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
                text=True,
            )

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    pipe.close()

    def connect(self, url: str, origin: str, cookies: list[str]) -> float:
        """Open the agents' sockets; return the seconds it took."""
        order = {"do": "connect", "url": url, "origin": origin, "cookies": cookies}
        return float(self._ask(order, "sockets")["seconds"])

    def shoot(
        self, title: str, kind: str, rate: float, seconds: float, *, until_seen: bool, grace: float = 10, **plan: Any
    ) -> Outcome:
        """Send at a rate (per second) for some seconds. Raises Broken when a socket was closed.

        The markers in the texts are of this stretch alone."""
        self.stretches += 1
        order = {"do": "shoot", "kind": kind, "tag": f"b{self.stretches}", "rate": rate, "seconds": seconds}
        outcome = Outcome(**self._ask({**order, "grace": grace, "until_seen": until_seen, **plan}, title))
        if until_seen:
            self.taken += outcome.taken
        if outcome.closed:
            raise Broken(f"{outcome.closed} sockets were closed by the server during {title!r}.")
        return outcome

    def _ask(self, order: dict[str, Any], title: str) -> dict[str, Any]:
        process = self.process
        if process is None or process.stdin is None or process.stdout is None:
            raise Broken("The load client is not running.")
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            answer: dict[str, Any] = json.loads(line)
            if "progress" not in answer:
                return answer
            self.show(f"{title}: {answer['progress']['answered']} of {answer['progress']['of']} answered")
        raise Broken(f"The load client ended. Its last words ({self.log}):\n{self.log.read_text()[-2000:]}")


def centre(order: str, env: Mapping[str, str], log: Path, **arguments: Any) -> dict[str, Any]:
    """Have the contact center founded, written in or audited by its own code. Raises Broken."""
    with log.open("ab") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "tests.load.centre", order],
            cwd=ROOT,
            env=dict(env),
            input=json.dumps(arguments),
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise Broken(f"{order} failed. Its last words ({log}):\n{log.read_text()[-3000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
