"""`History` as a sequence of events that nobody can change."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from pytest_fnf import Event, History, open_flow

FLOW = """
version: v1
type: flow
steps:
  - {type: pass, name: A, outputMappings: [{target: list, source: [1]}]}
  - {type: wait, name: B, duration: 2.5}
"""

TYPES = [
    "ExecutionStarted",
    *["StepEntered", "StepStarted", "StepSucceeded", "StepExited"] * 2,
    "ExecutionSucceeded",
]
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def history():
    with open_flow(FLOW) as flow:
        return flow.run({"n": 1}).history


def test_it_is_a_sequence_of_events(history):
    assert len(history) == 10
    assert [event.type for event in history] == TYPES
    assert [event.type for event in reversed(history)] == TYPES[::-1]
    assert history[0] == Event(1, 0, "ExecutionStarted", "", {"input": {"n": 1}}, START)
    assert history[-1] == history[9]
    assert history[-1] == Event(
        10, 9, "ExecutionSucceeded", "", {"output": {"list": [1]}}, START + timedelta(seconds=2.5)
    )
    assert history[2] in history
    assert history.index(history[2]) == 2
    assert history.count(history[2]) == 1


def test_slices_are_tuples_of_events(history):
    assert [event.id for event in history[2:5]] == [3, 4, 5]
    assert [event.id for event in history[::-4]] == [10, 6, 2]
    assert history[20:] == ()
    assert isinstance(history[:1], tuple)


@pytest.mark.parametrize("index", [10, -11, 1_000])
def test_an_index_beyond_the_end_says_how_many_events_there_are(history, index):
    with pytest.raises(IndexError, match=rf"^the history has 10 events; there is no index {index}$"):
        history[index]


def test_its_text_says_how_far_it_got(history):
    assert repr(history) == "<History of 10 events, the last ExecutionSucceeded>"
    assert repr(History.from_api([])) == "<History of 0 events>"


def test_the_path_is_the_steps_in_the_order_they_were_entered(history):
    assert history.path == ["A", "B"]


def test_changing_what_is_read_changes_nothing(history):
    history[0].detail["input"]["n"] = 2
    history.to_api()[0]["EventDetail"] = "{}"
    next(iter(history)).detail.clear()
    assert history[0].detail == {"input": {"n": 1}}
    assert history.to_api()[0]["EventDetail"] == '{"input":{"n":1}}'


def test_histories_of_the_same_run_are_equal_and_marks_do_not_count(history):
    with open_flow(FLOW) as flow:
        again = flow.run({"n": 1}).history
        other = flow.run({"n": 2}).history
    assert history == again
    assert history == History.from_api(history.to_api())
    assert history != other
    assert history != History.from_api(history.to_api()[:-1])
    assert (history == "history") is False


def test_a_history_with_marks_equals_one_without():
    flow_text = """
version: v1
type: flow
steps: [{type: task, name: T, resourceArn: "acs:fc:::services/s/functions/f"}]
"""
    with open_flow(flow_text) as flow:
        flow.stub("T").returns({})
        history = flow.run().history
    assert [mark.kind for mark in history.marks] == ["answered"]
    downloaded = History.from_api(history.to_api())
    assert list(downloaded.marks) == []
    assert downloaded == history


def test_events_and_histories_have_no_hash_beyond_what_is_safe(history):
    with pytest.raises(TypeError):
        hash(history)
    assert hash(history[0]) == hash(history[0])


def test_to_api_gives_the_services_own_json(history):
    assert history.to_api()[:2] == [
        {
            "EventId": 1,
            "ScheduleEventId": 0,
            "Type": "ExecutionStarted",
            "StepName": "",
            "EventDetail": '{"input":{"n":1}}',
            "Time": "2026-01-01T00:00:00.000Z",
        },
        {
            "EventId": 2,
            "ScheduleEventId": 1,
            "Type": "StepEntered",
            "StepName": "A",
            "EventDetail": '{"input":{"n":1},"local":{}}',
            "Time": "2026-01-01T00:00:00.000Z",
        },
    ]
    assert history.to_api()[-1]["Time"] == "2026-01-01T00:00:02.500Z"
    assert history[0].to_api() == history.to_api()[0]
    json.dumps(history.to_api())


def test_first_and_last_event_are_there_without_making_events(history):
    assert (history.first.id, history.first.type) == (1, "ExecutionStarted")
    assert (history.last.id, history.last.type) == (10, "ExecutionSucceeded")
    empty = History.from_api([])
    assert (empty.first, empty.last, empty.path, empty.visits, empty.branches) == (None, None, [], (), ())


def test_a_step_of_a_history_is_found_by_its_name_or_the_nearest_is_told():
    with open_flow("version: v1\ntype: flow\nsteps:\n  - {type: pass, name: First}\n") as flow:
        history = History.from_api(flow.run().history.to_api())
    assert history.step("First").count == 1
    with pytest.raises(LookupError, match=r"^the history has no step 'Frist'; did you mean 'First'\?$"):
        history.step("Frist")
