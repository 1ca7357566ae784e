"""Is this webhook Vonage's own? The check of a signed webhook's JWT.

Source: https://developer.vonage.com/en/getting-started/concepts/webhooks#validating-signed-webhooks.
The SDK's `verify_signature` has no leeway, no age limit and no payload hash: the check is ours, over PyJWT.
"""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

import jwt

from sms.carriers.base import Unauthenticated, Unsigned
from sms.carriers.vonage.config import VonageConfig

logger = logging.getLogger(__name__)


def verify(config: VonageConfig, headers: Mapping[str, str], body: bytes) -> None:
    """Accept a webhook signed with the account's signature secret over exactly this body.

    `headers` match in any case. Raises Unsigned without an Authorization header or without a secret of ours
    (the carrier tries again), Unauthenticated for everything that is wrong.
    """
    token = _bearer(headers)
    if not config.signature_secret:
        raise Unsigned("No signature secret is configured, so no webhook can be trusted.")
    claims = _claims(config, token)
    age = int(time.time()) - int(claims["iat"])
    if age > config.max_age.total_seconds():
        raise Unauthenticated("The signature is too old.")
    signer = claims.get("api_key")
    if signer is not None and config.api_key and signer != config.api_key:
        raise Unauthenticated("Signed for another account.")
    if not _hash_fits(claims.get("payload_hash"), body):
        if config.require_payload_hash:
            raise Unauthenticated("The body is not the one that was signed.")
        logger.warning("A webhook's body does not fit its payload_hash (jti %r)", claims.get("jti"))


def _bearer(headers: Mapping[str, str]) -> str:
    value = next((value for name, value in headers.items() if name.lower() == "authorization"), "").strip()
    if not value:
        raise Unsigned("The webhook carries no signature.")
    scheme, _, token = value.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("The Authorization header is not a bearer token.")
    return token.strip()


def _claims(config: VonageConfig, token: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            config.signature_secret,
            algorithms=["HS256"],
            leeway=config.leeway,
            options={"require": ["iat"], "verify_aud": False, "verify_iss": False, "verify_sub": False},
        )
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        # ValueError and RecursionError: a token whose header is no JSON of this world, from anybody.
        raise Unauthenticated(f"The signature does not hold: {type(error).__name__}.") from error
    return claims


def _hash_fits(expected: object, body: bytes) -> bool:
    """Vonage documents SHA-256 of the payload; its help centre (19033783342876) says of the compact
    JSON."""
    if not isinstance(expected, str):
        return False
    wanted = expected.strip().lower().encode("utf-8", "replace")
    if hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), wanted):
        return True
    try:
        compact = json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False)
    except (ValueError, RecursionError):
        return False
    digest = hashlib.sha256(compact.encode("utf-8", "surrogatepass")).hexdigest()
    return hmac.compare_digest(digest.encode(), wanted)
