"""Child processes that never outlive their owner, and politeness towards those that somebody left behind."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

LOCALHOST = "127.0.0.1"
PR_SET_PDEATHSIG = 1  # linux/prctl.h; other systems have no such thing, there the next start sweeps up
LINUX: bool = sys.platform == "linux"
_libc = ctypes.CDLL(None) if LINUX else None


class CannotStart(Exception):
    """Something on this machine is in the way; the text is for the person who typed the command."""


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that a terminal's Ctrl-C reaches only us.

    `log` collects what it prints, `user` is the account to run as (root only), `death_signal` is what the
    kernel sends it when we die without a word (Linux). Call from a thread that lives as long as the process
    should: the kernel watches the thread, not the program.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=group_of(user),
            extra_groups=[] if user else None,
            preexec_fn=_die_with_owner(death_signal),
        )


def group_of(user: str | None) -> int | None:
    """Return the number of an account's own group; None for None (stay who we are)."""
    return None if user is None else pwd.getpwnam(user).pw_gid


def _die_with_owner(death_signal: signal.Signals) -> Callable[[], None] | None:
    if _libc is None:
        return None
    prctl, owner = _libc.prctl, os.getpid()

    def in_child() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != owner:  # the owner died between fork and prctl: nobody would tell us any more
            os._exit(1)

    return in_child


def stop(
    process: subprocess.Popen[bytes],
    *steps: tuple[signal.Signals, float],
) -> None:
    """Send each signal in turn and wait its seconds; whatever is left of the process's session is killed."""
    for number, seconds in steps:
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    sweep(process)


def sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill what remains of a process and of the children it started itself, and collect its exit code."""
    try:
        os.killpg(process.pid, signal.SIGKILL)  # the process leads a group of the same number, see spawn
    except ProcessLookupError:
        pass  # nothing remained
    except PermissionError:
        pass  # macOS answers so for a group of which only the uncollected leader is left
    process.wait()


def stop_orphan(pid: int, mark: str, *steps: tuple[signal.Signals, float]) -> None:
    """End a process that an owner, now dead, left behind; `mark` must be in its command line.

    A process number is used again by the system, so a number alone proves nothing.
    """
    for number, seconds in steps:
        if mark not in command_line(pid):
            return
        os.kill(pid, number)
        until = time.monotonic() + seconds
        while mark in command_line(pid):
            if time.monotonic() > until:
                break
            time.sleep(0.05)
    if mark in command_line(pid):
        raise CannotStart(f"Process {pid} is left from an earlier run and does not end. Stop it with: kill -9 {pid}")


def command_line(pid: int) -> str:
    """Return the command line of a living process, or "" when there is none (a zombie counts as gone)."""
    if LINUX:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    done = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "" if "<defunct>" in done.stdout else done.stdout


def free_port() -> int:
    """Return a TCP port of this machine that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return int(probe.getsockname()[1])


def port_taken(port: int) -> bool:
    """Tell whether somebody already listens on this port of 127.0.0.1 (or we may not)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a finished connection is no listener
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return True
    return False


def last_lines(log: Path, count: int = 8) -> str:
    """Return the end of a log file, indented, for a message on the screen."""
    if not log.exists():
        return "    (nothing was logged)"
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        lines = _text(file).splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines)


def _text(file: IO[bytes]) -> str:
    return file.read().decode(errors="replace")
