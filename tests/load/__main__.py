"""`make bench`, `make bench ARGS=--quick`: measure, print the tables, and put them into the README when asked to."""

import argparse
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from contactcenter.local.processes import CannotStart
from contactcenter.local.supervisor import Stopped
from tests.load.bench import FULL, QUICK, Bench
from tests.load.driver import ROOT, Broken, Driver
from tests.load.machines import Machines
from tests.load.meter import Meter
from tests.load.report import put_into
from tests.load.screen import Screen

# Whatever happens, the run is over after this many seconds.
LONGEST = 15 * 60


class Ended(BaseException):
    """Somebody, or the clock, asked for the end."""


def main() -> int:
    """Run once; 0 when the tables could be made."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute: to see that it works, not how fast it is")
    parser.add_argument("--write-readme", action="store_true", help="replace the figures in README.md")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the data and the logs")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, end)
    signal.alarm(LONGEST)
    screen = Screen()
    folder = make_folder()
    machines = Machines(folder, screen.say)
    driver = Driver(folder / "client.log", screen.progress)
    try:
        figures = Bench(QUICK if options.quick else FULL, Meter(machines, driver, screen)).run()
    except (Broken, CannotStart, Stopped) as error:
        screen.say(str(error))
        return 1
    except Ended as why:
        screen.say(f"{why}: the run is incomplete.")
        return 130
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C would leave processes behind
        screen.progress("stopping")
        driver.stop()
        machines.stop()
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    screen.say("Done.")
    sys.stdout.write(f"\n{figures}\n")
    if options.write_readme:
        readme = ROOT / "README.md"
        readme.write_text(put_into(readme.read_text(), figures))
    return 0


def make_folder() -> Path:
    """A folder under var/, because the disk to measure is the one that `make run` uses."""
    parent = ROOT / "var"
    parent.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    folder.chmod(0o711)  # as root, PostgreSQL runs as another account and must be able to pass
    return folder


def end(number: int, frame: FrameType | None) -> None:
    """End the run in order: what was started is stopped on the way out."""
    raise Ended("Out of time" if number == signal.SIGALRM else "Stopped")


if __name__ == "__main__":
    raise SystemExit(main())
