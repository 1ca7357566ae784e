"""The people who answer: what they can do, what they declared, whether they are reachable."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEVELS = [(level, str(level)) for level in range(10, 101, 10)]


class Skill(models.Model):
    """Something an agent can do, at a level from 10 to 100: a language, a product."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Agent(models.Model):
    """A person who answers."""

    class Status(models.TextChoices):
        AVAILABLE = "available", _("Available")
        ON_BREAK = "on_break", _("On break")
        OFFLINE = "offline", _("Working offline")
        STOP_NEW = "stop_new", _("Stop new")
        LOGGED_OUT = "logged_out", _("Logged out")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="agent")
    name = models.CharField(max_length=80, help_text=_("As colleagues see it"))
    status = models.CharField(max_length=12, choices=Status, default=Status.LOGGED_OUT)
    status_since = models.DateTimeField(default=timezone.now)
    capacity = models.PositiveSmallIntegerField(
        default=6, validators=[MinValueValidator(1), MaxValueValidator(50)], help_text=_("Customers at a time")
    )
    # Live offers and unreleased assignments. Moved by `routing.load` only.
    load = models.PositiveSmallIntegerField(default=0, editable=False)
    # Since when they have had nothing new: decides between equals.
    idle_since = models.DateTimeField(default=timezone.now, editable=False)
    skills = models.ManyToManyField(Skill, through="AgentSkill", related_name="agents")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(load__lte=F("capacity")),
                name="an_agent_never_holds_more_than_their_capacity",
                violation_error_message=_("They hold more conversations than that; lower it once some have ended."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.capacity is not None and self.capacity < self.load:
            raise ValidationError(
                {"capacity": _("They hold %d conversations now; lower it once some have ended.") % self.load}
            )


class AgentSkill(models.Model):
    """How well an agent can do something."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="skill_levels")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="agent_levels")
    level = models.PositiveSmallIntegerField(choices=LEVELS, default=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "skill"], name="an_agent_has_a_skill_once"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"


class Presence(models.Model):
    """A live connection of an agent. A crash leaves a row whose beat grows old, which is all it takes."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="presences")
    connection = models.UUIDField(default=uuid.uuid4, unique=True)
    connected_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            # Reachable: has this agent a beat within the last minute?
            models.Index(fields=["agent", "-beat_at"], name="presence_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.beat_at:%H:%M:%S}"


class StatusChange(models.Model):
    """A dated move of an agent's declared status, by themselves, a supervisor or a rule."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=12, choices=Agent.Status)
    reason = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            # Time in status over a period.
            models.Index(fields=["agent", "at"], name="status_change_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.at:%Y-%m-%d %H:%M}"
