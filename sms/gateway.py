"""The carriers by name, made from the settings."""

import functools

from django.conf import settings

from sms.carriers.base import Carrier
from sms.carriers.vonage import VonageCarrier, VonageConfig


@functools.cache
def carrier(name: str) -> Carrier:
    """Return the carrier of this name; one object serves all threads of the process."""
    if name == "vonage":
        return VonageCarrier(VonageConfig(**settings.VONAGE))
    raise LookupError(f"There is no carrier named {name!r}.")
