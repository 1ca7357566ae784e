"""Why this agent, or why nobody yet (R15): what a decision records, and the sentence people read.

Pure, as ``routing.matching`` is, which fills these in. Both records are plain JSON: kept as they were at the
decision, names included, they stay true when skills and queues are changed later.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypedDict, final


class Reason(StrEnum):
    """Why an agent cannot take a piece of work; the lasting reasons stand before the passing ones."""

    SKILL = "skill"
    AWAY = "away"
    LOST = "lost"
    FULL = "full"
    RESTING = "resting"
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


class NeedMet(TypedDict):
    """A need as it stood at the decision; ``level`` is the chosen agent's, 0 where there is none."""

    skill: int
    name: str
    needed: int
    level: int


@final
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


@final
class WhyNot(TypedDict):
    """The reasons why nobody was eligible: how many agents were kept from it, and by what."""

    considered: int
    skills: list[NeedMet]
    waited: int
    reasons: dict[str, int]


def explain(why: Why | WhyNot) -> str:
    """Return one sentence for people: why this agent ("Why me?"), or why nobody yet."""
    return _explain_choice(why) if "agent" in why else _explain_nobody(why)


_LEADS = {
    Criterion.ONLY: "The only one of {considered} agents who could take it",
    Criterion.LAST_AGENT: "The customer's last agent",
    Criterion.REFUSED: "Let it pass less often than the others of {eligible} agents who could take it",
    Criterion.LOAD: "The lowest load of {eligible} agents who could take it",
    Criterion.SKILL: "The best skills for it among {eligible} agents who could take it",
    Criterion.IDLE: "The longest without new work among {eligible} agents who could take it",
    Criterion.ORDER: "The first of {eligible} agents who could take it, with nothing between them",
}

_OBSTACLES = {
    Reason.SKILL: ("lacks the skills", "lack the skills"),
    Reason.AWAY: ("is not available", "are not available"),
    Reason.LOST: ("has lost the connection", "have lost the connection"),
    Reason.FULL: ("is at capacity", "are at capacity"),
    Reason.RESTING: ("has just let it pass", "have just let it pass"),
    Reason.ASKED: ("is looking at another offer", "are looking at other offers"),
}


def _explain_choice(why: Why) -> str:
    lead = _LEADS[Criterion(why["criterion"])].format_map(why)
    if why["criterion"] == Criterion.ONLY:
        lead = "The only agent in the queue" if why["considered"] == 1 else lead
        lead += f" ({_kept_out(why['reasons'])})" if why["reasons"] else ""
    said = [lead, f"load {why['load']} of {why['capacity']}"]
    said += [f"{_skill(met)} {met['level']} ({met['needed']} needed)" for met in why["skills"]]
    if why["relaxed"]:
        said.append("the needs relaxed by the wait")
    if why["waited"] > 0:
        said.append(f"waiting for {_duration(why['waited'])}")
    if why["rule"]:
        said.append(f"by the rule “{why['rule']}”")
    return f"{', '.join(said)}."


def _explain_nobody(why: WhyNot) -> str:
    if not why["considered"]:
        return "Nobody can take it: the queue has no agents."
    agents = "the only agent" if why["considered"] == 1 else f"of {why['considered']} agents,"
    needed = ", ".join(f"{_skill(met)} {met['needed']}" for met in why["skills"])
    ending = f" (needed: {needed})" if needed and Reason.SKILL in why["reasons"] else ""
    counted = why["considered"] > 1
    return f"Nobody can take it yet: {agents} {_kept_out(why['reasons'], counted)}{ending}."


def _kept_out(reasons: Mapping[str, int], counted: bool = True) -> str:
    told = []
    for reason, (one, several) in _OBSTACLES.items():
        if count := reasons.get(reason, 0):
            words = one if count == 1 else several
            told.append(f"{count} {words}" if counted else words)
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _skill(met: NeedMet) -> str:
    return met["name"] or f"skill {met['skill']}"


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
