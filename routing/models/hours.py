"""Opening hours as rows; `schedules` says what they mean."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing import schedules

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class Schedule(models.Model):
    """When somebody is there."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", help_text=_("IANA name, such as Europe/Vienna"))
    holiday_country = models.CharField(
        max_length=2, blank=True, help_text=_("ISO code; its public holidays are closed. Empty: none.")
    )
    holiday_subdivision = models.CharField(max_length=10, blank=True, help_text=_("State or province, such as BY"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.holiday_country = self.holiday_country.upper()
        try:
            schedules.Hours(self.time_zone, country=self.holiday_country, subdivision=self.holiday_subdivision)
        except schedules.BadHours as refusal:
            raise ValidationError(str(refusal)) from refusal


class OpenPeriod(models.Model):
    """A stretch of a weekday that is open; one that closes at or before it opens ends the next day."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="periods")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["schedule", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class SpecialDay(models.Model):
    """A date with hours of its own; without hours it is closed all day."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="special_days")
    date = models.DateField()
    name = models.CharField(max_length=80, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["schedule", "date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                name="a_special_day_has_both_hours_or_none",
            ),
            models.UniqueConstraint(
                fields=["schedule", "date", "opens"],
                name="a_special_days_hours_are_written_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    def clean(self) -> None:
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Give both hours, or neither for a day that is closed."))
