"""Reading and validating a long definition, and opening it once more."""

from __future__ import annotations

import gc

import pytest

from pytest_fnf import open_flow
from pytest_fnf.definition.load import read_definition
from pytest_fnf.expression import conditions, paths
from pytest_fnf.expression.statemachine import expressions

from .shapes import of_choices, of_mixed_states, of_passes, of_tasks

STEPS = 3_000


@pytest.mark.parametrize(
    ("name", "make", "what"),
    [
        ("reading, passes", of_passes, "passes"),
        ("reading, tasks", of_tasks, "tasks with two mappings, retry and catch"),
        ("reading, choices", of_choices, "choices with a mapping, a condition and a default"),
        ("reading, states", of_mixed_states, "states: a Pass, a Task with Retry and Catch, and a Choice in turn"),
    ],
)
def test_reading_a_definition(benchmark, figure, name, make, what):
    text = make(STEPS)

    def forget():
        # What a first reading finds: no path, no condition and no expression was compiled before.
        conditions.compile_condition.cache_clear()
        paths.compile_path.cache_clear()
        expressions.compile_expression.cache_clear()
        gc.collect()

    definition = benchmark.pedantic(read_definition, args=(text,), setup=forget, rounds=9, warmup_rounds=1)
    assert (len(definition.step_names), definition.problems) == (STEPS, ())
    figure(
        name,
        f"a definition of {STEPS:,} {what}, {len(text) / 1024:,.0f} KiB: read and validated",
        unit="ms",
        limit=("<=", 300),
    )


def test_opening_a_definition_again(benchmark, figure):
    text = of_tasks(STEPS)

    def again():
        with open_flow(text) as flow:
            return flow.definition

    definition = again()
    assert benchmark.pedantic(again, rounds=50, warmup_rounds=1) is definition
    figure("reading, again", "the definition of tasks opened again: its world included", unit="ms", limit=("<=", 1))
