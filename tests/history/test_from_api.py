"""`History.from_api`: a history downloaded from the service, in every form that people have it in."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from datetime import UTC, datetime

import pytest

from pytest_fnf import History, UsageError, expect

# Written by hand in the service's form (api-2019-03-15, section 3.2): a task that failed once, then succeeded.
ANSWER = """
{"RequestId": "testRequestId", "Events": [
  {"EventId": 1, "ScheduleEventId": 0, "Type": "ExecutionStarted", "StepName": "",
   "Time": "2019-05-05T08:33:59.384Z", "EventDetail": "{\\"input\\":{\\"key\\":\\"k\\"}}"},
  {"EventId": 2, "ScheduleEventId": 1, "Type": "StepEntered", "StepName": "Store",
   "Time": "2019-05-05T08:34:00.089Z", "EventDetail": "{\\"input\\":{\\"key\\":\\"k\\"},\\"local\\":{}}"},
  {"EventId": 3, "ScheduleEventId": 2, "Type": "StepStarted", "StepName": "Store",
   "Time": "2019-05-05T08:34:00.100Z", "EventDetail": "{\\"input\\":{\\"key\\":\\"k\\"}}"},
  {"EventId": 4, "ScheduleEventId": 3, "Type": "TaskScheduled", "StepName": "Store", "Time": "2019-05-05T08:34:00.110Z",
   "EventDetail":
     "{\\"input\\":{\\"key\\":\\"k\\"},\\"resourceArn\\":\\"acs:fc:cn:1:services/s.LATEST/functions/store\\"}"},
  {"EventId": 5, "ScheduleEventId": 4, "Type": "TaskStarted", "StepName": "Store",
   "Time": "2019-05-05T08:34:00.120Z", "EventDetail": "{}"},
  {"EventId": 6, "ScheduleEventId": 5, "Type": "TaskFailed", "StepName": "Store",
   "Time": "2019-05-05T08:34:01.120Z",
   "EventDetail": "{\\"error\\":\\"FC.ResourceThrottled\\",\\"cause\\":\\"busy\\"}"},
  {"EventId": 7, "ScheduleEventId": 6, "Type": "TaskScheduled", "StepName": "Store", "Time": "2019-05-05T08:34:04.120Z",
   "EventDetail":
     "{\\"input\\":{\\"key\\":\\"k\\"},\\"resourceArn\\":\\"acs:fc:cn:1:services/s.LATEST/functions/store\\"}"},
  {"EventId": 8, "ScheduleEventId": 7, "Type": "TaskStarted", "StepName": "Store",
   "Time": "2019-05-05T08:34:04.130Z", "EventDetail": "{}"},
  {"EventId": 9, "ScheduleEventId": 8, "Type": "TaskSucceeded", "StepName": "Store",
   "Time": "2019-05-05T08:34:05Z", "EventDetail": "{\\"output\\":{\\"id\\":7}}"},
  {"EventId": 10, "ScheduleEventId": 9, "Type": "StepSucceeded", "StepName": "Store",
   "Time": "2019-05-05T16:34:05.001+08:00", "EventDetail": "{\\"output\\":{\\"id\\":7}}"},
  {"EventId": 11, "ScheduleEventId": 10, "Type": "StepExited", "StepName": "Store",
   "Time": "2019-05-05T08:34:05.002Z", "EventDetail": "{\\"local\\":{\\"id\\":7}}"},
  {"EventId": 12, "ScheduleEventId": 11, "Type": "ExecutionSucceeded", "StepName": "",
   "Time": "2019-05-05T08:34:05.003Z", "EventDetail": "{\\"output\\":{\\"id\\":7}}"}
]}
"""
DECODED = json.loads(ANSWER)
EVENTS = DECODED["Events"]


def page(events):
    return {"RequestId": "r", "NextToken": "x", "Events": events}


SHUFFLED = random.Random(7).sample(EVENTS, len(EVENTS))

FORMS = {
    "JSON text": ANSWER,
    "JSON bytes": ANSWER.encode(),
    "a decoded answer": DECODED,
    "events": EVENTS,
    "a tuple of events": tuple(EVENTS),
    "JSON text of events": json.dumps(EVENTS),
    "pages": [page(EVENTS[:5]), page(EVENTS[5:])],
    "JSON text of pages": json.dumps([page(EVENTS[:5]), page(EVENTS[5:])]),
    "pages in another order": [page(EVENTS[5:]), page(EVENTS[:5])],
    "pages that overlap": [page(EVENTS[:6]), page(EVENTS[4:])],
    "an empty page at the end": [page(EVENTS), page([])],
    "events in any order": SHUFFLED,
    "details decoded already": [{**event, "EventDetail": json.loads(event["EventDetail"])} for event in EVENTS],
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_history(form):
    history = History.from_api(FORMS[form])
    assert history == History.from_api(ANSWER)
    assert [event.id for event in history] == [*range(1, 13)]


def test_events_are_read_as_the_service_wrote_them():
    history = History.from_api(ANSWER)
    event = history[3]
    assert (event.id, event.schedule_id, event.type, event.step) == (4, 3, "TaskScheduled", "Store")
    assert event.detail == {
        "input": {"key": "k"},
        "resourceArn": "acs:fc:cn:1:services/s.LATEST/functions/store",
    }
    assert event.time == datetime(2019, 5, 5, 8, 34, 0, 110_000, tzinfo=UTC)
    assert history[9].time == datetime(2019, 5, 5, 8, 34, 5, 1_000, tzinfo=UTC)


def test_records_and_expectations_work_on_it():
    history = History.from_api(ANSWER)
    (visit,) = history.records["Store"].visits
    assert (visit.input, visit.output, visit.error, visit.where) == ({"key": "k"}, {"id": 7}, None, ())
    assert [(attempt.error, attempt.output) for attempt in visit.attempts] == [
        ("FC.ResourceThrottled", None),
        (None, {"id": 7}),
    ]
    expect(history).succeeded(output={"id": 7}).followed("Store").retried("Store", delays=[3])
    expect(history).called("s/store", times=2, event={"key": "k"}).called("store").took(5.619)


def test_what_is_written_again_is_read_again():
    history = History.from_api(ANSWER)
    assert History.from_api(history.to_api()) == history
    assert History.from_api({"Events": history.to_api()}) == history


def test_no_events_are_an_empty_history():
    assert len(History.from_api([])) == 0
    assert len(History.from_api({"Events": []})) == 0
    assert len(History.from_api([page([]), page([])])) == 0


def test_the_data_handed_in_stays_the_callers_own():
    events = deepcopy(FORMS["details decoded already"])
    history = History.from_api(events)
    events[0]["EventDetail"]["input"]["key"] = "changed"
    assert history[0].detail == {"input": {"key": "k"}}


def test_what_the_service_may_leave_out_is_filled_in():
    (event,) = History.from_api([{"EventId": 1, "Type": "ExecutionStarted", "Time": "2019-05-05T08:33:59Z"}])
    assert (event.schedule_id, event.step, event.detail) == (0, "", {})


def test_half_a_history_is_read_too():
    history = History.from_api(EVENTS[4:])
    assert (history.path, len(history), history[0].id) == ([], 8, 5)
    expect(history).succeeded().took(4.883)


FORMS_TEXT = "a history is JSON text, an answer with 'Events', a list of answers or a list of events; found"
GOOD = {"EventId": 1, "ScheduleEventId": 0, "Type": "StepEntered", "StepName": "A", "Time": "2019-05-05T08:33:59Z"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", "the history is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"\xff", "the history is no JSON: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        ('"text"', f"{FORMS_TEXT} JSON that holds the text 'text'"),
        (None, f"{FORMS_TEXT} None"),
        ("7", f"{FORMS_TEXT} 7"),
        ({"body": 1, "headers": {}}, f"{FORMS_TEXT} a mapping with 'body', 'headers'"),
        ({}, f"{FORMS_TEXT} a mapping with nothing"),
        ({"Events": None}, f"{FORMS_TEXT} None"),
        ([1], "events[0] of the history is 1; an event is a mapping"),
        ([GOOD, "x" * 100], f"events[1] of the history is '{'x' * 76}...; an event is a mapping"),
        ([{**GOOD, "EventId": None}], "events[0] of the history has the EventId None; it is a whole number"),
        ([{**GOOD, "EventId": True}], "events[0] of the history has the EventId True; it is a whole number"),
        ([{**GOOD, "EventId": "1"}], "events[0] of the history has the EventId '1'; it is a whole number"),
        (
            [{**GOOD, "ScheduleEventId": "1"}],
            "events[0] of the history has the ScheduleEventId '1'; it is a whole number",
        ),
        ([{**GOOD, "StepName": 1}], "events[0] of the history has the StepName 1; it is text"),
        (
            [{**GOOD, "Type": "StepEnterd"}],
            "events[0] of the history has the Type 'StepEnterd'; did you mean 'StepEntered'?",
        ),
        ([{**GOOD, "Type": None}], "events[0] of the history has the Type None; the service has no such type"),
        (
            [{**GOOD, "Time": "yesterday"}],
            (
                "events[0] of the history has a wrong Time: "
                "an RFC 3339 time such as 2019-05-02T15:04:05Z is needed; found 'yesterday'"
            ),
        ),
        (
            [{**GOOD, "EventDetail": "{"}],
            (
                "events[0] of the history has a wrong EventDetail: "
                "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
            ),
        ),
        ([{**GOOD, "EventDetail": "[1]"}], "events[0] of the history has the EventDetail [1]; it is a JSON object"),
        (
            [{**GOOD, "EventDetail": {"a": {1, 2}}}],
            "events[0] of the history has a wrong EventDetail: a set at $.a is no JSON value",
        ),
        (
            [GOOD, {**GOOD, "EventId": 2}, {**GOOD, "StepName": "B"}],
            "events[2] of the history repeats EventId 1 with other contents",
        ),
    ],
)
def test_what_is_no_history_is_a_mistake_of_the_caller(data, message):
    with pytest.raises(UsageError) as caught:
        History.from_api(data)
    assert str(caught.value) == message


def test_text_nested_beyond_reason_is_a_mistake_too():
    with pytest.raises(UsageError, match=r"^the history is no JSON: "):
        History.from_api("[" * 100_000)
