"""A person answers a customer, in a real browser, with everything running around it."""

import pytest
from playwright.sync_api import Browser, expect

from cases.models import Disposition, Interaction
from routing.models import Agent, Assignment, Entry
from sms.models import Message
from tests import cast
from tests.browser.centre import Centre
from tests.browser.seat import WAIT, Seat

pytestmark = pytest.mark.timeout(300)


def test_a_customers_text_is_answered(browser: Browser, centre: Centre, ana: Agent, ben: Agent) -> None:
    Disposition.objects.create(code="solved", label="Solved")
    seat, other = Seat(browser, centre.url, "ana"), Seat(browser, centre.url, "ben")
    seat.sign_in()
    seat.accessible("empty desk")
    seat.go("Available")

    accept_the_first(seat, centre)
    name_the_customer(seat)
    answer_and_see_it_delivered(seat, centre)
    leave_the_next_to_somebody_else(seat, other, centre)
    outlive_the_web_server(seat, centre)
    end_and_say_how(seat)
    read_it_on_the_case(seat)

    talk = Interaction.objects.get(customer__first_name="Carol")
    assert (talk.status, str(talk.disposition)) == (Interaction.Status.CLOSED, "Solved")
    assert seat.errors + other.errors == []


def accept_the_first(seat: Seat, centre: Centre) -> None:
    centre.carrier.text(cast.CAROL, cast.LINE, "Where is my parcel?")
    seat.shows(seat.page.locator(".offer", has_text="Where is my parcel?"))
    assert seat.page.title().startswith("(1) ")
    assert "New offer" in (seat.page.locator("#announcer").text_content() or "")
    seat.accessible("an offer")
    seat.accept()
    seat.shows(seat.line("Where is my parcel?"))


def name_the_customer(seat: Seat) -> None:
    seat.page.get_by_label("First name").fill("Carol")
    seat.page.get_by_role("button", name="Save").click()
    expect(seat.page.locator(".head h2")).to_have_text("Carol", timeout=WAIT)


def answer_and_see_it_delivered(seat: Seat, centre: Centre) -> None:
    answer = seat.send("It comes tomorrow.")
    seat.shows(answer)
    expect(answer).to_have_attribute("data-state", "delivered", timeout=WAIT)
    assert [each["text"] for each in centre.carrier.ledger()["outbound"]] == ["It comes tomorrow."]
    seat.accessible("a conversation")


def leave_the_next_to_somebody_else(seat: Seat, other: Seat, centre: Centre) -> None:
    """Ben gets it, for Ana has more to do."""
    other.sign_in()
    other.go("Available")
    centre.carrier.text(cast.DAVE, cast.LINE, "And where is mine?")
    other.accept()
    other.shows(other.line("And where is mine?"))
    assert seat.page.locator(".offer").count() == 0


def outlive_the_web_server(seat: Seat, centre: Centre) -> None:
    """It dies under a half-written text and comes back; the customer has written meanwhile."""
    seat.reply.fill("Half a senten")
    centre.kill("web")
    expect(seat.page.locator("connection-state")).to_have_attribute("data-state", "away", timeout=WAIT)
    centre.carrier.text(cast.CAROL, cast.LINE, "Thank you!")
    centre.carrier.text(cast.CAROL, cast.LINE, "Really.")
    centre.begin("web")
    centre.wait("web", centre.web_port)
    seat.is_live()
    seat.shows(seat.line("Thank you!"))
    seat.shows(seat.line("Really."))
    expect(seat.reply).to_have_value("Half a senten")
    seat.shows(seat.send("You are welcome."))


def end_and_say_how(seat: Seat) -> None:
    seat.page.locator(".confirm summary").click()
    seat.page.get_by_role("button", name="End conversation").click()
    seat.page.get_by_label("Solved").check()
    seat.accessible("wrap-up")
    seat.page.get_by_role("button", name="Finish").click()
    seat.shows(seat.page.locator(".left", has_text="Saved to case"))
    assert seat.page.locator(".conversation").count() == 0


def read_it_on_the_case(seat: Seat) -> None:
    seat.page.locator(".left p a").click()
    for text in ("Where is my parcel?", "It comes tomorrow.", "Thank you!", "You are welcome."):
        seat.shows(seat.line(text))
    seat.accessible("a case")
    seat.page.get_by_role("link", name="Carol").first.click()
    expect(seat.page.get_by_role("heading", level=1)).to_have_text("Carol")
    seat.accessible("a customer")


def test_six_at_a_time_not_seven(browser: Browser, centre: Centre, ana: Agent) -> None:
    seat = Seat(browser, centre.url, "ana")
    seat.sign_in()
    seat.go("Available")
    for number in range(1, 8):
        centre.carrier.text(f"+44770090050{number}", cast.LINE, f"Question {number}")
    for number in range(1, 7):
        seat.accept()
        expect(seat.page.locator(".conversation")).to_have_count(number, timeout=WAIT)

    expect(seat.page.locator("#status .load")).to_contain_text("6/6")
    centre.carrier.quiesce()
    assert seat.page.locator(".offer").count() == 0
    assert Assignment.objects.held().filter(agent=ana).count() == 6
    assert Entry.objects.waiting().count() == 1
    seat.accessible("a full desk")
    assert seat.errors == []


def test_a_dead_worker_and_a_dead_ingress_lose_nothing(browser: Browser, centre: Centre, ana: Agent) -> None:
    seat = Seat(browser, centre.url, "ana")
    seat.sign_in()
    seat.go("Available")
    centre.carrier.text(cast.CAROL, cast.LINE, "Hello?")
    seat.accept()

    centre.kill("worker")
    centre.kill("ingress")
    answer = seat.send("Good morning!")
    centre.carrier.text(cast.CAROL, cast.LINE, "Are you there?")
    expect(answer).to_have_attribute("data-state", "queued", timeout=WAIT)
    centre.begin("worker")
    centre.begin("ingress")

    seat.shows(seat.line("Are you there?"))
    expect(answer).to_have_attribute("data-state", "delivered", timeout=WAIT)
    assert [each["text"] for each in centre.carrier.ledger()["outbound"]] == ["Good morning!"]
    assert Message.objects.count() == 3
    assert seat.errors == []


def test_a_double_click_sends_one_text_and_complains_of_nothing(browser: Browser, centre: Centre, ana: Agent) -> None:
    seat = Seat(browser, centre.url, "ana")
    seat.sign_in()
    seat.go("Available")
    centre.carrier.text(cast.CAROL, cast.LINE, "Hello?")
    seat.accept()

    seat.reply.fill("Good morning!")
    seat.page.get_by_role("button", name="Send").dblclick()
    answer = seat.line("Good morning!")
    expect(answer).to_have_attribute("data-state", "delivered", timeout=WAIT)
    seat.shows(answer)
    expect(seat.page.locator(".reply .error")).to_be_empty()
    assert Message.objects.filter(direction=Message.Direction.OUTBOUND).count() == 1
    assert seat.errors == []
