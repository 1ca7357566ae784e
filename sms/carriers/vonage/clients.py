"""The SDK's clients, made safe: one per thread and purpose, no hidden second POST, a cached token.

What each choice prevents was measured with vonage 4.9.1: a client shared between threads mixes
credentials; a client that once spoke JSON sends forms with the wrong type; `pool_maxsize` above 1 sends a
text again when the connection drops; a fresh JWT costs 55 ms of RSA key parsing for every text.
"""

import re
import threading
import time
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from vonage import Auth, HttpClientOptions, Vonage

from sms.carriers.base import PermanentError
from sms.carriers.vonage.config import VonageConfig

# The SDK's tokens live 15 minutes (`vonage_jwt`); seconds.
TOKEN_LIFE = 10 * 60


class CachingAuth(Auth):
    """The SDK's credentials with one token for ten minutes, shared by all threads.

    Both clocks must agree that the token is young: the monotonic one may sleep with the machine, the wall
    clock may be set, and a token from a wrong hour is refused until it is dropped.
    """

    def __init__(self, **credentials: str | None) -> None:
        super().__init__(**credentials)
        self._token_lock = threading.Lock()
        self._token = b""
        self._made_at = (0.0, 0.0)

    def create_jwt_auth_string(self) -> bytes:
        """`Bearer` and a token with at least five minutes to live."""
        with self._token_lock:
            now = (time.monotonic(), time.time())
            if not self._token or not all(
                0 <= at - made < TOKEN_LIFE for at, made in zip(now, self._made_at, strict=True)
            ):
                self._token, self._made_at = super().create_jwt_auth_string(), now
            return self._token

    def forget_token(self) -> None:
        """Make a new token next time, because this one was refused."""
        with self._token_lock:
            self._token = b""


class Clients:
    """The clients of one account: for each thread one that speaks JSON and one that speaks forms."""

    def __init__(self, config: VonageConfig) -> None:
        self._config = config
        self._own = threading.local()
        self._lock = threading.Lock()
        self._auth: CachingAuth | None = None

    def for_json(self) -> Vonage:
        """This thread's client for the Messages and Applications APIs."""
        return self._client("json")

    def for_forms(self) -> Vonage:
        """This thread's client for the Numbers, Account and Pricing APIs."""
        return self._client("forms")

    def forget_token(self) -> None:
        """The cached token was refused."""
        self._credentials().forget_token()

    def _client(self, purpose: str) -> Vonage:
        now = time.monotonic()
        client, used_at = getattr(self._own, purpose, (None, now))
        if client is None or now - used_at > self._config.idle_limit:
            client = Vonage(self._credentials(), self._options())  # 0.1 ms, and a fresh connection
        setattr(self._own, purpose, (client, now))
        return client

    def _options(self) -> HttpClientOptions:
        # max_retries: urllib3 would send a POST again after a TLS error on a connection already in use.
        return HttpClientOptions(
            api_host=self._config.api_host,
            rest_host=self._config.rest_host,
            timeout=self._config.timeout,
            pool_connections=2,
            pool_maxsize=1,
            max_retries=0,
        )

    def _credentials(self) -> CachingAuth:
        with self._lock:
            if self._auth is None:
                config = self._config
                with_application = bool(config.application_id)
                self._auth = CachingAuth(
                    api_key=config.api_key or None,
                    api_secret=config.api_secret or None,
                    application_id=config.application_id if with_application else None,
                    private_key=private_key_pem(config.private_key) if with_application else None,
                )
            return self._auth


def private_key_pem(value: str) -> str:
    r"""The application's private key as the PKCS#8 text the SDK insists on.

    `value` is PEM text (PKCS#8 or PKCS#1, line breaks real or written as \n) or the path of a PEM file.
    Raises PermanentError with a sentence for the operator.
    """
    try:
        text = value if "-----BEGIN" in value else Path(value).read_text(encoding="ascii")
        key = load_pem_private_key(re.sub(r"(\\r)?\\n", "\n", text).encode(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        reason = "VONAGE_PRIVATE_KEY is neither an unencrypted private key in PEM form nor the path of one."
        raise PermanentError("configuration", reason) from error
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
