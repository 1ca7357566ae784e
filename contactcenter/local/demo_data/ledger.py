"""Collects rows of two months of talk and writes each kind in one go."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from cases.models import Case, Disposition, Event, Interaction, Note
from customers.models import Phone
from routing.models import Assignment, Entry, Offer, StatusChange
from sms import encoding
from sms.carriers import reasons
from sms.models import Channel, Message, OptOut

SWITCHED_OFF = "1180"
FIRST_TRY_FAILS = 0.03
NEVER_CONFIRMED = 0.02


@dataclass(slots=True)
class Ledger:
    """Rows that are not written yet, by kind; those that others point to come first."""

    chance: Random
    interactions: list[Interaction] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    status_changes: list[StatusChange] = field(default_factory=list)
    opt_outs: list[OptOut] = field(default_factory=list)

    def write(self) -> None:
        """Insert everything, in the caller's transaction."""
        kinds: tuple[list[Any], ...] = (
            *(self.interactions, self.events, self.messages, self.notes, self.entries),
            *(self.offers, self.assignments, self.status_changes, self.opt_outs),
        )
        for rows in kinds:
            _insert(rows)

    def reference(self) -> uuid.UUID:
        """Return a random id that the same seed gives again."""
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def _insert(rows: list[Any]) -> None:
    model: type[Model] | None = type(rows[0]) if rows else None
    if model is not None:
        model._default_manager.bulk_create(rows, batch_size=2000)


@dataclass(slots=True)
class Timeline:
    """One conversation as it is written down: `now` moves on, and every line gets the next number."""

    ledger: Ledger
    interaction: Interaction
    channel: Channel
    now: datetime

    @classmethod
    def open(cls, ledger: Ledger, case: Case, channel: Channel, phone: Phone, at: datetime) -> "Timeline":
        """Begin a conversation with the line that says so."""
        interaction = Interaction(
            customer=case.customer, phone=phone, endpoint=channel.number, case=case, started_at=at
        )
        ledger.interactions.append(interaction)
        timeline = cls(ledger, interaction, channel, at)
        timeline.line(Event.Kind.OPENED, endpoint=channel.number)
        return timeline

    def wait(self, least: float, most: float) -> None:
        """Let a random time between these seconds pass."""
        self.now += timedelta(seconds=round(self.ledger.chance.uniform(least, most), 3))

    def line(self, kind: Event.Kind, actor: User | None = None, **detail: Any) -> Event:
        """Add a line to the timeline."""
        self.interaction.last_event += 1
        event = Event(
            interaction=self.interaction,
            number=self.interaction.last_event,
            kind=kind,
            actor=actor,
            at=self.now,
            detail=detail,
        )
        self.ledger.events.append(event)
        return event

    def hear(self, body: str) -> None:
        """The customer texts."""
        message = self._message(Message.Direction.INBOUND, Message.Status.RECEIVED, body)
        message.sent_at = self.now - timedelta(seconds=1)

    def say(self, body: str, author: User | None, purpose: Message.Purpose = Message.Purpose.TALK) -> None:
        """We text; now and then the first try fails and the same text goes out again."""
        if author and self.ledger.chance.random() < FIRST_TRY_FAILS:
            failed = self._message(Message.Direction.OUTBOUND, Message.Status.FAILED, body, author, purpose)
            self._sent(failed)
            failed.failure_code, failed.failure_reason = SWITCHED_OFF, reasons.sentence(SWITCHED_OFF)
            self.wait(30, 90)
        message = self._message(Message.Direction.OUTBOUND, Message.Status.DELIVERED, body, author, purpose)
        self._sent(message)
        if self.ledger.chance.random() < NEVER_CONFIRMED:
            message.status, message.settled_at = Message.Status.SENT, None

    def note(self, body: str, author: User) -> None:
        """An agent writes something for colleagues."""
        event = self.line(Event.Kind.NOTE, author)
        self.ledger.notes.append(Note(event=event, interaction=self.interaction, author=author, body=body))

    def end(self, by: User | None) -> None:
        """End the talk: what is left is the wrap-up."""
        self.interaction.ended_at = self.now
        self.line(Event.Kind.ENDED, by)

    def close(self, by: User | None, disposition: Disposition | None = None) -> None:
        """Finish the wrap-up."""
        self.interaction.status, self.interaction.closed_at = Interaction.Status.CLOSED, self.now
        self.interaction.disposition = disposition
        word = disposition.label if disposition else ""
        self.line(Event.Kind.CLOSED, by, disposition=word, case=self.interaction.case.reference)

    def _message(
        self,
        direction: Message.Direction,
        status: Message.Status,
        body: str,
        author: User | None = None,
        purpose: Message.Purpose = Message.Purpose.TALK,
    ) -> Message:
        message = Message(
            event=self.line(Event.Kind.TEXT, author),
            interaction=self.interaction,
            channel=self.channel,
            phone=self.interaction.phone,
            direction=direction,
            status=status,
            body=body,
            author=author,
            purpose=purpose,
            token=self.ledger.reference(),
            carrier_reference=str(self.ledger.reference()),
            segments=encoding.measure(body).segments,
            created_at=self.now,
        )
        self.ledger.messages.append(message)
        return message

    def _sent(self, message: Message) -> None:
        """Date an outbound text as the sender process and a receipt would."""
        message.attempts = 1
        message.claimed_at = self.now + timedelta(milliseconds=40)
        message.sent_at = self.now + timedelta(milliseconds=300)
        message.settled_at = self.now + timedelta(seconds=round(self.ledger.chance.uniform(1.5, 6), 3))
