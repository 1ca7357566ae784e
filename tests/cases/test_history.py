"""The timeline: every line dated and numbered, and whose turn it is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import history
from cases.history import Word
from cases.models import Event, Interaction

NOW = timezone.now()


def numbers(talk: Interaction) -> list[int]:
    return list(talk.events.order_by("number").values_list("number", flat=True))


def waiting_since(talk: Interaction) -> object:
    return Interaction.objects.values_list("awaiting_reply_since", flat=True).get(pk=talk.pk)


def test_lines_are_numbered_from_one_without_gaps(talk: Interaction) -> None:
    for _ in range(3):
        history.record(talk, Event.Kind.TEXT)

    assert numbers(talk) == [1, 2, 3, 4]
    talk.refresh_from_db()
    assert talk.last_event == 4


def test_a_line_that_is_rolled_back_leaves_no_gap(talk: Interaction) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        history.record(talk, Event.Kind.TEXT)
        raise RuntimeError
    history.record(talk, Event.Kind.TEXT)

    assert numbers(talk) == [1, 2]


def test_the_database_refuses_a_number_twice(talk: Interaction) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(interaction=talk, number=1, kind=Event.Kind.TEXT)


def test_a_line_of_no_conversation_is_refused(talk: Interaction) -> None:
    with pytest.raises(Interaction.DoesNotExist):
        history.record(Interaction(pk=4711), Event.Kind.TEXT)


def test_the_customer_waits_since_their_first_unanswered_word(talk: Interaction) -> None:
    history.record(talk, Event.Kind.TEXT, word=Word.CUSTOMER, at=NOW)
    history.record(talk, Event.Kind.TEXT, word=Word.CUSTOMER, at=NOW + timedelta(minutes=5))

    assert waiting_since(talk) == NOW


def test_our_word_ends_their_waiting(talk: Interaction) -> None:
    history.record(talk, Event.Kind.TEXT, word=Word.CUSTOMER)
    history.record(talk, Event.Kind.TEXT, word=Word.OURS)

    assert waiting_since(talk) is None


def test_what_nobody_said_changes_no_turn(talk: Interaction) -> None:
    history.record(talk, Event.Kind.TEXT, word=Word.CUSTOMER, at=NOW)
    history.record(talk, Event.Kind.QUEUED)

    assert waiting_since(talk) == NOW


def test_a_note_is_a_line_by_its_author(talk: Interaction, ana: User) -> None:
    note = history.note(talk, ana, "Seems impatient.")

    assert (note.body, note.event.kind, note.event.actor) == ("Seems impatient.", Event.Kind.NOTE, ana)
    assert numbers(talk) == [1, 2]
