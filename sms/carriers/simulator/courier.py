"""Posts webhooks as Vonage does: each event by itself, signed, again until it is taken.

Vonage's help centre, 360028543292: retried on 429 and 5xx, first after 5 seconds, the delay doubles up to
15 minutes, discarded after 24 hours. 226572227: 3 seconds to connect, 15 to answer.
"""

import http.client
import logging
import select
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sms.carriers.simulator import bodies
from sms.carriers.simulator.agenda import Agenda
from sms.carriers.simulator.credentials import Account
from sms.carriers.simulator.records import GIVEN_UP, REFUSED, TAKEN, WAITING, Attempt, Webhook
from sms.carriers.simulator.world import World

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the carrier waits and tries; seconds."""

    first: float = 5.0
    most: float = 15 * 60.0
    give_up: float = 24 * 3600.0
    connect: float = 3.0
    answer: float = 15.0


class Courier:
    """Takes webhooks to their receiver."""

    def __init__(self, world: World, agenda: Agenda, account: Account, patience: Patience) -> None:
        self._world = world
        self._agenda = agenda
        self._account = account
        self._patience = patience
        self._own = threading.local()

    def post(self, webhook: Webhook, delay: float = 0.0, then: Callable[[Webhook], None] | None = None) -> None:
        """Post a webhook `delay` seconds from now and until it is taken; `then` is called after each
        attempt."""
        self._agenda.after(delay, lambda: self._try(webhook, then))

    def _try(self, webhook: Webhook, then: Callable[[Webhook], None] | None) -> None:
        attempt = self._attempt(webhook)
        outcome = self._outcome(webhook, attempt)
        self._world.attempted(webhook, attempt, outcome)
        logger.info("%s %s %s -> %s %s", webhook.kind, webhook.uuid, webhook.status, attempt.status, attempt.error)
        if outcome == WAITING:
            doublings = min(len(webhook.attempts) - 1, 30)
            self.post(webhook, min(self._patience.first * 2**doublings, self._patience.most), then)
        if then is not None:
            then(webhook)

    def _outcome(self, webhook: Webhook, attempt: Attempt) -> str:
        if attempt.status is not None and 200 <= attempt.status < 300:
            return TAKEN
        if attempt.status is not None and attempt.status != 429 and attempt.status < 500:
            return REFUSED
        return GIVEN_UP if attempt.at - webhook.due > self._patience.give_up else WAITING

    def _attempt(self, webhook: Webhook) -> Attempt:
        body = webhook.body.encode()
        headers = {"Content-Type": "application/json", "User-Agent": "Vonage/MessagingHUB/v1.0"}
        if not (webhook.unsigned and not webhook.attempts):
            headers["Authorization"] = bodies.sign(
                body, self._account.signature_secret, self._account.api_key, webhook.application_id
            )
        at = time.time()
        url = webhook.url or self._own_url(webhook)
        if not url:
            return Attempt(at, None, "the application has no such webhook")
        try:
            return Attempt(at, self._exchange(url, body, headers))
        except (OSError, http.client.HTTPException) as error:
            return Attempt(at, None, type(error).__name__)

    def _own_url(self, webhook: Webhook) -> str:
        """Where the application wants it now, which may have changed since the first attempt."""
        application = self._world.application(webhook.application_id)
        if application is None:
            return ""
        return application.inbound_url if webhook.kind == "inbound" else application.status_url

    def _exchange(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """Post over this thread's kept-alive connection; returns the HTTP status."""
        address = urlsplit(url)
        connection = self._connection(address.scheme, address.netloc)
        try:
            connection.request("POST", address.path or "/", body, headers)
            answer = connection.getresponse()
            answer.read()
        except BaseException:
            connection.close()
            raise
        if answer.will_close:
            connection.close()
        return answer.status

    def _connection(self, scheme: str, host: str) -> http.client.HTTPConnection:
        kept: dict[tuple[str, str], http.client.HTTPConnection] = self._own.__dict__.setdefault("kept", {})
        connection = kept.get((scheme, host))
        if connection is None:
            kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
            connection = kept[scheme, host] = kind(host, timeout=self._patience.connect)
        sock: socket.socket | None = connection.sock
        if sock is not None and select.select([sock], [], [], 0)[0]:
            connection.close()  # the receiver hung up while we were idle
            sock = None
        if sock is None:
            connection.connect()
            connection.sock.settimeout(self._patience.answer)
        return connection
