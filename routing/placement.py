"""From a new interaction to a place in a queue: the channel's rules, in order, decide."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import history, interactions
from cases.models import Event, Interaction
from routing import matching, opening
from routing.models import Entry, Queue, Rule
from routing.models.queues import PUNCTUATION
from sms import outbound
from sms.models import Channel, Message


@transaction.atomic
def place(interaction_id: int) -> Entry | None:
    """Place a new interaction by the first rule that holds; a job, and safe to run again.

    Returns its entry, or None when a rule makes it a case only, or when it was placed or ended before.
    """
    interaction = interactions.lock(interaction_id)
    if not interaction.is_open or interaction.entries.exists() or interaction.assignments.exists():
        return None
    channel = Channel.objects.get(number=interaction.endpoint)
    now = timezone.now()
    rule = rule_for(interaction, channel, now)
    if rule is not None and rule.automatic_text:
        outbound.queue_automatic(interaction, rule.automatic_text, Message.Purpose.AUTOMATIC)
    if rule is not None and rule.treatment == Rule.Treatment.CASE_ONLY:
        interactions.end(interaction, by=None)
        interactions.close(interaction, None, by=None)
        return None
    queue = rule.queue if rule else Queue.objects.filter(is_active=True).order_by("pk").first()
    if queue is None:
        raise LookupError("There is no queue to place a conversation in; make one in the admin.")
    return _enter(interaction, queue, rule, now)


def rule_for(interaction: Interaction, channel: Channel, now: datetime) -> Rule | None:
    """Return the channel's first rule whose conditions all hold for this interaction, if any does."""
    rules = channel.rules.filter(is_active=True).select_related("queue", "schedule").order_by("position", "pk")
    body = (
        Message.objects.filter(interaction=interaction, direction=Message.Direction.INBOUND)
        .order_by("event__number")
        .values_list("body", flat=True)
        .first()
    )
    words = {word.strip(PUNCTUATION).casefold() for word in (body or "").split()}
    return next((rule for rule in rules if _holds(rule, interaction, words, now)), None)


def _holds(rule: Rule, interaction: Interaction, words: set[str], now: datetime) -> bool:
    customer = interaction.customer
    if rule.queue is not None and not rule.queue.is_active:
        return False
    if rule.keyword and rule.keyword.casefold() not in words:
        return False
    if rule.language and not customer.language.casefold().startswith(rule.language.casefold()):
        return False
    if rule.customer_tag and rule.customer_tag not in customer.tags:
        return False
    if rule.vip_only and not customer.is_vip:
        return False
    if rule.schedule is None or rule.hours == Rule.Hours.ANY:
        return True
    return opening.is_open(rule.schedule, now) == (rule.hours == Rule.Hours.OPEN)


def _enter(interaction: Interaction, queue: Queue, rule: Rule | None, now: datetime) -> Entry:
    needs: dict[str, int] = {}
    levels = list(queue.needs.values_list("skill_id", "level"))
    if rule is not None:
        levels += rule.needs.values_list("skill_id", "level")
    for skill_id, level in levels:
        needs[str(skill_id)] = max(level, needs.get(str(skill_id), 0))
    priority = queue.priority if rule is None or rule.priority is None else rule.priority
    why: dict[str, Any] = {"rule": rule.name if rule else "", "rule_id": rule.pk if rule else None}
    history.record(interaction, Event.Kind.QUEUED, at=now, detail={"queue": queue.name, "rule": why["rule"]})
    return Entry.objects.create(
        interaction=interaction,
        queue=queue,
        priority=priority,
        needs=needs,
        why=why,
        entered_at=now,
        stands_since=matching.stands_since(priority, now),
    )
