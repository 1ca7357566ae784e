"""Offers in the console: taken, left, and too late."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from routing import offers
from routing.models import Agent, Assignment, Offer
from tests import cast
from tests.console.browserlike import Browser


def test_accepting_opens_the_conversation(desk: Browser, ana: Agent) -> None:
    offer = cast.offered()
    answer = desk.post(f"/offers/{offer.pk}/acceptance")

    held = Assignment.objects.held().get(agent=ana)
    assert "Where is my parcel?" in answer.partials["#workspace"]
    assert f"conversation-{held.interaction_id}" in answer.partials["#conversations"]
    assert answer.partials[f"#offer-{offer.pk}"] == ""
    assert answer.headers["HX-Push-Url"] == f"/interactions/{held.interaction_id}/"


def test_accepting_on_another_page_goes_to_the_desk(desk: Browser, ana: Agent) -> None:
    offer = cast.offered()
    here = {"HX-Current-URL": "http://testserver/cases/1/"}
    response = desk.client.post(f"/offers/{offer.pk}/acceptance", headers=here)

    held = Assignment.objects.held().get(agent=ana)
    assert response["HX-Redirect"] == f"/interactions/{held.interaction_id}/"


def test_the_second_tab_finds_the_offer_gone(desk: Browser) -> None:
    offer = cast.offered()
    desk.post(f"/offers/{offer.pk}/acceptance")
    answer = desk.post(f"/offers/{offer.pk}/acceptance")

    assert answer.status == 409
    assert "already accepted" in answer.partials[f"#offer-{offer.pk}"]
    assert Assignment.objects.count() == 1


def test_an_expired_offer_is_gone(desk: Browser) -> None:
    offer = cast.offered()
    Offer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = desk.post(f"/offers/{offer.pk}/acceptance")

    assert answer.status == 409
    assert "time to accept" in answer.partials[f"#offer-{offer.pk}"]
    assert not Assignment.objects.exists()


def test_rejecting_takes_the_offer_away(desk: Browser) -> None:
    offer = cast.offered()
    answer = desk.post(f"/offers/{offer.pk}/rejection")

    offer.refresh_from_db()
    assert offer.status == Offer.Status.REJECTED
    assert answer.partials == {f"#offer-{offer.pk}": ""}


def test_rejecting_twice_says_so(desk: Browser) -> None:
    offer = cast.offered()
    desk.post(f"/offers/{offer.pk}/rejection")
    answer = desk.post(f"/offers/{offer.pk}/rejection")

    assert answer.status == 409
    assert "You rejected this offer" in answer.html


def test_somebody_elses_offer_is_none(bens_desk: Browser, ana: Agent) -> None:
    offer = cast.offered()
    answer = bens_desk.post(f"/offers/{offer.pk}/acceptance")

    assert answer.status == 409
    assert "no such offer for you" in answer.html
    assert "parcel" not in answer.html


def test_without_script_accepting_goes_to_the_conversation(plain: Client, ana: Agent) -> None:
    offer = cast.offered()
    response = plain.post(f"/offers/{offer.pk}/acceptance")

    held = Assignment.objects.held().get(agent=ana)
    assert response["Location"] == f"/interactions/{held.interaction_id}/"


def test_without_script_a_gone_offer_is_explained_on_the_desk(plain: Client, ana: Agent) -> None:
    offer = cast.offered()
    offers.reject(offer.pk, ana)
    page = plain.post(f"/offers/{offer.pk}/acceptance", follow=True).content.decode()

    assert "You rejected this offer" in page


def test_the_offer_pops_the_customers_record(desk: Browser, ana: Agent) -> None:
    earlier = cast.held(ana)
    customer = earlier.interaction.customer
    customer.first_name, customer.last_name, customer.is_vip = "Carol", "Jones", True
    customer.save()
    desk.post(f"/interactions/{earlier.interaction_id}/ending")
    desk.post(f"/interactions/{earlier.interaction_id}/wrap-up")
    cast.offered("It broke again")
    popped = desk.get("/desk/refresh").partials["#offers"]

    assert "Carol Jones" in popped
    assert "VIP" in popped
    assert "<dt>Open cases</dt><dd>1</dd>" in popped
    assert "never" not in popped
