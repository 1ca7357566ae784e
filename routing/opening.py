"""A schedule's rows, read for `schedules` to reckon with."""

from datetime import datetime

from routing import schedules
from routing.models import Schedule


def hours_of(schedule: Schedule) -> schedules.Hours:
    """Return what a schedule's rows say. Raises schedules.BadHours when they say nonsense."""
    return schedules.Hours(
        time_zone=schedule.time_zone,
        periods=[schedules.Period(row.weekday, row.opens, row.closes) for row in schedule.periods.all()],
        special_days=[schedules.SpecialDay(row.date, row.opens, row.closes) for row in schedule.special_days.all()],
        country=schedule.holiday_country,
        subdivision=schedule.holiday_subdivision,
    )


def is_open(schedule: Schedule, now: datetime) -> bool:
    """Say whether a schedule is open at this moment."""
    return schedules.is_open(hours_of(schedule), now)
