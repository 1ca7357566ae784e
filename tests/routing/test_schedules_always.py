"""What holds for every schedule at every moment."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.schedules import Hours, Period, SpecialDay, is_open, next_closing, next_opening

TIMES = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
ZONES = st.sampled_from(
    ["UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"]
)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
HOURS = st.builds(
    Hours,
    ZONES,
    st.lists(st.builds(Period, st.integers(0, 6), TIMES, TIMES), max_size=5),
    st.lists(st.builds(SpecialDay, DAYS) | st.builds(SpecialDay, DAYS, TIMES, TIMES), max_size=3),
    st.sampled_from(["", "AT", "US"]),
)
MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
EDGE = dt.timedelta(microseconds=1)


@given(HOURS, MOMENTS, st.integers(1, 99))
@settings(deadline=None)
def test_the_next_opening_is_where_closed_turns_to_open(hours: Hours, now: dt.datetime, percent: int) -> None:
    opening = next_opening(hours, now)
    if opening is None:
        return
    moment = opening.astimezone(dt.UTC)
    assert moment > now
    assert is_open(hours, moment) and not is_open(hours, moment - EDGE)
    if not is_open(hours, now):
        assert not is_open(hours, now + (moment - now) * percent / 100 - EDGE)


@given(HOURS, MOMENTS, st.integers(1, 99))
@settings(deadline=None)
def test_the_next_closing_is_where_open_turns_to_closed(hours: Hours, now: dt.datetime, percent: int) -> None:
    closing = next_closing(hours, now)
    if closing is None:
        return
    moment = closing.astimezone(dt.UTC)
    assert moment > now
    assert not is_open(hours, moment) and is_open(hours, moment - EDGE)
    if is_open(hours, now):
        assert is_open(hours, now + (moment - now) * percent / 100 - EDGE)


@given(HOURS, MOMENTS)
@settings(deadline=None)
def test_an_open_schedule_closes_before_it_opens_again(hours: Hours, now: dt.datetime) -> None:
    opening, closing = next_opening(hours, now), next_closing(hours, now)
    if opening is None or closing is None:
        return
    assert is_open(hours, now) == (closing.astimezone(dt.UTC) < opening.astimezone(dt.UTC))


@given(st.lists(st.builds(Period, st.integers(0, 6), TIMES, TIMES), max_size=5), ZONES, MOMENTS)
def test_open_is_what_the_wall_clock_says(periods: list[Period], zone: str, now: dt.datetime) -> None:
    wall = now.astimezone(ZoneInfo(zone))
    if wall.utcoffset() != wall.replace(fold=1 - wall.fold).utcoffset():
        return  # shown twice: the table says what holds
    yesterday = (wall - dt.timedelta(days=1)).weekday()
    said = wall.time()
    expected = any(
        (each.weekday == wall.weekday() and each.opens <= said and (said < each.closes or each.closes <= each.opens))
        or (each.weekday == yesterday and each.closes <= each.opens and said < each.closes)
        for each in periods
    )
    assert is_open(Hours(zone, periods), now) == expected
