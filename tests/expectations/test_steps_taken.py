"""What its steps did: `waited`, `retried`, `called`."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import ANY

import pytest
from dirty_equals import IsPartialDict

from pytest_fnf import expect, failure, open_flow

THE_PATH = "  the path was Start -> 3 times (Pause -> Ask -> Done) -> Finish"


def test_waited_holds(polled):
    expectation = expect(polled)
    assert expectation.waited("Pause", 10) is expectation
    expectation.waited("Pause", timedelta(seconds=10), times=3).waited("Pause", 9, times=0).waited("Lost", 1, times=0)
    expectation.waited("Ask", 3, times=1).waited("Ask", 0, times=2).waited("Pause", pytest.approx(9, abs=2), times=3)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("Pause", 9), "expected 'Pause' to last exactly 9 s, but it lasted 10 s (at 0 s, 10 s and 23 s)"),
        (
            ("Pause", 10, 2),
            "expected 'Pause' to last exactly 10 s, 2 times, but it lasted 10 s (at 0 s, 10 s and 23 s)",
        ),
        (("Pause", 10, 0), "expected 'Pause' never to last exactly 10 s, but it lasted 10 s (at 0 s, 10 s and 23 s)"),
        (("Ask", 1), "expected 'Ask' to last exactly 1 s, but it lasted 0 s (at 10 s and 33 s) and 3 s (at 20 s)"),
        (("Lost", 1), f"expected 'Lost' to last exactly 1 s, but it was never visited\n{THE_PATH}"),
    ],
)
def test_waited_says_how_long_each_visit_lasted(polled, head, arguments, text):
    assert head(lambda: expect(polled).waited(*arguments)) == text


def test_waited_on_a_step_that_is_not_left(lost, head):
    assert head(lambda: expect(lost).waited("Lost", 1)) == (
        "expected 'Lost' to last exactly 1 s, but it was entered at 10 s and not left"
    )
    with open_flow("version: v1\ntype: flow\nsteps: [{type: wait, name: W, duration: 5}]") as flow:
        execution = flow.start().advance(2)
        assert head(lambda: expect(execution).waited("W", 5)) == (
            "expected 'W' to last exactly 5 s, but it was entered at 0 s and not left"
        )


def test_retried_holds(polled):
    expectation = expect(polled)
    assert expectation.retried("Ask") is expectation
    expectation.retried("Ask", times=2).retried("Ask", delays=[1, 2]).retried(
        "Ask", times=2, delays=(1, timedelta(seconds=2))
    )
    expectation.retried("Ask", delays=[pytest.approx(1, abs=0.5), ANY])
    expectation.retried("Start", times=0).retried("Start", delays=[]).retried("Pause", times=0)


THE_VISITS = (
    "  the visit at 10 s: attempt 1 at 10 s succeeded\n"
    "  the visit at 20 s: attempt 1 at 20 s failed with 'Busy', attempt 2 at 21 s failed with 'Busy', "
    "attempt 3 at 23 s succeeded\n"
    "  the visit at 33 s: attempt 1 at 33 s succeeded"
)


@pytest.mark.parametrize(
    ("step", "options", "text"),
    [
        (
            "Ask",
            {"times": 3},
            f"expected 'Ask' to be retried 3 times, but it was retried 2 times, after 1 s and 2 s\n{THE_VISITS}",
        ),
        (
            "Ask",
            {"times": 0},
            f"expected 'Ask' never to be retried, but it was retried 2 times, after 1 s and 2 s\n{THE_VISITS}",
        ),
        (
            "Ask",
            {"delays": [1, 2, 4]},
            (
                "expected 'Ask' to be retried 3 times, after 1 s, 2 s and 4 s, "
                f"but it was retried 2 times, after 1 s and 2 s\n{THE_VISITS}"
            ),
        ),
        (
            "Ask",
            {"delays": [1, 3]},
            (
                "expected 'Ask' to be retried 2 times, after 1 s and 3 s, "
                f"but it was retried 2 times, after 1 s and 2 s\n{THE_VISITS}"
            ),
        ),
        (
            "Start",
            {},
            "expected 'Start' to be retried, but it was never retried\n  the visit at 0 s: attempt 1 at 0 s succeeded",
        ),
        (
            "Pause",
            {},
            (
                "expected 'Pause' to be retried, but it was never retried\n"
                "  the visit at 0 s: it made no attempt\n"
                "  the visit at 10 s: it made no attempt\n"
                "  the visit at 23 s: it made no attempt"
            ),
        ),
        ("Lost", {"times": 1}, f"expected 'Lost' to be retried once, but it was never visited\n{THE_PATH}"),
    ],
)
def test_retried_says_what_each_attempt_did(polled, head, step, options, text):
    assert head(lambda: expect(polled).retried(step, **options)) == text


def test_many_retries_are_cut(head):
    text = """
version: v1
type: flow
steps:
  - type: task
    name: T
    resourceArn: acs:fc:::services/s/functions/f
    retry: [{errors: [E], intervalSeconds: 1, maxAttempts: 20, multiplier: 1}]
"""
    with open_flow(text) as flow:
        flow.stub("T").replies(*[failure("E")] * 20, {})
        execution = flow.run()
    assert head(lambda: expect(execution).retried("T", times=19)) == (
        "expected 'T' to be retried 19 times, but it was retried 20 times, after " + "1 s, " * 11 + "1 s and 8 more\n"
        "  the visit at 0 s: attempt 1 at 0 s failed with 'E', attempt 2 at 1 s failed with 'E', "
        "attempt 3 at 2 s failed with 'E', attempt 4 at 3 s failed with 'E', ... 13 more ..., "
        "attempt 18 at 17 s failed with 'E', attempt 19 at 18 s failed with 'E', attempt 20 at 19 s failed with 'E', "
        "attempt 21 at 20 s succeeded"
    )


def test_called_counts_attempts(polled):
    expectation = expect(polled)
    assert expectation.called("Ask", times=5) is expectation
    expectation.called("Start", times=1, event={"delay": 20}).called("jobs/GetStatus", times=5).called("GetStatus")
    expectation.called("acs:fc:cn-hangzhou:123:services/jobs.LATEST/functions/GetStatus", times=5)
    expectation.called("Ask", times=4, event=IsPartialDict(status="running")).called("Ask", times=0, event={})
    expectation.called("Ask", event={"delay": 20, "job": ANY})


@pytest.mark.parametrize(
    ("target", "options", "text"),
    [
        ("Start", {"times": 2}, "expected 'Start' to be called 2 times, but it was called once, at 0 s"),
        ("Start", {"times": 0}, "expected 'Start' never to be called, but it was called once, at 0 s"),
        (
            "jobs/GetStatus",
            {"times": 4},
            (
                "expected 'jobs/GetStatus' to be called 4 times, "
                "but it was called 5 times, at 10 s, 20 s, 21 s, 23 s and 33 s"
            ),
        ),
        (
            "Start",
            {"event": {"delay": 10}},
            (
                "expected 'Start' to be called with the event {\"delay\":10}, but its one call had another event\n"
                "  the call:\n"
                "    $.delay: expected 10, found 20\n"
                "  it was called at 0 s"
            ),
        ),
        (
            "GetStatus",
            {"times": 2, "event": {"delay": 20, "job": "j1"}},
            (
                'expected \'GetStatus\' to be called 2 times with the event {"delay":20,"job":"j1"}, '
                "but 1 of its 5 calls had that event: number 1\n"
                "  it was called at 10 s, 20 s, 21 s, 23 s and 33 s"
            ),
        ),
        (
            "Ask",
            {"times": 0, "event": {"delay": 20, "job": "j1", "status": "running"}},
            (
                'expected \'Ask\' never to be called with the event {"delay":20,"job":"j1","status":"running"}, '
                "but 4 of its 5 calls had that event: number 2, 3, 4 and 5\n"
                "  it was called at 10 s, 20 s, 21 s, 23 s and 33 s"
            ),
        ),
        (
            "Ask",
            {"event": {"delay": 20, "job": "j2", "status": "running"}},
            (
                'expected \'Ask\' to be called with the event {"delay":20,"job":"j2","status":"running"}, '
                "but none of its 5 calls had that event\n"
                "  call 2 is nearest:\n"
                '    $.job: expected "j2", found "j1"\n'
                "  it was called at 10 s, 20 s, 21 s, 23 s and 33 s"
            ),
        ),
    ],
)
def test_called_says_when_and_what_comes_nearest(polled, head, target, options, text):
    assert head(lambda: expect(polled).called(target, **options)) == text


def test_what_was_never_called(head):
    text = """
version: v1
type: flow
steps:
  - {type: choice, name: C, choices: [{condition: $.go, goto: T}], default: {goto: End}}
  - {type: task, name: T, resourceArn: "acs:mns:::/topics/news/messages", serviceParams: {MessageBody: $}}
  - {type: pass, name: End}
"""
    with open_flow(text) as flow:
        execution = flow.run({"go": 1})
        quiet = flow.run()
    for name in ("T", "topics/news", "news", "acs:mns:cn:1:/topics/news/messages"):
        expect(execution).called(name, times=0 if name == "x" else None)
        expect(quiet).called(name, times=0)
        assert head(lambda name=name: expect(quiet).called(name)) == (
            f"expected '{name}' to be called, but it was never called\n  the path was C -> End"
        )


TWO = """
version: v1
type: flow
steps:
  - {type: task, name: resize, resourceArn: "acs:fc:::services/a/functions/f"}
  - {type: task, name: B, resourceArn: "acs:fc:::services/b/functions/f"}
  - {type: task, name: C, resourceArn: "acs:fc:::services/c/functions/resize"}
  - {type: task, name: child, resourceArn: "acs:fnf:::flow/order"}
  - {type: task, name: mail, action: "DirectMail:SingleSendMail"}
"""


def test_a_step_comes_before_a_function_of_its_name():
    with open_flow(TWO) as flow:
        for step in ("resize", "B", "C", "child", "mail"):
            flow.stub(step).returns({})
        execution = flow.run()
    expect(execution).called("resize", times=1).called("c/resize", times=1).called("order", times=1)
    expect(execution).called("flow/order", times=1).called("directmail:SingleSendMail", times=1)
