"""What `manage.py check --deploy` says about the carrier's settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

NEEDED = ("api_key", "api_secret", "application_id", "private_key", "signature_secret")


@register(Tags.security, deploy=True)
def carrier_is_configured(**kwargs: Any) -> list[CheckMessage]:
    """Find out before the first customer writes that texts could not be sent or webhooks not trusted."""
    return [
        Error(
            f"VONAGE_{name.upper()} is not set.",
            hint="Copy it from the carrier's dashboard; `.env.example` says where it stands there.",
            id="sms.E001",
        )
        for name in NEEDED
        if not settings.VONAGE[name]
    ]
