"""An agent at a browser: what they do, in their words."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

PASSWORD = "try-it-out"
WAIT = 20_000
# What a browser says about an answer of 4xx, or about a server that is away, is no error of the page.
EXPECTED = ("Failed to load", "WebSocket connection", "htmx: htmx:ws:error", "htmx: htmx:error: Failed to fetch")


class Seat:
    """One agent's browser."""

    def __init__(self, browser: Browser, url: str, username: str) -> None:
        self.url, self.username = url, username
        self.errors: list[str] = []
        self.page: Page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        self.page.set_default_timeout(WAIT)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)

    def sign_in(self) -> None:
        """Sign in, and be live."""
        self.page.goto(self.url)
        self.accessible("sign in")
        self.page.get_by_label("Username or email").fill(self.username)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.is_live()

    def is_live(self) -> None:
        """Wait until news arrive."""
        expect(self.page.locator("connection-state")).to_have_attribute("data-state", "live", timeout=WAIT)

    def go(self, status: str) -> None:
        """Declare a status."""
        self.page.locator(".status-menu summary").click()
        self.page.locator(".status-menu").get_by_role("button", name=status).click()
        expect(self.page.locator("#status .word")).to_have_text(status, timeout=WAIT)

    def accept(self) -> None:
        """Take the offer that is there, or comes."""
        self.page.get_by_role("button", name="Accept").first.click(timeout=WAIT)
        expect(self.reply).to_be_focused(timeout=WAIT)

    def send(self, text: str) -> Locator:
        """Answer the customer; returns the line."""
        self.reply.fill(text)
        self.reply.press("Enter")
        return self.line(text)

    def line(self, text: str) -> Locator:
        """A line of the transcript."""
        return self.page.locator(".timeline .line", has_text=text)

    @property
    def reply(self) -> Locator:
        """Where a text is written."""
        return self.page.get_by_label("Text to the customer")

    def shows(self, locator: Locator) -> None:
        """Wait until it is there, once."""
        expect(locator).to_have_count(1, timeout=WAIT)
        expect(locator).to_be_visible(timeout=WAIT)

    def accessible(self, where: str) -> None:
        """No rule of axe is broken on this page, in light and in dark."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            results = Axe().run(self.page)
            assert results.violations_count == 0, f"{where}, {scheme}: {results.generate_report()}"

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.errors.append(message.text)
