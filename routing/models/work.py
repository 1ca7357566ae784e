"""Work on its way to a person: an entry waits, an offer asks, an assignment holds."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Interaction


class EntryQuerySet(models.QuerySet["Entry"]):
    def waiting(self) -> "EntryQuerySet":
        return self.filter(status=Entry.Status.WAITING)

    def live(self) -> "EntryQuerySet":
        return self.filter(status__in=[Entry.Status.WAITING, Entry.Status.OFFERED])


class Entry(models.Model):
    """An interaction's place in a queue. A missed offer keeps `entered_at`, so it is at the front again."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("Offered")
        ASSIGNED = "assigned", _("Assigned")
        REMOVED = "removed", _("Removed")

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="entries")
    queue = models.ForeignKey("routing.Queue", models.PROTECT, related_name="entries")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    priority = models.PositiveSmallIntegerField(default=5)
    needs = models.JSONField(default=dict, blank=True, help_text=_("Skill id to least level"))
    why = models.JSONField(default=dict, blank=True, help_text=_("Which rule placed it here"))
    entered_at = models.DateTimeField(default=timezone.now)
    # The queue's order, earliest first: see `matching.stands_since`. It does not move with the clock.
    stands_since = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(
                fields=["interaction"],
                condition=Q(status__in=["waiting", "offered"]),
                name="one_live_entry_per_interaction",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "offered"], left_at__isnull=True)
                | Q(status__in=["assigned", "removed"], left_at__isnull=False),
                name="an_entry_leaves_its_queue_at_a_time",
            ),
        ]
        indexes = [
            # dispatch: what waits in this queue, in its order.
            models.Index(
                fields=["queue", "stands_since", "id"],
                condition=Q(status="waiting"),
                name="entry_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} in {self.queue_id}"


class Offer(models.Model):
    """An entry shown to one agent, who accepts or rejects it before it expires."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        EXPIRED = "expired", _("Missed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="offers")
    agent = models.ForeignKey("routing.Agent", models.PROTECT, related_name="offers")
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    why = models.JSONField(default=dict, blank=True)
    offered_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(status="offered"), name="one_live_offer_per_entry"),
        ]
        indexes = [
            # The agent's list of live offers, and the sweep for overdue ones.
            models.Index(fields=["agent"], condition=Q(status="offered"), name="offer_live_of_agent"),
            models.Index(fields=["expires_at"], condition=Q(status="offered"), name="offer_live_by_expiry"),
            # Candidates: who refused this entry lately.
            models.Index(fields=["entry", "agent"], name="offer_of_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} to {self.agent_id}"

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.OFFERED and self.expires_at > timezone.now()


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def held(self) -> "AssignmentQuerySet":
        return self.filter(released_at__isnull=True)


class Assignment(models.Model):
    """An interaction in an agent's hands, wrap-up included, until released."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="assignments")
    agent = models.ForeignKey("routing.Agent", models.PROTECT, related_name="assignments")
    queue = models.ForeignKey("routing.Queue", models.PROTECT, null=True, blank=True, related_name="assignments")
    offer = models.OneToOneField(Offer, models.PROTECT, null=True, blank=True, related_name="assignment")
    assigned_at = models.DateTimeField(default=timezone.now)
    # The newest event the agent has seen: what came after is unread.
    read_up_to = models.PositiveIntegerField(default=0)
    wrap_up_ends_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interaction"],
                condition=Q(released_at__isnull=True),
                name="one_open_assignment_per_interaction",
            ),
        ]
        indexes = [
            # The agent's list: what they hold now.
            models.Index(fields=["agent"], condition=Q(released_at__isnull=True), name="assignment_held"),
            # The sweep that ends wrap-ups whose time is over.
            models.Index(
                fields=["wrap_up_ends_at"],
                condition=Q(released_at__isnull=True, wrap_up_ends_at__isnull=False),
                name="assignment_in_wrap_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id} by {self.agent_id}"
