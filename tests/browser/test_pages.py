"""Every page in light and dark, wide and on a phone: no rule of axe broken, nothing wider than the screen."""

import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from cases import history
from cases.models import Disposition
from customers.models import Customer
from routing import assignments
from routing.models import Agent, Assignment, Presence
from sms import outbound
from sms.models import Message
from tests import cast
from tests.browser.seat import Seat

pytestmark = pytest.mark.timeout(180)
WIDTHS = pytest.mark.parametrize("width", [1280, 360])


def seat_of(browser: Browser, server: LiveServer, width: int, user: User | None) -> Seat:
    """A browser of this width in which somebody is signed in."""
    seat = Seat(browser, server.url, str(user))
    seat.page.set_viewport_size({"width": width, "height": 800})
    if user is not None:
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}
        seat.page.context.add_cookies([cookie])  # type: ignore[list-item]
    return seat


def assert_well_made(seat: Seat, path: str) -> None:
    seat.page.goto(seat.url + path)
    seat.accessible(path)
    assert seat.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the screen"
    assert seat.errors == []


@pytest.fixture
def talk(ana: Agent) -> Assignment:
    """A conversation in which everything has happened, of a number that two people share."""
    Agent.objects.filter(pk=ana.pk).update(status=Agent.Status.AVAILABLE)
    Presence.objects.create(agent=ana)
    Disposition.objects.create(code="solved", label="Solved")
    held = cast.held(ana)
    held.interaction.customer.phones.get().customers.add(
        Customer.objects.create(first_name="Colin", company="Smith Ltd")
    )
    for status in [*Message.Status.values][1:]:
        message = outbound.queue(held.interaction, body=f"It is {status}.", author=ana.user, token=uuid.uuid4())
        Message.objects.filter(pk=message.pk).update(status=status, failure_reason="The phone was off.")
    history.note(held.interaction, ana.user, "Careful, has a dog.")
    cast.receive("https://example.com/" + "a-very-long-address" * 10)
    cast.offered("Hello", sender=cast.DAVE)
    return held


@WIDTHS
def test_the_desk(width: int, browser: Browser, live_server: LiveServer, ana: Agent, talk: Assignment) -> None:
    seat = seat_of(browser, live_server, width, ana.user)
    assert_well_made(seat, "/")
    assert_well_made(seat, f"/interactions/{talk.interaction_id}/")
    assert_well_made(seat, f"/interactions/{talk.interaction_id}/#customer")
    assignments.end(talk, ana.user)
    assert_well_made(seat, f"/interactions/{talk.interaction_id}/")


@WIDTHS
def test_records(width: int, browser: Browser, live_server: LiveServer, ana: Agent, talk: Assignment) -> None:
    customer, case = talk.interaction.customer, talk.interaction.case
    seat = seat_of(browser, live_server, width, ana.user)
    assert_well_made(seat, customer.get_absolute_url())
    assert_well_made(seat, f"/customers/{customer.pk}/editing")
    assert_well_made(seat, case.get_absolute_url())
    assignments.end(talk, ana.user)
    assignments.finish(talk, disposition=None, by=ana.user)
    assert_well_made(seat, case.get_absolute_url())
    assert_well_made(seat, "/nothing/")


@WIDTHS
def test_accounts(width: int, browser: Browser, live_server: LiveServer, ana: Agent) -> None:
    seat = seat_of(browser, live_server, width, ana.user)
    for path in ("password/change/", "2fa/", "logout/"):
        assert_well_made(seat, f"/accounts/{path}")
    stranger = seat_of(browser, live_server, width, None)
    for path in ("login/", "password/reset/"):
        assert_well_made(stranger, f"/accounts/{path}")
    administrator = seat_of(browser, live_server, width, User.objects.create_superuser("admin"))
    assert_well_made(administrator, "/")
