"""A conversation's end in the console."""

from django.test import Client

from cases.models import Disposition, Interaction
from routing import assignments
from routing.models import Agent, Assignment, Queue
from tests.console.browserlike import Browser


def test_ending_begins_the_wrap_up(desk: Browser, talk: Assignment) -> None:
    answer = desk.post(f"/interactions/{talk.interaction_id}/ending")

    talk.interaction.refresh_from_db()
    assert talk.interaction.in_wrap_up
    assert "How did it end?" in answer.partials[f"#foot-{talk.interaction_id}"]
    assert "Wrap-up" in answer.partials["#conversations"]


def test_ending_twice_shows_how_things_are(desk: Browser, talk: Assignment) -> None:
    desk.post(f"/interactions/{talk.interaction_id}/ending")
    answer = desk.post(f"/interactions/{talk.interaction_id}/ending")

    assert answer.status == 409
    assert "already ended" in answer.partials["#notices"]
    assert "How did it end?" in answer.partials[f"#foot-{talk.interaction_id}"]


def test_finishing_saves_the_transcript_to_the_case(desk: Browser, talk: Assignment, ana: Agent) -> None:
    solved = Disposition.objects.create(code="solved", label="Solved")
    desk.post(f"/interactions/{talk.interaction_id}/ending")
    answer = desk.post(f"/interactions/{talk.interaction_id}/wrap-up", disposition=solved.pk)

    talk.interaction.refresh_from_db()
    assert (talk.interaction.status, talk.interaction.disposition) == (Interaction.Status.CLOSED, solved)
    assert talk.interaction.case.reference in answer.partials[f"#foot-{talk.interaction_id}"]
    assert answer.partials[f"#conversation-{talk.interaction_id}"] == ""
    assert "0/6" in answer.partials["#status"]


def test_a_queue_may_insist_on_a_disposition(desk: Browser, talk: Assignment, orders: Queue) -> None:
    Queue.objects.filter(pk=orders.pk).update(disposition_required=True)
    desk.post(f"/interactions/{talk.interaction_id}/ending")
    answer = desk.post(f"/interactions/{talk.interaction_id}/wrap-up")

    assert answer.status == 422
    assert "Choose how this conversation ended." in answer.partials[f"#foot-{talk.interaction_id}"]


def test_an_unknown_disposition_is_refused(desk: Browser, talk: Assignment) -> None:
    desk.post(f"/interactions/{talk.interaction_id}/ending")
    answer = desk.post(f"/interactions/{talk.interaction_id}/wrap-up", disposition="999")

    assert answer.status == 422
    assert "not in use any more" in answer.html


def test_finishing_what_is_still_open_is_a_conflict(desk: Browser, talk: Assignment) -> None:
    answer = desk.post(f"/interactions/{talk.interaction_id}/wrap-up")

    assert answer.status == 409
    assert "not in wrap-up" in answer.partials["#notices"]


def test_finishing_when_the_clock_was_first(desk: Browser, talk: Assignment, ana: Agent) -> None:
    desk.post(f"/interactions/{talk.interaction_id}/ending")
    assignments.finish(talk, disposition=None, by=None)

    assert desk.post(f"/interactions/{talk.interaction_id}/wrap-up").status == 403


def test_without_script_the_end_is_a_round_of_pages(plain: Client, talk: Assignment) -> None:
    ended = plain.post(f"/interactions/{talk.interaction_id}/ending", follow=True)
    assert "How did it end?" in ended.content.decode()

    finished = plain.post(f"/interactions/{talk.interaction_id}/wrap-up")
    assert (finished.status_code, finished["Location"]) == (302, "/")


def test_without_script_a_missing_disposition_is_shown_on_the_page(
    plain: Client, talk: Assignment, orders: Queue
) -> None:
    Queue.objects.filter(pk=orders.pk).update(disposition_required=True)
    plain.post(f"/interactions/{talk.interaction_id}/ending")
    page = plain.post(f"/interactions/{talk.interaction_id}/wrap-up")

    assert page.status_code == 422
    assert "Choose how this conversation ended." in page.content.decode()
