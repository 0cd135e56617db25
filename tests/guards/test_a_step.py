"""What a step costs, counted: ceilings a little above what it is, so that nothing slows the engine down unseen.

Where a change is worth its calls, the ceiling goes up with it, and the change says why.
"""

from __future__ import annotations

import pytest

from tests.benchmarks import shapes

from .counting import bytes_kept, calls, objects_kept

WORK = {
    "loop": lambda: shapes.loop(300),
    "passes": lambda: shapes.passes(50),
    "states": lambda: shapes.states(300),
    "foreach": lambda: shapes.foreach(300),
    "parallel": lambda: shapes.nested(3),
    "polling": lambda: shapes.polling(200),
}


def a_unit(work: shapes.Work, count) -> float:
    """The count of one run for each step, item, branch or poll, when its definition is compiled already."""
    work.timed()
    flow = work.open()
    found = count(lambda: work.run(flow))
    work.close()
    return found / work.units


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("loop", 26),  # two steps a turn: a task, and a choice
        ("passes", 14),
        ("states", 32),
        ("foreach", 59),  # an item: an iteration and a task
        ("parallel", 27),  # a branch and a pass
        ("polling", 81),  # three steps: a wait, a task, a choice
    ],
)
def test_calls_of_functions(name: str, most: int) -> None:
    assert a_unit(WORK[name](), calls) <= most


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("loop", 470),  # bytes a step, which has five and a half events
        ("passes", 970),
        ("states", 780),
        ("foreach", 1_330),
        ("parallel", 460),
        ("polling", 1_180),
    ],
)
def test_bytes_that_are_kept(name: str, most: int) -> None:
    assert a_unit(WORK[name](), bytes_kept) <= most


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("loop", 0.1),  # values without containers inside are none of the collector's business
        ("passes", 0.1),
        ("states", 0.6),
        ("foreach", 1.1),  # an iteration's input holds the whole collection
        ("parallel", 0.1),
        ("polling", 0.2),
    ],
)
def test_objects_that_the_collector_has_to_walk(name: str, most: float) -> None:
    assert a_unit(WORK[name](), objects_kept) <= most


def test_the_counting_loop_keeps_less_than_the_benchmark_allows() -> None:
    work = shapes.loop(2_000)
    work.timed()
    flow = work.open()
    held = bytes_kept(lambda: work.run(flow))
    events = len(work.close().history)
    assert events == 2_000 * 11 + 6
    assert held / events <= 90  # the benchmark's limit is 300
