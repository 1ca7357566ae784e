"""What was said and what happened, page by page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases import history
from cases.models import Event, Interaction
from routing.models import Assignment
from sms import transcript
from sms.models import Message
from tests import cast


def numbers(talk: Interaction, **bounds: int) -> list[int]:
    return [event.number for event in transcript.page(talk, **bounds)]


@pytest.fixture
def long(talk: Interaction) -> Interaction:
    """A conversation of sixty lines."""
    for _ in range(60 - talk.events.count()):
        history.record(talk, Event.Kind.NOTE)
    return talk


def test_the_newest_page_is_read_downwards(long: Interaction) -> None:
    assert numbers(long) == list(range(11, 61))


def test_the_page_above_joins_without_gap_or_double(long: Interaction) -> None:
    assert numbers(long, before=11) == list(range(1, 11))
    assert numbers(long, before=1) == []


def test_catching_up_gives_what_came_after(long: Interaction) -> None:
    assert numbers(long, after=57) == [58, 59, 60]
    assert numbers(long, after=60) == []


def test_catching_up_in_steps_misses_nothing(long: Interaction) -> None:
    assert numbers(long, after=0, limit=50) == list(range(1, 51))
    assert numbers(long, after=50, limit=50) == list(range(51, 61))


def test_every_line_brings_what_it_shows(
    talk: Interaction, held: Assignment, answer: Callable[..., Message], django_assert_num_queries: Any
) -> None:
    author: User = held.agent.user
    answer("On its way.")
    history.note(talk, author, "Seems impatient.")

    with django_assert_num_queries(1):
        lines = transcript.page(talk)
        shown = [
            (line.message.body, line.message.author, line.message.channel.name)
            if line.kind == Event.Kind.TEXT
            else (line.note.body, line.note.author)
            for line in lines
            if line.kind in (Event.Kind.TEXT, Event.Kind.NOTE)
        ]
    assert shown == [
        ("Where is my parcel?", None, "Orders line"),
        ("On its way.", author, "Orders line"),
        ("Seems impatient.", author),
    ]


def test_another_conversations_lines_are_not_in_it(long: Interaction, held: Assignment) -> None:
    other = cast.held(held.agent, sender=cast.DAVE).interaction

    assert numbers(other) == [1, 2, 3, 4]
