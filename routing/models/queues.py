"""Where work waits, and the rules that send it there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.models.agents import LEVELS, Agent, Skill
from routing.models.hours import Schedule
from sms.models import Channel


class Queue(models.Model):
    """Where interactions wait for an agent who is a member and has the skills."""

    class After(models.TextChoices):
        STAY = "", _("Stay Available")
        ON_BREAK = "on_break", _("Go On break")
        OFFLINE = "offline", _("Go Working offline")

    name = models.CharField(max_length=80, unique=True)
    members = models.ManyToManyField(Agent, related_name="queues", blank=True)
    priority = models.PositiveSmallIntegerField(default=5, help_text=_("0 to 10; higher is served first"))
    offer_seconds = models.PositiveSmallIntegerField(default=30, help_text=_("Time to accept an offer"))
    retry_seconds = models.PositiveSmallIntegerField(
        default=10, help_text=_("How long an agent who missed or rejected a conversation is not offered it again")
    )
    after_miss = models.CharField(max_length=12, choices=After, default=After.ON_BREAK, blank=True)
    after_reject = models.CharField(max_length=12, choices=After, default=After.STAY, blank=True)
    wrap_up_seconds = models.PositiveSmallIntegerField(default=60)
    disposition_required = models.BooleanField(default=False)
    service_level_seconds = models.PositiveSmallIntegerField(default=60, help_text=_("Accept within"))
    overflow_queue = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="overflows_from")
    overflow_after = models.PositiveIntegerField(null=True, blank=True, help_text=_("Seconds"))
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(overflow_queue__isnull=True) | Q(overflow_after__isnull=False),
                name="a_queue_overflows_after_a_time",
            ),
            models.CheckConstraint(condition=Q(offer_seconds__gte=5), name="an_offer_lasts_five_seconds_or_more"),
        ]

    def __str__(self) -> str:
        return self.name


class QueueNeed(models.Model):
    """A skill that everything in a queue needs."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=LEVELS, default=50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "skill"], name="a_queue_needs_a_skill_once")]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"


class Rule(models.Model):
    """On a channel, in order: when these conditions hold, this is what happens to a new interaction.

    An empty condition holds always; the first rule whose conditions all hold decides.
    """

    class Hours(models.TextChoices):
        ANY = "any", _("At any time")
        OPEN = "open", _("While the schedule is open")
        CLOSED = "closed", _("While the schedule is closed")

    class Treatment(models.TextChoices):
        QUEUE = "queue", _("Wait in the queue")
        CASE_ONLY = "case_only", _("Become a case only")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(default=10)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    keyword = models.CharField(max_length=40, blank=True, help_text=_("A word of the first text, any case"))
    language = models.CharField(max_length=16, blank=True, help_text=_("The customer's"))
    customer_tag = models.CharField(max_length=40, blank=True)
    vip_only = models.BooleanField(_("VIP only"), default=False)
    schedule = models.ForeignKey(Schedule, models.PROTECT, null=True, blank=True, related_name="rules")
    hours = models.CharField(max_length=8, choices=Hours, default=Hours.ANY)
    treatment = models.CharField(max_length=10, choices=Treatment, default=Treatment.QUEUE)
    queue = models.ForeignKey(Queue, models.PROTECT, null=True, blank=True, related_name="rules")
    priority = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("Instead of the queue's"))
    automatic_text = models.TextField(
        max_length=1500, blank=True, help_text=_("Sent to the customer when the rule applies")
    )

    class Meta:
        ordering = ["channel", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(treatment="case_only") | Q(queue__isnull=False),
                name="a_rule_that_queues_names_a_queue",
            ),
            models.CheckConstraint(
                condition=Q(hours="any") | Q(schedule__isnull=False), name="a_rule_by_hours_names_a_schedule"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleNeed(models.Model):
    """A skill that a rule adds to its queue's needs."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=LEVELS, default=50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "skill"], name="a_rule_needs_a_skill_once")]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"
