"""Work for later: written with the change it belongs to, and tried again when it asks to be."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from contactcenter import jobs
from tests import cast

JOB = Job(id=1, lock=None, queueing_lock=None, task_name="sms.send", queue="default")


def test_a_job_is_a_row_of_the_same_transaction(db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.defer("sms.send", message_id=1)
        raise RuntimeError
    assert not ProcrastinateJob.objects.exists()

    jobs.defer("sms.send", message_id=1)
    assert ProcrastinateJob.objects.get().args == {"message_id": 1}


def test_a_job_deferred_by_a_job_is_a_row_of_the_same_transaction_too(transactional_db: None) -> None:
    with app.replace_connector(DjangoConnector().get_worker_connector()):  # as in a worker
        with pytest.raises(RuntimeError), transaction.atomic():
            jobs.defer("sms.send", message_id=1)
            raise RuntimeError
        assert not ProcrastinateJob.objects.exists()

        jobs.defer("sms.send", message_id=1)
    assert ProcrastinateJob.objects.get().args == {"message_id": 1}
    cast.forget_jobs()


def test_a_job_may_be_for_later_and_in_an_order(db: None) -> None:
    later = timezone.now() + timedelta(minutes=5)
    jobs.defer("sms.send", lock="interaction.1", at=later, message_id=1)

    job = ProcrastinateJob.objects.get()
    assert (job.scheduled_at, job.lock, job.status) == (later, "interaction.1", "todo")


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (jobs.Again(7.4), 7),
        (jobs.Again(0.1), 1),
        (OperationalError("the connection is lost"), jobs.DATABASE_AWAY),
        (InterfaceError("connection already closed"), jobs.DATABASE_AWAY),
    ],
)
def test_what_may_pass_is_tried_again(error: Exception, seconds: int) -> None:
    strategy = app.tasks["sms.send"].retry_strategy
    assert strategy is not None
    decision = strategy.get_retry_decision(exception=error, job=JOB)

    assert decision is not None
    assert decision.retry_at is not None
    assert abs((decision.retry_at - timezone.now()).total_seconds() - seconds) < 1


@pytest.mark.parametrize("error", [ValueError("a bug"), IntegrityError("a bug")])
def test_a_bug_is_not_tried_again(error: Exception) -> None:
    strategy = app.tasks["sms.send"].retry_strategy
    assert strategy is not None

    assert strategy.get_retry_decision(exception=error, job=JOB) is None


def test_every_job_that_is_deferred_by_name_exists() -> None:
    deferred = {"sms.send", "sms.try_again", "routing.place", "routing.dispatch", "routing.dispatch_agent"}
    deferred |= {"routing.freed", "routing.expire_offer", "routing.withdraw_offers", "routing.finish_wrap_up"}

    assert deferred <= set(app.tasks)


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_worker_that_is_gone_is_given_back() -> None:
    cast.forget_jobs()
    jobs.defer("sms.send", message_id=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")

    async def give_back(working: App) -> None:
        async with working.open_async():
            await working.tasks["jobs.retry_stalled"].func(SimpleNamespace(app=working), timestamp=0)

    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        asyncio.run(give_back(working))

    assert ProcrastinateJob.objects.get().status == "todo"
    cast.forget_jobs()
