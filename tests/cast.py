"""The small cast and the verbs that tests speak in.

Ana and Ben are agents, Carol is a customer. Everything is made by the real verbs where there is one.
"""

import hashlib
import inspect
import itertools
import json
import time
import uuid
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import jwt
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.models import Event, Interaction
from contactcenter.jobs import Again
from routing import dispatch, offers, placement
from routing.models import Agent, AgentSkill, Assignment, Offer, Presence, Queue, Rule, Skill
from sms import inbound, seed
from sms.carriers.base import InboundText, Status, StatusReport
from sms.models import Channel, Country, Message

CAROL = "+447700900123"
DAVE = "+447700900456"
LINE = "+447700900001"
PASSWORD = "try-it-out"
# The usual hash with one turn instead of a million, which would take longer than most tests.
PASSWORD_HASH = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)
numbers = itertools.count(2000)


def channel(number: str = LINE, *, name: str = "Orders line", iso: str = "GB") -> Channel:
    """A channel that receives and sends."""
    return Channel.objects.create(name=name, number=number, country=country(iso))


def country(iso: str) -> Country:
    """A country of the seed, planted again where a test with real commits swept the seed away."""
    row = next(each for each in seed.countries() if each["iso"] == iso)
    return Country.objects.get_or_create(iso=iso, defaults=row)[0]


def queue(name: str = "Orders", *, on: Channel | None = None, **fields: Any) -> Queue:
    """A queue, and a rule that sends everything on a channel to it."""
    made = Queue.objects.create(name=name, **fields)
    if on is not None:
        Rule.objects.create(channel=on, name="Everything", position=99, queue=made)
    return made


def agent(name: str, *queues: Queue, capacity: int = 6, available: bool = True, connected: bool = True) -> Agent:
    """An agent who is a member of queues, available and connected unless said otherwise."""
    user = User.objects.create(username=name.lower(), password=PASSWORD_HASH, first_name=name)
    status = Agent.Status.AVAILABLE if available else Agent.Status.ON_BREAK
    made = Agent.objects.create(user=user, name=name, capacity=capacity, status=status)
    for each in queues:
        each.members.add(made)
    if connected:
        Presence.objects.create(agent=made)
    return made


def skill(name: str, **levels: Agent) -> Skill:
    """A skill; nobody has it yet."""
    return Skill.objects.get_or_create(name=name)[0]


def has(agent: Agent, name: str, level: int) -> None:
    """Give an agent a skill."""
    AgentSkill.objects.create(agent=agent, skill=skill(name), level=level)


def text(body: str = "Where is my parcel?", *, sender: str = CAROL, to: str = LINE, **fields: Any) -> InboundText:
    """A customer's text as a carrier's class reads it."""
    reference = fields.pop("reference", str(uuid.uuid4()))
    return InboundText(reference, sender, to, body, fields.pop("sent_at", timezone.now()), **fields)


def receive(body: str = "Where is my parcel?", *, sender: str = CAROL, to: str = LINE, **fields: Any) -> Message:
    """Take a customer's text and return its message."""
    each = text(body, sender=sender, to=to, **fields)
    assert inbound.take("vonage", each, json.dumps({"text": body}).encode()) == inbound.Taken.ACCEPTED
    return Message.objects.get(carrier_reference=each.reference)


def offered(body: str = "Where is my parcel?", *, sender: str = CAROL, to: str = LINE) -> Offer:
    """A new conversation, placed and offered."""
    message = receive(body, sender=sender, to=to)
    entry = placement.place(message.interaction_id)
    assert entry is not None
    dispatch.drain(entry.queue_id)
    return entry.offers.get()


def held(by: Agent, *, sender: str = CAROL, to: str = LINE) -> Assignment:
    """A conversation that an agent has accepted."""
    offer = offered(sender=sender, to=to)
    return offers.accept(offer.pk, by)


def report(message: Message, status: Status, *, at: datetime | None = None, **fields: Any) -> StatusReport:
    """A delivery report for a message, as a carrier's class reads it."""
    return StatusReport(
        carrier_reference=fields.pop("carrier_reference", message.carrier_reference or str(uuid.uuid4())),
        reference=fields.pop("reference", str(message.token)),
        status=status,
        at=at or timezone.now(),
        **fields,
    )


def inbound_body(body: str = "Where is my parcel?", **fields: Any) -> dict[str, Any]:
    """The fields that Vonage posts for a customer's text."""
    usual = {"channel": "sms", "message_type": "text", "message_uuid": str(uuid.uuid4()), "text": body}
    numbers = {"to": LINE.removeprefix("+"), "from": CAROL.removeprefix("+")}
    return {**usual, **numbers, "timestamp": "2026-03-02T10:00:00Z", "sms": {"num_messages": "1"}, **fields}


def signed(body: bytes, *, secret: str = "", **claims: Any) -> dict[str, str]:
    """The headers with which Vonage signs a webhook; claims replace the usual ones."""
    usual = {"iat": int(time.time()), "jti": str(uuid.uuid4()), "iss": "Vonage"}
    account = {"api_key": settings.VONAGE["api_key"], "payload_hash": hashlib.sha256(body).hexdigest()}
    token = jwt.encode({**usual, **account, **claims}, secret or str(settings.VONAGE["signature_secret"]), "HS256")
    return {"Authorization": f"Bearer {token}"}


def post(kind: str, fields: object, headers: dict[str, str] | None = None) -> HttpResponse:
    """Post a webhook as the carrier does, signed unless said otherwise.

    Args:
        kind: "inbound" or "status".
        fields: what becomes JSON, or bytes as they are.
        headers: instead of a good signature.
    """
    body = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    headers = signed(body) if headers is None else headers
    answer = Client().post(f"/webhooks/vonage/{kind}", body, content_type="application/json", headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def another_number() -> str:
    """A customer's number that nobody has used in this test run."""
    return f"+4477009{next(numbers) % 100000:05d}"


def run_jobs(*, until: timedelta = timedelta(0), names: str = "") -> list[str]:
    """Run what is due, and what it defers, as the worker would, one after the other; return their names.

    Args:
        until: also what is due within this time from now, without waiting for it.
        names: only jobs whose name starts so.
    """
    done: list[str] = []
    while True:
        due = ProcrastinateJob.objects.filter(status="todo", task_name__startswith=names).order_by("id")
        job = next((j for j in due if j.scheduled_at is None or j.scheduled_at <= timezone.now() + until), None)
        if job is None:
            return done
        try:
            # Without the wrapper that gives the thread's connection back: a test runs in one transaction.
            inspect.unwrap(app.tasks[job.task_name].func)(**job.args)
        except Again as again:
            done.append(f"{job.task_name} again")
            _set(job, scheduled_at=timezone.now() + timedelta(seconds=max(1.0, again.seconds)))
            continue
        _set(job, status="succeeded")
        done.append(job.task_name)


def _set(job: ProcrastinateJob, **fields: Any) -> None:
    # The library's models refuse writing through them, so that nobody does it in earnest; this is its table.
    columns = ", ".join(f"{name} = %s" for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE procrastinate_jobs SET {columns} WHERE id = %s", [*fields.values(), job.pk])


def forget_jobs() -> None:
    """Delete all jobs: the library's tables are not Django's, so they outlive a test with real commits."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def open_interactions() -> int:
    """How many conversations are open."""
    return Interaction.objects.open().count()


def kinds_of(interaction: Interaction) -> list[str]:
    """The kinds of an interaction's lines, in order; their numbers must have no gaps."""
    lines = list(Event.objects.filter(interaction=interaction).order_by("number").values_list("number", "kind"))
    assert [number for number, _ in lines] == list(range(1, len(lines) + 1))
    return [kind for _, kind in lines]


def assert_loads_add_up() -> None:
    """Every agent's load is what it stands for: live offers and conversations not yet released."""
    said = dict(Agent.objects.values_list("pk", "load"))
    live = Offer.objects.filter(status=Offer.Status.OFFERED).values_list("agent", flat=True)
    held = Assignment.objects.held().values_list("agent", flat=True)
    assert said == {**dict.fromkeys(said, 0), **Counter([*live, *held])}
