"""Wrong arguments and unknown names: the test is at fault, and is told so."""

from __future__ import annotations

import pytest

from pytest_fnf import UsageError, expect, open_flow


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda e: e.followed(), "followed() takes steps, at least one; found none"),
        (lambda e: e.visited(), "visited() takes steps, at least one; found none"),
        (lambda e: e.not_visited(), "not_visited() takes steps, at least one; found none"),
        (lambda e: e.emitted(), "emitted() takes types, at least one; found none"),
        (
            lambda e: e.followed(["Start", "Pause"]),
            "followed() takes steps one by one; found ['Start', 'Pause']; hint: write followed(*steps)",
        ),
        (lambda e: e.visited(...), "visited() takes names of steps; found ..., which only followed() takes"),
        (lambda e: e.visited("Start", None), "visited() takes names of steps; found None"),
        (lambda e: e.not_visited(1), "not_visited() takes names of steps; found 1"),
        (lambda e: e.waited(None, 1), "waited() takes names of steps; found None"),
        (lambda e: e.retried(b"Ask"), "retried() takes names of steps; found b'Ask'"),
        (lambda e: e.visited("Start", times=-1), "times of visited() is a whole number from 0; found -1"),
        (lambda e: e.visited("Start", times=True), "times of visited() is a whole number from 0; found True"),
        (lambda e: e.waited("Pause", 1, times=1.0), "times of waited() is a whole number from 0; found 1.0"),
        (lambda e: e.retried("Ask", times="2"), "times of retried() is a whole number from 0; found '2'"),
        (lambda e: e.called("Ask", times="2"), "times of called() is a whole number from 0; found '2'"),
        (lambda e: e.took(None), "took() takes seconds or a timedelta; found None"),
        (lambda e: e.took("3"), "took() takes seconds or a timedelta; found '3'"),
        (lambda e: e.took(seconds=True), "took() takes seconds or a timedelta; found True"),
        (lambda e: e.took(-1), "took() takes a duration from 0 on; found -1"),
        (lambda e: e.took(float("nan")), "took(): a duration is a finite number of seconds; found nan"),
        (lambda e: e.waited("Pause", float("inf")), "waited(): a duration is a finite number of seconds; found inf"),
        (lambda e: e.retried("Ask", delays=3), "delays of retried() is a list of seconds; found 3"),
        (lambda e: e.retried("Ask", delays="12"), "delays of retried() is a list of seconds; found '12'"),
        (lambda e: e.retried("Ask", delays=[1, "2"]), "retried() takes seconds or a timedelta; found '2'"),
        (
            lambda e: e.retried("Ask", times=3, delays=[1, 2]),
            "retried() was given times=3, but 2 delays; one of them is wrong",
        ),
        (lambda e: e.called(""), "called() takes a step, a function, a resource ARN or an action; found ''"),
        (lambda e: e.called(None), "called() takes a step, a function, a resource ARN or an action; found None"),
        (
            lambda e: e.called("acs:fc:::service/x"),
            (
                "called(): 'acs:fc:::service/x' is no resource that a task can call; "
                "a function is written acs:fc:::services/{service}/functions/{function}"
            ),
        ),
    ],
)
def test_a_wrong_argument_is_a_usage_error(polled, call, text):
    with pytest.raises(UsageError) as caught:
        call(expect(polled))
    assert str(caught.value) == text
    assert not isinstance(caught.value, AssertionError)


STEPS = "'Start', 'Pause', 'Ask', 'Done', 'Lost', 'Finish'"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda e: e.followed("Start", ..., "Finsh"),
            "followed('Finsh'): the flow (<flow>) has no step 'Finsh'; did you mean 'Finish'?",
        ),
        (
            lambda e: e.visited("Start", "start"),
            "visited('start'): the flow (<flow>) has no step 'start'; did you mean 'Start'?",
        ),
        (
            lambda e: e.visited("Nothing", times=0),
            f"visited('Nothing'): the flow (<flow>) has no step 'Nothing'; its steps are {STEPS}",
        ),
        (
            lambda e: e.not_visited("Lsot"),
            "not_visited('Lsot'): the flow (<flow>) has no step 'Lsot'; did you mean 'Lost'?",
        ),
        (
            lambda e: e.waited("Pauses", 10),
            "waited('Pauses'): the flow (<flow>) has no step 'Pauses'; did you mean 'Pause'?",
        ),
        (
            lambda e: e.retried("Aks", times=0),
            "retried('Aks'): the flow (<flow>) has no step 'Aks'; did you mean 'Ask'?",
        ),
        (
            lambda e: e.called("GetStat", times=0),
            "called('GetStat'): the flow (<flow>) calls nothing of that name; did you mean 'GetStatus'?",
        ),
        (
            lambda e: e.called("xyz"),
            (
                "called('xyz'): the flow (<flow>) calls nothing of that name; "
                "its tasks and what they call: "
                "'Start', 'Ask', 'jobs/StartJob', 'StartJob', 'jobs/GetStatus', 'GetStatus'"
            ),
        ),
        (
            lambda e: e.called("acs:fc:::services/other/functions/GetStatus"),
            (
                "called('acs:fc:::services/other/functions/GetStatus'): the flow (<flow>) calls nothing of that name; "
                "its tasks and what they call: "
                "'Start', 'Ask', 'jobs/StartJob', 'StartJob', 'jobs/GetStatus', 'GetStatus'"
            ),
        ),
        (lambda e: e.called("Pause", times=0), "called('Pause'): step 'Pause' is no task; only tasks call something"),
        (
            lambda e: e.emitted("TaskSuceeded"),
            "emitted('TaskSuceeded'): there is no event type 'TaskSuceeded'; did you mean 'TaskSucceeded'?",
        ),
    ],
)
def test_an_unknown_name_fails_with_the_nearest_in_negative_checks_too(polled, call, text):
    # It fails the test like any failing check, and is a usage error too: the flow is not to blame.
    with pytest.raises(AssertionError) as caught:
        call(expect(polled))
    assert str(caught.value) == text
    assert isinstance(caught.value, UsageError)


def test_an_event_type_like_no_other_shows_all(polled):
    with pytest.raises(
        UsageError, match=r"^emitted\('xyz'\): there is no event type 'xyz'; the types are ExecutionStarted, "
    ):
        expect(polled).emitted("xyz")


def test_functions_of_two_services_are_told_apart():
    text = """
version: v1
type: flow
steps:
  - {type: task, name: A, resourceArn: "acs:fc:::services/a/functions/f"}
  - {type: task, name: B, resourceArn: "acs:fc:::services/b/functions/f"}
"""
    with open_flow(text) as flow:
        flow.stub("A").returns({})
        flow.stub("B").returns({})
        execution = flow.run()
    expect(execution).called("a/f", times=1).called("b/f", times=1)
    with pytest.raises(AssertionError, match=r"^called\('f'\): that could be 'a/f' and 'b/f'; write one of them$"):
        expect(execution).called("f")


@pytest.mark.parametrize("subject", [None, {"Events": []}, "history", 3])
def test_expect_takes_an_execution_or_a_history(subject):
    with pytest.raises(UsageError) as caught:
        expect(subject)
    assert str(caught.value) == f"expect() takes an execution or a history; found {subject!r}"


def test_expect_of_a_flow_says_what_to_write():
    with open_flow("version: v1\ntype: flow\nsteps: [{type: pass, name: A}]") as flow:
        with pytest.raises(UsageError, match=r"; write expect\(flow\.run\(\.\.\.\)\)$"):
            expect(flow)
