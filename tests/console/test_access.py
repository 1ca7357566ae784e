"""Who gets where. Wrong person, wrong moment, signed out, switched off."""

import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client

from contactcenter.console import access
from routing import assignments
from routing.models import Agent, Assignment
from sms.models import Message
from tests import cast
from tests.console.browserlike import Browser

PAGES = ["/", "/interactions/{talk}/", "/customers/{customer}/", "/cases/{case}/", "/desk/refresh"]
DEEDS = {
    "/interactions/{talk}/messages": {"body": "Hello", "token": str(uuid.uuid4())},
    "/interactions/{talk}/notes": {"body": "Hello"},
    "/interactions/{talk}/reading": {},
    "/interactions/{talk}/ending": {},
    "/interactions/{talk}/wrap-up": {},
    "/interactions/{talk}/record": {"first_name": "Eve"},
    "/interactions/{talk}/customer": {"customer": "{customer}"},
    "/messages/{message}/resending": {},
}


def fill(path: str, talk: Assignment) -> str:
    interaction = talk.interaction
    message = Message.objects.filter(interaction=interaction).values_list("pk", flat=True)[0]
    return path.format(talk=interaction.pk, customer=interaction.customer_id, case=interaction.case_id, message=message)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_sent_to_sign_in(page: str, talk: Assignment) -> None:
    response = Client().get(fill(page, talk))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("deed", DEEDS)
def test_strangers_change_nothing(deed: str, talk: Assignment) -> None:
    response = Client().post(fill(deed, talk), DEEDS[deed])

    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("deed", DEEDS)
def test_only_the_holder_acts_in_a_conversation(deed: str, talk: Assignment, bens_desk: Browser) -> None:
    before = cast.kinds_of(talk.interaction)
    answer = bens_desk.post(fill(deed, talk), **DEEDS[deed])

    assert answer.status == 403
    assert "not in your hands" in answer.partials["#notices"]
    assert cast.kinds_of(talk.interaction) == before


@pytest.mark.parametrize("path", ["/interactions/{talk}/", "/interactions/{talk}/lines", "/interactions/{talk}/canned"])
def test_only_the_holder_sees_a_live_conversation(path: str, talk: Assignment, bens_desk: Browser) -> None:
    answer = bens_desk.get(fill(path, talk))

    assert answer.status == 403
    assert "parcel" not in answer.html


def test_a_live_conversation_of_somebody_else_is_a_page_that_says_so(talk: Assignment, ben: Agent) -> None:
    client = Client()
    client.force_login(ben.user)
    response = client.get(f"/interactions/{talk.interaction_id}/")

    assert response.status_code == 403
    assert "somebody else" in response.content.decode()


def test_every_agent_reads_customers_and_cases(talk: Assignment, bens_desk: Browser) -> None:
    customer = bens_desk.get(talk.interaction.customer.get_absolute_url())
    case = bens_desk.get(talk.interaction.case.get_absolute_url())

    assert (customer.status, case.status) == (200, 200)
    assert "Ana has this conversation" in case.html


def test_an_administrator_without_an_agents_profile_is_told_so(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    response = client.get("/")

    assert response.status_code == 403
    assert "You are not an agent" in response.content.decode()
    assert 'href="/admin/"' in response.content.decode()


def test_an_agent_who_is_switched_off_sees_nothing_more(ana: Agent, talk: Assignment) -> None:
    User.objects.filter(pk=ana.user_id).update(is_active=False)

    assert access.agent_of(ana.user) is None
    assert not access.holding(ana).exists()


def test_a_closed_conversation_is_read_on_its_case(desk: Browser, talk: Assignment, ana: Agent) -> None:
    assignments.end(talk, ana.user)
    assignments.finish(talk, disposition=None, by=ana.user)
    answer = desk.get(f"/interactions/{talk.interaction_id}/")

    assert answer.headers["Location"] == f"/cases/{talk.interaction.case_id}/?interaction={talk.interaction_id}"
    page = desk.get(answer.headers["Location"])
    assert "Where is my parcel?" in page.html


@pytest.mark.parametrize("path", ["/interactions/{}/", "/customers/{}/", "/cases/{}/"])
@pytest.mark.parametrize("number", ["999999", "9" * 30])
def test_what_does_not_exist_is_not_found(path: str, number: str, desk: Browser) -> None:
    assert desk.get(path.format(number)).status == 404
