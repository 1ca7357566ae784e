"""What waits too long in one queue goes on to the next (R4), keeping its standing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ExpressionWrapper, F, Value
from django.db.models.fields import DateTimeField, DurationField
from django.utils import timezone

from cases import history, interactions
from cases.models import Event
from contactcenter import jobs
from routing.models import Entry


def overdue(now: datetime, limit: int) -> list[int]:
    """Return the entries that have waited for longer than their queue lets them, the oldest first."""
    patience = ExpressionWrapper(
        F("queue__overflow_after") * Value(timedelta(seconds=1), output_field=DurationField()),
        output_field=DurationField(),
    )
    waited_since = ExpressionWrapper(F("entered_at") + patience, output_field=DateTimeField())
    waiting = Entry.objects.waiting().filter(queue__overflow_queue__is_active=True)
    due = waiting.annotate(due=waited_since).filter(due__lte=now).order_by("due")
    return list(due.values_list("pk", flat=True)[:limit])


@transaction.atomic
def move_on(entry_id: int) -> Entry | None:
    """Move a waiting entry to its queue's overflow queue; None when it is not waiting any more.

    The needs stay, because the customer's matter is the same; so does the standing, because they have waited already.
    """
    entry = Entry.objects.select_related("queue__overflow_queue", "interaction").get(pk=entry_id)
    further = entry.queue.overflow_queue
    if further is None:
        return None
    interactions.lock(entry.interaction_id)
    now = timezone.now()
    if not Entry.objects.waiting().filter(pk=entry.pk).update(status=Entry.Status.REMOVED, left_at=now):
        return None
    history.record(entry.interaction, Event.Kind.QUEUED, at=now, detail={"queue": further.name, "rule": "overflow"})
    moved = Entry.objects.create(
        interaction=entry.interaction,
        queue=further,
        priority=entry.priority,
        needs=entry.needs,
        why=entry.why | {"overflowed_from": entry.queue.name},
        entered_at=now,
        stands_since=entry.stands_since,
    )
    jobs.defer("routing.dispatch", queue_id=further.pk)
    return moved
