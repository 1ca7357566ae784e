"""The web server both listeners are made of: HTTP/1.1 with kept-alive connections, a thread for each."""

import json
import logging
import socket
import ssl
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

logger = logging.getLogger(__name__)

# Bytes; a text has at most 3,200 characters, and tests hand over a megabyte.
LARGEST_BODY = 8_000_000


class Refusal(Exception):
    """An answer that is not success: status, JSON body, further headers."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers or {}


class HangUp(Exception):
    """Close the connection without an answer."""


class Request(BaseHTTPRequestHandler):
    """One connection's requests; subclasses say in `respond` what each is answered."""

    protocol_version = "HTTP/1.1"
    server_version = "SimulatedCarrier/1.0"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = 65536
    timeout = 75
    handshake_timeout = 10
    problem_type = "application/json"

    def setup(self) -> None:
        """Finish the TLS handshake here, in the connection's own thread."""
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(self.handshake_timeout)
            self.request.do_handshake()
        super().setup()

    def respond(self, method: str, path: str) -> None:
        """Answer a request; raises Refusal or HangUp."""
        raise NotImplementedError

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def _serve(self, method: str) -> None:
        began = time.monotonic()
        self.answered = 0
        try:
            self.content = self._read_content()
            self.respond(method, urlsplit(self.path).path)
        except Refusal as refusal:
            self.json(refusal.status, refusal.body, refusal.headers, self.problem_type)
        except HangUp:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        except (BrokenPipeError, ConnectionError, TimeoutError):
            self.close_connection = True
            raise
        except Exception:
            logger.exception("%s %s failed", method, urlsplit(self.path).path)
            self.json(500, {"title": "Internal error", "detail": "See the simulator's log."})
        took = (time.monotonic() - began) * 1000
        logger.info("%s %s -> %s in %.0f ms", method, urlsplit(self.path).path, self.answered or "hung up", took)

    def _read_content(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            raise Refusal(413, {"title": "Too large", "detail": f"At most {LARGEST_BODY} bytes."})
        return self.rfile.read(int(length))

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, the last of each name."""
        return dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        """The form's fields, sent as a form or in the query."""
        return self.query | dict(parse_qsl(self.content.decode("utf-8", "replace"), keep_blank_values=True))

    def read_json(self) -> dict[str, Any]:
        """The JSON object sent; raises Refusal."""
        try:
            value = json.loads(self.content)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise Refusal(422, {"title": "Invalid params", "detail": "The body must be a JSON object."})
        return value

    def json(
        self, status: int, body: object, headers: dict[str, str] | None = None, kind: str = "application/json"
    ) -> None:
        """Answer with JSON."""
        self.answer(status, json.dumps(body).encode(), kind, headers)

    def answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        """Answer with a whole body."""
        self.answered = status
        self.send_response(status)
        if body or status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The base class's own lines are replaced by ours, which have the time taken and no query."""


class Listener(ThreadingHTTPServer):
    """Listens on this machine only, with TLS when a certificate is given."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, handler: Callable[..., Request], tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        super().__init__(("127.0.0.1", port), handler)

    @property
    def port(self) -> int:
        """The port that was free, or the one that was asked for."""
        return int(self.server_address[1])

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection; its handshake is left to its thread, so that nobody waits for a slow one."""
        connection, address = super().get_request()
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection ended badly: a client that left, or no TLS. Worth a line, not more."""
        logger.info("A connection broke", exc_info=logger.isEnabledFor(logging.DEBUG))
