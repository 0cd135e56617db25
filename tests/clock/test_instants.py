from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.clock.instants import format_instant, from_datetime, parse_instant, to_datetime, to_ms


@pytest.mark.parametrize(
    ("duration", "ms"),
    [(0, 0), (10, 10_000), (0.5, 500), (0.0004, 0), (1.0006, 1_001), (timedelta(minutes=1), 60_000), (-1, -1_000)],
)
def test_durations_become_whole_milliseconds(duration, ms):
    assert to_ms(duration) == ms


@pytest.mark.parametrize("duration", [float("nan"), float("inf"), True, "10", None, 1e300])
def test_what_is_no_duration_is_refused(duration):
    with pytest.raises(ValueError, match=r"^a duration is "):
        to_ms(duration)


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("2019-05-02T15:04:05Z", "2019-05-02T15:04:05.000Z"),
        ("2019-05-02t15:04:05.1239z", "2019-05-02T15:04:05.123Z"),
        ("2019-05-02T15:04:05+08:00", "2019-05-02T07:04:05.000Z"),
        ("1969-12-31T23:59:59.5-00:30", "1970-01-01T00:29:59.500Z"),
    ],
)
def test_rfc_3339_text_is_read_and_written(text, formatted):
    assert format_instant(parse_instant(text)) == formatted


@pytest.mark.parametrize("text", ["2019-05-02", "2019-05-02T15:04:05", "2019-13-02T15:04:05Z", "tomorrow", ""])
def test_other_text_is_no_instant(text):
    with pytest.raises(ValueError):  # noqa: PT011  (a bad month keeps Python's own text)
        parse_instant(text)


def test_a_datetime_needs_a_time_zone():
    with pytest.raises(ValueError, match=r"^a datetime with a time zone is needed"):
        from_datetime(datetime(2026, 1, 1))  # noqa: DTZ001
    assert from_datetime(datetime(1970, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))) == 0


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_to_the_millisecond_nothing_is_lost(moment):
    instant = from_datetime(moment)
    assert to_datetime(instant) == moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert from_datetime(to_datetime(instant)) == instant
