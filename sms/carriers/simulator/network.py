"""What happens to a text between the handset and us: handed over, accepted, delivered, reported."""

import time
import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from sms.carriers.simulator import bodies
from sms.carriers.simulator.agenda import Agenda
from sms.carriers.simulator.courier import Courier
from sms.carriers.simulator.feed import Feed
from sms.carriers.simulator.records import TAKEN, WAITING, Application, Text, Webhook, iso
from sms.carriers.simulator.tariff import parts_of, price_of
from sms.carriers.simulator.trouble import Rule, Troubles
from sms.carriers.simulator.world import World


@dataclass(frozen=True, slots=True)
class Pace:
    """When statuses go out after a text was accepted; seconds."""

    submitted: float = 0.1
    delivered: float = 1.0


def with_plus(number: str) -> str:
    """A number in E.164 with its plus sign; a name or a short code as it is."""
    digits = number.strip().removeprefix("+")
    return f"+{digits}" if digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15 else number.strip()


class Network:
    """Carries texts both ways and posts what we are to know of it."""

    def __init__(
        self, world: World, agenda: Agenda, courier: Courier, troubles: Troubles, feed: Feed, pace: Pace
    ) -> None:
        self.world = world
        self.troubles = troubles
        self.feed = feed
        self._agenda = agenda
        self._courier = courier
        self._pace = pace

    def resume(self) -> None:
        """Go on with what a killed carrier had begun."""
        for webhook in self.world.unfinished():
            self._courier.post(webhook, max(0.0, webhook.due - time.time()), self._tell_state)
        for text in self.world.undelivered():
            promised = {one.status for one in self.world.webhooks_of(text.uuid)}
            if not promised or "delivered" in promised:
                self._agenda.after(self._pace.delivered, partial(self._arrive, text))

    def quiesce(self, timeout: float) -> bool:
        """Wait until nothing is on its way; False when something still is after `timeout` seconds."""
        return self._agenda.quiesce(timeout)

    @property
    def under_way(self) -> int:
        """How much is on its way."""
        return self._agenda.open

    def hand_over(self, sender: str, recipient: str, text: str, media: list[dict[str, str]]) -> Text:
        """A customer sends a text from a handset to a channel; numbers in E.164 with a plus sign."""
        parts = parts_of(text)
        price = f"{price_of(sender) / 4 * parts:.4f}"
        made = Text(str(uuid.uuid4()), "in", sender, recipient, text, time.time(), media, "", parts, price)
        rule = self.troubles.take("inbound", sender, recipient)
        application = self._application_of(recipient)
        body = bodies.encode(bodies.inbound(made))
        hooks = [
            Webhook(
                str(uuid.uuid4()), "inbound", made.uuid, "", application.id, body,
                made.at + rule.late, unsigned=rule.unsigned,
            )
            for _ in range(1 + rule.duplicate)
        ]  # fmt: skip
        self.world.put(made, *hooks)
        self.feed.tell("text", self.on_page(made))
        for hook in hooks:
            self._courier.post(hook, rule.late, self._tell_state)
        return made

    def accept(self, order: dict[str, Any], application: Application) -> Text:
        """Take a text that passed the API's checks; its statuses follow. Trouble may hold the answer
        back."""
        sender, recipient = with_plus(order["from"]), with_plus(order["to"])
        body, client_ref = order["text"], str(order.get("client_ref", ""))
        parts = parts_of(body)
        price = f"{price_of(recipient) * parts:.4f}"
        made = Text(str(uuid.uuid4()), "out", sender, recipient, body, time.time(), [], client_ref, parts, price)
        rule = self.troubles.take("status", sender, recipient)
        hooks = self._statuses(made, rule, application, str(order.get("webhook_url") or ""))
        self.world.put(made, *hooks)
        for hook in hooks:
            self._courier.post(hook, max(0.0, hook.due - made.at))
        if rule.final in ("", "delivered"):
            self._agenda.after(self._pace.delivered, lambda: self._arrive(made))
        if rule.early and hooks:
            self._wait_for(hooks[0])
        return made

    def on_page(self, text: Text) -> dict[str, Any]:
        """A text as the phone page shows it."""
        return {
            "uuid": text.uuid,
            "handset": text.handset,
            "channel": text.channel,
            "direction": text.direction,
            "text": text.text,
            "media": text.media,
            "at": iso(text.at if text.direction == "in" else text.arrived_at or text.at),
            "state": self._state(text),
        }

    def _statuses(self, text: Text, rule: Rule, application: Application, url: str) -> list[Webhook]:
        if rule.silent:
            return []
        pace = self._pace
        final = rule.final or "delivered"
        code = rule.code or {"rejected": "1240", "undeliverable": "1260"}.get(final, "")
        plan = [("submitted", pace.submitted, "")]
        if final != "submitted":
            plan.append((final, pace.delivered, code))
        posted = [after for _, after, _ in plan]
        if rule.reorder:
            posted.reverse()
        if rule.early:
            posted[0] = 0.0
        hooks = []
        for (state, after, error), due in zip(plan, posted, strict=True):
            body = bodies.encode(bodies.status(text, state, text.at + after, error))
            hooks += [
                Webhook(
                    str(uuid.uuid4()), "status", text.uuid, url, application.id, body,
                    text.at + due + rule.late, state, error, rule.unsigned,
                )
                for _ in range(1 + rule.duplicate)
            ]  # fmt: skip
        return hooks

    def _application_of(self, number: str) -> Application:
        """Where a channel's texts go: its linked application, else the simulator's own."""
        applications = self.world.applications()
        owned = self.world.number(number)
        linked = self.world.application(owned.application_id) if owned else None
        return linked if linked is not None and linked.inbound_url else applications[0]

    def _arrive(self, text: Text) -> None:
        self.world.arrived(text, time.time())
        self.feed.tell("text", self.on_page(text))

    def _wait_for(self, webhook: Webhook) -> None:
        """Hold the API's answer until a status was posted, at most five seconds."""
        until = time.monotonic() + 5
        while webhook.outcome == WAITING and not webhook.attempts and time.monotonic() < until:
            time.sleep(0.005)

    def _tell_state(self, webhook: Webhook) -> None:
        text = self.world.text(webhook.uuid)
        if text is not None:
            news = {"uuid": text.uuid, "handset": text.handset, "state": self._state(text)}
            self.feed.tell("state", news)

    def _state(self, text: Text) -> str:
        """How far a customer's text got: sending, retrying, taken, refused."""
        if text.direction == "out":
            return "received"
        hooks = self.world.webhooks_of(text.uuid)
        outcomes = {one.outcome for one in hooks}
        if TAKEN in outcomes:
            return "taken"
        if WAITING in outcomes:
            return "retrying" if any(one.attempts for one in hooks) else "sending"
        return "refused"
