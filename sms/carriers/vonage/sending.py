"""Hand a text to Vonage's Messages API through the SDK, and say what is known of it afterwards."""

import requests
from pydantic import ValidationError
from vonage import Vonage
from vonage_messages import Sms
from vonage_utils import VonageError

from sms.carriers.base import Accepted, OutboundText, OutcomeUnknown, PermanentError
from sms.carriers.vonage import failures
from sms.carriers.vonage.clients import Clients
from sms.carriers.vonage.config import VonageConfig

SETTINGS = "Our settings for the carrier are incomplete or wrong, so nothing was sent. Ask an administrator."


class Sender:
    """Sends texts from any number of threads, each with a client of its own."""

    def __init__(self, config: VonageConfig) -> None:
        self._clients = Clients(config)

    def submit(self, text: OutboundText) -> Accepted:
        """Hand over one text; raises TemporaryError, PermanentError or OutcomeUnknown."""
        message = _as_sms(text)
        client = self._client()
        try:
            answer = client.messages.send(message)
        except (VonageError, requests.RequestException, OSError) as error:
            failure = failures.of(error)
            if isinstance(failure, PermanentError) and failure.code == "401":
                self._clients.forget_token()
            raise failure from error
        except (ValidationError, TypeError, ValueError) as error:
            # An answer of success that the SDK cannot read: most likely taken.
            raise OutcomeUnknown("The carrier's answer could not be read.") from error
        return Accepted(carrier_reference=answer.message_uuid)

    def _client(self) -> Vonage:
        """This thread's client; settings that make none are a definite failure, since nothing was sent."""
        try:
            return self._clients.for_json()
        except (VonageError, ValidationError, TypeError, ValueError) as error:
            raise PermanentError("settings", SETTINGS) from error


def _as_sms(text: OutboundText) -> Sms:
    """The SDK's message; it wants numbers without their plus sign and at most 3,200 characters."""
    try:
        return Sms(
            to=text.recipient.removeprefix("+"),
            from_=text.sender.removeprefix("+"),
            text=text.body,
            client_ref=text.reference,
        )
    except ValidationError as error:
        wrong = {str(part) for one in error.errors() for part in one["loc"][:1]}
        if "to" in wrong:
            raise PermanentError("invalid", "The customer's number is not valid. Check the number.") from error
        if "text" in wrong:
            raise PermanentError("invalid", "The text is too long or has characters nobody can send.") from error
        raise PermanentError("invalid", "The text cannot be sent as it is.") from error
