"""What a plain assert on a value of an execution can say."""

from __future__ import annotations

import pytest
from dirty_equals import IsPartialDict

from pytest_fnf import open_flow
from pytest_fnf.report.comparisons import explain

FLOW = """\
version: v1
type: flow
steps:
  - {type: task, name: T, resourceArn: "acs:fc:::services/s/functions/f"}
  - {type: wait, name: W, duration: 5}
  - {type: pass, name: P, outputMappings: [{target: list, source: [1, 2]}]}
"""


def said(executions, left, right, *, everything=False):
    return list(explain(executions, left, right, everything=everything))


@pytest.fixture
def flow():
    with open_flow(FLOW, name="demo", strict_stubs=False) as flow:
        flow.stub("T").returns({"n": 1}, takes=3)
        yield flow


def test_a_path_says_where_it_leaves(flow):
    execution = flow.run()
    path = execution.path
    line = "step 2 of the path of 'execution-1' is 'W' at 3 s, where 'X' was expected"
    assert said([execution], path, ["T", "X", "P"]) == [line]
    assert said([execution], ["T", "X", "P"], path) == [line]
    assert said([execution], path, ["T", "W"]) == [
        "step 3 of the path of 'execution-1' is 'P' at 8 s, where the end was expected"
    ]
    assert said([execution], path, ["T", "W", "P", "Q"]) == [
        "the path of 'execution-1' ends after 3 steps, where 'Q' was expected",
        "execution 'execution-1' of flow 'demo' succeeded after 8 s",
    ]


def test_an_output_says_where_it_differs(flow):
    execution = flow.run()
    output = execution.output
    assert said([execution], output, {"n": 2, "list": [1, 2]}) == ["$.n: expected 2, found 1"]
    assert said([execution], IsPartialDict(n=2), output) == [
        '$: expected IsPartialDict(n=2), found {"n":1,"list":[1,2]}'
    ]
    assert said([execution], output, dict.fromkeys("abcdef", 0)) == [
        "$.a: expected 0, but there is no such key",
        "$.b: expected 0, but there is no such key",
        "$.c: expected 0, but there is no such key",
        "$.d: expected 0, but there is no such key",
        '... 4 more places differ; the output is {"n":1,"list":[1,2]}',
    ]
    assert len(said([execution], output, dict.fromkeys("abcdef", 0), everything=True)) == 8


def test_an_output_that_is_not_there_says_why(flow):
    flow.stub("T").raises("Broken", "it broke")
    execution = flow.run()
    output = execution.output
    line = "execution 'execution-1' of flow 'demo' failed after 0 s with 'Broken': it broke: no output"
    assert said([execution], output, {"n": 1}) == [line]
    # Of a comparison of None with something else nobody knows where it came from.
    assert said([execution], output, 3) == []
    assert said([execution], output, None) == []


def test_a_status_says_how_it_ended_and_where(flow):
    flow.stub("T").raises("Broken", "it broke")
    execution = flow.run()
    lines = [
        "execution 'execution-1' of flow 'demo' failed after 0 s with 'Broken': it broke",
        "  it failed in step 'T' (<flow>:4:5)",
    ]
    assert said([execution], execution.status, "Succeeded") == lines
    assert said([execution], "Succeeded", execution.status) == lines
    flow.stub("T").hangs()
    waiting = flow.start()
    assert said([execution, waiting], waiting.status, "Succeeded") == [
        "execution 'execution-2' of flow 'demo' is still running, 0 s after its start"
    ]


def test_values_of_nobody_are_left_to_pytest(flow):
    execution = flow.run()
    assert execution.path != []
    assert said([execution], ["T"], ["T", "W"]) == []
    assert said([], execution.path, ["T"]) == []
    assert said([execution], "Succeeded", "a text of one's own") == []
    assert said([execution], 1, 2) == []


def test_the_lines_survive_pytests_cut(flow):
    # It keeps eight lines and 640 characters of an explanation, the summary of both sides included.
    flow.stub("T").returns({"long": "x" * 5_000, "n": 1})
    execution = flow.run()
    lines = said([execution], execution.output, {"long": "x" * 4_990 + "y", "n": 2, **dict.fromkeys("abcd", "z" * 500)})
    assert len(lines) <= 5
    assert sum(map(len, lines)) < 640
    assert lines[1] == "$.n: expected 2, found 1"
