"""Instants and durations: whole milliseconds inside, seconds, `timedelta`, `datetime` and RFC 3339 text outside.

In: what people write. Out: `int` milliseconds (instants since the Unix epoch), and back.
Whole numbers make "exactly at the limit" an equality instead of luck.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from math import isfinite
from typing import TypeAlias

Duration: TypeAlias = float | timedelta
"""A duration as users give it: seconds (whole or not) or a `timedelta`."""

DAY = 86_400_000
YEAR = 365 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z, the last instant that `datetime` can show
_RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:([Zz])|([+-])(\d\d):(\d\d))",
    re.ASCII,
)


def to_ms(duration: Duration) -> int:
    """Whole milliseconds of a duration, rounded to the nearest.

    Raises:
        ValueError: not a number, not finite, or beyond what a calendar holds.
    """
    if isinstance(duration, timedelta):
        return duration // timedelta(milliseconds=1)
    if isinstance(duration, bool) or not isinstance(duration, int | float):
        raise ValueError(f"a duration is seconds or a timedelta; found {duration!r}")
    if not isfinite(duration) or abs(duration) > _LAST / 1000:
        raise ValueError(f"a duration is a finite number of seconds; found {duration!r}")
    return round(duration * 1000)


def to_datetime(instant: int) -> datetime:
    """The instant as an aware UTC `datetime`."""
    return _EPOCH + timedelta(milliseconds=instant)


def from_datetime(moment: datetime) -> int:
    """Milliseconds since the epoch of an aware `datetime`, cut to whole milliseconds.

    Raises:
        ValueError: the datetime has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a datetime with a time zone is needed; found {moment!r}")
    # The comparison runs on plain datetimes, so that a `datetime` faked by freezegun counts like a real one.
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def format_instant(instant: int) -> str:
    """`2019-05-05T08:34:00.089Z`, as the service prints times (fdl-classic 11.1)."""
    return to_datetime(instant).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_instant(text: str) -> int:
    """Milliseconds since the epoch of RFC 3339 text, any offset; a fraction is cut to milliseconds.

    Raises:
        ValueError: the text is no RFC 3339 date and time with an offset.
    """
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise ValueError(f"an RFC 3339 time such as 2019-05-02T15:04:05Z is needed; found {text!r}")
    year, month, day, hour, minute, second, fraction, _, sign, hours, minutes = match.groups()
    offset = UTC
    if sign:
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        offset = timezone(ahead if sign == "+" else -ahead)
    ms = int((fraction or ".0")[1:4].ljust(3, "0"))
    moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=offset)
    return from_datetime(moment) + ms
