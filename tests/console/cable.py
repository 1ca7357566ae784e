"""A cable to a server that a test can pull out: every connection through it ends at once."""

import contextlib
import socket
import threading


class Cable:
    """Carries TCP between a port of its own and a server's."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where to connect."""
        return int(self._listener.getsockname()[1])

    def pull(self) -> None:
        """End every connection; new ones work."""
        while self._ends:
            self._end(self._ends.pop())

    def close(self) -> None:
        """End for good."""
        self._end(self._listener)
        self.pull()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return  # closed
            there = socket.create_connection(self._server)
            self._ends += [here, there]
            for source, sink in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):  # pulled out
            while data := source.recv(65_536):
                sink.sendall(data)
        self._end(source)
        self._end(sink)

    @staticmethod
    def _end(end: socket.socket) -> None:
        with contextlib.suppress(OSError):  # its other side was quicker
            end.shutdown(socket.SHUT_RDWR)
        end.close()
