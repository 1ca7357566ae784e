"""Work for later, as rows in the same transaction: nothing is done that was rolled back, nothing lost that was kept.

A lower floor defers a job of a higher one by its name alone, so imports keep pointing down.
"""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, cast

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections
from procrastinate import BaseRetryStrategy, JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.retry import RetryDecision
from procrastinate.tasks import Task

log = structlog.get_logger(__name__)
P = ParamSpec("P")

# Seconds until a job is tried again that lost its connection, or a deadlock.
DATABASE_AWAY = 2


class Again(Exception):
    """The job's work is in order but must be tried again in `seconds`; the row keeps its place in its lock."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.1f} s")
        self.seconds = seconds


class OnRequest(BaseRetryStrategy):
    """Retry when the job asks for it or the database was away; any other error is a bug and stands in the log."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Again):
            return RetryDecision(retry_in={"seconds": max(1, round(exception.seconds))})
        if isinstance(exception, OperationalError | InterfaceError):
            return RetryDecision(retry_in={"seconds": DATABASE_AWAY})
        return None


def task(name: str, *, queue: str = "default", periodic: str = "") -> Callable[[Callable[P, None]], Task[P, None, P]]:
    """Register a function as a job.

    Args:
        name: what others defer it by, such as "sms.send".
        queue: which workers take it; sending has its own, so that a slow carrier need not hold up routing.
        periodic: a cron line (with seconds as sixth field) when it also runs by the clock.
    """

    def register(function: Callable[P, None]) -> Task[P, None, P]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            # A worker has no request whose end would give the thread's connection back to the pool.
            try:
                function(*args, **kwargs)
            finally:
                close_old_connections()

        # What runs by the clock runs once at a time, and never queues up behind itself.
        alone = name if periodic else None
        job = app.task(name=name, queue=queue, retry=OnRequest(), lock=alone, queueing_lock=alone)(run)
        return app.periodic(cron=periodic)(cast(Any, job)) if periodic else job

    return register


# A worker gives the app a connector of its own for fetching jobs. A job deferred through that one would be committed
# at once, before the change it belongs to or in spite of its rollback; so ours go through Django's connection, always.
_through_django = JobManager(DjangoConnector())


def defer(name: str, *, lock: str | None = None, at: datetime | None = None, **arguments: Any) -> None:
    """Write a job into the current transaction.

    Args:
        name: the job's registered name.
        lock: jobs with the same lock run one after the other, in the order in which they were deferred.
        at: not before this moment; found by polling, so up to a second later.
        arguments: what it is called with; ids, not content.
    """
    job = app.configure_task(name, lock=lock, schedule_at=at)
    job.job_manager = _through_django
    job.defer(**arguments)


@app.periodic(cron="*/10 * * * * *")
@app.task(name="jobs.retry_stalled", queue="default", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give back the jobs of workers that died: every job of ours may be run again from its start."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        log.warning("job of a lost worker is tried again", job=job.id, task=job.task_name)
        await manager.retry_job(job)
