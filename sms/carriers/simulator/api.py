"""Vonage's HTTPS API as far as we use it: who asks, and texts. Beside it, `numbers` and `applications`."""

import base64
import binascii
import hmac
import re
import threading
import time
from typing import Any

import jwt

from sms.carriers.simulator import applications, bodies, numbers
from sms.carriers.simulator.credentials import Account
from sms.carriers.simulator.listener import HangUp, Refusal, Request
from sms.carriers.simulator.network import Network, with_plus
from sms.carriers.simulator.records import Application
from sms.carriers.simulator.trouble import Rule

_ROUTES = numbers.ROUTES | applications.ROUTES


class Gate:
    """Who may ask, and how often. Tokens once checked are remembered until they expire."""

    def __init__(self, account: Account, network: Network, rate_limit: int) -> None:
        self._account = account
        self._world = network.world
        self._rate_limit = rate_limit
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, str]] = {}
        self._window = (0, 0)

    def admit(self, authorization: str) -> Application:
        """The application that asks, by its token, or the account's own by key and secret. Raises
        Refusal."""
        scheme, _, credential = authorization.partition(" ")
        if scheme.lower() == "basic" and self._is_account(credential):
            return self._world.applications()[0]
        application = self._application(credential) if scheme.lower() == "bearer" else None
        if application is None:
            detail = "You did not provide correct credentials."
            raise Refusal(401, bodies.problem("401", detail, "Check your authentication credentials."))
        return application

    def slow_down(self) -> None:
        """Raises Refusal when there were more requests in this second than the account may make."""
        with self._lock:
            second, count = self._window
            now = int(time.time())
            self._window = (now, count + 1 if second == now else 1)
            too_many = 0 < self._rate_limit < self._window[1]
        if too_many:
            body = bodies.problem("1000", "Rate Limit Hit", "Please wait, then retry your request")
            raise Refusal(429, body, {"Retry-After": "1"})

    def _is_account(self, credential: str) -> bool:
        try:
            given = base64.b64decode(credential, validate=True)
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(given, f"{self._account.api_key}:{self._account.api_secret}".encode())

    def _application(self, token: str) -> Application | None:
        expires, known = self._known.get(token, (0.0, ""))
        if expires > time.time():
            return self._world.application(known)
        try:
            claimed = jwt.decode(token, options={"verify_signature": False}).get("application_id", "")
            application = self._world.application(str(claimed))
            if application is None:
                return None
            claims = jwt.decode(
                token, application.public_key, ["RS256"], options={"require": ["iat", "jti", "exp"]}, leeway=10
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            return None
        with self._lock:
            self._known[token] = (float(claims["exp"]), application.id)
        return application


class ApiRequest(Request):
    """A request to api.nexmo.com or rest.nexmo.com."""

    problem_type = "application/problem+json"
    gate: Gate
    network: Network

    def respond(self, method: str, path: str) -> None:
        """Answer an API request; raises Refusal or HangUp."""
        self.gate.slow_down()
        if (method, path) == ("POST", "/v1/messages"):
            self._send()
            return
        self.gate.admit(self.headers.get("Authorization", ""))
        if handler := _ROUTES.get((method, path)):
            handler(self, self.network)
        elif found := re.fullmatch(r"/v2/applications/([\w-]+)", path):
            applications.one_application(self, self.network, method, found[1])
        else:
            raise Refusal(404, {"title": "Not found", "detail": f"This simulator has no {method} {path}."})

    def _send(self) -> None:
        """Take a text, or go wrong as ordered."""
        order = self._readable()
        sender, recipient = with_plus(str(order.get("from", ""))), with_plus(str(order.get("to", "")))
        rule = self.network.troubles.take("send", sender, recipient)
        if rule.delay:
            time.sleep(rule.delay)
        if rule.drop == "before":
            raise HangUp
        try:
            application = self.gate.admit(self.headers.get("Authorization", ""))
            _refuse_on_purpose(rule)
            check(order, {one.number for one in self.network.world.numbers()})
        except Refusal as refusal:
            self.network.world.refused(time.time(), refusal.status, recipient, str(order.get("client_ref", "")))
            raise
        text = self.network.accept(order, application)
        if rule.drop == "after":
            raise HangUp
        self.json(202, {"message_uuid": text.uuid}, {"X-Request-Id": text.uuid})

    def _readable(self) -> dict[str, Any]:
        try:
            return self.read_json()
        except Refusal as refusal:
            raise invalid("body", "must be a JSON object") from refusal


def _refuse_on_purpose(rule: Rule) -> None:
    if not rule.http:
        return
    usual = {
        401: ("401", "You did not provide correct credentials."),
        402: ("1070", "Low balance"),
        422: ("1150", "Invalid params"),
        429: ("1000", "Rate Limit Hit"),
        500: ("1030", "Internal error"),
    }
    code, title = usual.get(rule.http, (str(rule.http), "Trouble"))
    body = bodies.problem(rule.code or code, rule.title or title, rule.detail or "Ordered trouble.")
    headers = {} if rule.retry_after is None else {"Retry-After": f"{rule.retry_after:g}"}
    raise Refusal(rule.http, body, headers)


def invalid(name: str, reason: str) -> Refusal:
    """422: a parameter that the API does not take."""
    body: dict[str, Any] = bodies.problem("1150", "Invalid params", "The value of one or more parameters is invalid.")
    body["invalid_parameters"] = [{"name": name, "reason": reason}]
    return Refusal(422, body)


def check(order: dict[str, Any], owned: set[str]) -> None:
    """What the Messages API demands of an SMS; raises Refusal. Source: its OpenAPI text, 1.20.0."""
    if order.get("channel") != "sms":
        raise invalid("channel", "this simulator sends sms only")
    if order.get("message_type") != "text":
        raise invalid("message_type", "must be text")
    if not re.fullmatch(r"[1-9][0-9]{6,14}", str(order.get("to"))):
        raise invalid("to", "must be 7 to 15 digits without a leading + or 0")
    text = order.get("text")
    if not isinstance(text, str) or not 0 < len(text) <= 3200:
        raise invalid("text", "must have 1 to 3200 characters")
    if len(str(order.get("client_ref", ""))) > 100:
        raise invalid("client_ref", "must have at most 100 characters")
    ttl = order.get("ttl", 20)
    if isinstance(ttl, bool) or not isinstance(ttl, int) or not 20 <= ttl <= 604_800:
        raise invalid("ttl", "must be 20 to 604800 seconds")
    sender = order.get("from")
    if not isinstance(sender, str) or not sender:
        raise invalid("from", "is required")
    if owned and with_plus(sender) not in owned:
        raise Refusal(422, bodies.problem("1120", "Invalid sender", "The from number is not one of yours."))
