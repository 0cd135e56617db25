"""What holds for every flow: it ends or says why not, and its history is as the specification's tables say."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_fnf import History

from .generated import worlds
from .machines import machine_worlds
from .playing import opened, played
from .well_formed_states import faults_of, names_of

ANY_WORLD = worlds() | machine_worlds()
"""Of either dialect; sub-flows of either."""

ENDINGS = {"Succeeded", "Failed", "TimedOut", "Stopped"}


@settings(max_examples=300)
@given(ANY_WORLD)
def test_every_flow_ends_with_a_well_formed_history(world):
    with played(world) as executions:
        assert executions[0].status in ENDINGS
        for execution in executions:
            events = execution.history.to_api()
            if execution.status == "Running":
                continue
            limit = world["limits"]["data_bytes"]
            assert faults_of(events, world["flows"][execution.flow_name], limit) == []
            assert events[-1]["Type"] == f"Execution{execution.status}"


@settings(max_examples=100)
@given(ANY_WORLD)
def test_limits_hold_and_are_reported_only_when_they_are_reached(world):
    events, data_bytes = world["limits"]["events"], world["limits"]["data_bytes"]
    with played(world) as executions:
        for execution in executions:
            count = len(execution.history)
            assert count <= events
            if execution.error == "FnF.EventLimitExceeded":
                # A parent fails with its child's error after an event of its own.
                assert count == events or execution.history[-2].type == "StepFailed"
            if "timeoutSeconds" in world["flows"][execution.flow_name]:
                limit = world["flows"][execution.flow_name]["timeoutSeconds"]
                assert execution.elapsed.total_seconds() <= limit
                assert execution.status != "TimedOut" or execution.elapsed.total_seconds() == limit
            for event in execution.history:
                if event.type == "StepFailed" and event.detail["error"].endswith("DataLimitExceeded"):
                    assert f"; at most {data_bytes:,} are allowed" in event.detail["cause"]


@settings(max_examples=100)
@given(machine_worlds())
def test_sub_executions_of_a_map_never_outlive_it(world):
    with played(world) as executions:
        for execution in executions:
            parts = [child for child in execution.children if child.flow_name == execution.flow_name]
            if execution.status != "Running":
                assert all(part.status != "Running" for part in parts)


@settings(max_examples=100)
@given(ANY_WORLD)
def test_what_is_read_from_a_history_is_what_was_written(world):
    with played(world) as executions:
        for execution in executions:
            api = json.loads(json.dumps(execution.history.to_api()))
            assert History.from_api(api) == execution.history
            entered = [event.step for event in execution.history if event.type == "StepEntered"]
            assert execution.path == entered
            scheduled = [event.step for event in execution.history if event.type == "TaskScheduled"]
            for name in names_of(world["flows"][execution.flow_name]):
                record = execution.step(name)
                assert record.count == entered.count(name)
                assert sum(len(visit.attempts) for visit in record.visits) == scheduled.count(name)


@settings(max_examples=100)
@given(ANY_WORLD, st.sampled_from([0.5, 3, 12]))
def test_after_its_end_nothing_more_is_written(world, late):
    with played(world) as executions:
        flow_ends = [(execution, len(execution.history), execution.status) for execution in executions]
        executions[0].advance(late)
        executions[0].advance(400 * 86_400)
        for execution, count, status in flow_ends:
            if status != "Running":
                assert (len(execution.history), execution.status) == (count, status)
            assert execution.status != "Running"


@settings(max_examples=100)
@given(ANY_WORLD, st.floats(0, 30), st.booleans())
def test_an_execution_that_is_stopped_at_any_instant_ends_there(world, seconds, child_too):
    unplayed = {**world, "reports": []}
    with opened(unplayed) as flow:
        execution = flow.start(world["input"]).advance(seconds)
        if execution.status == "Running":
            execution.stop("Halt", "now")
            assert execution.history[-1].type == "ExecutionStopped"
            assert execution.stopped_at == flow.clock.now
        if child_too:
            for child in execution.children:
                if child.status == "Running":
                    child.stop()
        counts = [len(known.history) for known in flow.executions]
        flow.clock.advance(400 * 86_400)
        for known, count in zip(flow.executions, counts, strict=False):
            if known is execution or (child_too and known in execution.children):
                assert len(known.history) == count
            if known.status != "Running":
                assert faults_of(known.history.to_api(), world["flows"][known.flow_name], 10**9) == []
