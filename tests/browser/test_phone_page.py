"""The simulator's phones in a browser: type, send, get an answer, make trouble."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from sms.carriers.base import OutboundText
from sms.carriers.vonage import VonageCarrier, VonageConfig
from tests.simulator import Simulator
from tests.sms.carriers.receiver import Receiver

CHANNEL = "+447400123000"
AMELIA = "+447400123457"
ELSA = "+46701740612"


@pytest.fixture(scope="module")
def one_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="module")
def simulator(one_receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    simulator = Simulator(tmp_path_factory.mktemp("simulator"))
    urls = (f"{one_receiver.url}/inbound", f"{one_receiver.url}/status")
    yield simulator.start(*urls, "--number", f"{CHANNEL}=Sales")
    simulator.stop()


@pytest.fixture
def receiver(one_receiver: Receiver) -> Receiver:
    one_receiver.reset()
    return one_receiver


@pytest.fixture
def carrier(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> VonageCarrier:
    ready = simulator.ready
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", ready["certificate"])
    config = VonageConfig(
        api_key=ready["api_key"],
        api_secret=ready["api_secret"],
        application_id=ready["application_id"],
        private_key=ready["private_key"],
        signature_secret=ready["signature_secret"],
        api_host=ready["api"],
    )
    return VonageCarrier(config)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phones(simulator: Simulator, browser: Browser) -> Iterator[Page]:
    """The page, open and connected."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(simulator.ready["phone"])
    expect(page.get_by_role("status")).to_have_text("Connected")
    yield page
    page.close()


def phone_of(page: Page, name: str) -> Locator:
    return page.get_by_role("article").filter(has_text=name)


def test_a_customer_texts_and_is_answered_live(phones: Page, carrier: VonageCarrier, receiver: Receiver) -> None:
    amelia = phone_of(phones, "Amelia Hart")
    amelia.get_by_role("textbox").fill("Where is my order?")
    amelia.get_by_role("textbox").press("Enter")
    expect(amelia.locator(".text.in")).to_contain_text("Where is my order?")
    expect(amelia.locator(".text.in")).to_contain_text("Delivered")
    expect(amelia.get_by_role("textbox")).to_have_value("")
    assert receiver.inbound()[0].fields["text"] == "Where is my order?"

    phone_of(phones, "Marcus Bell").get_by_role("textbox").focus()
    carrier.submit(OutboundText("1", CHANNEL, AMELIA, "It is <b>on</b> its way."))
    expect(amelia.locator(".text.out .bubble")).to_have_text("It is <b>on</b> its way.")
    expect(amelia.locator(".owner .unread")).to_be_visible()
    amelia.get_by_role("textbox").focus()
    expect(amelia.locator(".owner .unread")).to_be_hidden()


def test_a_picture_is_sent_with_one_click(phones: Page, receiver: Receiver) -> None:
    amelia = phone_of(phones, "Amelia Hart")
    amelia.get_by_role("button", name="Send a picture").click()
    amelia.get_by_role("button", name="A damaged parcel").click()
    expect(amelia.locator(".text.in img")).to_be_visible()
    receiver.wait_for(lambda: len(receiver.inbound()) == 1)
    assert receiver.inbound()[0].fields["image"]["url"].endswith("/media/parcel.png")


def test_trouble_is_switched_on_and_off(phones: Page, simulator: Simulator) -> None:
    phones.get_by_role("button", name="Trouble").click()
    phones.get_by_role("switch", name="Out of order").check(force=True)
    expect(phones.locator("#trouble-count")).to_have_text("1")
    assert simulator.ask("GET", "/control/trouble").json()["rules"][0]["reorder"]
    phones.get_by_role("button", name="All is well again").click()
    expect(phones.get_by_role("switch", name="Out of order")).not_to_be_checked()


def test_the_page_catches_up_after_the_carrier_was_away(phones: Page, simulator: Simulator, receiver: Receiver) -> None:
    elsa = phone_of(phones, "Elsa Lindqvist")
    simulator.text(ELSA, CHANNEL, "Before")
    expect(elsa.locator(".text.in")).to_have_count(1)
    simulator.kill()
    expect(phones.get_by_role("status")).to_contain_text("lost")
    simulator.restart()
    simulator.text(ELSA, CHANNEL, "After")
    expect(phones.get_by_role("status")).to_have_text("Connected")
    expect(elsa.locator(".text.in .bubble")).to_have_text(["Before", "After"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_accessible_and_fits(phones: Page, simulator: Simulator, scheme: str, width: int) -> None:
    phones.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    phones.set_viewport_size({"width": width, "height": 844})
    simulator.text(AMELIA, CHANNEL, "A long text without an end " * 20)
    expect(phone_of(phones, "Amelia Hart").get_by_text("without an end").last).to_be_visible()
    phones.get_by_role("button", name="Trouble").click()
    found = Axe().run(phones)
    assert found.violations_count == 0, found.generate_report()
    assert phones.evaluate("document.documentElement.scrollWidth") <= width
