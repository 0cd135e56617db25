"""Worlds, mutated documents and wild results, run by the engine: what the laws say holds for all of them."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf import DefinitionError, ExecutionStuck, History, UsageError, failure, hang, ok, open_flow, reports
from tests.fuzz.mutations import mutated
from tests.laws.generated import from_seed, make_world, text_of
from tests.laws.machine_oracle import foretell_machine
from tests.laws.machines import make_machine_world
from tests.laws.oracle import foretell
from tests.laws.playing import histories, opened, played
from tests.laws.well_formed_states import faults_of

# Mutated documents are full of slips that are allowed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")

if TYPE_CHECKING:
    from random import Random

    from pytest_fnf import Execution, FlowUnderTest

SAMPLES = [path.read_text() for path in sorted((Path(__file__).resolve().parents[2] / "flows").glob("*/*.yml"))]


def any_world(random: Random, **kind: bool) -> dict[str, Any]:
    """A world of one dialect or the other."""
    make = random.choice((make_world, make_machine_world))
    return make(from_seed(random), **kind)


def shown(world: dict[str, Any]) -> str:
    return json.dumps(world)


def test_worlds_obey_the_laws(dice_for_a_while):
    for random in dice_for_a_while():
        world = any_world(random)
        with played(world) as executions:
            for execution in executions:
                events = execution.history.to_api()
                assert len(events) <= world["limits"]["events"]
                assert History.from_api(events) == execution.history
                if execution.status != "Running":
                    document = world["flows"][execution.flow_name]
                    assert faults_of(events, document, world["limits"]["data_bytes"]) == [], shown(world)
        assert histories(world) == histories(world), shown(world)


def test_foreseeable_worlds_come_to_what_is_foretold(dice_for_a_while):
    for random in dice_for_a_while():
        world = any_world(random, foreseeable=True)
        foretold = (foretell_machine if "States" in world["flows"]["main"] else foretell)(world)
        with played(world) as (execution,):
            found = (
                execution.status,
                execution.error,
                execution.output,
                execution.elapsed // timedelta(milliseconds=1),
            )
        assert found == (foretold.status, foretold.error, foretold.output, foretold.ms), shown(world)


def test_mutated_documents_are_refused_or_run(dice_for_a_while):
    for random in dice_for_a_while():
        base = random.choice(SAMPLES) if random.random() < 0.5 else spread(any_world(random))
        text = mutated(base, SNIPPETS, random)
        try:
            with open_flow(text, limits={"events": 300}, strict_stubs=False, discover=False) as flow:
                run_wildly(flow, random)
        except DefinitionError as error:
            assert error.problems, text
            assert str(error), text


def spread(world: dict[str, Any]) -> str:
    """A document over many lines, so that lines can be mutated."""
    return json.dumps(next(iter(world["flows"].values())), indent=1) + "\n"


SNIPPETS = (
    *("- ", ": ", "\n", "  ", "{", "}", "[", "]", '"', "'", "#", "$input", "$local[*].a", "$.n", "true", "null", "-1"),
    *(
        "1e3",
        "0",
        "goto: ",
        "end: true",
        "type: ",
        "pass",
        "task",
        "wait",
        "parallel",
        "steps",
        "retry",
        "FnF.ALL",
        "&x",
    ),
    *(
        "*x",
        "!Ref a/b",
        "99999999999",
        "sync",
        "waitForCallback",
        "汉",
        "\t",
        "\u2028",
        "||",
        "&&",
        "==",
        "(",
        ")",
        "!",
    ),
    *("$Input", "$Output.Body", "a.$: ", "Next: ", "End: true", "Type: ", "Map", "Catch", "TaskMode", "format(", "in"),
)


def run_wildly(flow: FlowUnderTest, random: Random) -> None:
    """Answer all tasks somehow, run, report and stop: the flow ends, whatever it is."""
    callbacks = {step.name for step in all_steps(flow) if "Callback" in getattr(step, "pattern", "")}
    callbacks |= {step.name for step in all_steps(flow) if getattr(step, "mode", "") == "WaitForCustomCallback"}
    for step in flow.task_targets:
        answers = [ok({"a": 1, "n": 2, "list": [1]}), ok({}, takes=3), failure("E"), ok([1]), hang()]
        if step in callbacks:
            answers = [reports({"n": 1}, after=1), reports({"a": "x"}), ok({}), failure("E", takes=1)]
        flow.stub(step).replies(*(random.choice(answers) for _ in range(3)), then="repeat")
    try:
        execution = flow.run({"list": [1, 2], "n": 1, "names": ["a"], "delay": 5})
    except ExecutionStuck as stuck:
        assert str(stuck)
        execution = flow.executions[0]
        for _ in range(3):
            # A report may end the execution, and what else waited with it.
            for pending in execution.pending[:1]:
                pending.succeed({"n": 1})
        if execution.status == "Running":
            execution.stop("Stuck")
    check_lightly(execution)


def all_steps(flow: FlowUnderTest) -> list[Any]:
    if flow.definition.dialect == "statemachine":
        from pytest_fnf.definition.statemachine.model import all_states  # noqa: PLC0415

        return [state for state, _ in all_states(flow.definition.model.scope)]
    from pytest_fnf.definition.classic.model import all_steps as walk  # noqa: PLC0415

    return [step for step, _ in walk(flow.definition.model.steps)]


def check_lightly(execution: Execution) -> None:
    events = execution.history
    assert execution.status in ("Succeeded", "Failed", "TimedOut", "Stopped")
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert all(0 <= event.schedule_id < event.id for event in events)
    assert all(one.time <= two.time for one, two in itertools.pairwise(events))
    assert events[-1].type == f"Execution{execution.status}"
    assert History.from_api(events.to_api()) == events
    for name in set(execution.path):
        assert execution.step(name).visits


WILD = (
    *(float("nan"), float("inf"), {1, 2}, b"bytes", object(), {1: 2}, {"a": {"b": {3}}}, [float("-inf")], 10**5000),
    *(
        {"ok": 1},
        {},
        [],
        None,
        "text",
        True,
        1.5,
        {"deep": [[[[[[]]]]]]},
        {"\ud800": "\udfff"},
        {"x": "汉" * 3000},
        2**70,
    ),
)


def test_wild_results_are_the_tests_mistake_or_the_flows_value(dice_for_a_while):
    for random in dice_for_a_while():
        world = any_world(random)
        wild = random.choice(WILD) if random.random() < 0.8 else nested(random.randrange(150, 260))
        try:
            with opened(world) as flow:
                steps = list(flow.task_targets)
                if steps:
                    flow.stub(random.choice(steps)).answers(lambda event, wild=wild: wild)
                execution = flow.start(world["input"])
                flow.clock.advance(random.choice((0, 1, 50)))
                if execution.status == "Running":
                    execution.stop()
                check_lightly(execution)
        except UsageError as error:
            assert "is no JSON" in str(error), shown(world)
            assert flow.executions[0].history[-1].type != "ExecutionSucceeded" or len(flow.executions) > 1


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def test_texts_survive_the_trip_through_a_document(dice_for_a_while):
    for random in dice_for_a_while():
        text = "".join(
            chr(random.choice((random.randrange(32, 127), random.randrange(0x20, 0xD7FF)))) for _ in range(8)
        )
        text = text.replace("<", "").replace("{", "")  # what looks like a placeholder would be asked for
        document = {
            "version": "v1",
            "type": "flow",
            "steps": [{"type": "pass", "name": "p", "outputMappings": [{"target": "t", "source": {"v": text}}]}],
        }
        with open_flow(text_of(document)) as flow:
            assert flow.run().output == {"t": {"v": text}}
