"""The private servers: found again, healed after a killed owner, and clear about what is in their way."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from contactcenter.local import processes
from contactcenter.local.processes import CannotStart, command_line
from contactcenter.local.servers import Servers


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account which runs PostgreSQL may enter; as root, pytest's own are closed to it."""
    with tempfile.TemporaryDirectory(prefix="contactcenter-servers-") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "var"


OWNER = """
import sys, time
from pathlib import Path
from contactcenter.local import processes
from contactcenter.local.servers import Servers
if sys.argv[2] == "without-the-kernel":
    processes._libc = None
Servers(Path(sys.argv[1]), durable=False).start()
print("started", flush=True)
time.sleep(60)
"""


def own_numbers(folder: Path) -> list[int]:
    """The process numbers of PostgreSQL and Valkey."""
    return [
        int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0]),
        int((folder / "valkey" / "valkey.pid").read_text()),
    ]


def own_and_be_killed(folder: Path, kernel: str) -> list[int]:
    """Let another process own the servers, kill it with SIGKILL, and return the servers' process numbers."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(folder), kernel], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    with owner:
        assert owner.stdout.readline() == b"started\n"
        numbers = own_numbers(folder)
        owner.kill()
    return numbers


def gone(numbers: list[int], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while any(command_line(number) for number in numbers):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def ask(urls: dict[str, str], question: str) -> object:
    with psycopg.connect(urls["DATABASE_URL"]) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def test_data_is_found_again_and_the_addresses_are_written_only_while_running(folder: Path) -> None:
    servers = Servers(folder, durable=False)
    with servers.running() as urls:
        with psycopg.connect(urls["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        assert json.loads((folder / "servers.json").read_text()) == urls
        assert (folder / "servers.json").stat().st_mode & 0o077 == 0
    assert not (folder / "servers.json").exists()
    with servers.running() as urls:
        assert ask(urls, "SELECT number FROM kept") == 7


def test_logs_start_empty_and_the_last_run_stays_readable(folder: Path) -> None:
    servers = Servers(folder, durable=False, postgres=False)
    for _ in range(2):
        with servers.running():
            pass
    texts = [(folder / "log" / name).read_text() for name in ("valkey.log", "valkey.log.1")]
    assert [text.count("Valkey is starting") for text in texts] == [1, 1]


def test_a_laptop_waits_for_the_disk_and_tests_do_not(folder: Path) -> None:
    with Servers(folder, valkey=False).running() as urls:
        assert ask(urls, "SHOW fsync") == "on"
        assert set(urls) == {"DATABASE_URL"}
    with Servers(folder, valkey=False, durable=False).running() as urls:
        assert ask(urls, "SHOW fsync") == "off"


def test_strangers_on_this_machine_need_the_password(folder: Path) -> None:
    with Servers(folder, durable=False).running() as urls:
        host, _, port = urls["DATABASE_URL"].partition("@")[2].partition("/")[0].partition(":")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=host, port=port, user="postgres", dbname="contactcenter", password="guess")
        valkey_port = int(urls["REDIS_URL"].rpartition(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", valkey_port), timeout=5) as connection:
            connection.sendall(b"PING\r\n")
            assert connection.recv(100).startswith(b"-NOAUTH")


if sys.platform == "linux":  # no other system tells a process that its parent died

    def test_servers_end_with_an_owner_that_was_killed(folder: Path) -> None:
        numbers = own_and_be_killed(folder, "with-the-kernel")
        assert gone(numbers)


def test_the_next_start_ends_servers_that_a_killed_owner_left(folder: Path) -> None:
    numbers = own_and_be_killed(folder, "without-the-kernel")
    assert all(command_line(number) for number in numbers)
    with Servers(folder, durable=False).running() as urls:
        assert gone(numbers, seconds=1)
        assert ask(urls, "SELECT 1") == 1


def test_a_stale_process_number_that_belongs_to_somebody_else_is_left_alone(folder: Path) -> None:
    servers = Servers(folder, durable=False)
    with servers.running():
        pass
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (folder / "postgres" / "data" / "postmaster.pid").write_text(f"{stranger.pid}\n")
        (folder / "valkey" / "valkey.pid").write_text(f"{stranger.pid}\n")
        with servers.running() as urls:
            assert ask(urls, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_that_ends_by_itself_is_started_again_at_the_same_address(folder: Path) -> None:
    servers = Servers(folder, durable=False)
    said: list[str] = []
    with servers.running() as urls:
        for number in own_numbers(folder):
            os.kill(number, signal.SIGKILL)
        time.sleep(0.2)
        servers.heal(said.append)
        assert [line.partition(" Its ")[0] for line in said] == [
            "Postgres ended by itself.",
            "Postgres answers again.",
            "Valkey ended by itself.",
            "Valkey answers again.",
        ]
        assert ask(urls, "SELECT 1") == 1
        assert json.loads((folder / "servers.json").read_text()) == urls


def test_an_interrupted_initialisation_heals_itself(folder: Path) -> None:
    unfinished = folder / "postgres.making-1" / "data"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with Servers(folder, durable=False, valkey=False).running() as urls:
        assert ask(urls, "SELECT 1") == 1
    assert not unfinished.parent.exists()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "not a complete PostgreSQL data directory"),
        ({"data/PG_VERSION": "12\n", "password": "x"}, "was made by PostgreSQL 12"),
    ],
)
def test_a_data_directory_it_cannot_use_gets_a_sentence(folder: Path, files: dict[str, str], sentence: str) -> None:
    (folder / "postgres" / "data").mkdir(parents=True)
    for name, text in files.items():
        (folder / "postgres" / name).write_text(text)
    with pytest.raises(CannotStart, match=sentence):
        Servers(folder, durable=False).start()
    assert not (folder / "servers.json").exists()


def test_a_taken_port_gets_a_sentence_that_names_its_setting(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} .POSTGRES_PORT. is taken"):
            Servers(folder, durable=False, postgres_port=port).start()
        with pytest.raises(CannotStart, match=f"Port {port} .VALKEY_PORT. is taken"):
            Servers(folder, durable=False, postgres=False, valkey_port=port).start()


def test_a_second_owner_is_told_who_the_first_is(folder: Path) -> None:
    second = Servers(folder, durable=False, postgres=False)
    with (
        Servers(folder, durable=False, postgres=False).running(),
        pytest.raises(CannotStart, match=f"started by process {os.getpid()}"),
    ):
        second.start()


@pytest.fixture
def stubborn(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ignores SIGTERM and has a child that does, too."""
    program = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork();"
        "print(os.getpid(), flush=True); time.sleep(60)"
    )
    log = tmp_path / "log"
    process = processes.spawn([sys.executable, "-c", program], log=log)
    while log.read_text().count("\n") < 2:
        time.sleep(0.02)
    yield process
    processes.sweep(process)


def test_what_ignores_a_polite_signal_is_killed_with_its_children(
    stubborn: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    numbers = [int(line) for line in (tmp_path / "log").read_text().split()]
    processes.stop(stubborn, (signal.SIGTERM, 0.2))
    assert stubborn.returncode == -signal.SIGKILL
    assert gone(numbers)
