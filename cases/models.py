import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Phone


class Disposition(models.Model):
    """A word for how an interaction ended."""

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


class CannedMessage(models.Model):
    """A text from the knowledge base, put in by its shortcut."""

    BLANKS = ("{first_name}", "{last_name}", "{agent}", "{case}")

    shortcut = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", _("Use small letters, digits and hyphens."))],
        help_text=_("Typed after a slash in the composer"),
    )
    title = models.CharField(max_length=100)
    body = models.TextField(max_length=1500, help_text=_("May use {first_name}, {last_name}, {agent} and {case}."))
    language = models.CharField(max_length=16, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["shortcut"]

    def __str__(self) -> str:
        return f"/{self.shortcut}"

    def clean(self) -> None:
        unknown = [blank for blank in re.findall(r"\{[^{}]*\}", self.body) if blank not in self.BLANKS]
        if unknown:
            known = ", ".join(self.BLANKS)
            raise ValidationError({"body": _("%s is never filled in; there are %s.") % (unknown[0], known)})


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        return self.filter(status=Case.Status.OPEN)


class Case(models.Model):
    """The business matter that interactions belong to."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="cases")
    subject = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="cases")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="follow_ups")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True) | Q(status="closed", closed_at__isnull=False),
                name="a_case_is_closed_at_a_time_or_open",
            ),
        ]
        indexes = [
            # casework.case_for and the customer's column: a customer's cases, the newest first.
            models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number people say: C-00042."""
        return f"C-{self.pk:05d}"


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def open(self) -> "InteractionQuerySet":
        return self.filter(status=Interaction.Status.OPEN)


class Interaction(models.Model):
    """One stretch of talk with a customer on one endpoint of ours."""

    class Kind(models.TextChoices):
        SMS = "sms", _("Text")
        CHAT = "chat", _("Chat")
        PHONE = "phone", _("Phone call")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WRAP_UP = "wrap_up", _("Wrap-up")
        CLOSED = "closed", _("Closed")

    class Direction(models.TextChoices):
        INBOUND = "inbound", _("Customer wrote first")
        OUTBOUND = "outbound", _("We wrote first")

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SMS)
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.INBOUND)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="interactions")
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, blank=True, related_name="interactions")
    endpoint = models.CharField(max_length=64, help_text=_("Our end of the talk: for a text the channel's number"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="interactions")
    disposition = models.ForeignKey(Disposition, models.PROTECT, null=True, blank=True, related_name="interactions")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Since when the customer waits for an answer; null when the last word was ours.
    awaiting_reply_since = models.DateTimeField(null=True, blank=True)
    # The number of the newest event; given out under this row's lock, so the timeline has no gaps.
    last_event = models.PositiveIntegerField(default=0)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone", "endpoint"],
                condition=Q(status="open"),
                name="one_open_interaction_per_phone_and_endpoint",
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True, closed_at__isnull=True)
                | Q(status="wrap_up", ended_at__isnull=False, closed_at__isnull=True)
                | Q(status="closed", ended_at__isnull=False, closed_at__isnull=False),
                name="an_interaction_ends_then_closes",
            ),
        ]
        indexes = [
            # The customer's column: their interactions across channels, the newest first.
            models.Index(fields=["customer", "-started_at"], name="interaction_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("interaction", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def in_wrap_up(self) -> bool:
        return self.status == self.Status.WRAP_UP


class Event(models.Model):
    """A dated, numbered line in an interaction's timeline."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        TEXT = "text", _("Text")
        NOTE = "note", _("Note")
        QUEUED = "queued", _("Placed in a queue")
        OFFER_MISSED = "offer_missed", _("Offer missed")
        OFFER_REJECTED = "offer_rejected", _("Offer rejected")
        ASSIGNED = "assigned", _("Accepted")
        RETURNED = "returned", _("Went back to the queue")
        ENDED = "ended", _("Ended")
        CLOSED = "closed", _("Closed")
        CASE_MOVED = "case_moved", _("Moved to another case")
        NOT_SENT = "not_sent", _("Automatic text not sent")
        OPTED_OUT = "opted_out", _("Opted out")
        OPTED_IN = "opted_in", _("Opted in again")

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["interaction", "number"]
        constraints = [
            # Also serves the transcript (the last 50 of an interaction) and the catch-up (after number N).
            models.UniqueConstraint(fields=["interaction", "number"], name="an_interactions_events_are_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="events_are_numbered_from_one"),
        ]
        indexes = [
            # Reports over a period read events by kind and time.
            models.Index(F("kind"), F("at"), name="event_by_kind_and_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.number}"


class Note(models.Model):
    """Words for colleagues; no customer ever sees them."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="note")
    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(max_length=4000)

    def __str__(self) -> str:
        return self.body[:60]
