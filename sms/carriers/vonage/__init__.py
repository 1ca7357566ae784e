"""Vonage, spoken through its official SDK: texts through the Messages API, signed webhooks back.

`config` what we know of the account · `carrier` the contract · `clients` the SDK made safe for threads ·
`failures` its three families of exceptions in our words · `webhooks` the signature · `parsing` and
`fields` the bodies. Only `clients` and `failures` load the SDK, and only a process that sends pays for
it.
"""

from sms.carriers.vonage.carrier import VonageCarrier
from sms.carriers.vonage.config import VonageConfig

__all__ = ["VonageCarrier", "VonageConfig"]
