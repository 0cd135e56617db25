"""Steps a second: a counting task and a choice, in a loop, with a full history; and a bare Python loop as the floor."""

from __future__ import annotations

import gc
import tracemalloc
from contextlib import ExitStack

from pytest_fnf import open_flow

LOOP = """
version: v1
type: flow
steps:
  - type: task
    name: Count
    resourceArn: acs:fc:::services/demo/functions/count
    inputMappings:
      - {target: n, source: $local.n}
  - type: choice
    name: More
    inputMappings:
      - {target: n, source: $local.n}
    choices:
      - {condition: $.n < %d, goto: Count}
    default: {goto: Done}
  - {type: succeed, name: Done}
"""
EVENTS_A_TURN = 11
# StepEntered, StepExited of both steps, the choice's and the task's own, of its attempt: see fdl-classic 11.3.


class Loops:
    """Runs the loop again and again, in a fresh world each time; opening it is not timed."""

    def __init__(self, turns: int) -> None:
        self.turns = turns
        self.worlds = ExitStack()
        self.execution = None

    def open(self):
        self.execution = None
        self.worlds.close()
        flow = self.worlds.enter_context(open_flow(LOOP % self.turns, limits={"events": None}))
        flow.stub("Count").answers(lambda event: {"n": event.get("n", 0) + 1})
        gc.collect()
        return (flow,), {}

    def run(self, flow):
        self.execution = flow.run()

    def check(self):
        assert self.execution.status == "Succeeded"
        assert self.execution.output == {"n": self.turns}
        assert len(self.execution.history) >= EVENTS_A_TURN * self.turns
        self.execution = None
        self.worlds.close()


def test_twenty_thousand_steps(benchmark, figure):
    loops = Loops(10_000)
    benchmark.pedantic(loops.run, setup=loops.open, rounds=9, warmup_rounds=1)
    loops.check()
    figure(
        "loop",
        "loop of a stubbed counting task and a choice, 20,000 steps, 110,000 events",
        units=20_000,
        unit="steps/s",
        limit=(">=", 100_000),
        ratio=("floor", None),
    )


def test_a_million_steps(benchmark, figure):
    loops = Loops(500_000)
    benchmark.pedantic(loops.run, setup=loops.open, rounds=3)
    loops.check()
    figure("loop, long", "the same, 1,000,000 steps", units=1_000_000, unit="steps/s", ratio=("loop", ("<=", 1.2)))


def test_the_memory_of_a_history(benchmark, figure):
    loops = Loops(50_000)

    def kept():
        (flow,), _ = loops.open()
        tracemalloc.start()
        try:
            loops.run(flow)
            gc.collect()
            return tracemalloc.get_traced_memory()[0] / len(loops.execution.history)
        finally:
            tracemalloc.stop()

    value = benchmark.pedantic(kept, rounds=1)
    loops.check()
    figure(
        "memory",
        "kept of the same, 100,000 steps, measured on a run of its own",
        value=value,
        unit="bytes an event",
        limit=("<=", 500),
    )


def test_the_floor(benchmark, figure):
    def bare():
        rows, n, step = [], 0, 0
        while n < 10_000:
            for name in ("Count", "More"):
                step += 1
                given = {"n": n}
                rows.append((step, 0, "StepEntered", name, given))
                rows.append((step, 1, "TaskScheduled", name, given))
                local = {"n": n + 1} if name == "Count" else given
                rows.append((step, 2, "TaskSucceeded", name, local))
                rows.append((step, 3, "StepExited", name, {**given, **local}))
            n += 1
        return len(rows)

    assert benchmark.pedantic(bare, rounds=9, warmup_rounds=1) == 80_000
    figure(
        "floor",
        "a bare Python loop that only makes the dictionaries and appends four tuples a step",
        units=20_000,
        unit="steps/s",
    )
