"""The jobs of this floor; each is a line that calls a verb."""

from django.utils import timezone

from contactcenter.jobs import task
from sms import inbound, receipts, sending


@task("sms.send", queue="sending")
def send(message_id: int) -> None:
    sending.send(message_id)


@task("sms.try_again")
def try_again(callback_id: int) -> None:
    inbound.try_again(callback_id)


@task("sms.sweep", periodic="*/30 * * * * *")
def sweep(timestamp: int) -> None:
    """Settle what a crash left behind."""
    sending.settle_stranded()
    inbound.try_pending(timezone.now())
    receipts.apply_orphans()
