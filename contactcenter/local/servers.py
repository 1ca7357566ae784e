"""The private servers of one folder: start them, say where they are, stop them.

    with Servers(Path("var")).running() as urls:
        urls["DATABASE_URL"], urls["REDIS_URL"]

While they run, `<folder>/servers.json` holds the same two addresses for settings.py.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from contactcenter.local.postgres import Postgres
from contactcenter.local.processes import CannotStart, last_lines
from contactcenter.local.valkey import Valkey

HEALING = 5  # tries, a second apart


@dataclass
class Servers:
    """A private PostgreSQL and Valkey that belong to one folder and to the process that started them.

    `durable` False is for tests: data is not forced to disk. `postgres` / `valkey` False leave that one
    out, because the person has their own.
    """

    folder: Path
    durable: bool = True
    postgres: bool = True
    valkey: bool = True
    postgres_port: int | None = None
    valkey_port: int | None = None
    _running: list[Postgres | Valkey] = field(default_factory=list)
    after_a_crash: bool = False  # the last owner did not tidy up: its other processes may still be ending
    _lock: IO[str] | None = None

    def start(self) -> dict[str, str]:
        """Start what is wanted, write servers.json, and return {"DATABASE_URL": ..., "REDIS_URL": ...}.

        Call from the main thread: on Linux the servers end when the thread that started them ends, even by
        kill -9. Whatever an earlier owner left behind (a server, half a data directory, a stale pid file) is
        cleared first. Raises CannotStart with a sentence.
        """
        self.claim()
        try:
            urls = {}
            if self.postgres:
                urls["DATABASE_URL"] = self._begin(
                    Postgres(
                        self.folder / "postgres",
                        self.folder / "log" / "postgres.log",
                        self.durable,
                        self.postgres_port,
                    )
                )
            if self.valkey:
                urls["REDIS_URL"] = self._begin(
                    Valkey(self.folder / "valkey", self.folder / "log" / "valkey.log", self.valkey_port)
                )
            self._write(urls)
        except BaseException:  # Ctrl-C included: nothing half-started stays
            self.stop()
            raise
        return urls

    def stop(self) -> None:
        """Stop what was started, last one first, and take servers.json away."""
        self._address_file.unlink(missing_ok=True)
        while self._running:
            self._running.pop().stop()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        """Start for the length of a `with` block."""
        urls = self.start()
        try:
            yield urls
        finally:
            self.stop()

    def heal(self, say: Callable[[str], None]) -> None:
        """Start again, at the same address, what ended by itself; CannotStart when it will not."""
        for server in self._running:
            if server.process is None or server.process.poll() is None:
                continue
            name = type(server).__name__
            say(f"{name} ended by itself. Its last words ({server.log}):\n{last_lines(server.log)}")
            for attempt in range(HEALING):
                try:
                    server.start()
                except CannotStart:
                    if attempt == HEALING - 1:
                        raise
                    time.sleep(1)  # what is left of a killed server still holds its memory or its port
                else:
                    say(f"{name} answers again.")
                    break

    def _begin(self, server: Postgres | Valkey) -> str:
        self._running.append(server)  # first, so that an interrupted start is stopped as well
        return server.start()

    def claim(self) -> None:
        """Become the folder's only owner; the lock goes with the process, however it ends.

        `start` does this by itself. Raises CannotStart when another process is the owner or the folder
        cannot be written.
        """
        if self._lock is not None:
            return
        self.folder = self.folder.resolve()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / "owner").open("a+")
        except OSError as error:
            raise CannotStart(f"Cannot write to {self.folder}: {error.strerror}. Make it writable for you.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            lock.close()
            raise CannotStart(
                f"The servers of {self.folder} already run, started by process {owner}. "
                "Use that one, or stop it first (Ctrl-C where it runs)."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        self.after_a_crash = self._address_file.exists()
        for log in (self.folder / "log").glob("*.log"):
            log.replace(log.with_suffix(".log.1"))  # this run's logs start empty, the last run's stay readable

    def _write(self, urls: dict[str, str]) -> None:
        making = self._address_file.with_suffix(".making")
        making.unlink(missing_ok=True)
        making.touch(mode=0o600)  # the addresses contain passwords
        record = {name: urls.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
        making.write_text(json.dumps(record, indent=2) + "\n")
        making.replace(self._address_file)

    @property
    def _address_file(self) -> Path:
        return self.folder / "servers.json"
