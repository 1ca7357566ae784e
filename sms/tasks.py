"""The jobs of this floor; each is a line that calls a verb."""

from contactcenter.jobs import task
from sms import inbound, receipts, sending


@task("sms.send")
def send(message_id: int) -> None:
    sending.send(message_id)


@task("sms.try_again")
def try_again(callback_id: int) -> None:
    inbound.try_again(callback_id)


@task("sms.sweep", periodic="*/30 * * * * *")
def sweep(timestamp: int) -> None:
    """Settle what a crash left behind."""
    sending.settle_stranded()
    receipts.apply_orphans()
