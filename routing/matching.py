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

from routing.why import Criterion, NeedMet, Reason, Why, WhyNot, explain

__all__ = [
    "Candidate",
    "Choice",
    "Need",
    "Nobody",
    "Relaxation",
    "Work",
    "choose",
    "effective_priority",
    "eligible",
    "explain",
    "next_relaxation",
    "relax",
    "stands_since",
]

SECONDS_PER_PRIORITY = 60
"""How long a wait weighs as much as one step of priority, in seconds."""


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

    ``refused`` counts how often they rejected or missed this very work, and ``resting`` says that the queue's
    retry time since then still runs; ``asked`` counts their open offers (which ``load`` already includes);
    ``idle_since`` is since when they have had nothing new.
    """

    agent_id: int
    load: int
    capacity: int
    idle_since: datetime
    skills: Mapping[int, int] = field(default_factory=dict)
    available: bool = True
    reachable: bool = True
    refused: int = 0
    resting: bool = False
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
    """Return the seconds until a need next relaxes, when the work is worth another look; None for never."""
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


def _obstacle(work: Work, needs: Sequence[Need], each: Candidate) -> Reason | None:
    if any(each.skills.get(need.skill_id, 0) < need.level for need in needs):
        return Reason.SKILL
    if not each.available:
        return Reason.AWAY
    if not each.reachable:
        return Reason.LOST
    if each.load >= each.capacity:
        return Reason.FULL
    if each.resting:
        return Reason.RESTING
    if work.offers_at_once is not None and each.asked >= work.offers_at_once:
        return Reason.ASKED
    return None


def _eligible(work: Work, needs: Sequence[Need], candidates: Iterable[Candidate]) -> list[Candidate]:
    return [each for each in candidates if _obstacle(work, needs, each) is None]


def _key(work: Work, needs: Sequence[Need], each: Candidate) -> tuple[bool, int, float, int, datetime, int]:
    last_agent = each.agent_id == work.preferred_agent_id and not each.refused
    fit = sum(each.skills.get(need.skill_id, 0) for need in needs)
    return not last_agent, each.refused, each.load / each.capacity, -fit, each.idle_since, each.agent_id


_CRITERIA = (
    Criterion.LAST_AGENT,
    Criterion.REFUSED,
    Criterion.LOAD,
    Criterion.SKILL,
    Criterion.IDLE,
    Criterion.ORDER,
)


def _decided_by(work: Work, needs: Sequence[Need], ranked: Sequence[Candidate]) -> Criterion:
    if len(ranked) == 1:
        return Criterion.ONLY
    best, second = (_key(work, needs, each) for each in ranked[:2])
    places = zip(_CRITERIA, best, second, strict=True)
    return next((criterion for criterion, mine, other in places if mine != other), Criterion.ORDER)


def _level(need: Need, waited_seconds: float) -> int:
    reached = (step.level for step in need.relaxations if step.after_seconds <= waited_seconds)
    return min([need.level, *reached])


def _levels(needs: Iterable[Need]) -> list[tuple[int, int]]:
    return [(need.skill_id, need.level) for need in needs]


def _met(need: Need, level: int) -> NeedMet:
    return NeedMet(skill=need.skill_id, name=need.name, needed=need.level, level=level)
