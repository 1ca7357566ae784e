"""What is pushed is what a page that is loaded anew would show."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contactcenter.console import rendering
from customers.models import Customer
from routing import assignments, offers
from routing.models import Agent, Assignment
from sms import outbound
from sms.models import Message
from tests import cast
from tests.console.browserlike import PARTIAL, without_token

TOKEN = re.compile(r'name="token" value="[^"]+"')


def normal(html: str) -> str:
    """HTML without what differs for every request, and without the space between tags."""
    html = TOKEN.sub("", without_token(html)).replace(' aria-current="page"', "")
    return re.sub(r"\s+", " ", html).strip()


def assert_page_shows(page: str, pushed: str, *targets: str) -> None:
    """Every pushed part must stand in the fresh page, letter by letter."""
    parts = {target: inside for target, _, inside in PARTIAL.findall(pushed)}
    assert set(targets) <= set(parts)
    fresh = normal(page)
    for target in targets:
        assert normal(parts[target]) in fresh, target


def push(agent: Agent, event: str, **ids: int) -> str:
    return rendering.announced(agent, {"type": "announcement", "event": event, **ids})


def fresh(plain: Client, talk: Assignment | None = None) -> str:
    path = f"/interactions/{talk.interaction_id}/" if talk else "/"
    return plain.get(path).content.decode()


def test_a_text(plain: Client, ana: Agent, talk: Assignment) -> None:
    message = cast.receive("And <b>when</b>?")
    pushed = push(ana, "timeline.added", interaction=talk.interaction_id, number=message.event.number)

    assert_page_shows(fresh(plain, talk), pushed, f"#timeline-{talk.interaction_id}", "#conversations")


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "delivered", "failed", "uncertain"])
def test_every_state_of_an_answer(status: str, plain: Client, ana: Agent, talk: Assignment) -> None:
    message = outbound.queue(talk.interaction, body="On its way.", author=ana.user, token=uuid.uuid4())
    Message.objects.filter(pk=message.pk).update(status=status, failure_reason="The phone was off.", attempts=1)
    pushed = push(ana, "message.changed", interaction=talk.interaction_id, message=message.pk)

    assert_page_shows(fresh(plain, talk), pushed, f"#timeline-{talk.interaction_id}")


def test_an_offer(plain: Client, ana: Agent) -> None:
    offer = cast.offered()
    pushed = push(ana, "offer.made", offer=offer.pk)

    assert_page_shows(fresh(plain), pushed, "#offers", "#status")


def test_an_accepted_conversation(plain: Client, ana: Agent) -> None:
    offer = cast.offered()
    talk = offers.accept(offer.pk, ana)
    pushed = push(ana, "assignment.changed", interaction=talk.interaction_id)

    assert_page_shows(fresh(plain, talk), pushed, "#conversations", "#status", f"#timeline-{talk.interaction_id}")


def test_a_wrap_up(plain: Client, ana: Agent, talk: Assignment) -> None:
    assignments.end(talk, ana.user)
    pushed = push(ana, "assignment.changed", interaction=talk.interaction_id)

    targets = (f"#{part}-{talk.interaction_id}" for part in ("head", "foot"))
    assert_page_shows(fresh(plain, talk), pushed, "#conversations", *targets)


def test_a_changed_customer(plain: Client, ana: Agent, talk: Assignment) -> None:
    Customer.objects.update(first_name="Carol", last_name="O'Hara & Co")
    pushed = push(ana, "interaction.changed", interaction=talk.interaction_id)

    targets = (f"#{part}-{talk.interaction_id}" for part in ("head", "panel"))
    assert_page_shows(fresh(plain, talk), pushed, "#conversations", *targets)


def test_everything_a_refresh_brings(plain: Client, ana: Agent, talk: Assignment) -> None:
    Assignment.objects.update(assigned_at=timezone.now() - timedelta(minutes=3))
    cast.offered(sender=cast.DAVE)
    refreshed = plain.get(f"/desk/refresh?interaction={talk.interaction_id}").content.decode()

    assert_page_shows(
        fresh(plain, talk), refreshed, "#status", "#offers", "#conversations", f"#timeline-{talk.interaction_id}"
    )
