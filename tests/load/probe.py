"""How long the disk takes right now: on a shared machine it explains more than the program does."""

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.load.schedule import percentile

PAUSE = 0.1  # seconds between two looks, so that the probe itself is no load
_sync = getattr(os, "fdatasync", os.fsync)  # macOS has only the latter


@dataclass
class Probe:
    """Writes a small file in this folder and forces it to the disk, again and again, beside a measurement."""

    folder: Path
    times: list[float] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        path = self.folder / "probe"
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not self._stop.wait(PAUSE):
                began = time.perf_counter()
                os.pwrite(file, os.urandom(512), 0)
                _sync(file)
                self.times.append((time.perf_counter() - began) * 1000)
        finally:
            os.close(file)
            path.unlink()


def is_calm(times: Sequence[float]) -> bool:
    """Whether p95 of what was measured beside these times says something about the product (under 5 ms)."""
    return not times or percentile(times, 95) < 5
