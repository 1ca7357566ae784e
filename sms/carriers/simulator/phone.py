"""The listener for people and tests: the page with the handsets, and the control API.

Plain HTTP on this machine only. `/control/…` takes orders as JSON: inbound, trouble, ledger, quiesce.
"""

import queue
import re
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from sms.carriers.simulator.feed import Feed
from sms.carriers.simulator.handsets import HANDSETS
from sms.carriers.simulator.listener import Refusal, Request
from sms.carriers.simulator.network import Network, with_plus
from sms.carriers.simulator.pictures import PICTURES, picture
from sms.carriers.simulator.records import Phone
from sms.carriers.simulator.tariff import country_of
from sms.carriers.simulator.trouble import BadRule, Rule

_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/phone.css": ("phone.css", "text/css; charset=utf-8"),
    "/handset.css": ("handset.css", "text/css; charset=utf-8"),
    "/phone.js": ("phone.js", "text/javascript; charset=utf-8"),
    "/handset.js": ("handset.js", "text/javascript; charset=utf-8"),
    "/thread.js": ("thread.js", "text/javascript; charset=utf-8"),
    "/trouble.js": ("trouble.js", "text/javascript; charset=utf-8"),
    "/favicon.svg": ("favicon.svg", "image/svg+xml"),
}
_GUARDS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_MEDIA_KINDS = ("image", "vcard", "audio", "video", "file")
# Texts shown on a handset when the page is opened.
_RECENT = 60
_HEARTBEAT = 15.0


class PhoneRequest(Request):
    """A request from the phone page or from a test."""

    network: Network
    feed: Feed

    def respond(self, method: str, path: str) -> None:
        """Answer a page, a picture or an order; raises Refusal."""
        self._refuse_strangers()
        routes = {
            ("GET", "/events"): self._events,
            ("GET", "/phone/state"): self._state,
            ("POST", "/phone/handsets"): self._add_handset,
            ("POST", "/control/inbound"): self._inbound,
            ("GET", "/control/trouble"): self._troubles,
            ("POST", "/control/trouble"): self._order_trouble,
            ("DELETE", "/control/trouble"): self._clear_trouble,
            ("GET", "/control/ledger"): self._ledger,
            ("POST", "/control/quiesce"): self._quiesce,
        }
        if method == "GET" and path in _FILES:
            name, kind = _FILES[path]
            page = resources.files("sms.carriers.simulator").joinpath("page", name)
            self.answer(200, page.read_bytes(), kind, _GUARDS)
        elif handler := routes.get((method, path)):
            handler()
        elif method == "GET" and (found := re.fullmatch(r"/media/([a-z]+)\.png", path)) and found[1] in PICTURES:
            self.answer(200, picture(found[1]), "image/png", {"X-Content-Type-Options": "nosniff"})
        elif method == "DELETE" and (found := re.fullmatch(r"/phone/handsets/(\+?\d+)", path)):
            self._remove_handset(with_plus(found[1]))
        else:
            raise Refusal(404, {"error": f"There is no {method} {path}."})

    def _refuse_strangers(self) -> None:
        """Another site's page in the same browser may not give orders, nor a name that points here."""
        host = self.headers.get("Host", "")
        origin = self.headers.get("Origin")
        if host.rpartition(":")[0] not in ("127.0.0.1", "localhost", "[::1]"):
            raise Refusal(403, {"error": "Ask for 127.0.0.1 or localhost."})
        if origin is not None and urlsplit(origin).netloc != host:
            raise Refusal(403, {"error": "Only the phone page may give orders."})

    def _inbound(self) -> None:
        order = self.read_json()
        sender, recipient = (self._number(order, key) for key in ("from", "to"))
        text, media = order.get("text", ""), order.get("media", [])
        if not isinstance(text, str) or not isinstance(media, list) or not (text or media):
            raise Refusal(422, {"error": "Give a text, or media as a list."})
        made = self.network.hand_over(sender, recipient, text, [self._medium(one) for one in media])
        self.json(202, {"uuid": made.uuid})

    def _number(self, order: dict[str, Any], key: str) -> str:
        number = with_plus(str(order.get(key, "")))
        if not 1 <= len(number) <= 16:
            raise Refusal(422, {"error": f"'{key}' must be a number in E.164."})
        return number

    def _medium(self, one: object) -> dict[str, str]:
        if not isinstance(one, dict) or one.get("kind") not in _MEDIA_KINDS or not one.get("url"):
            raise Refusal(422, {"error": f"A medium has a url and a kind of {', '.join(_MEDIA_KINDS)}."})
        medium = {key: str(one[key]) for key in ("kind", "url", "name", "caption") if one.get(key)}
        if medium["url"].startswith("/"):
            medium["url"] = f"http://{self.headers['Host']}{medium['url']}"
        return medium

    def _troubles(self) -> None:
        self.json(200, {"rules": self.network.troubles.listing()})

    def _order_trouble(self) -> None:
        try:
            rule = Rule.read(self.read_json())
        except BadRule as error:
            raise Refusal(422, {"error": str(error)}) from error
        self.network.troubles.order(rule)
        self._tell_trouble(201)

    def _clear_trouble(self) -> None:
        self.network.troubles.clear(self.query.get("name", ""))
        self._tell_trouble(200)

    def _tell_trouble(self, status: int) -> None:
        rules = {"rules": self.network.troubles.listing()}
        self.feed.tell("trouble", rules)
        self.json(status, rules)

    def _ledger(self) -> None:
        self.json(200, self.network.world.ledger())

    def _quiesce(self) -> None:
        try:
            timeout = float(self.query.get("timeout", "10"))
        except ValueError as error:
            raise Refusal(422, {"error": "timeout is in seconds."}) from error
        quiet = self.network.quiesce(timeout)
        self.json(200, {"quiet": quiet, "under_way": self.network.under_way})

    def _state(self) -> None:
        """What the page shows when it is opened, or comes back after a lost connection."""
        world = self.network.world
        numbers = [{"number": one.number, "name": one.name, "country": one.country} for one in world.numbers()]
        handsets = [one._asdict() | {"added": False} for one in HANDSETS]
        handsets += [
            {"name": one.name, "number": one.number, "country": one.country, "added": True} for one in world.phones()
        ]
        shown = {one["number"] for one in handsets}
        texts: dict[str, list[dict[str, Any]]] = {number: [] for number in shown}
        for text in world.texts():
            if text.handset in shown and (text.direction == "in" or text.arrived_at is not None):
                texts[text.handset].append(self.network.on_page(text))
        recent = {number: sorted(some, key=lambda one: one["at"])[-_RECENT:] for number, some in texts.items()}
        rules = self.network.troubles.listing()
        self.json(200, {"channels": numbers, "handsets": handsets, "texts": recent, "rules": rules})

    def _add_handset(self) -> None:
        order = self.read_json()
        number = with_plus(re.sub(r"[\s().-]", "", str(order.get("number", ""))))
        if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
            raise Refusal(422, {"error": "Give the number with its country code, such as +44 7400 123456."})
        taken = {one.number for one in HANDSETS} | {one.number for one in self.network.world.phones()}
        if number in taken:
            raise Refusal(422, {"error": "There is a handset with this number already."})
        name = str(order.get("name", "")).strip()[:40] or number
        self.network.world.put(Phone(number, name, country_of(number)))
        self.feed.tell("handsets", {})
        self.json(201, {"number": number})

    def _remove_handset(self, number: str) -> None:
        if not self.network.world.forget(Phone, number):
            raise Refusal(404, {"error": "Only a handset that was added can be removed."})
        self.feed.tell("handsets", {})
        self.json(200, {"number": number})

    def _events(self) -> None:
        """Server-sent events until the page is closed (HTML standard, 9.2)."""
        self.close_connection = True
        self.answered = 200
        self.send_response(200)
        for name, value in {**_GUARDS, "Content-Type": "text/event-stream", "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        listener = self.feed.subscribe()
        try:
            self.wfile.write(b"retry: 1000\n\n")
            self.wfile.flush()
            while (news := self._next(listener)) is not None:
                self.wfile.write(news)
                self.wfile.flush()
        except OSError:
            self.answered = 499  # the page was closed
        finally:
            self.feed.leave(listener)

    def _next(self, listener: "queue.Queue[str | None]") -> bytes | None:
        try:
            news = listener.get(timeout=_HEARTBEAT)
        except queue.Empty:
            return b": still here\n\n"
        return None if news is None else f"data: {news}\n\n".encode()
