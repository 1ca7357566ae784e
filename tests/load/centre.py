"""The contact center that is measured: founded, written in and audited by its own models and verbs.

A process for each order (`python -m tests.load.centre found …`): JSON in on standard input, JSON out.
"""

import json
import os
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
django.setup()

# Models can be imported only once Django is set up.
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.utils import timezone  # noqa: E402

from cases.models import Interaction  # noqa: E402
from routing import dispatch, offers, placement  # noqa: E402
from routing.models import Agent, Assignment, Offer, Presence, Queue, Rule  # noqa: E402
from sms import inbound, outbound  # noqa: E402
from sms.carriers.base import InboundText  # noqa: E402
from sms.models import Callback, Channel, Country, Message  # noqa: E402
from tests.load.shots import marker  # noqa: E402

# As long as the column allows: an offer of this run must not end while the run lasts.
OFFER_SECONDS = 32_767


def found(number: str, country: str, agents: int) -> dict[str, Any]:
    """Make a channel, a queue and agents who are available, each with a session and one conversation in hand."""
    channel = Channel.objects.create(name="Bench", number=number, country=Country.objects.get(iso=country))
    queue = Queue.objects.create(name="Bench", offer_seconds=OFFER_SECONDS, after_miss=Queue.After.STAY)
    Rule.objects.create(channel=channel, name="Everything", queue=queue)
    users = User.objects.bulk_create(
        User(username=f"agent{each}", first_name=f"Agent {each}", password="!") for each in range(agents)
    )
    people = Agent.objects.bulk_create(
        Agent(user=user, name=user.first_name, status=Agent.Status.AVAILABLE) for user in users
    )
    queue.members.set(people)
    Presence.objects.bulk_create(Presence(agent=person) for person in people)
    senders = [_number(each) for each in range(agents)]
    for sender in senders:
        _begin(channel, sender)
    dispatch.drain(queue.pk)
    for offer in Offer.objects.select_related("agent__user"):
        offers.accept(offer.pk, offer.agent)
    Presence.objects.all().delete()  # from here on the sockets say who is there
    held = Assignment.objects.held().order_by("agent").select_related("interaction__phone", "agent__user")
    return {
        "agents": [
            {
                "cookie": _session(each.agent.user),
                "interaction": each.interaction_id,
                "sender": str(each.interaction.phone and each.interaction.phone.number),
            }
            for each in held
        ],
        "strangers": [_number(agents + each) for each in range(5000)],
    }


def write(count: int, tag: str, interactions: list[int]) -> dict[str, Any]:
    """Queue so many texts of agents, the conversations taking turns."""
    talks = Interaction.objects.in_bulk(interactions)
    authors = dict(
        User.objects.filter(agent__assignments__interaction__in=interactions).values_list(
            "agent__assignments__interaction", "pk"
        )
    )
    people = User.objects.in_bulk(set(authors.values()))
    for each in range(count):
        talk = talks[interactions[each % len(interactions)]]
        outbound.queue(
            talk, body=f"We have found it. {marker(tag, each)}", author=people[authors[talk.pk]], token=uuid.uuid4()
        )
    return {"queued": count}


def audit(taken: list[str]) -> dict[str, Any]:
    """Hold what was handed over against what was kept: every webhook answered 200 is a message, and none is two.

    Args:
        taken: the markers of the webhooks that were answered 200.
    """
    texts = Message.objects.filter(direction=Message.Direction.INBOUND, body__contains="#")
    kept = Counter(f"#{body.rpartition('#')[2]}" for body in texts.values_list("body", flat=True))
    return {
        "lost": [each for each in taken if not kept[each]],
        "doubled": [each for each, count in kept.items() if count > 1],
        "unsettled": Callback.objects.exclude(outcome=Callback.Outcome.ACCEPTED).count(),
    }


def _number(each: int) -> str:
    # British mobiles: Ofcom's thousand fictitious numbers are too few, and no text leaves this machine.
    return f"+447400{each:06d}"


def _begin(channel: Channel, sender: str) -> None:
    reference = str(uuid.uuid4())
    text = InboundText(reference, sender, channel.number, "Good morning", timezone.now())
    inbound.take("vonage", text, b"{}")
    placement.place(Message.objects.get(carrier_reference=reference).interaction_id)


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


ORDERS: dict[str, Callable[..., dict[str, Any]]] = {"found": found, "write": write, "audit": audit}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(ORDERS[sys.argv[1]](**json.load(sys.stdin))) + "\n")
