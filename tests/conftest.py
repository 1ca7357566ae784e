"""What every test may use. Fixtures of one area live beside that area's tests."""

import os
import shutil
from pathlib import Path

import pytest

BROWSER_TESTS = Path(__file__).parent / "browser"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of this machine's Chromium: CHROMIUM if set, else the first known name on PATH."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; tests that need it are left out where there is none."""
    path = find_chromium()
    assert path is not None, "install Chromium, or set CHROMIUM to its path"
    return path


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the browser tests out on a machine without a browser; None lets pytest decide as usual."""
    if collection_path == BROWSER_TESTS and find_chromium() is None:
        return True
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was left out, so that a green run claims no more than it did."""
    if find_chromium() is None:
        terminalreporter.write_line(
            "Browser tests were left out: no Chromium found (install it, or set CHROMIUM)."
        )
