"""A step's own lines with a caret under its name."""

from __future__ import annotations

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.report.excerpts import step_lines

TEXT = """\
version: v1
type: flow
steps:
  # The first.
  - type: task
    name: First
    resourceArn: acs:fc:::services/s/functions/First
    retry:
      - errors: [FnF.ALL]
        intervalSeconds: 1
    catch:
      - errors: [FnF.ALL]
        goto: Second

  # The second.
  - {type: pass, name: "Second"}
  - type: parallel
    branches:
      - steps:
          - type: pass
            name: inner1
          - type: pass
            name: inner2
          - type: pass
            name: inner3
    name: both
    end: true
  - {name: Last, type: succeed}
"""


@pytest.fixture(scope="module")
def definition():
    return read_definition(TEXT, label="flow.yml")


def test_a_long_step_is_cut(definition):
    assert list(step_lines(definition, "First")) == [
        "step 'First' at flow.yml:5:5",
        "    5 |   - type: task",
        "    6 |     name: First",
        "      |           ^",
        "    7 |     resourceArn: acs:fc:::services/s/functions/First",
        "    8 |     retry:",
        "    9 |       - errors: [FnF.ALL]",
        "   10 |         intervalSeconds: 1",
        "      | ...",
    ]


def test_everything_is_shown_on_demand_up_to_the_next_step(definition):
    lines = list(step_lines(definition, "First", everything=True))
    assert lines[-1] == "   13 |         goto: Second"
    assert len(lines) == 11


def test_a_step_on_one_line(definition):
    assert list(step_lines(definition, "Second")) == [
        "step 'Second' at flow.yml:16:5",
        '   16 |   - {type: pass, name: "Second"}',
        "      |                         ^",
    ]


def test_the_last_step_ends_with_the_text(definition):
    assert list(step_lines(definition, "Last"))[1:] == [
        "   28 |   - {name: Last, type: succeed}",
        "      |            ^",
    ]


def test_a_name_behind_the_steps_inside_is_found(definition):
    assert list(step_lines(definition, "both")) == [
        "step 'both' at flow.yml:17:5",
        "   26 |     name: both",
        "      |           ^",
        "   27 |     end: true",
    ]


def test_an_unknown_step_or_flow_has_no_lines(definition):
    assert list(step_lines(definition, "nothing")) == []
    assert list(step_lines(None, "First")) == []


def test_a_name_that_is_written_in_an_unusual_way_leaves_the_caret_at_the_step():
    text = "version: v1\ntype: flow\nsteps:\n  - type: pass\n    name: >-\n      A\n"
    assert list(step_lines(read_definition(text), "A")) == [
        "step 'A' at <text>:4:5",
        "    4 |   - type: pass",
        "      |     ^",
        "    5 |     name: >-",
        "    6 |       A",
    ]
