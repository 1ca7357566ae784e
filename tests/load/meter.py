"""One stretch of load with everything that is read beside it, and the climb to the highest rate that is kept."""

import time
from dataclasses import dataclass, replace
from typing import Any

from tests.load.driver import Driver, Outcome
from tests.load.machines import Machines
from tests.load.probe import Probe, is_calm
from tests.load.report import Measured
from tests.load.schedule import Ladder, percentile
from tests.load.screen import Screen

# A rate counts as kept when 95 of 100 texts are on the agent's page within so many ms, and all of them in the end.
KEPT_WITHIN = 2000
# All processes together use less than this share of a core when nothing is left to do; at most so long to get there.
QUIET, PATIENCE = 0.15, 30


@dataclass
class Meter:
    """Measures over one set of processes."""

    machines: Machines
    driver: Driver
    screen: Screen

    def shoot(
        self, what: str, kind: str, rate: float, seconds: float, *, until_seen: bool, **plan: Any
    ) -> tuple[Measured, Outcome]:
        """Send at a rate, with the disk's times and everybody's CPU beside it.

        Args:
            what: the row's name.
            kind: one of shots.BUILDERS.
            rate: sends a second.
            seconds: for how long.
            until_seen: whether times run until an agent's page has it, or until the request is answered.
            plan: what the builder needs besides.
        """
        self.settle()
        self.screen.progress(what)
        before, everybody, began = self.machines.cpu(), self.machines.everybody(), time.monotonic()
        with Probe(self.machines.folder) as probe:
            outcome = self.driver.shoot(what, kind, rate, seconds, until_seen=until_seen, **plan)
        took = time.monotonic() - began
        used = {name: after - before[name] for name, after in self.machines.cpu().items()}
        strangers = self.machines.everybody() - everybody - sum(used.values()) - outcome.client_cpu
        times = outcome.seen if until_seen else outcome.answered
        row = Measured(what, rate, times, probe.times, outcome.sent, used, trouble(outcome), max(0, strangers / took))
        self.screen.row(row, late=percentile(outcome.late, 95), client=outcome.client_cpu / took)
        return row, outcome

    def settle(self) -> None:
        """Wait until the product has nothing left to do from before, so that a stretch pays for itself only."""
        until = time.monotonic() + PATIENCE
        self.screen.progress("waiting until all is quiet")
        while time.monotonic() < until:
            before = self.machines.cpu()
            time.sleep(0.5)
            used = sum(after - before.get(name, after) for name, after in self.machines.cpu().items())
            if used < 0.5 * QUIET:
                return

    def climb(self, what: str, rungs: tuple[int, ...], seconds: float, **plan: Any) -> Measured | None:
        """Send customers' texts faster and faster; return the row of the highest rate that was kept."""
        ladder, best, excused = Ladder(rungs), None, False
        while rate := ladder.next():
            row, kept = self._rung(what, rate, seconds, **plan)
            if not (kept or excused or is_calm(row.disk)):
                excused = True  # once only: a disk that always stalls is the machine's
                self.screen.say("The disk stalled meanwhile, so once more:")
                row, kept = self._rung(what, rate, seconds, **plan)
            best = row if kept else best
            ladder.tell(rate, kept)
        if best is None:
            return None
        verdict = f"the highest kept; {ladder.failed} a second was not" if ladder.failed else "kept; none higher tried"
        return replace(best, note=verdict)

    def _rung(self, what: str, rate: int, seconds: float, **plan: Any) -> tuple[Measured, bool]:
        row, outcome = self.shoot(what, "texts", rate, seconds, grace=25, **plan)
        return row, outcome.all_arrived and percentile(row.times, 95) < KEPT_WITHIN


def trouble(outcome: Outcome) -> str:
    """What did not go well, in a few words."""
    bad = {status: count for status, count in outcome.statuses.items() if status != "200"}
    counts = {**bad, "not seen": len(outcome.missing), "at the wrong agent": outcome.strays}
    words = [f"{count} {what}" for what, count in counts.items() if count]
    if outcome.catch_ups:
        words.append(f"{outcome.catch_ups} pages read again")
    return ", ".join(words)
