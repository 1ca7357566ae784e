"""When a schedule is open, by table; clock changes included."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from routing.schedules import BadHours, Hours, Period, SpecialDay, is_open, next_closing, next_opening

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
VIENNA = ZoneInfo("Europe/Vienna")


def clock(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def daily(opens: str, closes: str, *weekdays: int) -> list[Period]:
    return [Period(each, clock(opens), clock(closes)) for each in weekdays or range(7)]


def at(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIENNA, fold=fold)


# 2026: Monday is 2 March; clocks jump ahead on Sunday 29 March at 02:00 and fall back on 25 October at 03:00;
# Friday 1 May is a holiday.
OFFICE = Hours("Europe/Vienna", daily("09:00", "17:00", *range(5)), country="AT")
LUNCH = Hours("Europe/Vienna", [*daily("09:00", "12:00"), *daily("13:00", "17:00")])
NIGHTS = Hours("Europe/Vienna", daily("22:00", "06:00", FRIDAY))
LATE = Hours("Europe/Vienna", daily("20:00", "00:00", FRIDAY))
ALWAYS = Hours("Europe/Vienna", daily("00:00", "00:00"))
NEVER = Hours("Europe/Vienna")
SMALL_HOURS = Hours("Europe/Vienna", daily("02:30", "04:00"))
TO_SMALL_HOURS = Hours("Europe/Vienna", daily("00:00", "02:30"))
LOST_HOUR = Hours("Europe/Vienna", daily("02:10", "02:50", SUNDAY))
CHRISTMAS = replace(
    OFFICE,
    special_days=[
        SpecialDay(dt.date(2026, 12, 24), clock("09:00"), clock("11:00")),
        SpecialDay(dt.date(2026, 12, 24), clock("12:00"), clock("13:00")),
        SpecialDay(dt.date(2026, 12, 25), clock("10:00"), clock("11:00")),
        SpecialDay(dt.date(2026, 12, 28)),
    ],
)

OPEN: dict[str, tuple[Hours, dt.datetime, bool]] = {
    "the first moment is open": (OFFICE, at("2026-03-02T09:00"), True),
    "the moment before is not": (OFFICE, at("2026-03-02T08:59:59.999999"), False),
    "the last moment is open": (OFFICE, at("2026-03-02T16:59:59.999999"), True),
    "the closing moment is not": (OFFICE, at("2026-03-02T17:00"), False),
    "a weekday without periods is closed": (OFFICE, at("2026-03-07T12:00"), False),
    "now may be in another zone": (OFFICE, dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC), True),
    "the lunch between two periods is closed": (LUNCH, at("2026-03-02T12:30"), False),
    "after lunch is open again": (LUNCH, at("2026-03-02T13:00"), True),
    "a night is open before midnight": (NIGHTS, at("2026-03-06T23:00"), True),
    "and after it": (NIGHTS, at("2026-03-07T05:59"), True),
    "but not in the small hours of its own weekday": (NIGHTS, at("2026-03-06T05:00"), False),
    "midnight ends an evening": (LATE, at("2026-03-07T00:00"), False),
    "the minute before midnight is open": (LATE, at("2026-03-06T23:59"), True),
    "a whole week is open at midnight": (ALWAYS, at("2026-03-07T00:00"), True),
    "no periods are never open": (NEVER, at("2026-03-02T12:00"), False),
    "a public holiday is closed": (OFFICE, at("2026-05-01T12:00"), False),
    "a holiday elsewhere is not": (replace(OFFICE, country="US"), at("2026-05-01T12:00"), True),
    "without a country there are no holidays": (replace(OFFICE, country=""), at("2026-05-01T12:00"), True),
    "a province's holiday is closed there": (
        Hours("Europe/Berlin", daily("09:00", "17:00"), country="DE", subdivision="BY"),
        at("2026-01-06T12:00"),
        False,
    ),
    "and open in the next province": (
        Hours("Europe/Berlin", daily("09:00", "17:00"), country="DE", subdivision="BE"),
        at("2026-01-06T12:00"),
        True,
    ),
    "a night that opened before a holiday runs to its end": (
        Hours("Europe/Vienna", daily("22:00", "06:00"), country="AT"),
        at("2026-05-01T05:00"),
        True,
    ),
    "and the holiday's own night is closed": (
        Hours("Europe/Vienna", daily("22:00", "06:00"), country="AT"),
        at("2026-05-01T23:00"),
        False,
    ),
    "a special day replaces the weekday": (CHRISTMAS, at("2026-12-24T14:00"), False),
    "a special day may have several periods": (CHRISTMAS, at("2026-12-24T12:30"), True),
    "a special day opens on a holiday": (CHRISTMAS, at("2026-12-25T10:30"), True),
    "a special day without hours is closed": (CHRISTMAS, at("2026-12-28T12:00"), False),
    "a skipped opening is the jump": (SMALL_HOURS, at("2026-03-29T03:00"), True),
    "not before the jump": (SMALL_HOURS, at("2026-03-29T01:59"), False),
    "a skipped closing is the jump": (TO_SMALL_HOURS, at("2026-03-29T03:00"), False),
    "open until the jump": (TO_SMALL_HOURS, at("2026-03-29T01:59"), True),
    "a period inside the lost hour does not happen": (LOST_HOUR, at("2026-03-29T03:00"), False),
    "an opening that comes twice opens the first time": (SMALL_HOURS, at("2026-10-25T02:45"), True),
    "and stays open the second time": (SMALL_HOURS, at("2026-10-25T02:15", fold=1), True),
    "a closing that comes twice closes the last time": (TO_SMALL_HOURS, at("2026-10-25T02:45"), True),
    "and is closed then": (TO_SMALL_HOURS, at("2026-10-25T02:30", fold=1), False),
}


@pytest.mark.parametrize(("hours", "now", "expected"), OPEN.values(), ids=OPEN.keys())
def test_the_schedule_is_open(hours: Hours, now: dt.datetime, expected: bool) -> None:
    assert is_open(hours, now) is expected


NEXT: dict[str, tuple[Hours, dt.datetime, dt.datetime | None, dt.datetime | None]] = {
    "in the morning": (OFFICE, at("2026-03-02T08:00"), at("2026-03-02T09:00"), at("2026-03-02T17:00")),
    "while open, the opening is tomorrow's": (
        OFFICE,
        at("2026-03-02T10:00"),
        at("2026-03-03T09:00"),
        at("2026-03-02T17:00"),
    ),
    "at the moment of opening": (
        OFFICE,
        at("2026-03-02T09:00"),
        at("2026-03-03T09:00"),
        at("2026-03-02T17:00"),
    ),
    "over a weekend": (OFFICE, at("2026-03-06T17:00"), at("2026-03-09T09:00"), at("2026-03-09T17:00")),
    "over a holiday and a weekend": (
        OFFICE,
        at("2026-04-30T18:00"),
        at("2026-05-04T09:00"),
        at("2026-05-04T17:00"),
    ),
    "over the clock change": (
        Hours("Europe/Vienna", daily("09:00", "17:00")),
        at("2026-03-28T18:00"),
        at("2026-03-29T09:00"),
        at("2026-03-29T17:00"),
    ),
    "through midnight": (NIGHTS, at("2026-03-07T00:30"), at("2026-03-13T22:00"), at("2026-03-07T06:00")),
    "periods that touch are one": (
        Hours("Europe/Vienna", [*daily("09:00", "12:00"), *daily("12:00", "17:00")]),
        at("2026-03-02T10:00"),
        at("2026-03-03T09:00"),
        at("2026-03-02T17:00"),
    ),
    "periods that overlap are one": (
        Hours("Europe/Vienna", [*daily("09:00", "17:00"), *daily("08:00", "12:00")]),
        at("2026-03-02T07:00"),
        at("2026-03-02T08:00"),
        at("2026-03-02T17:00"),
    ),
    "whole days are one until a holiday": (
        replace(ALWAYS, country="AT"),
        at("2026-04-20T12:00"),
        at("2026-05-02T00:00"),
        at("2026-05-01T00:00"),
    ),
    "always open": (ALWAYS, at("2026-03-02T12:00"), None, None),
    "always open after a special day": (
        replace(ALWAYS, special_days=[SpecialDay(dt.date(2026, 3, 2))]),
        at("2026-03-02T12:00"),
        at("2026-03-03T00:00"),
        None,
    ),
    "never open": (NEVER, at("2026-03-02T12:00"), None, None),
    "one special day far ahead": (
        replace(NEVER, special_days=[SpecialDay(dt.date(2027, 3, 1), clock("10:00"), clock("00:00"))]),
        at("2026-03-02T12:00"),
        at("2027-03-01T10:00"),
        at("2027-03-02T00:00"),
    ),
    "the skipped opening": (
        SMALL_HOURS,
        at("2026-03-28T12:00"),
        at("2026-03-29T03:00"),
        at("2026-03-29T04:00"),
    ),
    "the closing that comes twice": (
        TO_SMALL_HOURS,
        at("2026-10-24T12:00"),
        at("2026-10-25T00:00"),
        at("2026-10-25T02:30", fold=1),
    ),
}


@pytest.mark.parametrize(("hours", "now", "opening", "closing"), NEXT.values(), ids=NEXT.keys())
def test_the_next_opening_and_closing_are_found(
    hours: Hours, now: dt.datetime, opening: dt.datetime | None, closing: dt.datetime | None
) -> None:
    found = (next_opening(hours, now), next_closing(hours, now))
    # Compared in UTC: aware times of one zone compare by the wall and would not tell the fold.
    assert [each and each.astimezone(dt.UTC) for each in found] == [
        each and each.astimezone(dt.UTC) for each in (opening, closing)
    ]
    assert all(each is None or each.tzinfo == ZoneInfo(hours.time_zone) for each in found)


def test_a_day_that_an_island_skipped_has_no_hours() -> None:
    samoa = Hours("Pacific/Apia", daily("09:00", "17:00"))
    thursday_evening = dt.datetime(2011, 12, 29, 18, tzinfo=ZoneInfo("Pacific/Apia"))
    opening = next_opening(samoa, thursday_evening)
    assert opening == dt.datetime(2011, 12, 31, 9, tzinfo=ZoneInfo("Pacific/Apia"))


BAD: dict[str, tuple[dict[str, object], str]] = {
    "an unknown zone": ({"time_zone": "Mars/Base"}, "“Mars/Base” is not a time zone"),
    "no zone": ({"time_zone": ""}, "“” is not a time zone"),
    "a path": ({"time_zone": "../etc/passwd"}, "is not a time zone"),
    "an unknown country": ({"country": "ZZ"}, "No public holidays are known for “ZZ”."),
    "an unknown province": ({"country": "DE", "subdivision": "XX"}, "known for “DE-XX”."),
    "a province of nowhere": ({"subdivision": "BY"}, "need its country"),
    "an eighth weekday": ({"periods": daily("09:00", "17:00", 7)}, "A weekday is 0"),
    "half a special day": ({"special_days": [SpecialDay(dt.date(2026, 1, 1), clock("09:00"))]}, "or neither"),
}


@pytest.mark.parametrize(("facts", "sentence"), BAD.values(), ids=BAD.keys())
def test_hours_that_mean_nothing_are_refused(facts: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadHours) as refusal:
        replace(ALWAYS, **facts)  # type: ignore[arg-type]  # each row replaces one field
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("question", [is_open, next_opening, next_closing])
def test_a_moment_without_a_zone_is_refused(question: object) -> None:
    assert callable(question)
    with pytest.raises(ValueError, match="time zone"):
        question(OFFICE, dt.datetime(2026, 3, 2, 12))  # noqa: DTZ001  the mistake itself


@pytest.mark.parametrize("country", ["AT", "AU", "CA", "CL", "DE", "ES", "FR", "GB", "HK", "MX", "PL", "SE", "US"])
def test_new_year_s_day_is_closed_in(country: str) -> None:
    noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    assert not is_open(Hours("UTC", daily("00:00", "00:00"), country=country), noon)
