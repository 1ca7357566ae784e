import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Event, Interaction
from customers import phones
from customers.models import Phone


class Country(models.Model):
    """A country in which we may send, and perhaps receive. Rows, not code: switch them in the admin."""

    class NumberType(models.TextChoices):
        MOBILE = "mobile", _("Mobile")
        LOCAL = "local", _("Local")
        TOLL_FREE = "toll_free", _("Toll-free")

    iso = models.CharField(_("ISO code"), max_length=2, primary_key=True)
    name = models.CharField(max_length=80)
    can_send = models.BooleanField(default=True)
    can_receive = models.BooleanField(
        default=False, help_text=_("Receiving channels may be configured in this country.")
    )
    number_type = models.CharField(max_length=10, choices=NumberType, default=NumberType.MOBILE)
    voice_and_sms = models.BooleanField(_("voice and SMS on one number"), default=False)
    languages = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    price = models.DecimalField(
        max_digits=9, decimal_places=5, null=True, blank=True, help_text=_("Of one segment sent there")
    )
    currency = models.CharField(max_length=3, blank=True)
    priced_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """A number of ours that receives and sends."""

    name = models.CharField(max_length=80)
    number = models.CharField(max_length=32, unique=True, help_text=_("E.164, such as +442079460958"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="channels")
    carrier = models.CharField(max_length=20, default="vonage")
    is_active = models.BooleanField(default=True, help_text=_("Off: nothing is sent; what comes in is refused."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({phones.readable(self.number)})"

    def clean(self) -> None:
        if self._state.adding:
            try:
                self.number = phones.parse(self.number, self.country_id)
            except phones.NotANumber as refusal:
                raise ValidationError({"number": str(refusal)}) from refusal
        country = Country.objects.filter(pk=self.country_id).first()
        if country is None:
            return  # the field has said so
        if phones.region_of(self.number) != country.iso:
            raise ValidationError({"country": _("%s is not a number in %s.") % (self.number, country.name)})
        if self.is_active and not country.can_receive:
            raise ValidationError(
                {"country": _("%s is not enabled for receiving; enable it under Countries first.") % country.name}
            )


class Message(models.Model):
    """One text in an interaction."""

    class Direction(models.TextChoices):
        INBOUND = "inbound", _("Received")
        OUTBOUND = "outbound", _("Sent")

    class Purpose(models.TextChoices):
        TALK = "talk", _("Conversation")
        AUTOMATIC = "automatic", _("Automatic text")
        CONSENT = "consent", _("Answer to STOP, START or HELP")

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain")

    event = models.OneToOneField(Event, models.CASCADE, related_name="message")
    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="messages")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="messages")
    phone = models.ForeignKey(Phone, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=8, choices=Direction)
    status = models.CharField(max_length=10, choices=Status)
    body = models.TextField()
    media = models.JSONField(default=list, blank=True, help_text=_("What came with an MMS: kind, address, name"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.TALK)
    # Made by the composer for an outbound text: a double click is one message. Also the carrier's client_ref.
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    carrier_reference = models.CharField(max_length=64, blank=True)
    segments = models.PositiveSmallIntegerField(default=1)
    price = models.DecimalField(max_digits=9, decimal_places=5, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    failure_reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text=_("Delivered or failed"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interaction"],
                condition=Q(status="sending"),
                name="one_message_is_sending_per_interaction",
            ),
            # Receipts find their message by this reference.
            models.UniqueConstraint(
                fields=["carrier_reference"],
                condition=~Q(carrier_reference=""),
                name="a_carrier_reference_is_one_message",
            ),
            models.CheckConstraint(
                condition=Q(direction="inbound", status="received") | (Q(direction="outbound") & ~Q(status="received")),
                name="only_inbound_messages_are_received",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(failure_reason=""), name="a_failed_message_says_why"
            ),
        ]
        indexes = [
            # sending.settle_stranded looks for claims that never came back.
            models.Index(fields=["claimed_at"], condition=Q(status="sending"), name="message_sending"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.pk}"

    @property
    def is_inbound(self) -> bool:
        return self.direction == self.Direction.INBOUND

    @property
    def is_automatic(self) -> bool:
        return self.purpose != self.Purpose.TALK

    @property
    def can_be_sent_again(self) -> bool:
        return self.status in (self.Status.FAILED, self.Status.UNCERTAIN)


class Callback(models.Model):
    """The carrier's inbound request as it came, kept with what became of it."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Pending")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    carrier = models.CharField(max_length=20)
    reference = models.CharField(max_length=64)
    # Bytes, not JSON: PostgreSQL's jsonb refuses NUL and lone surrogates, and evidence should be exact.
    body = models.BinaryField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PENDING)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="callback")
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "reference"], name="a_callback_is_taken_once"),
        ]
        indexes = [
            # inbound.try_pending and the operator's list of what went wrong.
            models.Index(fields=["received_at"], condition=Q(outcome="pending"), name="callback_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.reference}"


class Receipt(models.Model):
    """One delivery report as it came: append-only; order, repetition and belonging are sorted out by applying."""

    carrier = models.CharField(max_length=20)
    carrier_reference = models.CharField(max_length=64)
    client_reference = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.CharField(max_length=300, blank=True)
    price = models.DecimalField(max_digits=9, decimal_places=5, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="receipts")
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # Also serves sending.record_accepted: the early receipts of a reference.
            models.UniqueConstraint(
                fields=["carrier", "carrier_reference", "status", "at"], name="a_receipt_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.carrier_reference}"


class OptOut(models.Model):
    """A phone that has asked to be left alone, by all our channels, until it opts in again."""

    class Source(models.TextChoices):
        KEYWORD = "keyword", _("The customer's text")
        CARRIER = "carrier", _("The carrier")
        AGENT = "agent", _("An agent")
        IMPORT = "import", _("A list")

    phone = models.ForeignKey(Phone, models.PROTECT, related_name="opt_outs")
    channel = models.ForeignKey(Channel, models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    since = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], condition=Q(revoked_at__isnull=True), name="one_live_opt_out_per_phone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phone} since {self.since:%Y-%m-%d}"

    def clean(self) -> None:
        live = OptOut.objects.filter(phone=self.phone_id, revoked_at__isnull=True).exclude(pk=self.pk)
        if self.revoked_at is None and live.exists():
            raise ValidationError(_("This number has opted out already."))
