"""Somebody who receives webhooks: remembers each request, and answers as told."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One webhook as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def fields(self) -> dict[str, Any]:
        """The body's JSON object."""
        return dict(json.loads(self.body))


class Receiver:
    """Listens on a free port of this machine; `answers` are given first, then 200."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: deque[int] = deque()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self.received.clear()
            self.answers.clear()

    def inbound(self) -> list[Received]:
        """Customers' texts, in the order they came."""
        return self._of("/inbound")

    def statuses(self) -> list[Received]:
        """Statuses, in the order they came."""
        return self._of("/status")

    def wait_for(self, condition: Callable[[], bool], timeout: float = 10.0) -> None:
        """Wait until something was received; raises AssertionError after `timeout` seconds."""
        until = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < until, f"not received in time: {self.received}"
            time.sleep(0.01)

    def _of(self, path: str) -> list[Received]:
        with self._lock:
            return [one for one in self.received if one.path == path]

    def _take(self, one: Received) -> int:
        with self._lock:
            self.received.append(one)
            return self.answers.popleft() if self.answers else 200

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = take(Received(self.path, dict(self.headers.items()), body, time.monotonic()))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Tests are quiet."""

        return Handler
