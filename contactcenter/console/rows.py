"""The desk's rows, in plain SQL: what an agent holds, what they are offered, and a line of a timeline.

Every push and every page reads these. The ORM takes 16 ms of processor time to compose the two queries of a pushed
text, which PostgreSQL answers in one; written out, composing costs nothing (measured; the target for everything a
customer's text causes is 5 to 10 ms). What comes back are models, so templates and verbs see no difference.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model

from cases.models import Event, Interaction, Note
from customers.models import Customer, Phone
from routing.models import Agent, Assignment, Entry, Offer, Queue
from sms.models import Message

# As much of a text as a list shows.
GLANCE = 120


@dataclass(frozen=True)
class Part:
    """The columns of one model in a row: all of them, or the named ones (the rest is read when somebody asks)."""

    model: type[Model]
    alias: str
    only: tuple[str, ...] = ()

    @cached_property
    def fields(self) -> list[Any]:
        """The model's columns, in the order of the row."""
        return [field for field in self.model._meta.concrete_fields if not self.only or field.name in self.only]

    @cached_property
    def names(self) -> list[str]:
        """What the model calls them."""
        return [field.attname for field in self.fields]

    @cached_property
    def conversions(self) -> list[tuple[int, Any]]:
        """Those whose values come as something else than they are (JSON as text)."""
        return [(at, field) for at, field in enumerate(self.fields) if hasattr(field, "from_db_value")]

    @property
    def sql(self) -> str:
        """The same for SELECT."""
        return ", ".join(f'{self.alias}."{field.column}"' for field in self.fields)

    def read(self, row: Iterator[Any]) -> Any:
        """Take this model's values from a row; None where a LEFT JOIN found nothing."""
        values = list(itertools.islice(row, len(self.fields)))
        if values[0] is None:
            return None
        for at, field in self.conversions:
            values[at] = field.from_db_value(values[at], None, connection)
        return self.model.from_db("default", self.names, values)


ASSIGNMENT, INTERACTION = Part(Assignment, "assignment"), Part(Interaction, "interaction")
CUSTOMER, PHONE = Part(Customer, "customer"), Part(Phone, "phone")
OFFER, ENTRY, QUEUE = Part(Offer, "offer"), Part(Entry, "entry"), Part(Queue, "queue", ("id", "name"))
EVENT, MESSAGE, NOTE = Part(Event, "event"), Part(Message, "message"), Part(Note, "note")
PERSON = Part(User, "person", ("id", "username", "first_name", "last_name"))

# What a person wrote: an automatic text says nothing of the talk.
# By the timeline's index, backwards, so that a long conversation costs no more than a short one.
LAST_TEXT = f"""
LEFT JOIN LATERAL (
    SELECT left(message.body, {GLANCE}), message.direction
    FROM cases_event event JOIN sms_message message ON message.event_id = event.id
    WHERE event.interaction_id = interaction.id AND message.purpose = 'talk'
    ORDER BY event.number DESC LIMIT 1
) last_text (body, direction) ON true"""

# The condition of `access.holding`: in their hands, and they may still sign in.
HELD = f"""
SELECT {ASSIGNMENT.sql}, {INTERACTION.sql}, {CUSTOMER.sql}, {PHONE.sql}, last_text.body, last_text.direction, (
    SELECT count(*) FROM cases_event event JOIN sms_message message ON message.event_id = event.id
    WHERE event.interaction_id = interaction.id AND event.number > assignment.read_up_to
        AND message.direction = 'inbound'
)
FROM routing_assignment assignment
JOIN routing_agent agent ON agent.id = assignment.agent_id
JOIN auth_user person ON person.id = agent.user_id AND person.is_active
JOIN cases_interaction interaction ON interaction.id = assignment.interaction_id
JOIN customers_customer customer ON customer.id = interaction.customer_id
LEFT JOIN customers_phone phone ON phone.id = interaction.phone_id {LAST_TEXT}
WHERE assignment.agent_id = %s AND assignment.released_at IS NULL"""
HELD_ONE = f"{HELD} AND assignment.interaction_id = %s"
HELD_ALL = f"{HELD} ORDER BY assignment.assigned_at, assignment.id"

OFFERED = f"""
SELECT {OFFER.sql}, {ENTRY.sql}, {QUEUE.sql}, {INTERACTION.sql}, {CUSTOMER.sql}, {PHONE.sql},
    last_text.body, last_text.direction,
    (SELECT count(*) FROM cases_case matter WHERE matter.customer_id = customer.id AND matter.status = 'open'),
    (SELECT max(earlier.started_at) FROM cases_interaction earlier
        WHERE earlier.customer_id = customer.id AND earlier.id <> interaction.id)
FROM routing_offer offer
JOIN routing_agent agent ON agent.id = offer.agent_id
JOIN auth_user person ON person.id = agent.user_id AND person.is_active
JOIN routing_entry entry ON entry.id = offer.entry_id
JOIN routing_queue queue ON queue.id = entry.queue_id
JOIN cases_interaction interaction ON interaction.id = entry.interaction_id
JOIN customers_customer customer ON customer.id = interaction.customer_id
LEFT JOIN customers_phone phone ON phone.id = interaction.phone_id {LAST_TEXT}
WHERE offer.agent_id = %s AND offer.status = 'offered' AND offer.expires_at > now()
ORDER BY offer.id"""

# Whoever wrote the text or the note of a line is also its actor.
LINES = f"""
SELECT {EVENT.sql}, {MESSAGE.sql}, {NOTE.sql}, {PERSON.sql}
FROM cases_event event
LEFT JOIN sms_message message ON message.event_id = event.id
LEFT JOIN cases_note note ON note.event_id = event.id
LEFT JOIN auth_user person ON person.id = event.actor_id
WHERE event.interaction_id = %s AND"""
LINE_OF_NUMBER = f"{LINES} event.number = %s"
LINE_OF_MESSAGE = f"{LINES} message.id = %s"
LINES_BEFORE = f"{LINES} event.number < %s ORDER BY event.number DESC LIMIT %s"
END = 2**31 - 1


def held_all(agent: Agent) -> list[Assignment]:
    """Everything in an agent's hands, the oldest first, each with its unread texts and its last words."""
    return [_held(row) for row in _ask(HELD_ALL, agent.pk)]


def held_one(agent: Agent, interaction_id: int) -> Assignment | None:
    """The agent's hold on one conversation, or None when it is not in their hands."""
    return next((_held(row) for row in _ask(HELD_ONE, agent.pk, interaction_id)), None)


def offered(agent: Agent) -> list[Offer]:
    """What an agent can accept now, the oldest first, with the customer's record in a line."""
    return [_offered(row) for row in _ask(OFFERED, agent.pk)]


def line(interaction_id: int, *, number: int = 0, message_id: int = 0) -> Event | None:
    """A line of a timeline by its number, or by the message in it."""
    sql, value = (LINE_OF_NUMBER, number) if number else (LINE_OF_MESSAGE, message_id)
    return next((_line(row) for row in _ask(sql, interaction_id, value)), None)


def lines(interaction_id: int, limit: int, before: int = END) -> list[Event]:
    """The last so many lines of a timeline, or of what stands before a number, oldest first."""
    return [_line(row) for row in reversed(_ask(LINES_BEFORE, interaction_id, before, limit))]


def _ask(sql: str, *values: int) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _held(row: Sequence[Any]) -> Assignment:
    values = iter(row)
    assignment: Assignment = ASSIGNMENT.read(values)
    assignment.interaction = _interaction(values)
    assignment.last_text = _last_text(values)  # type: ignore[attr-defined]
    assignment.unread = next(values)  # type: ignore[attr-defined]
    return assignment


def _offered(row: Sequence[Any]) -> Offer:
    values = iter(row)
    offer: Offer = OFFER.read(values)
    offer.entry = ENTRY.read(values)
    offer.entry.queue = QUEUE.read(values)
    offer.entry.interaction = _interaction(values)
    offer.last_text = _last_text(values)  # type: ignore[attr-defined]
    offer.open_cases, offer.last_seen = values  # type: ignore[attr-defined]
    return offer


def _line(row: Sequence[Any]) -> Event:
    values = iter(row)
    event: Event = EVENT.read(values)
    message, note, person = (part.read(values) for part in (MESSAGE, NOTE, PERSON))
    event.actor = person
    for thing in (message, note):
        if thing is not None:
            thing.event, thing.author = event, person
    return event


def _interaction(values: Iterator[Any]) -> Interaction:
    interaction: Interaction = INTERACTION.read(values)
    interaction.customer, interaction.phone = CUSTOMER.read(values), PHONE.read(values)
    return interaction


def _last_text(values: Iterator[Any]) -> dict[str, str] | None:
    body, direction = next(values), next(values)
    return None if body is None else {"body": body, "direction": direction}
