"""Waiting entries meet available agents. Any number of processes may try at once; the rows decide."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import connection, transaction
from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils import timezone

from cases import interactions
from cases.models import Interaction
from routing import load, matching, offers, presence
from routing.models import Agent, AgentSkill, Assignment, Entry, Offer, Queue, Skill

# How long a returning customer's last agent is asked first.
LAST_AGENT_WINDOW = timedelta(days=1)
# The best so many candidates by load are weighed; among hundreds the rest could not win.
CANDIDATES = 25
# The first part of the advisory lock's key: "one dispatcher per queue".
DISPATCH = 0x0D15


def drain(queue_id: int) -> int:
    """Offer what waits in a queue until nothing more can be; return the number of offers made.

    Args:
        queue_id: the queue. Other processes may drain it too: the decisions take turns.
    """
    made = 0
    hopeless: set[int] = set()
    unmet: list[dict[str, int]] = []
    while someone_is_free(queue_id):
        outcome = _decide(queue_id, hopeless, unmet)
        if outcome is None:
            break
        made += outcome
    return made


def drain_for(agent_id: int) -> None:
    """Offer what waits in the queues of an agent who has become free."""
    for queue_id in Queue.objects.filter(members=agent_id, is_active=True).values_list("pk", flat=True):
        drain(queue_id)


def someone_is_free(queue_id: int) -> bool:
    """Say whether any member could take anything at all: without one, what waits need not be looked at."""
    return _free(queue_id, timezone.now()).exists()


def candidates(entry: Entry, now: datetime, first: int | None = None) -> list[matching.Candidate]:
    """Return the members of an entry's queue who could take it, the likeliest first, in one query.

    Args:
        entry: what waits.
        now: the moment.
        first: the customer's last agent, who is weighed however loaded they are.
    """
    passed = Offer.objects.filter(
        entry=entry, agent=OuterRef("pk"), status__in=[Offer.Status.REJECTED, Offer.Status.EXPIRED]
    )
    resting = Exists(passed.filter(resolved_at__gt=now - timedelta(seconds=entry.queue.retry_seconds)))
    # Counted per entry: a join would read every offer that an agent ever had.
    refused = passed.order_by().values("agent").annotate(count=Count("pk")).values("count")
    free = _free(entry.queue_id, now).filter(~resting)
    for skill_id, level in entry.needs.items():
        free = free.filter(
            Exists(AgentSkill.objects.filter(agent=OuterRef("pk"), skill=int(skill_id), level__gte=level))
        )
    # In the order of `matching`, so that no cut can leave the best one out.
    needed = AgentSkill.objects.filter(agent=OuterRef("pk"), skill__in=[int(pk) for pk in entry.needs]).order_by()
    rows = free.annotate(
        refused=Coalesce(Subquery(refused), 0),
        share=Cast(F("load"), FloatField()) / F("capacity"),
        fit=Coalesce(Subquery(needed.values("agent").annotate(sum=Sum("level")).values("sum")), 0),
        skilled=_skills_of(OuterRef("pk")),
    ).order_by(Case(When(pk=first, then=0), default=1), "refused", "share", "-fit", "idle_since", "pk")
    fields = ["pk", "load", "capacity", "idle_since", "skilled", "refused"]
    return [_candidate(row) for row in rows.values(*fields)[:CANDIDATES]]


def _decide(queue_id: int, hopeless: set[int], unmet: list[dict[str, int]]) -> int | None:
    """Take the next entry and offer it; 0 when nobody can take it, None when nothing is left to try."""
    with transaction.atomic():
        _take_turn(queue_id)
        first = _first(queue_id, hopeless, unmet)
        if first is None:
            return None
        entry = _locked(queue_id, *first)
        if entry is None:
            # It has left the queue since the query; look again.
            return 0
        now = timezone.now()
        work = _work(entry, now)
        choice = matching.choose(work, candidates(entry, now, work.preferred_agent_id))
        if isinstance(choice, matching.Nobody):
            hopeless.add(entry.pk)
            if not entry.offers.exists():
                # Nobody refused it, so nobody has the skills: others with the same needs need not be tried.
                unmet.append(entry.needs)
            return 0
        if not load.take(choice.agent_id):
            # The agent went away or filled up since the query; look again.
            return 0
        # The query brought only those who are free; "why" says of how many.
        why = dict(choice.why) | {"considered": entry.queue.members.count()}
        offers.make(entry, choice.agent_id, why, now)
        return 1


def _take_turn(queue_id: int) -> None:
    # One decision at a time per queue keeps the order of the queue; the constraints would hold without it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [DISPATCH, queue_id])


def _first(queue_id: int, hopeless: set[int], unmet: list[dict[str, int]]) -> tuple[int, int] | None:
    """Return the first waiting entry worth a try, and its interaction."""
    waiting = Entry.objects.waiting().filter(queue=queue_id).exclude(pk__in=hopeless)
    for needs in unmet:
        waiting = waiting.exclude(needs=needs)
    return waiting.order_by("stands_since", "pk").values_list("pk", "interaction_id").first()


def _locked(queue_id: int, pk: int, interaction_id: int) -> Entry | None:
    """Lock an entry behind its interaction, as the order wants it; None when it does not wait here any more."""
    interactions.lock(interaction_id)
    waiting = Entry.objects.waiting().select_for_update(of=("self",), no_key=True)
    return waiting.select_related("queue", "interaction").filter(pk=pk, queue=queue_id).first()


def _work(entry: Entry, now: datetime) -> matching.Work:
    names = dict(Skill.objects.filter(pk__in=list(entry.needs)).values_list("pk", "name")) if entry.needs else {}
    return matching.Work(
        needs=[matching.Need(int(pk), level, name=names.get(int(pk), "")) for pk, level in entry.needs.items()],
        waited_seconds=(now - entry.entered_at).total_seconds(),
        preferred_agent_id=_last_agent(entry.interaction, now),
        rule=entry.why.get("rule", ""),
    )


def _last_agent(interaction: Interaction, now: datetime) -> int | None:
    return (
        Assignment.objects.filter(
            interaction__customer=interaction.customer_id, assigned_at__gt=now - LAST_AGENT_WINDOW
        )
        .order_by("-assigned_at")
        .values_list("agent_id", flat=True)
        .first()
    )


def _free(queue_id: int, now: datetime) -> QuerySet[Agent]:
    return Agent.objects.filter(
        presence.reachable(now),
        queues=queue_id,
        queues__is_active=True,
        status=Agent.Status.AVAILABLE,
        load__lt=F("capacity"),
    )


def _skills_of(agent: OuterRef) -> Any:
    levels = AgentSkill.objects.filter(agent=agent).order_by().values("agent")
    return levels.annotate(all=JSONBAgg(JSONObject(skill="skill_id", level="level"))).values("all")


def _candidate(row: dict[str, Any]) -> matching.Candidate:
    return matching.Candidate(
        agent_id=row["pk"],
        load=row["load"],
        capacity=row["capacity"],
        idle_since=row["idle_since"],
        skills={each["skill"]: each["level"] for each in row["skilled"] or []},
        refused=row["refused"],
    )
