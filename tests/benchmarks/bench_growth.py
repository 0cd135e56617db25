"""Large executions beside small ones: what an item, a branch or a poll costs does not grow with their number."""

from __future__ import annotations

from datetime import timedelta

from .shapes import foreach, nested, polling


def test_a_hundred_thousand_items(benchmark, figure, timing):
    work = foreach(100_000)
    execution = timing(work, rounds=5, beside=foreach(1_000), times=25)
    assert len(execution.history) == 100_000 * 9 + 6
    figure(
        "foreach",
        "foreach over 100,000 items, one stubbed task each",
        units=work.units,
        unit="items/s",
        ratio=("1,000 items", ("<=", 1.3), timing.factor),
    )


def test_forty_five_levels(benchmark, figure, timing):
    work = nested(45)
    execution = timing(work, rounds=9, beside=nested(5), times=9)
    assert execution.step("L44B99").count == 1
    figure(
        "parallel",
        "parallel of 100 branches, one of which holds the next, 45 levels",
        units=work.units,
        unit="branches/s",
        ratio=("5 levels", ("<=", 1.3), timing.factor),
    )


def test_a_year_of_polling(benchmark, figure, timing):
    work = polling(52_560)
    execution = timing(work, rounds=5)
    assert execution.output["n"] == 52_560
    assert execution.elapsed == timedelta(days=365)
    figure("year", "a year of virtual polling every ten minutes, 52,560 polls", unit="ms", limit=("<=", 3_000))
