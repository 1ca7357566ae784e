from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from routing.models import Agent, Queue
from tests import cast
from tests.browser.centre import Centre


@pytest.fixture
def browser(transactional_db: None, chromium: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A real browser, of the system. It comes after the database and goes before it, and so does its event loop."""
    # Playwright drives the browser from a loop in this thread; the test asks the database between its steps.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def orders(transactional_db: None) -> Queue:
    """The queue of everything, with time enough for a slow machine."""
    cast.forget_jobs()
    return cast.queue(on=cast.channel(), offer_seconds=60, wrap_up_seconds=600)


@pytest.fixture
def ana(orders: Queue) -> Agent:
    return cast.agent("Ana", orders, available=False, connected=False)


@pytest.fixture
def ben(orders: Queue) -> Agent:
    return cast.agent("Ben", orders, available=False, connected=False)


@pytest.fixture
def centre(transactional_db: None, tmp_path: Path) -> Iterator[Centre]:
    """Everything running."""
    centre = Centre(tmp_path)
    try:
        centre.start()
        yield centre
    finally:
        centre.stop()
