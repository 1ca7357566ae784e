"""Who gets the work, by table and by property."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.matching import (
    Candidate,
    Choice,
    Need,
    Nobody,
    Relaxation,
    Work,
    choose,
    effective_priority,
    eligible,
    next_relaxation,
    relax,
    stands_since,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GERMAN, BILLING = 1, 2
SPEAKS_GERMAN = Need(GERMAN, 50, name="German")
RELAXING = Need(GERMAN, 80, [Relaxation(60, 50), Relaxation(120, 0)], name="German")


def agent(agent_id: int, **facts: Any) -> Candidate:
    return Candidate(agent_id, **{"load": 0, "capacity": 6, "idle_since": NOON, **facts})


def chosen(work: Work, *candidates: Candidate) -> Choice:
    choice = choose(work, candidates)
    assert isinstance(choice, Choice)
    return choice


def nobody(work: Work, *candidates: Candidate) -> Nobody:
    choice = choose(work, candidates)
    assert isinstance(choice, Nobody)
    return choice


EARLIER = NOON - timedelta(minutes=1)
ORDER: dict[str, tuple[Work, list[Candidate], int, str]] = {
    "the only one who can": (Work(), [agent(1), agent(2, available=False)], 1, "only"),
    "the customer's last agent, although busier": (
        Work(preferred_agent_id=2),
        [agent(1), agent(2, load=5)],
        2,
        "last agent",
    ),
    "somebody else when the last agent is full": (
        Work(preferred_agent_id=2),
        [agent(1), agent(2, load=6), agent(3, load=1)],
        1,
        "load",
    ),
    "somebody else when the last agent let it pass": (
        Work(preferred_agent_id=2),
        [agent(1, load=5), agent(2, refused=1)],
        1,
        "refused",
    ),
    "who let it pass less often": (Work(), [agent(1, refused=2), agent(2, refused=1)], 2, "refused"),
    "who let it pass, when nobody else can": (Work(), [agent(1, refused=3)], 1, "only"),
    "the lower load": (Work(), [agent(1, load=2), agent(2, load=1)], 2, "load"),
    "the lower load relative to capacity": (
        Work(),
        [agent(1, load=1, capacity=2), agent(2, load=2)],
        2,
        "load",
    ),
    "the better skill at equal load": (
        Work([SPEAKS_GERMAN]),
        [agent(1, skills={GERMAN: 60}), agent(2, skills={GERMAN: 90})],
        2,
        "skill",
    ),
    "the better sum over all needs": (
        Work([Need(GERMAN, 10), Need(BILLING, 10)]),
        [agent(1, skills={GERMAN: 100, BILLING: 10}), agent(2, skills={GERMAN: 60, BILLING: 60})],
        2,
        "skill",
    ),
    "the one idle longest, skills nobody asked for aside": (
        Work(),
        [agent(1, skills={GERMAN: 100}), agent(2, idle_since=EARLIER)],
        2,
        "idle",
    ),
    "an equal share counts as equal load": (
        Work(),
        [agent(1, load=1, capacity=3), agent(2, load=2, capacity=6, idle_since=EARLIER)],
        2,
        "idle",
    ),
    "the lower id when all is equal": (Work(), [agent(7), agent(3), agent(5)], 3, "order"),
    "a low load before a better skill": (
        Work([SPEAKS_GERMAN]),
        [agent(1, skills={GERMAN: 100}, load=1), agent(2, skills={GERMAN: 50})],
        2,
        "load",
    ),
}


@pytest.mark.parametrize(("work", "candidates", "expected", "criterion"), ORDER.values(), ids=ORDER.keys())
def test_the_work_goes_to(work: Work, candidates: list[Candidate], expected: int, criterion: str) -> None:
    choice = chosen(work, *candidates)
    assert (choice.agent_id, choice.why["criterion"]) == (expected, criterion)
    assert chosen(work, *reversed(candidates)) == choice, "the order of the query does not matter"


OBSTACLES: dict[str, tuple[Candidate, str]] = {
    "an agent without the skill": (agent(1), "skill"),
    "an agent with too little of it": (agent(1, skills={GERMAN: 40}), "skill"),
    "an agent who is not available": (agent(1, skills={GERMAN: 50}, available=False), "away"),
    "an agent whose connection is lost": (agent(1, skills={GERMAN: 50}, reachable=False), "lost"),
    "an agent at capacity": (agent(1, skills={GERMAN: 50}, load=6), "full"),
    "an agent over a lowered capacity": (agent(1, skills={GERMAN: 50}, load=3, capacity=2), "full"),
    "an agent whose capacity is nothing": (agent(1, skills={GERMAN: 50}, capacity=0), "full"),
    "an agent who has just let it pass": (agent(1, skills={GERMAN: 50}, refused=1, resting=True), "resting"),
    "an agent who looks at an offer": (agent(1, skills={GERMAN: 50}, load=1, asked=1), "asked"),
    "the lasting reason before the passing one": (agent(1, available=False, load=6), "skill"),
}


@pytest.mark.parametrize(("candidate", "reason"), OBSTACLES.values(), ids=OBSTACLES.keys())
def test_the_work_never_goes_to(candidate: Candidate, reason: str) -> None:
    work = Work([SPEAKS_GERMAN], preferred_agent_id=1, offers_at_once=1)
    assert nobody(work, candidate).reasons == {reason: 1}
    assert eligible(work, [candidate]) == []


def test_offers_at_once_are_unbounded_unless_asked_for() -> None:
    assert chosen(Work(), agent(1, load=5, asked=5)).agent_id == 1


RELAXED: dict[str, tuple[float, list[tuple[int, int]], float | None]] = {
    "a need stands at first": (0, [(GERMAN, 80)], 60),
    "and until its first step": (59.5, [(GERMAN, 80)], 0.5),
    "then a lower level is enough": (60, [(GERMAN, 50)], 60),
    "then it is gone": (120, [], None),
    "and stays gone": (9999, [], None),
}


@pytest.mark.parametrize(("waited", "levels", "ahead"), RELAXED.values(), ids=RELAXED.keys())
def test_needs_relax_with_the_wait(waited: float, levels: list[tuple[int, int]], ahead: float | None) -> None:
    assert [(need.skill_id, need.level) for need in relax([RELAXING], waited)] == levels
    assert next_relaxation([RELAXING], waited) == ahead


def test_a_step_that_asks_for_more_is_ignored() -> None:
    need = Need(GERMAN, 50, [Relaxation(10, 30), Relaxation(20, 90)])
    assert [need.level for need in relax([need], 30)] == [30]


def test_a_relaxed_need_lets_others_in_and_says_so() -> None:
    beginner = agent(1, skills={GERMAN: 50})
    assert nobody(Work([RELAXING], waited_seconds=59), beginner).reasons == {"skill": 1}
    why = chosen(Work([RELAXING], waited_seconds=61), beginner).why
    assert why["relaxed"]
    assert why["skills"] == [{"skill": GERMAN, "name": "German", "needed": 50, "level": 50}]


def test_waiting_raises_priority_until_it_passes_what_came_later() -> None:
    assert effective_priority(5, 0) == 5
    assert effective_priority(5, 90) == 6.5
    assert effective_priority(0, 601) > effective_priority(10, 0)


LEVEL = st.integers(1, 10).map(lambda tens: tens * 10)
SKILL = st.integers(1, 3)
NEEDS = st.lists(
    st.builds(Need, SKILL, LEVEL, st.lists(st.builds(Relaxation, st.integers(0, 300), LEVEL), max_size=2)),
    max_size=2,
)
WORK = st.builds(
    Work,
    needs=NEEDS,
    waited_seconds=st.integers(0, 400),
    preferred_agent_id=st.none() | st.integers(1, 8),
    offers_at_once=st.none() | st.integers(1, 2),
)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        agent_id=st.integers(1, 8),
        load=st.integers(0, 4),
        capacity=st.integers(0, 4),
        idle_since=st.sampled_from([NOON, EARLIER]),
        skills=st.dictionaries(SKILL, LEVEL),
        available=st.booleans(),
        reachable=st.booleans(),
        refused=st.integers(0, 2),
        resting=st.booleans(),
        asked=st.integers(0, 2),
    ),
    unique_by=lambda each: each.agent_id,
    max_size=8,
)


@given(WORK, CANDIDATES)
def test_only_an_eligible_agent_is_chosen_and_one_whenever_there_is_one(
    work: Work, candidates: list[Candidate]
) -> None:
    choice, able = choose(work, candidates), {each.agent_id: each for each in eligible(work, candidates)}
    if isinstance(choice, Nobody):
        assert not able
        assert sum(choice.reasons.values()) == len(candidates)
        return
    best = able[choice.agent_id]
    assert best.available and best.reachable and not best.resting and best.load < best.capacity
    assert all(best.skills.get(need.skill_id, 0) >= need.level for need in relax(work.needs, work.waited_seconds))
    assert sum(choice.why["reasons"].values()) + len(able) == len(candidates)


@given(WORK, CANDIDATES, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_the_candidates(
    work: Work, candidates: list[Candidate], random: Any
) -> None:
    shuffled = random.sample(candidates, len(candidates))
    assert choose(work, candidates) == choose(work, shuffled)


@given(st.integers(1, 6), st.integers(0, 40), st.integers(1, 8))
def test_a_backlog_is_dealt_evenly(agents: int, backlog: int, capacity: int) -> None:
    held = {each: agent(each, capacity=capacity) for each in range(1, agents + 1)}
    for _ in range(backlog):
        choice = choose(Work(), held.values())
        if isinstance(choice, Choice):
            taker = held[choice.agent_id]
            held[choice.agent_id] = replace(taker, load=taker.load + 1)
    loads = [each.load for each in held.values()]
    assert sum(loads) == min(backlog, agents * capacity)
    assert max(loads) - min(loads) <= 1


@given(st.lists(st.integers(1, 10), min_size=1, max_size=6), st.integers(0, 40))
def test_a_backlog_is_dealt_in_proportion_to_capacity(capacities: list[int], backlog: int) -> None:
    held = {each: agent(each, capacity=capacity) for each, capacity in enumerate(capacities)}
    for _ in range(min(backlog, sum(capacities))):
        taker = held[chosen(Work(), *held.values()).agent_id]
        assert all(taker.load / taker.capacity <= each.load / each.capacity for each in held.values())
        held[taker.agent_id] = replace(taker, load=taker.load + 1)


@given(NEEDS, st.lists(st.integers(0, 400), min_size=2, max_size=5))
def test_needs_only_ever_relax(needs: list[Need], waits: list[int]) -> None:
    for earlier, later in pairwise(sorted(waits)):
        pairs = zip(relax(needs, later), relax(needs, earlier), strict=True)
        assert all(after.level <= before.level for after, before in pairs)
        ahead = next_relaxation(needs, earlier)
        if ahead is None or later < earlier + ahead:
            assert relax(needs, later) == relax(needs, earlier)


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 7200)), max_size=8), st.integers(7200, 20000))
def test_the_sorting_moment_orders_as_the_effective_priority_does(entries: list[tuple[int, int]], now: int) -> None:
    by_moment = sorted(entries, key=lambda each: stands_since(each[0], NOON + timedelta(seconds=each[1])))
    urgencies = [effective_priority(priority, now - entered) for priority, entered in by_moment]
    assert urgencies == pytest.approx(sorted(urgencies, reverse=True))
