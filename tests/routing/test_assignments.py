"""A conversation in an agent's hands: read, ended, wrapped up, let go."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cases import history, interactions
from cases.models import Disposition, Interaction
from routing import assignments
from routing.models import Agent, Assignment, Queue
from tests import cast


@pytest.fixture
def held(ana: Agent) -> Assignment:
    return cast.held(ana)


@pytest.fixture
def solved(db: None) -> Disposition:
    return Disposition.objects.create(code="solved", label="Solved")


def unread(agent: Agent) -> list[int]:
    return [vars(each)["unread"] for each in assignments.held_by(agent)]


def test_the_texts_that_came_before_it_was_accepted_are_unread(ana: Agent, held: Assignment) -> None:
    assert unread(ana) == [1]


def test_reading_marks_everything_as_seen(ana: Agent, held: Assignment) -> None:
    assert assignments.read(held)
    assert not assignments.read(held)
    assert unread(ana) == [0]


def test_only_the_customers_new_texts_are_unread(ana: Agent, held: Assignment) -> None:
    assignments.read(held)
    cast.receive("Hello?")
    cast.receive("Anybody there?")
    history.note(held.interaction, ana.user, "Seems impatient.")

    assert unread(ana) == [2]


def test_the_oldest_is_first_and_others_agents_are_not_listed(ana: Agent, held: Assignment, orders: Queue) -> None:
    second = cast.held(ana, sender=cast.another_number())
    ana_holds = list(assignments.held_by(ana))

    assert ana_holds == [held, second]
    assert not assignments.held_by(cast.agent("Ben", orders)).exists()


def test_ending_begins_the_wrap_up(ana: Agent, held: Assignment, orders: Queue) -> None:
    assignments.end(held, ana.user)

    held.refresh_from_db()
    assert held.interaction.status == Interaction.Status.WRAP_UP
    assert held.wrap_up_ends_at is not None
    assert held.wrap_up_ends_at - timezone.now() < timedelta(seconds=orders.wrap_up_seconds)
    assert cast.kinds_of(held.interaction)[-1] == "ended"


def test_wrap_up_still_counts_against_capacity(ana: Agent, held: Assignment) -> None:
    assignments.end(held, ana.user)

    ana.refresh_from_db()
    assert ana.load == 1
    assert list(assignments.held_by(ana)) == [held]


def test_ending_twice_is_told(ana: Agent, held: Assignment) -> None:
    assignments.end(held, ana.user)

    with pytest.raises(interactions.NotOpen, match="already ended"):
        assignments.end(held, ana.user)


def test_finishing_closes_it_and_frees_the_agent(ana: Agent, held: Assignment, solved: Disposition) -> None:
    assignments.end(held, ana.user)
    assignments.finish(held, disposition=solved, by=ana.user)

    ana.refresh_from_db()
    held.interaction.refresh_from_db()
    assert (held.interaction.status, held.interaction.disposition) == (Interaction.Status.CLOSED, solved)
    assert (ana.load, list(assignments.held_by(ana))) == (0, [])


def test_a_freed_agent_is_given_what_waits(ana: Agent, held: Assignment) -> None:
    Agent.objects.update(capacity=1)
    cast.receive(sender=cast.another_number())
    cast.run_jobs(names="routing.place")
    assignments.end(held, ana.user)
    assignments.finish(held, disposition=None, by=ana.user)
    cast.run_jobs(names="routing.freed")

    ana.refresh_from_db()
    assert ana.load == 1


def test_finishing_before_the_end_is_refused(ana: Agent, held: Assignment) -> None:
    with pytest.raises(interactions.NotInWrapUp):
        assignments.finish(held, disposition=None, by=ana.user)
    assert list(assignments.held_by(ana)) == [held]


def test_what_was_let_go_is_not_held(ana: Agent, held: Assignment) -> None:
    assignments.end(held, ana.user)
    assignments.finish(held, disposition=None, by=ana.user)

    with pytest.raises(assignments.NotHeld):
        assignments.finish(held, disposition=None, by=ana.user)
    with pytest.raises(assignments.NotHeld):
        assignments.end(held, ana.user)


def test_a_queue_may_require_a_disposition(ana: Agent, held: Assignment, solved: Disposition) -> None:
    Queue.objects.update(disposition_required=True)
    held.refresh_from_db()
    assignments.end(held, ana.user)

    with pytest.raises(assignments.DispositionNeeded):
        assignments.finish(held, disposition=None, by=ana.user)
    assignments.finish(held, disposition=solved, by=ana.user)
    assert not Assignment.objects.held().exists()


def test_a_required_disposition_keeps_the_wrap_up_from_ending_by_itself(ana: Agent, held: Assignment) -> None:
    Queue.objects.update(disposition_required=True)
    held.refresh_from_db()
    assignments.end(held, ana.user)
    Assignment.objects.update(wrap_up_ends_at=timezone.now() - timedelta(seconds=1))
    assignments.finish_overdue(held.pk)

    assert not ProcrastinateJob.objects.filter(task_name="routing.finish_wrap_up").exists()
    assert Assignment.objects.held().get() == held


def test_an_overdue_wrap_up_finishes_by_its_job(ana: Agent, held: Assignment, orders: Queue) -> None:
    assignments.end(held, ana.user)
    assignments.finish_overdue(held.pk)
    assert Assignment.objects.held().get() == held

    Assignment.objects.update(wrap_up_ends_at=timezone.now())
    ran = cast.run_jobs(names="routing.finish_wrap_up", until=timedelta(seconds=orders.wrap_up_seconds))
    assert ran == ["routing.finish_wrap_up"]
    assert not Assignment.objects.held().exists()


def test_the_wrap_up_job_finds_it_finished(ana: Agent, held: Assignment) -> None:
    assignments.end(held, ana.user)
    assignments.finish(held, disposition=None, by=ana.user)
    assignments.finish_overdue(held.pk)

    assert cast.kinds_of(held.interaction)[-2:] == ["ended", "closed"]


def test_a_wrap_up_that_ends_by_itself_keeps_what_was_chosen(ana: Agent, held: Assignment, solved: Disposition) -> None:
    assignments.end(held, ana.user)
    assignments.choose(held, solved)
    Assignment.objects.filter(pk=held.pk).update(wrap_up_ends_at=timezone.now())
    assignments.finish_overdue(held.pk)

    held.interaction.refresh_from_db()
    assert (held.interaction.status, held.interaction.disposition) == ("closed", solved)
