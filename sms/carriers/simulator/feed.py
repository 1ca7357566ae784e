"""News for the phone page: what happens on the handsets, to every open page."""

import json
import queue
import threading
from typing import Any


class Feed:
    """Subscribers and the news they get; one that does not listen is let go and asks again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[queue.Queue[str | None]] = set()

    def subscribe(self) -> "queue.Queue[str | None]":
        """A queue of JSON texts; None means that the listener was too slow."""
        listener: queue.Queue[str | None] = queue.Queue(maxsize=2000)
        with self._lock:
            self._listeners.add(listener)
        return listener

    def leave(self, listener: "queue.Queue[str | None]") -> None:
        """The page was closed."""
        with self._lock:
            self._listeners.discard(listener)

    def tell(self, kind: str, news: dict[str, Any]) -> None:
        """Send news to all open pages."""
        with self._lock:
            if not self._listeners:
                return
            text = json.dumps({"kind": kind, **news})
            for listener in list(self._listeners):
                try:
                    listener.put_nowait(text)
                except queue.Full:
                    self._listeners.discard(listener)
                    listener.get_nowait()
                    listener.put_nowait(None)
