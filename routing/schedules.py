"""When a schedule is open: pure wall-clock reckoning, with ``now`` as an argument.

A day's hours come from its special days if it has any, else from no period at all on a public holiday, else
from its weekday's periods. A period belongs to the day on which it opens, so one that runs past midnight
runs to its end even when the next day is a holiday. One that closes at or before its opening time ends
the next day: 22:00 to 06:00 is a night, 09:00 to 00:00 ends at midnight, 00:00 to 00:00 is a whole day.

Clock changes: hours are what the clock on the wall says. A time that the clock skips counts as the moment
of the jump. A time that comes twice opens the first time and closes the last time.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SEARCH_DAYS = 400
"""How far ahead an opening or closing is looked for: a year of holidays and a season more."""

_ONE_DAY = dt.timedelta(days=1)


class BadHours(ValueError):
    """Hours that mean nothing: an unknown time zone, holiday country or weekday; says which in a sentence."""


@dataclass(frozen=True, slots=True)
class Period:
    """An open stretch of every such weekday (0 is Monday), in wall-clock time."""

    weekday: int
    opens: dt.time
    closes: dt.time


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date with its own hours instead of its weekday's, or closed all day; may be given several times."""

    date: dt.date
    opens: dt.time | None = None
    closes: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """What a schedule's rows say.

    ``time_zone`` is an IANA name; ``country`` (ISO 3166-1) and ``subdivision`` (the part of ISO 3166-2 behind
    the country) say whose public holidays are closed, "" for none. Raises BadHours when made of nonsense.
    """

    time_zone: str
    periods: Sequence[Period] = ()
    special_days: Sequence[SpecialDay] = ()
    country: str = ""
    subdivision: str = ""

    def __post_init__(self) -> None:
        _zone(self.time_zone)
        if self.country:
            _public_holidays(self.country, self.subdivision, 2026)
        elif self.subdivision:
            raise BadHours("The holidays of a state or province need its country.")
        if any(not 0 <= period.weekday <= 6 for period in self.periods):
            raise BadHours("A weekday is 0 (Monday) to 6 (Sunday).")
        if any((day.opens is None) != (day.closes is None) for day in self.special_days):
            raise BadHours("A special day has both an opening and a closing time, or neither.")


def is_open(hours: Hours, now: dt.datetime) -> bool:
    """Say whether the schedule is open at this moment. ``now`` is aware, in any zone; else ValueError."""
    moment = _utc(now)
    today = _local_date(hours, moment)
    spans = [*_spans(hours, today - _ONE_DAY), *_spans(hours, today)]
    return any(start <= moment < end for start, end in spans)


def next_opening(hours: Hours, now: dt.datetime) -> dt.datetime | None:
    """Return the next moment after ``now`` at which closed turns to open, in the schedule's zone.

    While open, that is the opening after the next closing. None when none comes within SEARCH_DAYS.
    """
    moment = _utc(now)
    found = next((start for start, _ in _stretches(hours, moment) if start > moment), None)
    return found and found.astimezone(_zone(hours.time_zone))


def next_closing(hours: Hours, now: dt.datetime) -> dt.datetime | None:
    """Return the next moment after ``now`` at which open turns to closed, in the schedule's zone.

    While closed, that is the closing after the next opening. None when none comes within SEARCH_DAYS, as
    with a schedule that never closes.
    """
    moment = _utc(now)
    found = next((end for _, end in _stretches(hours, moment) if end is None or end > moment), None)
    return found and found.astimezone(_zone(hours.time_zone))


def _stretches(hours: Hours, moment: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime | None]]:
    """Yield open stretches in order, joined where they touch; one whose end is not in sight has None."""
    day = _local_date(hours, moment) - _ONE_DAY
    last = day + SEARCH_DAYS * _ONE_DAY
    start = end = None
    while day <= last:
        for opens, closes in _spans(hours, day):
            if end is None or start is None:
                start, end = opens, closes
            elif opens <= end:
                end = max(end, closes)
            else:
                yield start, end
                start, end = opens, closes
        day += _ONE_DAY
    if start and end:
        yield (
            start,
            end if end < _moment(hours, dt.datetime.combine(day, dt.time.min), closing=False) else None,
        )


def _spans(hours: Hours, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the open stretches that begin on this local date, in UTC and in order."""
    spans = []
    for opens, closes in _written(hours, day):
        until = day if closes > opens else day + _ONE_DAY
        start = _moment(hours, dt.datetime.combine(day, opens), closing=False)
        end = _moment(hours, dt.datetime.combine(until, closes), closing=True)
        if start < end:
            spans.append((start, end))
    return sorted(spans)


def _written(hours: Hours, day: dt.date) -> list[tuple[dt.time, dt.time]]:
    special = [each for each in hours.special_days if each.date == day]
    if special:
        return [(each.opens, each.closes) for each in special if each.opens is not None and each.closes is not None]
    if hours.country and day in _public_holidays(hours.country, hours.subdivision, day.year):
        return []
    return [(each.opens, each.closes) for each in hours.periods if each.weekday == day.weekday()]


def _moment(hours: Hours, wall: dt.datetime, *, closing: bool) -> dt.datetime:
    """Return when the wall clock shows this, in UTC; the module says what of times skipped or shown twice."""
    zone = _zone(hours.time_zone)
    earlier, later = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    if later.astimezone(zone).replace(tzinfo=None) == wall:
        return later if closing else earlier
    return _jump(zone, earlier, later)


def _jump(zone: ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    """Return the moment between these two at which the zone's clock jumps ahead, to the second."""
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + dt.timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return before + dt.timedelta(seconds=high)


def _utc(now: dt.datetime) -> dt.datetime:
    if now.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return now.astimezone(dt.UTC)


def _local_date(hours: Hours, moment: dt.datetime) -> dt.date:
    return moment.astimezone(_zone(hours.time_zone)).date()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise BadHours(f"“{name}” is not a time zone; write it as Europe/Vienna.") from error


@lru_cache(maxsize=1024)
def _public_holidays(country: str, subdivision: str, year: int) -> frozenset[dt.date]:
    """Return a year's public holidays, kept by year: a calendar that grows by itself is not thread-safe."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year, expand=False))
    except NotImplementedError as error:
        place = f"{country}-{subdivision}" if subdivision else country
        raise BadHours(f"No public holidays are known for “{place}”.") from error
