"""When to send, how to go up the ladder, and what a list of times says. No input, no output."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


def due_times(rate: float, seconds: float) -> list[float]:
    """Return when each of an open loop's sends is due, in seconds from its start.

    Args:
        rate: sends per second.
        seconds: how long.
    """
    return [number / rate for number in range(round(rate * seconds))]


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that so many percent of the values do not exceed (nearest rank), NaN of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


@dataclass
class Ladder:
    """Goes up rates until one is not kept, then tries once in the middle between the last two."""

    rungs: tuple[int, ...]
    kept: int = 0
    failed: int = 0
    _middle_tried: bool = False

    def next(self) -> int | None:
        """Return the rate to try now, None when the highest is known."""
        if not self.failed:
            return next((rung for rung in self.rungs if rung > self.kept), None)
        if self._middle_tried or not self.kept or self.failed - self.kept < 0.15 * self.kept:
            return None
        self._middle_tried = True
        return (self.kept + self.failed) // 20 * 10

    def tell(self, rate: int, kept: bool) -> None:
        """Say whether a rate was kept."""
        if kept:
            self.kept = max(self.kept, rate)
        else:
            self.failed = min(self.failed or rate, rate)
