"""What was said and what happened, in order."""

from django.db.models import QuerySet

from cases.models import Event, Interaction

PAGE = 50


def page(
    interaction: Interaction, *, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> list[Event]:
    """Return a stretch of an interaction's timeline, oldest first, each line with its text or note.

    Args:
        interaction: whose timeline.
        before: only lines with a smaller number: the page above the one on screen.
        after: only lines with a greater number: what a page has missed.
        limit: at most so many lines; the newest of them, or with `after` the oldest.
    """
    lines = entries(interaction)
    if after is not None:
        return list(lines.filter(number__gt=after).order_by("number")[:limit])
    if before is not None:
        lines = lines.filter(number__lt=before)
    return list(lines.order_by("-number")[:limit])[::-1]


def entries(interaction: Interaction) -> QuerySet[Event]:
    """All lines of an interaction, with everything a line shows, in one query."""
    return Event.objects.filter(interaction=interaction).select_related(
        "actor", "message", "message__author", "message__channel", "note", "note__author"
    )
