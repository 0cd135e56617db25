"""The handler's own traceback, without ours."""

from __future__ import annotations

import pytest

from pytest_fnf import open_flow
from pytest_fnf.report.tracebacks import tracebacks

HANDLER = """\
import json


def handler(event, context):
    try:
        return load(json.loads(event))
    except LookupError as error:
        raise RuntimeError("no such seat") from error


def load(event):
    return {"seat": event["seat"]}
"""


@pytest.fixture
def flow(tmp_path):
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "f.py").write_text(HANDLER)
    (tmp_path / "flow.yml").write_text(
        """
version: v1
type: flow
steps:
  - {type: wait, name: W, duration: 7}
  - type: task
    name: T
    resourceArn: acs:fc:::services/s/functions/f
    retry: [{errors: [RuntimeError], intervalSeconds: 1, maxAttempts: 2, multiplier: 1}]
"""
    )
    with open_flow(tmp_path / "flow.yml") as flow:
        yield flow


def test_a_flow_without_failing_handlers_has_none(flow):
    execution = flow.run({"seat": "12A"})
    assert list(tracebacks(execution.history)) == []


def test_only_the_handlers_frames_are_shown_those_of_the_cause_too(flow, tmp_path):
    lines = list(tracebacks(flow.run().history))
    file = tmp_path / "functions" / "f.py"
    assert lines[:2] == ["", "the handler's own traceback, step 'T' at 9 s (2 earlier failures not shown):"]
    assert [line for line in lines if line.startswith("  File ")] == [
        f'  File "{file}", line 6, in handler',
        f'  File "{file}", line 12, in load',
        f'  File "{file}", line 8, in handler',
    ]
    assert "KeyError: 'seat'" in lines
    assert "The above exception was the direct cause of the following exception:" in lines
    assert lines[-1] == "RuntimeError: no such seat"
    assert not any("pytest_fnf" in line for line in lines)


def test_a_single_failure_counts_no_others(flow):
    flow.function("s/f", lambda event, context: 1 / 0)
    lines = list(tracebacks(flow.run().history))
    assert lines[1] == "the handler's own traceback, step 'T' at 7 s:"
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert [line for line in lines if line.startswith("  File ")] == [
        f'  File "{__file__}", line {test_a_single_failure_counts_no_others.__code__.co_firstlineno + 1}, in <lambda>'
    ]
