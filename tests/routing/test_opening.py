"""A schedule's rows are read as they are written."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from routing import opening, schedules
from routing.models import Schedule

MONDAY = date(2026, 3, 2)


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def office(db: None) -> Schedule:
    """Weekdays nine to five, twelve to one closed, in London."""
    made = Schedule.objects.create(name="Office", time_zone="Europe/London", holiday_country="GB")
    for weekday in range(5):
        made.periods.create(weekday=weekday, opens=time(9), closes=time(12))
        made.periods.create(weekday=weekday, opens=time(13), closes=time(17))
    return made


@pytest.mark.parametrize(("hour", "is_open"), [(8, False), (9, True), (12, False), (13, True), (17, False)])
def test_every_period_of_a_day_counts(office: Schedule, hour: int, is_open: bool) -> None:
    assert opening.is_open(office, at(MONDAY, hour)) == is_open


def test_a_special_day_has_hours_of_its_own(office: Schedule) -> None:
    office.special_days.create(date=MONDAY, name="Stocktaking", opens=time(20), closes=time(22))

    assert not opening.is_open(office, at(MONDAY, 10))
    assert opening.is_open(office, at(MONDAY, 21))


def test_public_holidays_of_its_country_are_closed(office: Schedule) -> None:
    assert not opening.is_open(office, at(date(2026, 12, 25), 10))


def test_nonsense_is_refused_with_a_sentence(office: Schedule) -> None:
    office.time_zone = "Mars/Olympus"
    with pytest.raises(schedules.BadHours, match="not a time zone"):
        opening.is_open(office, at(MONDAY, 10))
