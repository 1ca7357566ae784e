"""What the simulated carrier remembers: texts, webhooks with their attempts, numbers, applications."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Direction = Literal["in", "out"]

WAITING = "waiting"
TAKEN = "taken"
REFUSED = "refused"
GIVEN_UP = "given up"


def iso(moment: float) -> str:
    """A Unix time as ISO 8601 in UTC with milliseconds."""
    text = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


@dataclass(slots=True)
class Attempt:
    """One try to post a webhook: the HTTP status answered, or None and what went wrong."""

    at: float
    status: int | None
    error: str = ""


@dataclass(slots=True)
class Webhook:
    """An event on its way to the receiver; the body stays the same over all attempts.

    `url` is the one that a text of ours asked for, empty for the application's own.
    """

    id: str
    kind: Literal["inbound", "status"]
    uuid: str
    url: str
    application_id: str
    body: str
    due: float
    status: str = ""
    code: str = ""
    unsigned: bool = False
    outcome: str = WAITING
    attempts: list[Attempt] = field(default_factory=list)

    def as_ledger(self) -> dict[str, Any]:
        """What the ledger says of it."""
        attempts = [{"at": iso(one.at), "status": one.status, "error": one.error} for one in self.attempts]
        return {"status": self.status, "code": self.code, "outcome": self.outcome, "attempts": attempts}


@dataclass(slots=True)
class Text:
    """A text: `in` from a handset to a channel, `out` from a channel to a handset. Numbers with a plus
    sign."""

    uuid: str
    direction: Direction
    sender: str
    recipient: str
    text: str
    at: float
    media: list[dict[str, str]] = field(default_factory=list)
    client_ref: str = ""
    parts: int = 1
    price: str = "0"
    arrived_at: float | None = None

    @property
    def handset(self) -> str:
        """The customer's number."""
        return self.sender if self.direction == "in" else self.recipient

    @property
    def channel(self) -> str:
        """Our number."""
        return self.recipient if self.direction == "in" else self.sender


@dataclass(slots=True)
class Number:
    """A number the account rents, and the application its texts go to."""

    number: str
    name: str
    country: str
    application_id: str = ""


@dataclass(slots=True)
class Application:
    """A Vonage application: where its webhooks go, and the public key its tokens are checked with."""

    id: str
    name: str
    public_key: str
    inbound_url: str = ""
    status_url: str = ""
    capabilities: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Phone:
    """A handset on the page that somebody added by hand."""

    number: str
    name: str
    country: str


Record = Text | Webhook | Number | Application | Phone
KINDS: dict[str, type[Record]] = {kind.__name__: kind for kind in (Text, Webhook, Number, Application, Phone)}


def restore(kind: str, fields: dict[str, Any]) -> Record:
    """A record from its journal line; raises KeyError or TypeError for a line that is none of ours."""
    if kind == "Webhook":
        fields = {**fields, "attempts": [Attempt(**one) for one in fields["attempts"]]}
    return KINDS[kind](**fields)


def store(record: Record) -> dict[str, Any]:
    """The fields of a record as JSON can hold them."""
    return asdict(record)
