"""A case is closed and opened again by an agent."""

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from routing import assignments
from routing.models import Agent, Assignment
from tests import cast


@pytest.fixture
def browser(client: Client, ana: Agent) -> Client:
    client.force_login(ana.user)
    return client


def test_a_case_closes_once_its_conversation_has_ended(browser: Client, talk: Assignment, ana: Agent) -> None:
    assignments.end(talk, ana.user)
    assignments.finish(talk, disposition=None, by=ana.user)
    case = Case.objects.get()
    answer = browser.post(f"/cases/{case.pk}/closing", follow=True)

    case.refresh_from_db()
    assert case.status == Case.Status.CLOSED
    assert "Open it again" in answer.content.decode()


def test_a_case_that_is_talked_about_stays_open(browser: Client, talk: Assignment) -> None:
    case = talk.interaction.case
    answer = browser.post(f"/cases/{case.pk}/closing", follow=True)

    case.refresh_from_db()
    assert case.status == Case.Status.OPEN
    assert "end it first" in answer.content.decode()


def test_a_person_opens_a_case_again_however_old(browser: Client, talk: Assignment) -> None:
    old = Case.objects.create(
        customer=talk.interaction.customer, subject="A wrong bill", status="closed", closed_at=timezone.now()
    )
    browser.post(f"/cases/{old.pk}/reopening")

    old.refresh_from_db()
    assert old.status == Case.Status.OPEN


def test_a_text_on_a_closed_case_opens_it_again(browser: Client, talk: Assignment, ana: Agent) -> None:
    assignments.end(talk, ana.user)
    browser.post(f"/cases/{talk.interaction.case_id}/closing")

    assert cast.receive("One more thing").interaction.case_id == talk.interaction.case_id
