"""What we need to know to talk to one Vonage account."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class VonageConfig:
    """One Vonage account and application, and how patient we are with it."""

    api_key: str
    api_secret: str = field(repr=False)
    application_id: str
    # PEM text (PKCS#8 or PKCS#1, real line breaks or the two characters \n) or the path of such a file.
    private_key: str = field(repr=False)
    signature_secret: str = field(repr=False)
    api_host: str = "api.nexmo.com"
    rest_host: str = "rest.nexmo.com"
    # Seconds to connect, and again to wait for the answer; the SDK takes whole seconds only.
    timeout: int = 10
    # A kept-alive connection unused for this many seconds is not trusted with a text: a middlebox may have
    # dropped it in silence, and then nobody knows whether the text was taken.
    idle_limit: float = 20.0
    # Vonage tries for 24 hours and does not say whether a retry is signed anew.
    max_age: timedelta = timedelta(hours=24, minutes=15)
    leeway: timedelta = timedelta(minutes=5)
    # False: a body that does not fit its hash is logged and let through, for a first look at live traffic.
    require_payload_hash: bool = True
