"""The timeline: every line dated, and numbered under the interaction's lock."""

from datetime import datetime
from enum import Enum
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from cases.models import Event, Interaction, Note
from contactcenter.live import announce


class Word(Enum):
    """Whose the last word is after a line: the customer then waits, or no longer does."""

    CUSTOMER = "awaiting_reply_since = COALESCE(awaiting_reply_since, %(at)s)"
    OURS = "awaiting_reply_since = NULL"
    NOBODY = "awaiting_reply_since = awaiting_reply_since"


def record(
    interaction: Interaction,
    kind: Event.Kind,
    *,
    actor: User | None = None,
    at: datetime | None = None,
    word: Word = Word.NOBODY,
    detail: dict[str, Any] | None = None,
) -> Event:
    """Add a line to an interaction's timeline and announce it.

    Args:
        interaction: its row is locked until the transaction ends; that is what keeps numbers without gaps.
        kind: what happened.
        actor: who did it, if a colleague.
        at: when; now, unless said.
        word: whose turn it is afterwards.
        detail: plain facts for the line's text.
    """
    at = at or timezone.now()
    number = _next_number(interaction.pk, word, at)
    event = Event.objects.create(
        interaction=interaction, number=number, kind=kind, actor=actor, at=at, detail=detail or {}
    )
    announce(f"interaction.{interaction.pk}", "timeline.added", interaction=interaction.pk, number=number)
    return event


@transaction.atomic
def note(interaction: Interaction, author: User, body: str) -> Note:
    """Add words for colleagues to the timeline."""
    event = record(interaction, Event.Kind.NOTE, actor=author)
    return Note.objects.create(event=event, interaction=interaction, author=author, body=body)


def _next_number(interaction: int, word: Word, at: datetime) -> int:
    # The ORM has no UPDATE … RETURNING, and reading the number after the UPDATE would be a query more for every text.
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE cases_interaction SET last_event = last_event + 1, {word.value}"
            " WHERE id = %(interaction)s RETURNING last_event",
            {"interaction": interaction, "at": at},
        )
        row = cursor.fetchone()
    if row is None:
        raise Interaction.DoesNotExist(f"interaction {interaction}")
    return int(row[0])
