"""`Execution` as a test reads it; driving is the account's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pytest_fnf import open_flow

FLOW = """
version: v1
type: flow
steps:
  - {type: wait, name: A, duration: 10}
  - {type: pass, name: B, outputMappings: [{target: list, source: [1]}]}
"""
START = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_running_execution_has_no_end_and_no_output():
    with open_flow(FLOW, name="demo") as flow:
        execution = flow.start({"n": 1}, name="mine")
        assert repr(execution) == "<Execution 'mine' of flow 'demo': Running>"
        assert (execution.flow_name, execution.name, execution.status) == ("demo", "mine", "Running")
        assert (execution.succeeded, execution.failed) == (False, False)
        assert (execution.input, execution.output, execution.error, execution.cause) == ({"n": 1}, None, None, "")
        assert (execution.started_at, execution.stopped_at, execution.elapsed) == (START, None, timedelta(0))
        assert execution.path == ["A"]
        execution.finish()
        assert (execution.status, execution.output) == ("Succeeded", {"list": [1]})
        assert execution.stopped_at == START + timedelta(seconds=10)
        assert execution.elapsed == timedelta(seconds=10)
        assert execution.path == ["A", "B"]


def test_the_elapsed_time_of_a_running_execution_ends_with_its_last_event():
    text = FLOW + "  - {type: wait, name: C, duration: 60}\n"
    with open_flow(text) as flow:
        execution = flow.start().advance(30)
    assert execution.elapsed == timedelta(seconds=10)


def test_what_is_read_is_the_readers_own():
    with open_flow(FLOW) as flow:
        execution = flow.run({"deep": {"n": [1]}})
    execution.input["deep"]["n"].append(2)
    execution.output["list"].append(2)
    execution.path.append("C")
    assert execution.input == {"deep": {"n": [1]}}
    assert execution.output == {"list": [1]}
    assert execution.path == ["A", "B"]


def test_the_input_handed_in_stays_the_callers_own():
    data = {"n": [1]}
    with open_flow(FLOW) as flow:
        execution = flow.run(data)
    data["n"].append(2)
    assert execution.input == {"n": [1]}


def test_the_history_grows_with_the_execution_and_an_old_one_stays():
    with open_flow(FLOW) as flow:
        execution = flow.start()
        early = execution.history
        assert execution.history is early
        execution.finish()
    assert (len(early), len(execution.history)) == (3, 10)
    assert [*early] == [*execution.history[:3]]
    assert early.path == ["A"]


def test_it_knows_what_a_value_was_read_from():
    with open_flow(FLOW) as flow:
        execution = flow.run()
    path, output = execution.path, execution.output
    assert (execution.reading(path), execution.reading(output)) == ("path", "output")
    assert execution.reading(["A", "B"]) is None


@pytest.mark.parametrize(
    ("stop", "error", "cause"), [((), "", ""), (("Enough",), "Enough", ""), (("Enough", "why"), "Enough", "why")]
)
def test_a_stopped_execution_says_why(stop, error, cause):
    with open_flow(FLOW) as flow:
        execution = flow.start().advance(3).stop(*stop)
    assert (execution.status, execution.error, execution.cause, execution.output) == ("Stopped", error, cause, None)
    assert execution.elapsed == timedelta(seconds=3)
