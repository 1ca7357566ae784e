"""Trouble on purpose: rules that say which event goes wrong, and how."""

import random
import threading
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

# Which trouble makes sense where; anything else is a mistake in the order.
_ACTIONS = {
    "send": {"delay", "http", "code", "title", "detail", "retry_after", "drop"},
    "inbound": {"late", "duplicate", "unsigned"},
    "status": {"late", "duplicate", "unsigned", "reorder", "silent", "early", "final", "code"},
}
_FINALS = ("submitted", "delivered", "rejected", "undeliverable")


class BadRule(ValueError):
    """An order for trouble that makes no sense; the message says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which events go wrong and how.

    `on` send: our call to the API; inbound, status: webhooks. `to` and `sender` narrow it to numbers,
    `skip` lets the first events go, `times` ends the rule (None: never), `probability` makes it rare.
    """

    on: str
    name: str = ""
    to: str = ""
    sender: str = ""
    skip: int = 0
    times: int | None = None
    probability: float = 1.0
    # send: seconds until the answer; an HTTP status instead of 202, with error code, title, detail and
    # Retry-After in seconds; the connection closed "before" or "after" the text was accepted.
    delay: float = 0.0
    http: int = 0
    code: str = ""
    title: str = ""
    detail: str = ""
    retry_after: float | None = None
    drop: str = ""
    # webhooks: posted this many seconds late, this many times more, without a signature at first.
    late: float = 0.0
    duplicate: int = 0
    unsigned: bool = False
    # status: delivered before submitted, no status at all, before the answer to our call, another end.
    reorder: bool = False
    silent: bool = False
    early: bool = False
    final: str = ""

    @classmethod
    def read(cls, order: dict[str, Any]) -> "Rule":
        """A rule from JSON; raises BadRule."""
        known = {one.name: one for one in fields(cls)}
        on = order.get("on")
        if on not in _ACTIONS:
            raise BadRule(f"'on' must be one of {', '.join(_ACTIONS)}.")
        matchers = {"on", "name", "to", "sender", "skip", "times", "probability"}
        for key in order:
            if key not in known or key not in matchers | _ACTIONS[on]:
                raise BadRule(f"'{key}' is no trouble for {on}; there are {', '.join(sorted(_ACTIONS[on]))}.")
        try:
            rule = cls(**order)
            return rule._checked()
        except TypeError as error:
            raise BadRule(f"A value has the wrong type: {error}") from error

    def _checked(self) -> "Rule":
        if self.drop not in ("", "before", "after"):
            raise BadRule("'drop' must be before or after.")
        if self.final and self.final not in _FINALS:
            raise BadRule(f"'final' must be one of {', '.join(_FINALS)}.")
        if self.http and not 300 <= self.http <= 599:
            raise BadRule("'http' must be a status from 300 to 599.")
        if not 0 <= self.probability <= 1:
            raise BadRule("'probability' must be from 0 to 1.")
        if min(self.delay, self.late, self.duplicate, self.skip, self.times or 0) < 0:
            raise BadRule("Seconds and counts cannot be negative.")
        return replace(self, code=str(self.code))

    def fits(self, on: str, sender: str, recipient: str) -> bool:
        """Whether the rule is about this event; `to` and `sender` with or without a plus sign."""
        return (
            self.on == on
            and self.to.lstrip("+") in ("", recipient.lstrip("+"))
            and self.sender.lstrip("+") in ("", sender.lstrip("+"))
        )


class Troubles:
    """The rules in force. A named rule replaces the one of that name."""

    def __init__(self, seed: int | None = None) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._chance = random.Random(seed)

    def order(self, rule: Rule) -> None:
        """Put a rule in force."""
        with self._lock:
            if rule.name:
                self._rules = [one for one in self._rules if one.name != rule.name]
            self._rules.append(rule)

    def clear(self, name: str = "") -> None:
        """End the rule of this name, or all."""
        with self._lock:
            self._rules = [one for one in self._rules if name and one.name != name]

    def listing(self) -> list[dict[str, Any]]:
        """The rules in force, only what they say."""
        with self._lock:
            empty = asdict(Rule(on=""))
            return [{key: value for key, value in asdict(one).items() if value != empty[key]} for one in self._rules]

    def take(self, on: str, sender: str, recipient: str) -> Rule:
        """What goes wrong with this event: all rules that fit, the later one winning; counts them down."""
        verdict = Rule(on=on)
        usual = asdict(verdict)
        with self._lock:
            kept = []
            for rule in self._rules:
                now, later = self._apply(rule, on, sender, recipient)
                if now:
                    said = {key: value for key, value in asdict(rule).items() if value != usual[key]}
                    verdict = replace(verdict, **{key: said[key] for key in said if key in _ACTIONS[on]})
                if later is not None:
                    kept.append(later)
            self._rules = kept
        return verdict

    def _apply(self, rule: Rule, on: str, sender: str, recipient: str) -> tuple[bool, Rule | None]:
        """Whether the rule strikes now, and what is left of it."""
        if not rule.fits(on, sender, recipient):
            return False, rule
        if rule.skip:
            return False, replace(rule, skip=rule.skip - 1)
        if rule.probability < 1 and self._chance.random() >= rule.probability:
            return False, rule
        if rule.times is None:
            return True, rule
        return rule.times > 0, replace(rule, times=rule.times - 1) if rule.times > 1 else None
