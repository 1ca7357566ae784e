"""The contract of a carrier, kept with Vonage."""

import importlib
import threading
from collections.abc import Callable, Mapping

from sms.carriers.base import Accepted, InboundText, OutboundText, StatusReport
from sms.carriers.vonage import parsing, webhooks
from sms.carriers.vonage.config import VonageConfig


class VonageCarrier:
    """One Vonage account as a carrier; one object may serve all threads of a process."""

    def __init__(self, config: VonageConfig) -> None:
        self.config = config
        self._lock = threading.Lock()
        self._submit: Callable[[OutboundText], Accepted] | None = None

    def submit(self, text: OutboundText) -> Accepted:
        """Hand one text to the Messages API, once, waiting at most twice the configured timeout.

        Raises TemporaryError, PermanentError or OutcomeUnknown; see `failures` for which is which.
        """
        return self._sender()(text)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Unsigned or Unauthenticated unless Vonage signed this body for this account."""
        webhooks.verify(self.config, headers, body)

    def parse_inbound(self, body: bytes) -> InboundText:
        """Read an inbound SMS or MMS; raises Malformed."""
        return parsing.parse_inbound(body)

    def parse_status(self, body: bytes) -> StatusReport:
        """Read a message status; raises Malformed."""
        return parsing.parse_status(body)

    def _sender(self) -> Callable[[OutboundText], Accepted]:
        """The sending half, loaded with the first text: the SDK takes 25 MB and up to two seconds to
        import, which the processes that only receive need not pay."""
        with self._lock:
            if self._submit is None:
                sending = importlib.import_module("sms.carriers.vonage.sending")
                self._submit = sending.Sender(self.config).submit
            return self._submit
