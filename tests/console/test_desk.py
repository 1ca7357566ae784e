"""The workspace as a page, and catching up with it."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contactcenter.console import rendering
from routing import assignments, presence
from routing.models import Agent, Assignment
from tests import cast
from tests.console.browserlike import Browser, partials


def test_the_desk_shows_offers_and_conversations(plain: Client, talk: Assignment) -> None:
    offer = cast.offered("Where is my refund?", sender=cast.DAVE)
    page = plain.get("/").content.decode()

    assert f'id="offer-{offer.pk}"' in page
    assert f'id="conversation-{talk.interaction_id}"' in page
    assert "Where is my refund?" in page


def test_a_chosen_conversation_comes_with_its_transcript_and_its_customer(plain: Client, talk: Assignment) -> None:
    page = plain.get(f"/interactions/{talk.interaction_id}/").content.decode()

    assert "Where is my parcel?" in page
    assert "New customer" in page
    assert 'aria-current="page"' in page


def test_choosing_a_conversation_swaps_the_workspace_only(desk: Browser, talk: Assignment) -> None:
    answer = desk.get(f"/interactions/{talk.interaction_id}/")

    assert list(answer.partials) == ["#workspace"]
    assert "Where is my parcel?" in answer.partials["#workspace"]


def test_history_gets_the_whole_page(desk: Browser, talk: Assignment) -> None:
    headers = {"HX-History-Restore-Request": "true"}
    response = desk.client.get(f"/interactions/{talk.interaction_id}/", headers=headers)

    assert response.content.startswith(b"<!doctype html>")


def test_refreshing_brings_everything_that_changes_by_itself(desk: Browser, talk: Assignment) -> None:
    cast.receive("Anybody there?")
    answer = desk.get(f"/desk/refresh?interaction={talk.interaction_id}")

    assert {"#status", "#offers", "#conversations", f"#timeline-{talk.interaction_id}"} <= set(answer.partials)
    assert "Anybody there?" in answer.partials[f"#timeline-{talk.interaction_id}"]
    assert f"#foot-{talk.interaction_id}" not in answer.partials  # a draft may be in it


def test_refreshing_a_conversation_that_is_gone_says_where_it_rests(
    desk: Browser, talk: Assignment, ana: Agent
) -> None:
    assignments.end(talk, ana.user)
    assignments.finish(talk, disposition=None, by=ana.user)
    answer = desk.get(f"/desk/refresh?interaction={talk.interaction_id}")

    assert talk.interaction.case.reference in answer.partials[f"#foot-{talk.interaction_id}"]


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "99999999", "9" * 30, "²", "%00"])
def test_nonsense_in_an_address_counts_as_nothing(nonsense: str, desk: Browser, talk: Assignment) -> None:
    paths = [
        f"/desk/refresh?interaction={nonsense}",
        f"/interactions/{talk.interaction_id}/lines?before={nonsense}",
        f"/cases/{talk.interaction.case_id}/?interaction={nonsense}&after={nonsense}",
    ]
    assert [desk.get(path).status for path in paths] == [200, 200, 200]


def test_a_long_transcript_is_read_in_stretches(desk: Browser, talk: Assignment) -> None:
    for number in range(60):
        cast.receive(f"Text {number}")
    page = desk.get(f"/interactions/{talk.interaction_id}/").partials["#workspace"]
    assert "Text 59" in page
    assert "Text 5<" not in page

    newest = talk.interaction.events.order_by("-number")[0].number
    earlier = desk.get(f"/interactions/{talk.interaction_id}/lines?before={newest - 29}")
    assert "Text 5<" in earlier.partials[f"#timeline-{talk.interaction_id}"]
    assert "button" not in earlier.partials[f"#earlier-{talk.interaction_id}"]


def test_unread_texts_are_counted_until_they_are_read(desk: Browser, talk: Assignment) -> None:
    desk.post(f"/interactions/{talk.interaction_id}/reading")
    cast.receive("One")
    cast.receive("Two")
    assert 'data-unread="2"' in desk.get("/desk/refresh").partials["#conversations"]

    read = desk.post(f"/interactions/{talk.interaction_id}/reading")
    assert 'data-unread="0"' in read.partials["#conversations"]
    assert desk.post(f"/interactions/{talk.interaction_id}/reading").status == 204


def test_the_page_asks_as_often_for_six_conversations_as_for_one(
    desk: Browser, ana: Agent, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        cast.held(ana, sender=cast.another_number())
    with django_assert_max_num_queries(9):
        desk.client.get("/", headers={"HX-History-Restore-Request": "true"})


def test_a_pushed_text_costs_two_queries_and_few_bytes(
    ana: Agent, talk: Assignment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    message = cast.receive("And when does it come?")
    ids = {"interaction": talk.interaction_id, "number": message.event.number}
    with django_assert_num_queries(2):
        push = rendering.announced(ana, {"type": "announcement", "event": "timeline.added", **ids})

    assert "And when does it come?" in push
    assert len(push) < 2500


@pytest.mark.parametrize("status", Agent.Status.values)
def test_an_agent_declares_a_status(status: str, desk: Browser, ana: Agent) -> None:
    answer = desk.post("/status", status=status)

    ana.refresh_from_db()
    assert ana.status == status
    assert f'data-status="{status}"' in answer.partials["#status"]


def test_nobody_logs_out_with_conversations_open(desk: Browser, ana: Agent, talk: Assignment) -> None:
    answer = desk.post("/status", status="logged_out")

    assert answer.status == 409
    assert "still have conversations" in answer.partials["#notices"]


def test_an_unknown_status_is_refused(desk: Browser) -> None:
    assert desk.post("/status", status="asleep").status == 422


def test_without_script_a_status_goes_back_to_the_desk(plain: Client, ana: Agent) -> None:
    presence.set_status(ana, "on_break", by=ana.user)
    response = plain.post("/status", {"status": "available"})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_the_status_of_the_page_is_the_status_that_is_pushed(plain: Client, ana: Agent) -> None:
    page = plain.get("/").content.decode()
    pushed = partials(rendering.announced(ana, {"type": "announcement", "event": "status.changed", "agent": ana.pk}))

    assert pushed["#status"].strip() in page


def test_a_page_that_missed_more_than_a_screenful_gets_it_in_stretches(desk: Browser, talk: Assignment) -> None:
    for number in range(80):
        cast.receive(f"Line {number}")
    seen = 10
    parts = desk.get(f"/desk/refresh?interaction={talk.interaction_id}&after={seen}").partials
    numbers = re.findall(r'data-number="(\d+)"', parts[f"#timeline-{talk.interaction_id}"])

    talk.interaction.refresh_from_db()
    assert [int(each) for each in numbers] == list(range(seen + 1, talk.interaction.last_event + 1))
