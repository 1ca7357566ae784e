"""Which agent gets the work, and why: a pure choice that can explain itself.

Nothing is read here: no ORM, no clock, no settings. The caller brings the queue's members as candidates in
one query, locks the agent it is given, checks again and offers. The same input always gives the same agent.

Order among those who can take it, the first difference decides (``_key``):

1. the customer's last agent, unless they just let this very work pass (R9);
2. who has let it pass least often, so that a miss goes to somebody else (R7);
3. lowest load relative to capacity, which deals a backlog out evenly (R13);
4. highest total level in the needed skills: the best fit answers fastest;
5. longest idle;
6. lowest id, so that two servers never disagree.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypedDict

SECONDS_PER_PRIORITY = 60
"""How long a wait weighs as much as one step of priority, in seconds."""


class Reason(StrEnum):
    """Why an agent cannot take a piece of work; the lasting reasons stand before the passing ones."""

    SKILL = "skill"
    AWAY = "away"
    LOST = "lost"
    FULL = "full"
    ASKED = "asked"


class Criterion(StrEnum):
    """What set the chosen agent apart from the next best."""

    ONLY = "only"
    LAST_AGENT = "last agent"
    REFUSED = "refused"
    LOAD = "load"
    SKILL = "skill"
    IDLE = "idle"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """From ``after_seconds`` of waiting on, ``level`` is enough; level 0 does without the skill."""

    after_seconds: int
    level: int


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that the work asks for, at a level from 10 to 100, relaxing as the customer waits (R5)."""

    skill_id: int
    level: int
    relaxations: Sequence[Relaxation] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of the queue as one query found them.

    ``refused`` counts how often they rejected or missed this very work; ``asked`` their open offers (which
    ``load`` already includes); ``idle_since`` is when they last finished work or came in.
    """

    agent_id: int
    load: int
    capacity: int
    idle_since: datetime
    skills: Mapping[int, int] = field(default_factory=dict)
    available: bool = True
    reachable: bool = True
    refused: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """A waiting interaction: what it needs and what is known about its customer.

    ``preferred_agent_id`` is the customer's last agent while the queue's window lasts (the caller looks that
    up). ``offers_at_once`` bounds the open offers of one agent, so that a backlog is not all held by the
    first to arrive; None does not bound them. ``rule`` names the rule that brought it here, for the "why".
    """

    needs: Sequence[Need] = ()
    waited_seconds: float = 0
    preferred_agent_id: int | None = None
    offers_at_once: int | None = None
    rule: str = ""


class NeedMet(TypedDict):
    """A need as it stood at the decision; ``level`` is the agent's (0 in a refusal), ``needed`` the work's."""

    skill: int
    name: str
    needed: int
    level: int


class Why(TypedDict):
    """The recorded reasons of a choice; plain JSON, kept with the offer for good (R15)."""

    agent: int
    criterion: str
    considered: int
    eligible: int
    next_best: int | None
    load: int
    capacity: int
    skills: list[NeedMet]
    relaxed: bool
    waited: int
    rule: str
    reasons: dict[str, int]


class WhyNot(TypedDict):
    """The reasons why nobody was eligible: how many agents were kept from it, and by what."""

    considered: int
    skills: list[NeedMet]
    waited: int
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """The agent to offer the work to."""

    agent_id: int
    why: Why


@dataclass(frozen=True, slots=True)
class Nobody:
    """No candidate can take the work now."""

    why: WhyNot

    @property
    def reasons(self) -> dict[str, int]:
        """How many candidates each Reason kept from it; everyone is counted once."""
        return self.why["reasons"]


def choose(work: Work, candidates: Iterable[Candidate]) -> Choice | Nobody:
    """Return the best agent for the work with the reasons, or Nobody with theirs."""
    everyone = list(candidates)
    needs = relax(work.needs, work.waited_seconds)
    kept_out = Counter(reason.value for each in everyone if (reason := _obstacle(work, needs, each)))
    ranked = sorted(_eligible(work, needs, everyone), key=lambda each: _key(work, needs, each))
    if not ranked:
        return Nobody(
            WhyNot(
                considered=len(everyone),
                skills=[_met(need, 0) for need in needs],
                waited=int(work.waited_seconds),
                reasons=dict(kept_out),
            )
        )
    best = ranked[0]
    why = Why(
        agent=best.agent_id,
        criterion=_decided_by(work, needs, ranked).value,
        considered=len(everyone),
        eligible=len(ranked),
        next_best=ranked[1].agent_id if len(ranked) > 1 else None,
        load=best.load,
        capacity=best.capacity,
        skills=[_met(need, best.skills.get(need.skill_id, 0)) for need in needs],
        relaxed=_levels(needs) != _levels(work.needs),
        waited=int(work.waited_seconds),
        rule=work.rule,
        reasons=dict(kept_out),
    )
    return Choice(best.agent_id, why)


def eligible(work: Work, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that can take the work now, in the order they came."""
    return _eligible(work, relax(work.needs, work.waited_seconds), candidates)


def relax(needs: Iterable[Need], waited_seconds: float) -> tuple[Need, ...]:
    """Return the needs as they stand after this wait: levels only fall, and those at 0 are gone."""
    now = (Need(need.skill_id, _level(need, waited_seconds), need.relaxations, need.name) for need in needs)
    return tuple(need for need in now if need.level > 0)


def next_relaxation(needs: Iterable[Need], waited_seconds: float) -> float | None:
    """Return the seconds until a need next relaxes, so that the work can be looked at again; None for never."""
    steps = (step.after_seconds for need in needs for step in need.relaxations)
    return min((after - waited_seconds for after in steps if after > waited_seconds), default=None)


def effective_priority(priority: int, waited_seconds: float) -> float:
    """Return the priority after a wait (R10): ``priority + waited_seconds / SECONDS_PER_PRIORITY``.

    Higher goes first. Nothing starves: work D steps below is passed only by what comes within D minutes
    after it. All waits grow alike, so the order of two entries never changes: see ``stands_since``.
    """
    return priority + waited_seconds / SECONDS_PER_PRIORITY


def stands_since(priority: int, entered: datetime) -> datetime:
    """Return the moment by which a queue is sorted, earliest first; the same order as effective_priority.

    It does not move with the clock, so it can be a column with an index instead of a sum over all who wait.
    """
    return entered - timedelta(seconds=priority * SECONDS_PER_PRIORITY)


def explain(why: Why | WhyNot) -> str:
    """Return one sentence for people: why this agent ("Why me?"), or why nobody yet."""
    return _explain_choice(why) if "agent" in why else _explain_nobody(why)
