"""What every carrier can do, in words of the field: submit a text, trust a webhook, read a webhook.

Numbers are E.164 with a leading +, times are aware, money is Decimal in the carrier's currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol

Status = Literal["submitted", "delivered", "rejected", "undeliverable"]

SUBMITTED: Status = "submitted"
DELIVERED: Status = "delivered"
REJECTED: Status = "rejected"
UNDELIVERABLE: Status = "undeliverable"
STATUSES: tuple[Status, ...] = (SUBMITTED, DELIVERED, REJECTED, UNDELIVERABLE)
FINAL_STATUSES: frozenset[Status] = frozenset({DELIVERED, REJECTED, UNDELIVERABLE})


@dataclass(frozen=True, slots=True)
class OutboundText:
    """A text we ask the carrier to deliver; `reference` is our message's UUID, echoed in every status."""

    reference: str
    sender: str
    recipient: str
    body: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier took the text and names it; its fate follows in status reports."""

    carrier_reference: str


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or other attachment of an inbound text; `url` is where the carrier keeps it."""

    kind: str
    url: str
    name: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class InboundText:
    """A customer's text, whole: `parts` says in how many segments it travelled."""

    reference: str
    sender: str
    recipient: str
    body: str
    sent_at: datetime
    parts: int = 1
    keyword: str = ""
    media: tuple[Media, ...] = ()
    network_code: str = ""
    price: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """The fate of one segment of a long text, where the carrier tells it."""

    status: str
    at: datetime | None = None
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What the carrier says became of a text; `reference` is ours, empty when the carrier did not echo
    it."""

    carrier_reference: str
    reference: str
    status: Status
    at: datetime
    error_code: str = ""
    error_detail: str = ""
    price: Decimal | None = None
    currency: str = ""
    parts: int | None = None
    segments: tuple[SegmentReport, ...] = ()
    sender: str = ""
    recipient: str = ""
    network_code: str = ""


class CarrierError(Exception):
    """Something a carrier did, or did not do; `reason` is a sentence a person understands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryError(CarrierError):
    """Certainly not taken, and worth another try; `retry_after` is seconds when the carrier named them."""

    def __init__(self, reason: str, retry_after: float | None = None, code: str = "") -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.code = code


class PermanentError(CarrierError):
    """Certainly not taken, and the same text would be refused again; `code` is the carrier's."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class OutcomeUnknown(CarrierError):
    """The request may have been taken: never send again by itself, a status report will tell."""


class BadWebhook(CarrierError):
    """A webhook we do not act on."""


class Unauthenticated(BadWebhook):
    """A signature that is wrong, stale, or somebody else's: answer 401."""


class Unsigned(BadWebhook):
    """Nothing to check, or nothing to check it with: answer 503, and the carrier tries again, signed."""


class Malformed(BadWebhook):
    """A signed body that cannot be read as what it should be."""


class Carrier(Protocol):
    """The contract of a carrier."""

    def submit(self, text: OutboundText) -> Accepted:
        """Hand one text over, once.

        Raises TemporaryError or PermanentError when it was certainly not taken, OutcomeUnknown when it may
        have been.
        """
        ...

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check that the carrier itself sent this webhook; header names match in any case.

        Raises Unsigned or Unauthenticated.
        """
        ...

    def parse_inbound(self, body: bytes) -> InboundText:
        """Read a customer's text from a webhook's body; raises Malformed."""
        ...

    def parse_status(self, body: bytes) -> StatusReport:
        """Read a status report from a webhook's body; raises Malformed."""
        ...
