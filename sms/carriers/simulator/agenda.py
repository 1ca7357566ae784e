"""What is to be done, and when: a clock and a bounded number of hands."""

import heapq
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

Action = Callable[[], None]


class Agenda:
    """Actions that are due later, done in threads; knows when nothing is left to do."""

    def __init__(self, hands: int) -> None:
        self._due: list[tuple[float, int, Action]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._quiet = threading.Condition()
        self._open = 0
        self._ready: queue.SimpleQueue[Action] = queue.SimpleQueue()
        self._hands = hands

    def start(self) -> None:
        """Begin; threads end with the process."""
        threading.Thread(target=self._watch, name="agenda", daemon=True).start()
        for number in range(self._hands):
            threading.Thread(target=self._work, name=f"hand-{number}", daemon=True).start()

    def after(self, delay: float, action: Action) -> None:
        """Do something `delay` seconds from now, measured by a clock that nobody sets."""
        with self._quiet:
            self._open += 1
        if delay <= 0:
            self._ready.put(action)
            return
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + delay, next(self._order), action))
            self._changed.notify()

    @property
    def open(self) -> int:
        """How many actions are due or being done."""
        return self._open

    def quiesce(self, timeout: float) -> bool:
        """Wait until nothing is left to do, at most `timeout` seconds; False when something is."""
        with self._quiet:
            return self._quiet.wait_for(lambda: self._open == 0, timeout)

    def _watch(self) -> None:
        while True:
            with self._changed:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                action = heapq.heappop(self._due)[2]
            self._ready.put(action)

    def _work(self) -> None:
        while True:
            action = self._ready.get()
            try:
                action()
            except Exception:
                logger.exception("An action of the simulated carrier failed")
            with self._quiet:
                self._open -= 1
                if self._open == 0:
                    self._quiet.notify_all()
