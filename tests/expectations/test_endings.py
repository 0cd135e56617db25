"""How it ended: `succeeded`, `failed`, `timed_out`, `stopped`, `took`."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from unittest.mock import ANY

import pytest
from dirty_equals import IsPartialDict, IsStr

from pytest_fnf import History, expect, open_flow

OUTPUT = {"job": "j1", "status": "success"}


def test_checks_on_the_ending_hold_and_chain(polled, lost):
    expectation = expect(polled)
    assert expectation.succeeded() is expectation
    assert expectation.succeeded(output=OUTPUT).took(33).took(timedelta(seconds=33)).took(33.0) is expectation
    expectation = expect(lost)
    assert expectation.failed() is expectation
    assert expectation.failed("JobLost").failed("JobLost", "nobody knows").failed(cause="nobody knows") is expectation


@pytest.mark.parametrize(
    "output",
    [
        OUTPUT,
        ANY,
        {"job": ANY, "status": "success"},
        {"job": IsStr(regex="j[0-9]"), "status": IsStr},
        IsPartialDict(status="success"),
    ],
)
def test_an_output_compares_with_matchers_at_any_depth(polled, output):
    expect(polled).succeeded(output=output)
    expect(History.from_api(polled.history.to_api())).succeeded(output=output)


def test_numbers_compare_approximately():
    text = "version: v1\ntype: flow\nsteps: [{type: pass, name: A, outputMappings: [{target: n, source: [1.0001]}]}]"
    with open_flow(text) as flow:
        expect(flow.run()).succeeded(output={"n": pytest.approx([1], abs=0.01)})


@pytest.mark.parametrize("span", [pytest.approx(30, abs=5), Decimal(33), 33.0004])
def test_a_duration_may_be_a_matcher_of_seconds(polled, span):
    expect(polled).took(span)


def test_an_output_that_differs_in_one_place(polled, head):
    assert head(lambda: expect(polled).succeeded(output={"job": "j2", "status": "success"})) == (
        'expected the output {"job":"j2","status":"success"}, but 1 place of it differs\n'
        '  $.job: expected "j2", found "j1"\n'
        '  the output was {"job":"j1","status":"success"}'
    )


def test_an_output_that_differs_in_several_places(polled, head):
    wish = {"jobs": "j1", "status": IsStr(regex="run.*"), "n": {"deep": [1]}}
    assert head(lambda: expect(polled).succeeded(output=wish)) == (
        'expected the output {"jobs":"j1","status":IsStr(regex=\'run.*\'),"n":{"deep":[1]}}, '
        "but 4 places of it differ\n"
        '  $.jobs: expected "j1", but there is no such key; did you mean "job"?\n'
        "  $.status: expected IsStr(regex='run.*'), found \"success\"\n"
        '  $.n: expected {"deep":[1]}, but there is no such key\n'
        '  $.job: not expected, found "j1"\n'
        '  the output was {"job":"j1","status":"success"}'
    )


def test_succeeded_on_what_failed(lost, says):
    assert says(lambda: expect(lost).succeeded(output=OUTPUT)) == (
        "expected the execution to succeed, but it failed after 10 s with 'JobLost': nobody knows\n"
        "\n"
        "step 'Lost' at <flow>:23:5\n"
        "   23 |   - {type: fail, name: Lost, error: JobLost, cause: nobody knows}\n"
        "      |                        ^\n"
        "\n"
        "execution 'execution-1' of flow 'poll' (<flow>), started 2026-01-01T00:00:00Z\n"
        '        0 s  Started with {"delay":20}\n'
        '        0 s  Start  task {"delay":20} -> {"job":"j1"}  [stub \'Start\']\n'
        "        0 s  Pause  wait 10 s\n"
        '       10 s  Ask    task {"delay":20,"job":"j1"} -> {"status":"lost"}  [stub \'Ask\']\n'
        '       10 s  Done   choice on {"status":"lost"}\n'
        "       10 s  Lost   fail with 'JobLost': nobody knows\n"
        "       10 s  Failed with 'JobLost': nobody knows"
    )


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            ("JobLots",),
            (
                'expected the execution to fail with error "JobLots", '
                "but it failed after 10 s with 'JobLost': nobody knows\n"
                '  error: expected "JobLots", found "JobLost"'
            ),
        ),
        (
            ("JobLost", IsStr(regex="some.*")),
            (
                "expected the execution to fail with error \"JobLost\" and cause IsStr(regex='some.*'), "
                "but it failed after 10 s with 'JobLost': nobody knows\n"
                "  cause: expected IsStr(regex='some.*'), found \"nobody knows\""
            ),
        ),
        (
            ("", ""),
            (
                'expected the execution to fail with error "" and cause "", '
                "but it failed after 10 s with 'JobLost': nobody knows\n"
                '  error: expected "", found "JobLost"\n'
                '  cause: expected "", found "nobody knows"'
            ),
        ),
    ],
)
def test_failed_with_something_else(lost, head, arguments, text):
    assert head(lambda: expect(lost).failed(*arguments)) == text


def test_failed_on_what_succeeded(polled, head):
    assert head(lambda: expect(polled).failed("JobLost")) == (
        'expected the execution to fail with error "JobLost", but it succeeded after 33 s'
    )


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("succeeded", "expected the execution to succeed"),
        ("failed", "expected the execution to fail"),
        ("timed_out", "expected the execution to time out"),
        ("stopped", "expected the execution to be stopped"),
    ],
)
def test_on_what_is_still_running(head, check, text):
    with open_flow(
        "version: v1\ntype: flow\nsteps: [{type: wait, name: W, duration: 5}, {type: wait, name: X, duration: 9}]"
    ) as flow:
        execution = flow.start().advance(6)
        assert head(getattr(expect(execution), check)) == (
            f"{text}, but it is still running, 5 s after its start, in step 'X' (since 5 s)"
        )
        assert head(lambda: expect(execution).took(5)) == (
            "expected the execution to take 5 s, but it is still running, 5 s after its start, in step 'X' (since 5 s)"
        )


def test_a_time_out_and_its_failures(head):
    text = "version: v1\ntype: flow\ntimeoutSeconds: 3\nsteps: [{type: wait, name: W, duration: 5}]"
    with open_flow(text) as flow:
        execution = flow.run()
    expect(execution).timed_out().took(3)
    assert head(lambda: expect(execution).succeeded()) == (
        "expected the execution to succeed, but it timed out after 3 s in step 'W' (since 0 s): "
        "the execution ran longer than its timeoutSeconds of 3"
    )
    assert head(lambda: expect(execution).stopped()).startswith(
        "expected the execution to be stopped, but it timed out"
    )


def test_a_stop_and_its_failures(head):
    with open_flow("version: v1\ntype: flow\nsteps: [{type: wait, name: W, duration: 5}]") as flow:
        quiet = flow.start().advance(1).stop()
        loud = flow.start().advance(1).stop("Enough", "really")
    expect(quiet).stopped().took(1)
    expect(loud).stopped()
    assert head(lambda: expect(quiet).timed_out()) == (
        "expected the execution to time out, but it was stopped after 1 s in step 'W' (since 0 s)"
    )
    assert head(lambda: expect(loud).failed("Enough")) == (
        'expected the execution to fail with error "Enough", '
        "but it was stopped after 1 s in step 'W' (since 0 s) with 'Enough': really"
    )


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (30, "expected the execution to take 30 s, but it succeeded after 33 s"),
        (timedelta(days=1), "expected the execution to take 86,400 s, but it succeeded after 33 s"),
        (0.001, "expected the execution to take 0.001 s, but it succeeded after 33 s"),
    ],
)
def test_took_another_time(polled, head, span, text):
    assert head(lambda: expect(polled).took(span)) == text


def test_took_outside_of_what_a_matcher_takes(polled, head):
    assert head(lambda: expect(polled).took(pytest.approx(40, abs=5))).startswith(
        f"expected the execution to take {pytest.approx(40, abs=5)!r} s, but it succeeded after 33 s"
    )


def test_an_empty_history_is_still_running(head):
    assert head(lambda: expect(History.from_api([])).succeeded()) == (
        "expected the execution to succeed, but it is still running, 0 s after its start"
    )


def test_a_handlers_exception_is_told_by_its_message_and_its_own_traceback(says, tmp_path):
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "f.py").write_text("def handler(event, context):\n    raise KeyError('no seat')\n")
    (tmp_path / "flow.yml").write_text(
        "version: v1\ntype: flow\nsteps: [{type: task, name: T, resourceArn: 'acs:fc:::services/s/functions/f'}]\n"
    )
    with open_flow(tmp_path / "flow.yml", name="t") as flow:
        execution = flow.run()
        text = says(lambda: expect(execution).succeeded())
    assert text.split("\n")[0] == (
        "expected the execution to succeed, but it failed after 0 s with 'KeyError': 'no seat'"
    )
    assert text.split("\n\n")[-1].split("\n")[:3] == [
        "the handler's own traceback, step 'T' at 0 s:",
        "Traceback (most recent call last):",
        f'  File "{tmp_path / "functions" / "f.py"}", line 2, in handler',
    ]
    assert text.split("\n")[-1] == "KeyError: 'no seat'"
