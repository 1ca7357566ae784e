"""`manage.py demo`: the whole product on one machine, with a carrier and telephones to try it on."""

import os
import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contactcenter.local.demo_people import SIGN_INS
from contactcenter.local.demo_processes import Carrier, Ports, port_from_environment, product
from contactcenter.local.processes import LOCALHOST, CannotStart
from contactcenter.local.servers import Servers
from contactcenter.local.supervisor import Stopped, Supervisor

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Starts servers, product and simulator, keeps them alive, and stops them all on Ctrl-C."""

    help = "Start everything on this machine, with a simulated carrier, and say where to look."
    requires_system_checks: list[str] = []  # there is no database yet, and each process checks itself

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--var", type=Path, default=Path(settings.BASE_DIR) / "var", help="folder for data and logs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["var"]
        supervisor = Supervisor(folder.resolve() / "log", Path(settings.BASE_DIR), self._say)
        self._listen(supervisor)
        try:
            servers = self._servers(folder)
            servers.claim()
            ports = Ports.from_environment(patience=15 if servers.after_a_crash else 0)
        except CannotStart as error:
            raise CommandError(str(error)) from error  # nothing runs yet, so there is nothing to stop
        try:
            self._start(servers, supervisor, ports)
            supervisor.tend = lambda: servers.heal(self._say)
            supervisor.watch()
        except CannotStart as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from error
        except Stopped:
            self._say("")  # below the terminal's ^C
        finally:
            self._say("Stopping...")
            supervisor.stop()
            servers.stop()
            self._say(f"Everything has stopped; the data stays in {_short(folder)}.")

    def _servers(self, folder: Path) -> Servers:
        """The private servers, without those that the person has already."""
        return Servers(
            folder,
            postgres=not os.environ.get("DATABASE_URL"),
            valkey=not os.environ.get("REDIS_URL"),
            postgres_port=port_from_environment("POSTGRES_PORT"),
            valkey_port=port_from_environment("VALKEY_PORT"),
        )

    def _listen(self, supervisor: Supervisor) -> None:
        """Ctrl-C and its relatives only set a flag: whatever is being started is finished, then stopped."""

        def end(number: int, frame: FrameType | None) -> None:
            supervisor.stopping.set()

        for number in ENDS:
            signal.signal(number, end)

    def _start(self, servers: Servers, supervisor: Supervisor, ports: Ports) -> None:
        """Start everything in order, and say after each step how long it took."""
        began = time.monotonic()
        env = {**os.environ, "PYTHONUNBUFFERED": "1", **servers.start()}
        self._step(f"Servers: {self._whose(servers)}.", began)
        manage = [sys.executable, "manage.py"]
        supervisor.run_once("migrate", [*manage, "migrate", "--no-input"], env)
        self._step("Database: up to date.", began)
        supervisor.run_once("load_demo", [*manage, "load_demo"], env)
        self._step("Demo contact center: loaded.", began)
        carrier = Carrier(servers.folder / "simulator", ports)
        supervisor.start([carrier.child()], env)
        supervisor.start(product(ports, env["DATABASE_URL"]), env | carrier.credentials())
        self._step("Simulator, worker, web and ingress: all answer.", began)
        self._invite(ports, servers.folder)

    def _whose(self, servers: Servers) -> str:
        postgres = f"PostgreSQL (data in {_short(servers.folder)})" if servers.postgres else "your PostgreSQL"
        return f"{postgres} and {'Valkey' if servers.valkey else 'your Valkey'}"

    def _invite(self, ports: Ports, folder: Path) -> None:
        web = f"http://{LOCALHOST}:{ports.WEB_PORT}"
        people = "\n".join(f"    {who.username:<8}{who.password:<14}{who.role}" for who in SIGN_INS)
        self._say(f"""
  Console     {web}/
  Admin       {web}/admin/
  Telephones  http://{LOCALHOST}:{ports.PHONE_PORT}/

  Sign in as
{people}

  Try this: sign in to the console as ana and go Available. Write a text on one of the telephones.
  Accept the offer, answer, and watch the reply arrive on the telephone. A second agent in a second
  browser (or a private window) gets the next one.

  Logs are in {_short(folder / "log")}. Ctrl-C stops everything.
""")

    def _step(self, text: str, began: float) -> None:
        self._say(f"{text:<72}{time.monotonic() - began:5.1f} s")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _short(path: Path) -> str:
    """A path as a person would type it from here."""
    path = path.resolve()
    return f"{path.relative_to(Path.cwd())}/" if path.is_relative_to(Path.cwd()) else f"{path}/"
