"""What a person sees while it runs: the step at hand, each row as it is known, and how long it has taken so far."""

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

from tests.load.report import Measured, number
from tests.load.schedule import percentile


@dataclass
class Screen:
    """A terminal, on which progress overwrites itself, or a file, in which it is left out."""

    out: TextIO = sys.stderr
    began: float = field(default_factory=time.monotonic)

    def progress(self, text: str) -> None:
        """Show what is going on this second."""
        if self.out.isatty():
            self._write(f"\r\x1b[K{self._clock()}  … {text}"[:200])

    def say(self, text: str) -> None:
        """A line that stays."""
        start = "\r\x1b[K" if self.out.isatty() else ""
        self._write(f"{start}{self._clock()}  {text}\n")

    def row(self, row: Measured, *, late: float = 0.0, client: float = 0.0) -> None:
        """What has just been measured; `late` and `client` say how well the load client kept up."""
        p50, p95, p99 = (number(percentile(row.times, percent)) for percent in (50, 95, 99))
        each = number(sum(row.cpu_each.values()))
        times = f"p50 {p50:>6}  p95 {p95:>6}  p99 {p99:>6} ms  CPU {each:>5} ms" if row.times else ""
        disk = f"disk p95 {number(percentile(row.disk, 95))} ms" if row.disk else ""
        load = f"client {client * 100:.0f} % of a core, {number(late)} ms late" if client else ""
        others = f"others {row.strangers * 100:.0f} % of a core" if row.strangers else ""
        parts = [f"{row.what:<32} {number(row.rate):>6} /s", times, disk, load, others, row.note]
        self.say("  ".join(part for part in parts if part))

    def _clock(self) -> str:
        seconds = int(time.monotonic() - self.began)
        return f"{seconds // 60}:{seconds % 60:02}"

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()
