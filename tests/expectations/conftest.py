"""Executions that the tests of this room look at, and how a failing check is read."""

from __future__ import annotations

import pytest

from pytest_fnf import failure, open_flow

POLL = """\
version: v1
type: flow
steps:
  - type: task
    name: Start
    resourceArn: acs:fc:::services/jobs/functions/StartJob
  - type: wait
    name: Pause
    duration: 10
  - type: task
    name: Ask
    resourceArn: acs:fc:::services/jobs/functions/GetStatus
    retry:
      - {errors: [Busy], intervalSeconds: 1, maxAttempts: 3, multiplier: 2}
  - type: choice
    name: Done
    inputMappings:
      - {target: status, source: $local.status}
    choices:
      - {condition: $.status == "running", goto: Pause}
      - {condition: $.status == "lost", goto: Lost}
    default: {goto: Finish}
  - {type: fail, name: Lost, error: JobLost, cause: nobody knows}
  - {type: succeed, name: Finish}
"""

BRANCHES = """\
version: v1
type: flow
steps:
  - type: parallel
    name: both
    branches:
      - steps:
          - type: foreach
            name: each
            iterationMapping: {collection: $.list, item: x}
            steps:
              - {type: wait, name: hold, duration: $.x}
              - {type: task, name: work, resourceArn: "acs:fc:::services/demo/functions/work"}
      - steps:
          - {type: wait, name: long, duration: 20}
          - {type: pass, name: last, outputMappings: [{target: done, source: true}]}
  - {type: pass, name: after}
"""


@pytest.fixture(scope="session")
def polled():
    """Asks at 10 s, at 20 s (busy, busy again at 21 s, answered at 23 s) and at 33 s."""
    with open_flow(POLL, name="poll") as flow:
        flow.stub("Start").returns({"job": "j1"})
        busy = failure("Busy", "try later")
        running = {"status": "running"}
        flow.stub("Ask").replies(running, busy, busy, running, {"status": "success"})
        return flow.run({"delay": 20})


@pytest.fixture(scope="session")
def lost():
    """Fails at 10 s: the job is lost."""
    with open_flow(POLL, name="poll") as flow:
        flow.stub("Start").returns({"job": "j1"})
        flow.stub("Ask").returns({"status": "lost"})
        return flow.run({"delay": 20})


@pytest.fixture(scope="session")
def branched():
    """Two iterations of 1 s and 3 s beside a branch of 20 s."""
    with open_flow(BRANCHES, name="branches") as flow:
        flow.stub("work").answers(lambda event: {"got": event["x"]})
        return flow.run({"list": [1, 3]})


@pytest.fixture(scope="session")
def broken():
    """The second iteration fails at 3 s, which cancels the branch of 20 s."""
    with open_flow(BRANCHES, name="branches") as flow:
        flow.stub("work").answers(lambda event: {"got": 1} if event["x"] == 1 else failure("Broken", "it broke"))
        return flow.run({"list": [1, 3]})


@pytest.fixture
def says():
    """The text of a check that must fail: `says(lambda: expect(execution).stopped())`."""

    def text_of(check):
        with pytest.raises(AssertionError) as caught:
            check()
        return str(caught.value)

    return text_of


@pytest.fixture
def head(says):
    """The text's first part: what was asserted, and what happened."""
    return lambda check: says(check).split("\n\n")[0]
