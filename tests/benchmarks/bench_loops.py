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
PASSES = LOOP.replace(
    "  - type: choice",
    "".join(
        f"  - {{type: pass, name: Pass{n}, outputMappings: [{{target: v{n}, source: $local.n}}]}}\n" for n in range(18)
    )
    + "  - type: choice",
)


class Loops:
    """Runs the loop again and again, in a fresh world each time; opening it is not timed."""

    def __init__(self, turns: int, text: str = LOOP, events_a_turn: int = 11) -> None:
        self.turns = turns
        self.text = text % turns
        self.events = events_a_turn * turns
        self.worlds = ExitStack()
        self.execution = None

    def open(self):
        self.execution = None
        self.worlds.close()
        flow = self.worlds.enter_context(open_flow(self.text, limits={"events": None}))
        flow.stub("Count").answers(lambda event: {"n": event.get("n", 0) + 1})
        gc.collect()
        return (flow,), {}

    def run(self, flow):
        self.execution = flow.run()

    def check(self):
        assert self.execution.status == "Succeeded"
        assert self.execution.output["n"] == self.turns
        # Seven events of the task and its attempt, four of each other step, a few of the flow itself.
        assert self.events < len(self.execution.history) < self.events + 10
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
    figure("loop, long", "the same loop, 1,000,000 steps", units=1_000_000, unit="steps/s", ratio=("loop", ("<=", 1.2)))


def test_a_loop_of_passes(benchmark, figure):
    loops = Loops(1_000, PASSES, 11 + 18 * 4)
    benchmark.pedantic(loops.run, setup=loops.open, rounds=9, warmup_rounds=1)
    loops.check()
    figure(
        "passes",
        "loop of eighteen passes with one mapping each, the counting task and the choice, 1,000 turns",
        units=20_000,
        unit="steps/s",
        limit=(">=", 250_000),
    )


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
        "memory kept of the counting loop, 100,000 steps, on a run of its own",
        value=value,
        unit="bytes an event",
        limit=("<=", 500),
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
