"""Everything the simulated carrier knows, in memory, and in a journal so that a killed carrier remembers.

The journal holds one line per change, the latest line of a record wins. It is written, not synced: it
survives a kill of this process, which is what tests do to it.
"""

import json
import logging
import threading
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sms.carriers.simulator.records import (
    WAITING,
    Application,
    Attempt,
    Number,
    Phone,
    Record,
    Text,
    Webhook,
    iso,
    restore,
    store,
)

logger = logging.getLogger(__name__)


class World:
    """Texts, webhooks, numbers, applications and added phones; safe for threads."""

    def __init__(self, journal: Path) -> None:
        self._lock = threading.RLock()
        self._texts: dict[str, Text] = {}
        self._webhooks: dict[str, Webhook] = {}
        self._webhooks_of: dict[str, list[Webhook]] = defaultdict(list)
        self._numbers: dict[str, Number] = {}
        self._applications: dict[str, Application] = {}
        self._phones: dict[str, Phone] = {}
        self._refused: list[dict[str, Any]] = []
        if journal.exists():
            self._replay(journal)
        self._journal = journal.open("a", encoding="ascii")

    def put(self, *records: Record) -> None:
        """Remember records, or their latest state."""
        with self._lock:
            for record in records:
                self._keep(record)
                self._write("put", type(record).__name__, store(record))
            self._journal.flush()

    def attempted(self, webhook: Webhook, attempt: Attempt, outcome: str) -> None:
        """A webhook was tried once more."""
        with self._lock:
            webhook.attempts.append(attempt)
            webhook.outcome = outcome
            self._write("attempt", webhook.id, [attempt.at, attempt.status, attempt.error, outcome])
            self._journal.flush()

    def arrived(self, text: Text, at: float) -> None:
        """An outbound text reached the handset."""
        with self._lock:
            text.arrived_at = at
            self.put(text)

    def forget(self, kind: type[Number | Application | Phone], key: str) -> bool:
        """Remove a record; False when there was none."""
        with self._lock:
            found = self._shelf(kind).pop(key, None) is not None
            self._write("drop", kind.__name__, key)
            self._journal.flush()
            return found

    def refused(self, at: float, status: int, recipient: str, client_ref: str) -> None:
        """A send was refused, by the carrier's rules or on purpose."""
        with self._lock:
            self._refused.append({"at": iso(at), "status": status, "to": recipient, "client_ref": client_ref})

    def numbers(self) -> list[Number]:
        """The account's numbers, in the order they came."""
        with self._lock:
            return list(self._numbers.values())

    def number(self, number: str) -> Number | None:
        """One of the account's numbers, by E.164 with its plus sign."""
        return self._numbers.get(number)

    def applications(self) -> list[Application]:
        """The account's applications, the first one is the simulator's own."""
        with self._lock:
            return list(self._applications.values())

    def application(self, key: str) -> Application | None:
        """One application by id."""
        return self._applications.get(key)

    def phones(self) -> list[Phone]:
        """Handsets that somebody added."""
        with self._lock:
            return list(self._phones.values())

    def unfinished(self) -> list[Webhook]:
        """Webhooks that a killed carrier had not delivered."""
        with self._lock:
            return [one for one in self._webhooks.values() if one.outcome == WAITING]

    def undelivered(self) -> list[Text]:
        """Outbound texts that had not reached their handset when the carrier was killed."""
        with self._lock:
            return [one for one in self._texts.values() if one.direction == "out" and one.arrived_at is None]

    def webhooks_of(self, uuid: str) -> list[Webhook]:
        """All webhooks about one text, in the order they were planned."""
        with self._lock:
            return list(self._webhooks_of[uuid]) if uuid in self._webhooks_of else []

    def text(self, key: str) -> Text | None:
        """One text by its UUID."""
        return self._texts.get(key)

    def texts(self) -> list[Text]:
        """All texts in the order they came."""
        with self._lock:
            return list(self._texts.values())

    def spent(self) -> float:
        """EUR charged for accepted texts."""
        with self._lock:
            return sum(float(one.price) for one in self._texts.values() if one.direction == "out")

    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """The truth: what customers handed over, what was taken from us, and what was refused."""
        with self._lock:
            inbound, outbound = [], []
            for text in self._texts.values():
                webhooks = [one.as_ledger() for one in self._webhooks_of.get(text.uuid, ())]
                if text.direction == "in":
                    inbound.append(_inbound_entry(text, webhooks))
                else:
                    outbound.append(_outbound_entry(text, webhooks))
            return {"inbound": inbound, "outbound": outbound, "refused": list(self._refused)}

    def _keep(self, record: Record) -> None:
        if isinstance(record, Webhook):
            if record.id not in self._webhooks:
                self._webhooks_of[record.uuid].append(record)
            self._webhooks[record.id] = record
        elif isinstance(record, Text):
            self._texts[record.uuid] = record
        else:
            key = record.id if isinstance(record, Application) else record.number
            self._shelf(type(record))[key] = record

    def _shelf(self, kind: type[Record]) -> dict[str, Any]:
        shelves: dict[type[Record], dict[str, Any]] = {
            Number: self._numbers,
            Application: self._applications,
            Phone: self._phones,
        }
        return shelves[kind]

    def _write(self, change: str, key: str, value: object) -> None:
        self._journal.write(json.dumps([change, key, value], separators=(",", ":")) + "\n")

    def _replay(self, journal: Path) -> None:
        with journal.open(encoding="ascii") as lines:
            for line in lines:
                try:
                    change, key, value = json.loads(line)
                except ValueError:
                    logger.warning("The journal ends in a torn line, which is left out")
                    continue
                self._redo(change, key, value)
        with journal.open("a", encoding="ascii") as end:
            end.write("\n" if _is_torn(journal) else "")

    def _redo(self, change: str, key: str, value: Any) -> None:
        if change == "put":
            self._keep(restore(key, value))
        elif change == "drop":
            kinds: Iterable[type[Number | Application | Phone]] = (Number, Application, Phone)
            for kind in kinds:
                if kind.__name__ == key:
                    self._shelf(kind).pop(value, None)
        elif change == "attempt":
            at, status, error, outcome = value
            webhook = self._webhooks[key]
            webhook.attempts.append(Attempt(at, status, error))
            webhook.outcome = outcome


def _is_torn(journal: Path) -> bool:
    text = journal.read_bytes()[-1:]
    return bool(text) and text != b"\n"


def _inbound_entry(text: Text, webhooks: list[dict[str, Any]]) -> dict[str, Any]:
    answered = [attempt["status"] for one in webhooks for attempt in one["attempts"]]
    return {
        "uuid": text.uuid,
        "from": text.sender,
        "to": text.recipient,
        "text": text.text,
        "media": text.media,
        "handed_at": iso(text.at),
        "answers": answered,
        "outcome": webhooks[0]["outcome"] if webhooks else "",
        "webhooks": webhooks,
    }


def _outbound_entry(text: Text, webhooks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "uuid": text.uuid,
        "client_ref": text.client_ref,
        "from": text.sender,
        "to": text.recipient,
        "text": text.text,
        "parts": text.parts,
        "accepted_at": iso(text.at),
        "arrived_at": iso(text.arrived_at) if text.arrived_at else None,
        "statuses": webhooks,
    }
