from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.clock.timers import FLOW_LIMIT, RESULT, STOP, TASK_LIMIT, Timers


def drain(timers: Timers, until: int = 10**12) -> None:
    while (action := timers.pop(until)) is not None:
        action()


def test_equal_instants_run_by_rank_position_and_order_of_scheduling():
    timers = Timers(0)
    log: list[str] = []
    for name, instant, rank, position in [
        ("stop", 5, STOP, (1,)),
        ("flow limit", 5, FLOW_LIMIT, (1,)),
        ("task limit", 5, TASK_LIMIT, (1, 0)),
        ("second branch", 5, RESULT, (1, 1)),
        ("first branch, first", 5, RESULT, (1, 0)),
        ("first branch, second", 5, RESULT, (1, 0)),
        ("container", 5, RESULT, (1,)),
        ("later execution", 5, RESULT, (2,)),
        ("earlier instant", 4, STOP, (9,)),
    ]:
        timers.schedule(instant, rank, position, lambda name=name: log.append(name))

    drain(timers)

    assert log == [
        "earlier instant",
        "container",
        "first branch, first",
        "first branch, second",
        "second branch",
        "later execution",
        "task limit",
        "flow limit",
        "stop",
    ]


def test_a_cancelled_timer_neither_runs_nor_moves_the_clock():
    timers = Timers(0)
    log: list[int] = []
    late = timers.schedule(100, RESULT, (1,), lambda: log.append(100))
    timers.schedule(10, RESULT, (1,), lambda: log.append(10))
    late.cancel()
    late.cancel()

    drain(timers)

    assert log == [10]
    assert timers.now == 10
    assert timers.next_instant() is None
    assert timers.foreground == 0


def test_time_moves_no_further_than_asked():
    timers = Timers(0)
    timers.schedule(10, RESULT, (1,), lambda: None)
    assert timers.pop(9) is None
    assert timers.now == 0
    assert timers.pop(10) is not None
    assert timers.now == 10


def test_an_instant_that_has_passed_is_now():
    timers = Timers(50)
    timers.schedule(10, RESULT, (1,), lambda: None)
    assert timers.next_instant() == 50


def test_background_timers_do_not_count_as_something_that_could_happen():
    timers = Timers(0)
    limit = timers.schedule(10, FLOW_LIMIT, (1,), lambda: None, background=True)
    assert timers.foreground == 0
    timers.schedule(5, RESULT, (1,), lambda: None)
    assert timers.foreground == 1
    limit.cancel()
    assert timers.foreground == 1


def test_cancelled_timers_do_not_pile_up():
    timers = Timers(0)
    for instant in range(10_000):
        timers.schedule(10_000 + instant, TASK_LIMIT, (1,), lambda: None).cancel()
    assert len(timers._heap) <= 65


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3), st.lists(st.integers(0, 3), max_size=3)), max_size=40))
def test_timers_run_in_sorted_order_and_time_never_goes_back(entries):
    timers = Timers(0)
    log: list[tuple[int, int, tuple[int, ...], int]] = []
    for number, (instant, rank, position) in enumerate(entries):
        key = (instant, rank, tuple(position), number)
        timers.schedule(instant, rank, tuple(position), lambda key=key: log.append(key))
    times = []
    while (action := timers.pop(100)) is not None:
        times.append(timers.now)
        action()
    assert log == sorted(log)
    assert times == sorted(times)
    assert len(log) == len(entries)
