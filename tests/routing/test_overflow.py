"""What waits too long goes on to the next queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Event
from routing import overflow, placement, sweeping
from routing.models import Entry, Offer, Queue
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Entry:
    further = Queue.objects.create(name="Everybody")
    near = cast.queue(on=cast.channel(), overflow_queue=further, overflow_after=60)
    cast.agent("Ben", further)
    waiting = placement.place(cast.receive().interaction_id)
    assert waiting is not None and waiting.queue == near
    return waiting


def test_an_entry_stays_while_its_queue_may_still_serve_it(entry: Entry) -> None:
    assert overflow.overdue(entry.entered_at + timedelta(seconds=59), 10) == []


def test_an_overdue_entry_goes_to_the_overflow_queue_and_is_offered_there(entry: Entry) -> None:
    sweeping.sweep(entry.entered_at + timedelta(seconds=61))
    cast.run_jobs(names="routing.dispatch")

    offer = Offer.objects.get()
    assert offer.entry.queue.name == "Everybody"
    assert offer.entry.stands_since == entry.stands_since
    assert Event.objects.filter(kind=Event.Kind.QUEUED).count() == 2


def test_an_entry_that_was_offered_meanwhile_stays(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(status=Entry.Status.REMOVED, left_at=timezone.now())

    assert overflow.move_on(entry.pk) is None
    assert Entry.objects.count() == 1
