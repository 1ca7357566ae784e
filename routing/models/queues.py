"""Where work waits, and the rules that send it there."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.models.agents import LEVELS, Agent, Skill
from routing.models.hours import Schedule
from sms.models import Channel

PUNCTUATION = ".,;:!?\"'()"
"""What is not part of a word when a keyword is looked for."""


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

    def clean(self) -> None:
        if self.priority is not None and self.priority > 10:
            raise ValidationError({"priority": _("A priority is 0 to 10.")})
        if self.offer_seconds is not None and self.offer_seconds < 5:
            raise ValidationError({"offer_seconds": _("Nobody can accept in less than 5 seconds.")})
        if self.overflow_queue is None:
            return
        if self.overflow_after is None:
            raise ValidationError({"overflow_after": _("Say after how many seconds it overflows.")})
        passed: set[int | None] = {self.pk}
        further: Queue | None = self.overflow_queue
        while further is not None:
            if further.pk in passed:
                raise ValidationError({"overflow_queue": _("Work would come back to this queue in a circle.")})
            passed.add(further.pk)
            further = further.overflow_queue


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

    def clean(self) -> None:
        if self.keyword and self.keyword != self.keyword.strip(PUNCTUATION + " "):
            raise ValidationError({"keyword": _("Leave out spaces and punctuation; customers' own is ignored.")})
        if len(self.keyword.split()) > 1:
            raise ValidationError({"keyword": _("A keyword is one word; make a rule for each.")})
        if self.hours != self.Hours.ANY and self.schedule is None:
            raise ValidationError({"schedule": _("Choose the schedule whose hours these are.")})
        if self.treatment == self.Treatment.QUEUE and self.queue is None:
            raise ValidationError({"queue": _("Choose the queue to wait in, or let it become a case only.")})
        if self.priority is not None and self.priority > 10:
            raise ValidationError({"priority": _("A priority is 0 to 10.")})

    def covers(self, other: "Rule") -> bool:
        """Whether whatever `other` holds for, this rule holds for too, so that standing first it leaves it nothing."""
        return (
            self.keyword.casefold() in ("", other.keyword.casefold())
            and other.language.casefold().startswith(self.language.casefold())
            and self.customer_tag in ("", other.customer_tag)
            and (other.vip_only or not self.vip_only)
            and (self.hours == self.Hours.ANY or (self.hours, self.schedule) == (other.hours, other.schedule))
        )


class RuleNeed(models.Model):
    """A skill that a rule adds to its queue's needs."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=LEVELS, default=50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "skill"], name="a_rule_needs_a_skill_once")]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"
