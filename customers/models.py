from zoneinfo import available_timezones

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers import phones


class Phone(models.Model):
    """A number as the network writes it, in E.164 where it is one; its row is the lock for what a text joins."""

    number = models.CharField(max_length=32, unique=True)
    country = models.CharField(max_length=2, blank=True, help_text=_("ISO code, from the number's prefix"))
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return phones.readable(self.number)

    def clean(self) -> None:
        if not self._state.adding:
            return  # texts also come from short codes and names, which nobody could type here
        try:
            self.number = phones.parse(self.number)
        except phones.NotANumber as refusal:
            raise ValidationError({"number": str(refusal)}) from refusal
        self.country = phones.region_of(self.number)


class CustomerQuerySet(models.QuerySet["Customer"]):
    def current(self) -> "CustomerQuerySet":
        """Records in use: those merged into another are kept only so that old references still lead somewhere."""
        return self.filter(merged_into__isnull=True)


class Customer(models.Model):
    """A person or household with a record; nameless until somebody asks."""

    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    company = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    external_id = models.CharField(
        max_length=100, blank=True, help_text=_("The customer's key in another system, such as a CRM")
    )
    language = models.CharField(max_length=16, blank=True, help_text=_("BCP 47 tag, such as en or fr-CA"))
    time_zone = models.CharField(max_length=64, blank=True, help_text=_("IANA name, such as Europe/Vienna"))
    is_vip = models.BooleanField(_("VIP"), default=False)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    remarks = models.TextField(blank=True)
    phones = models.ManyToManyField(Phone, related_name="customers", blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="an_external_id_belongs_to_one_customer",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="a_customer_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customer", args=[self.pk])

    def clean(self) -> None:
        if self.time_zone and self.time_zone not in available_timezones():
            raise ValidationError(
                {"time_zone": _("“%s” is not a time zone; write it as Europe/Vienna.") % self.time_zone}
            )

    @property
    def name(self) -> str:
        """What to call them: the name, else the company, else "Unknown customer"."""
        return f"{self.first_name} {self.last_name}".strip() or self.company or str(_("Unknown customer"))

    @property
    def is_unknown(self) -> bool:
        return not (self.first_name or self.last_name or self.company)
