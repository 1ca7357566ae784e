"""What a decision records, and the sentences that tell it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from routing.matching import Candidate, Choice, Need, Relaxation, Work, choose
from routing.why import explain

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GERMAN = 1
SPEAKS_GERMAN = Need(GERMAN, 50, name="German")
RELAXING = Need(GERMAN, 80, [Relaxation(60, 50)], name="German")


def agent(agent_id: int, **facts: Any) -> Candidate:
    return Candidate(agent_id, **{"load": 0, "capacity": 6, "idle_since": NOON, **facts})


def test_the_record_of_a_choice_is_plain_json() -> None:
    work = Work([SPEAKS_GERMAN], waited_seconds=75.9, rule="VIP")
    candidates = [agent(4, skills={GERMAN: 60}, load=2), agent(5), agent(6, skills={GERMAN: 50})]
    choice = choose(work, candidates)
    assert isinstance(choice, Choice)
    assert json.loads(json.dumps(choice.why)) == {
        "agent": 6,
        "criterion": "load",
        "considered": 3,
        "eligible": 2,
        "next_best": 4,
        "load": 0,
        "capacity": 6,
        "skills": [{"skill": GERMAN, "name": "German", "needed": 50, "level": 50}],
        "relaxed": False,
        "waited": 75,
        "rule": "VIP",
        "reasons": {"skill": 1},
    }


TOLD: dict[str, tuple[Work, Sequence[Candidate], str]] = {
    "alone in the queue": (Work(), [agent(1)], "The only agent in the queue, load 0 of 6."),
    "the only one left": (
        Work(waited_seconds=45),
        [agent(1), agent(2, load=6), agent(3, available=False), agent(4, available=False)],
        "The only one of 4 agents who could take it (2 are not available and 1 is at capacity), load 0 of 6, "
        "waiting for 45 s.",
    ),
    "the last agent, by a rule": (
        Work(preferred_agent_id=2, rule="Returning"),
        [agent(1), agent(2, load=1)],
        "The customer's last agent, load 1 of 6, by the rule “Returning”.",
    ),
    "the lowest load, with relaxed needs": (
        Work([RELAXING], waited_seconds=65),
        [agent(1, skills={GERMAN: 90}), agent(2, skills={GERMAN: 90}, load=1)],
        "The lowest load of 2 agents who could take it, load 0 of 6, German 90 (50 needed), "
        "the needs relaxed by the wait, waiting for 1 min 5 s.",
    ),
    "an unnamed skill": (
        Work([Need(9, 10)], waited_seconds=3720),
        [agent(1, skills={9: 20}), agent(2, skills={9: 10})],
        "The best skills for it among 2 agents who could take it, load 0 of 6, skill 9 20 (10 needed), "
        "waiting for 1 h 2 min.",
    ),
    "nobody in the queue": (Work(), [], "Nobody can take it: the queue has no agents."),
    "one who cannot": (
        Work(),
        [agent(1, reachable=False)],
        "Nobody can take it yet: the only agent has lost the connection.",
    ),
    "several who cannot": (
        Work([SPEAKS_GERMAN]),
        [agent(1), agent(2), agent(3, skills={GERMAN: 50}, resting=True)],
        "Nobody can take it yet: of 3 agents, 2 lack the skills and 1 has just let it pass (needed: German 50).",
    ),
}


@pytest.mark.parametrize(("work", "candidates", "sentence"), TOLD.values(), ids=TOLD.keys())
def test_why_is_told_in_a_sentence(work: Work, candidates: Sequence[Candidate], sentence: str) -> None:
    assert explain(json.loads(json.dumps(choose(work, candidates).why))) == sentence
