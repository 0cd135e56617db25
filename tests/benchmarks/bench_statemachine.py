"""The counting loop in the StateMachine dialect, beside the classic one."""

from __future__ import annotations

from .shapes import loop, states


def test_twenty_thousand_states(benchmark, figure, timing):
    work = states(10_000)
    execution = timing(work, rounds=9, beside=loop(10_000))
    assert execution.output["n"] == 10_000
    assert 110_000 < len(execution.history) < 110_010
    figure(
        "states",
        "the loop in the StateMachine dialect: a stubbed counting Task and a Choice, 20,000 states, 110,000 events",
        units=work.units,
        unit="steps/s",
        limit=(">=", 80_000),
        ratio=("loop", ("<=", 1.43), timing.factor),
    )
