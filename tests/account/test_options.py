from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pytest_fnf.account.options import Options
from pytest_fnf.engine.core.limits import Limits
from pytest_fnf.errors import UsageError


def test_mappings_merge_key_by_key_and_everything_else_is_replaced():
    outer = Options().merged(env={"A": "1", "B": "1"}, seed=1, limits={"events": 10}, allow_network=["a"])
    inner = outer.merged(env={"B": "2"}, seed=2, limits={"data_bytes": None}, allow_network=["b"])
    assert inner.env == {"A": "1", "B": "2"}
    assert inner.limits == {"events": 10, "data_bytes": None}
    assert inner.seed == 2
    assert inner.allow_network == ("b",)
    assert outer.env == {"A": "1", "B": "1"}


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        (
            "sauce",
            "x",
            "there is no flow option 'sauce'; did you mean 'source'? (options: source, name, functions, env,",
        ),
        ("env", {"A": 1}, "env['A'] is 1; an environment variable is text"),
        ("env", [("A", "1")], "env is a mapping with text keys; found [('A', '1')]"),
        ("limits", {"event": 1}, "there is no limit 'event'; did you mean 'events'? (limits: events, data_bytes,"),
        ("limits", {"events": 0}, "limits['events'] is 0; it is a number above 0, or None for no limit"),
        ("at", datetime(2026, 1, 1), "at: a datetime with a time zone is needed"),  # noqa: DTZ001
        ("at", "noon", "at: an RFC 3339 time such as 2019-05-02T15:04:05Z is needed; found 'noon'"),
        ("at", 5, "at is an aware datetime or RFC 3339 text; found 5"),
        ("mode", "fast", "mode is 'standard' or 'express'; found 'fast'"),
        ("strict_stubs", "no", "strict_stubs is True or False; found 'no'"),
        ("allow_network", "example.com", "allow_network is a list of host names; found 'example.com'"),
        ("seed", 1.5, "seed is a whole number; found 1.5"),
        ("source", 5, "source is a path or the definition's text; found 5"),
        ("name", "", "name is text; found ''"),
        ("functions", None, "functions is a mapping with text keys; found None"),
    ],
)
def test_a_wrong_option_says_what_is_allowed(option, value, message):
    with pytest.raises(UsageError) as raised:
        Options().merged(**{option: value})
    assert str(raised.value).startswith(message)


def test_the_start_is_2026_unless_a_test_says_otherwise():
    assert Options().start == 1_767_225_600_000
    assert Options().merged(at=datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)).start == 1_000
    assert Options().merged(at="1970-01-01T00:00:02Z").start == 2_000


def test_limits_are_the_services_unless_a_test_says_otherwise():
    assert Options().engine_limits(Limits()) == Limits(
        events=5_000, data_bytes=32_768, wait_ms=172_800_000, execution_ms=31_536_000_000
    )
    changed = Options().merged(limits={"events": None, "wait_seconds": 1.5}).engine_limits(Limits())
    assert changed.events is None
    assert changed.wait_ms == 1_500
    assert changed.data_bytes == 32_768
