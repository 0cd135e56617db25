"""Twice as much takes twice as long: lines of Python that run are counted, so that no machine can blur it."""

from __future__ import annotations

import gc

import pytest

from pytest_fnf import DefinitionError, History, open_flow
from pytest_fnf.definition.load import read_definition
from pytest_fnf.expression import conditions, paths
from pytest_fnf.expression.statemachine import expressions
from tests.benchmarks import shapes

from .counting import lines

MOST = 2.05


def lines_to_run(work: shapes.Work) -> int:
    work.timed()  # compiles the definition
    flow = work.open()
    count = lines(lambda: work.run(flow))
    work.close()
    return count


@pytest.mark.parametrize(
    ("make", "size"),
    [
        pytest.param(shapes.loop, 200, id="loop"),
        pytest.param(shapes.states, 200, id="loop of states"),
        pytest.param(shapes.polling, 150, id="polling"),
        pytest.param(shapes.foreach, 300, id="foreach"),  # more than run at the same time
        pytest.param(shapes.nested, 5, id="nested parallel"),
        pytest.param(shapes.retried, 50, id="retried Parallel"),
    ],
)
def test_running(make, size) -> None:
    assert lines_to_run(make(2 * size)) <= MOST * lines_to_run(make(size))


@pytest.mark.parametrize(
    ("make", "size"),
    [
        pytest.param(shapes.loop, 100, id="loop"),
        pytest.param(shapes.states, 100, id="loop of states"),
        pytest.param(shapes.foreach, 150, id="foreach"),
        pytest.param(shapes.nested, 3, id="nested parallel"),
        pytest.param(shapes.retried, 50, id="retried Parallel"),
    ],
)
def test_reading_a_history(make, size) -> None:
    def lines_to_read(work: shapes.Work) -> int:
        work.run(work.open())
        history = work.close().history
        return lines(lambda: (len(history.visits), len(history.branches), [*history.rows()]))

    assert lines_to_read(make(2 * size)) <= MOST * lines_to_read(make(size))


def look_at_a_record(execution) -> None:
    record = execution.step("Pause")
    assert (record.standing, record.count) == (True, len(execution.path) // 3 + 1)


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(lambda execution: execution.advance_to("Count").advance_to("Pause"), id="advance_to"),
        pytest.param(lambda execution: look_at_a_record(execution.advance(600)), id="a record after each step"),
        pytest.param(lambda execution: execution.advance(600).history[-1], id="the last event after each step"),
    ],
)
def test_driving_step_by_step(step) -> None:
    def lines_to_drive(turns: int) -> int:
        work = shapes.polling(1_000)
        execution = work.open().start()

        def drive() -> None:
            for _ in range(turns):
                step(execution)

        step(execution)
        count = lines(drive)
        assert execution.step("Count").count == turns + 1
        work.close()
        return count

    lines_to_drive(1)  # compiles the definition
    assert lines_to_drive(60) <= MOST * lines_to_drive(30)


CALLBACK = shapes.classic(
    "  - {type: task, name: Ask, resourceArn: acs:fc:::services/s/functions/f, pattern: waitForCallback}\n"
)


def test_looking_at_what_waits_in_each_of_many_executions() -> None:
    def lines_to_report(executions: int) -> int:
        with open_flow(CALLBACK) as flow:
            flow.stub("Ask").returns({})

            def report() -> None:
                for execution in [flow.start() for _ in range(executions)]:
                    execution.pending[0].succeed({})

            count = lines(report)
            assert all(execution.succeeded for execution in flow.executions)
        return count

    lines_to_report(1)
    assert lines_to_report(80) <= MOST * lines_to_report(40)


def test_a_history_from_the_service() -> None:
    def lines_to_read(turns: int) -> int:
        work = shapes.loop(turns)
        work.run(work.open())
        events = work.close().history.to_api()
        return lines(lambda: len(History.from_api(events).visits))

    assert lines_to_read(200) <= MOST * lines_to_read(100)


def of_unknown_attributes(steps: int) -> str:
    return shapes.classic(*(f"  - {{type: pass, name: Step{n}, nmae: x}}\n" for n in range(steps)))


def of_mistakes(steps: int) -> str:
    step = "  - {type: choice, name: Step%d, choices: [{condition: $.a = 1}]}\n"
    return shapes.classic(*(step % n for n in range(steps)))


@pytest.mark.parametrize(
    "make",
    [
        shapes.of_passes,
        shapes.of_tasks,
        shapes.of_choices,
        shapes.of_states,
        shapes.of_mixed_states,
        of_unknown_attributes,
        of_mistakes,
    ],
)
def test_reading_a_definition(make) -> None:
    def read(text: str) -> None:
        try:
            assert read_definition(text).step_names
        except DefinitionError as error:
            assert str(error)

    def lines_to_read(steps: int) -> int:
        conditions.compile_condition.cache_clear()
        paths.compile_path.cache_clear()
        expressions.compile_expression.cache_clear()
        text = make(steps)
        return lines(lambda: read(text))

    lines_to_read(1)  # imports the library
    assert lines_to_read(120) <= MOST * lines_to_read(60)


def test_the_collector_does_not_walk_the_tree_of_a_definition() -> None:
    text = shapes.of_tasks(500)
    read_definition(text)
    gc.collect()
    walked = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            walked.append(len(gc.get_objects(0)))

    gc.callbacks.append(note)
    try:
        definition = read_definition(text)
        gc.collect(0)
    finally:
        gc.callbacks.remove(note)
    assert len(definition.step_names) == 500
    # What stays of a step is about twenty objects; its part of the tree is more than a hundred.
    assert max(walked) < 500 * 40
