"""A history without its flow: only the steps that ran are known."""

from __future__ import annotations

import pytest

from pytest_fnf import History, UsageError, expect


@pytest.fixture
def history(polled):
    return History.from_api(polled.history.to_api())


def test_a_step_that_never_ran_counts_as_not_visited(history):
    expect(history).not_visited("Lost").visited("Lost", times=0).called("Lost", times=0).called("x/y", times=0)
    expect(history).retried("Lost", times=0).waited("Lost", 1, times=0)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda e: e.not_visited("start"), "not_visited('start'): no step of that name ran; did you mean 'Start'?"),
        (lambda e: e.visited("P-ause", times=0), "visited('P-ause'): no step of that name ran; did you mean 'Pause'?"),
        (
            lambda e: e.called("get_status", times=0),
            "called('get_status'): nothing of that name was called; did you mean 'GetStatus'?",
        ),
    ],
)
def test_a_slip_in_case_or_punctuation_fails_all_the_same(history, call, text):
    with pytest.raises(UsageError) as caught:
        call(expect(history))
    assert str(caught.value) == text


def test_positive_checks_name_the_nearest(history, head):
    assert head(lambda: expect(history).visited("Finsh")) == (
        "expected 'Finsh' to be visited, but the history has no step 'Finsh'; did you mean 'Finish'?\n"
        "  the path was Start -> 3 times (Pause -> Ask -> Done) -> Finish"
    )
    assert head(lambda: expect(history).waited("xyz", 1)).startswith(
        "expected 'xyz' to last exactly 1 s, "
        "but the history has no step 'xyz'; its steps are 'Start', 'Pause', 'Ask', 'Done', 'Finish'\n"
    )


def test_with_the_flows_definition_every_name_is_checked(history, polled):
    expect(history, definition=polled.definition).not_visited("Lost").followed("Start", ..., "Finish")
    with pytest.raises(
        AssertionError, match=r"^not_visited\('Lsot'\): the flow \(<flow>\) has no step 'Lsot'; did you mean"
    ):
        expect(history, definition=polled.definition).not_visited("Lsot")


def test_its_failures_show_the_timeline_and_with_a_definition_the_steps_lines(history, polled, says):
    bare = says(lambda: expect(history).not_visited("Start"))
    assert bare == (
        "expected 'Start' never to be visited, but it was visited once, at 0 s\n"
        "\n"
        "history of 64 events, started 2026-01-01T00:00:00Z\n"
        '        0 s  Started with {"delay":20}\n'
        '        0 s  Start  task {"delay":20} -> {"job":"j1"}\n'
        "  ... 10 later visits left out, shown with -vv ...\n"
        '       33 s  Succeeded -> {"job":"j1","status":"success"}'
    )
    told = says(lambda: expect(history, definition=polled.definition).not_visited("Start"))
    assert told.split("\n\n")[1:] == [
        (
            "step 'Start' at <flow>:4:5\n"
            "    4 |   - type: task\n"
            "    5 |     name: Start\n"
            "      |           ^\n"
            "    6 |     resourceArn: acs:fc:::services/jobs/functions/StartJob"
        ),
        bare.split("\n\n")[1].replace("64 events", "64 events (<flow>)"),
    ]


def test_an_empty_history_has_no_path(head):
    assert head(lambda: expect(History.from_api([])).followed("A")) == (
        "expected the path A, but no step was entered\n  the path was empty"
    )
