"""Steps a second: a counting task and a choice, in a loop, with a full history; and a bare Python loop as the floor."""

from __future__ import annotations

import gc
import tracemalloc

from .shapes import loop, passes


def test_twenty_thousand_steps(benchmark, figure, timing):
    work = loop(10_000)
    execution = timing(work, rounds=9)
    assert execution.output["n"] == 10_000
    assert 110_000 < len(execution.history) < 110_010
    figure(
        "loop",
        "loop of a stubbed counting task and a choice, 20,000 steps, 110,000 events",
        units=work.units,
        unit="steps/s",
        limit=(">=", 100_000),
        ratio=("floor", None),
    )


def test_a_million_steps(benchmark, figure, timing):
    work, short = loop(500_000), loop(10_000)
    execution = timing(work, rounds=3, beside=short, times=9)
    assert execution.output["n"] == 500_000
    figure(
        "loop, long",
        "the same loop, 1,000,000 steps",
        units=work.units,
        unit="steps/s",
        ratio=("loop", ("<=", 1.2), timing.factor),
    )


def test_a_loop_of_passes(benchmark, figure, timing):
    work = passes(1_000)
    execution = timing(work, rounds=9)
    assert execution.output == {"n": 1_000, **{f"v{n}": 1_000 for n in range(18)}}
    assert len(execution.history) > 1_000 * (11 + 18 * 4)
    figure(
        "passes",
        "loop of eighteen passes with one mapping each, the counting task and the choice, 1,000 turns",
        units=work.units,
        unit="steps/s",
        limit=(">=", 250_000),
    )


def test_the_memory_of_a_history(benchmark, figure):
    work = loop(50_000)

    def kept():
        flow = work.open()
        tracemalloc.start()
        try:
            execution = work.run(flow)
            gc.collect()
            return tracemalloc.get_traced_memory()[0] / len(execution.history)
        finally:
            tracemalloc.stop()

    value = benchmark.pedantic(kept, rounds=1)
    assert work.close().output["n"] == 50_000
    figure(
        "memory",
        "memory kept of the counting loop, 100,000 steps, on a run of its own",
        value=value,
        unit="bytes an event",
        limit=("<=", 300),
    )


def test_the_floor(benchmark, figure):
    def count(event):
        return {"n": event.get("n", 0) + 1}

    def bare():
        rows, local, step = [], {}, 0
        while local.get("n", 0) < 10_000:
            for name in ("Count", "More"):
                step += 1
                given = {"n": local["n"]} if local else {}
                rows.append((step, 0, "StepEntered", name, given))
                rows.append((step, 0, "StepStarted", name, given))
                if name == "Count":
                    local = {**local, **count(dict(given))}
                rows.append((step, 0, "StepSucceeded", name, local))
                rows.append((step, 0, "StepExited", name, local))
        return len(rows)

    assert benchmark.pedantic(bare, rounds=9, warmup_rounds=1) == 80_000
    figure(
        "floor",
        "a bare Python loop of the dictionary work, the counting and four tuples a step",
        units=20_000,
        unit="steps/s",
    )
