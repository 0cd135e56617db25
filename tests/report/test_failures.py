"""The text of a failed expectation as a whole: its parts, their order, what is cut."""

from __future__ import annotations

import pytest

from pytest_fnf import History, expect, failure, open_flow
from pytest_fnf.report.failures import Miss, failure_text

FLOW = """\
version: v1
type: flow
steps:
  - type: task
    name: T
    resourceArn: acs:fc:::services/s/functions/f
    timeoutSeconds: 10
    inputMappings:
      - {target: list, source: $input.list}
    outputMappings:
      - {target: n, source: $local.n}
  - {type: wait, name: W, duration: 5}
"""


@pytest.fixture
def everything(monkeypatch, pytestconfig):
    """As with `-vv`."""
    monkeypatch.setattr(pytestconfig.option, "verbose", 2)


@pytest.fixture
def execution():
    with open_flow(FLOW, name="demo") as flow:
        flow.stub("T").returns({"n": 1})
        return flow.run({"list": list(range(200))})


def test_asserted_thing_what_happened_the_steps_lines_the_timeline(execution):
    miss = Miss("the asserted thing", "something else happened", ["one detail", "another"], step="W", up_to=1)
    assert failure_text(execution, miss, definition=execution.definition) == (
        "expected the asserted thing, but something else happened\n"
        "  one detail\n"
        "  another\n"
        "\n"
        "step 'W' at <flow>:12:5\n"
        "   12 |   - {type: wait, name: W, duration: 5}\n"
        "      |                        ^\n"
        "\n"
        "execution 'execution-1' of flow 'demo' (<flow>), started 2026-01-01T00:00:00Z\n"
        '        0 s  Started with {"list":[0,1,2,... 197 more]}\n'
        '        0 s  T  task {"list":[0,1,2,... 197 more]} -> {"n":1}  [stub \'T\']\n'
        "  ... 1 later visit left out, shown with -vv ...\n"
        '        5 s  Succeeded -> {"n":1}'
    )


def test_without_details_step_and_divergence_less_is_shown(execution):
    miss = Miss("the asserted thing", "something else happened")
    assert failure_text(execution, miss, definition=None).split("\n")[:3] == [
        "expected the asserted thing, but something else happened",
        "",
        "execution 'execution-1' of flow 'demo' (<flow>), started 2026-01-01T00:00:00Z",
    ]


def test_a_step_of_an_unknown_flow_has_no_lines(execution):
    history = History.from_api(execution.history.to_api())
    text = failure_text(history, Miss("a", "b", step="W"), definition=None)
    assert "step 'W' at" not in text


def test_many_details_are_cut(execution):
    miss = Miss("a", "b", [f"detail {n}" for n in range(20)])
    lines = failure_text(execution, miss, definition=None).split("\n\n")[0].split("\n")
    assert lines == ["expected a, but b", *[f"  detail {n}" for n in range(12)], "  ... 8 more, shown with -vv"]


def test_everything_is_shown_on_demand(execution, everything):
    miss = Miss("a", "b", [f"detail {n}" for n in range(20)], step="T", up_to=1)
    text = failure_text(execution, miss, definition=execution.definition)
    assert "  detail 19\n" in text
    assert "      - {target: n, source: $local.n}\n" in text
    assert "198,199]" in text
    assert "        0 s  W  wait 5 s\n" in text
    assert "left out" not in text
    assert "-vv" not in text


def test_checks_show_everything_on_demand(everything):
    text = """
version: v1
type: flow
steps:
  - {type: task, name: T, resourceArn: "acs:fc:::services/s/functions/f"}
  - {type: choice, name: C, choices: [{condition: $.n < 30, goto: T}]}
"""
    with open_flow(text) as flow:
        flow.stub("T").answers(lambda event: {"n": event.get("n", 0) + 1})
        execution = flow.run()
    with pytest.raises(AssertionError) as caught:
        expect(execution).called("T", event={"n": 99})
    assert [line for line in str(caught.value).split("\n") if "is nearest" in line or "call 30" in line] == [
        "  call 1 is nearest:",
        "  call 30:",
    ]
    with pytest.raises(AssertionError) as caught:
        expect(execution).not_visited("T")
    assert str(caught.value).count("  T  task") == 30


def test_the_first_line_alone_says_what_is_wrong():
    # It is all that pytest's summary and --tb=line show.
    with open_flow(FLOW) as flow:
        flow.stub("T").replies(failure("E", "why"))
        execution = flow.run({"list": []})
    with pytest.raises(AssertionError) as caught:
        expect(execution).succeeded()
    assert (
        str(caught.value).split("\n")[0] == "expected the execution to succeed, but it failed after 0 s with 'E': why"
    )


def test_frames_of_the_package_are_hidden(execution):
    with pytest.raises(AssertionError) as caught:
        expect(execution).stopped()
    shown = [entry for entry in caught.traceback if not entry.ishidden(caught)]
    assert {entry.path.name for entry in shown} == {"test_failures.py"}
