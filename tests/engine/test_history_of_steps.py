"""Histories of the steps that call nothing, event by event (fdl-classic 11.3 to 11.6)."""

from __future__ import annotations

import pytest

from pytest_fnf import open_flow

HEAD = "version: v1\ntype: flow\nsteps:\n"

PASS = """
  - {type: pass, name: one, outputMappings: [{target: a, source: 1}]}
  - type: pass
    name: two
    inputMappings: [{target: seen, source: $local.a}, {target: id, source: $input.id}]
    outputMappings: [{target: b, source: $input.seen}]
"""
PASS_TABLE = """
 1  0 0 ExecutionStarted   -   {"input":{"id":7}}
 2  1 0 StepEntered        one {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        one {"input":{"id":7}}
 4  3 0 StepSucceeded      one {"output":{"a":1}}
 5  4 0 StepExited         one {"local":{"a":1}}
 6  5 0 StepEntered        two {"input":{"id":7},"local":{"a":1}}
 7  6 0 StepStarted        two {"input":{"seen":1,"id":7}}
 8  7 0 StepSucceeded      two {"output":{"b":1}}
 9  8 0 StepExited         two {"local":{"a":1,"b":1}}
10  9 0 ExecutionSucceeded -   {"output":{"a":1,"b":1}}
"""

WAIT = """
  - {type: wait, name: hold, duration: 2.5, outputMappings: [{target: waited, source: true}]}
"""
WAIT_TABLE = """
 1  0    0 ExecutionStarted   -    {"input":{"id":7}}
 2  1    0 StepEntered        hold {"input":{"id":7},"local":{}}
 3  2    0 StepStarted        hold {"input":{"id":7}}
 4  3 2500 StepSucceeded      hold {"output":{"waited":true}}
 5  4 2500 StepExited         hold {"local":{"waited":true}}
 6  5 2500 ExecutionSucceeded -    {"output":{"waited":true}}
"""

WAIT_IN_THE_PAST = "  - {type: wait, name: hold, timestamp: 2019-05-02T15:04:05Z}\n"
WAIT_IN_THE_PAST_TABLE = """
 1  0 0 ExecutionStarted   -    {"input":{"id":7}}
 2  1 0 StepEntered        hold {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        hold {"input":{"id":7}}
 4  3 0 StepSucceeded      hold {"output":{}}
 5  4 0 StepExited         hold {"local":{}}
 6  5 0 ExecutionSucceeded -    {"output":{}}
"""

WAIT_THAT_CANNOT = "  - {type: wait, name: hold, duration: $.seconds}\n"
WAIT_THAT_CANNOT_TABLE = """
 1  0 0 ExecutionStarted -    {"input":{"id":7}}
 2  1 0 StepEntered      hold {"input":{"id":7},"local":{}}
 3  2 0 StepStarted      hold {"input":{"id":7}}
 4  3 0 StepFailed       hold {"error":"FnF.RuntimeError","cause":"CAUSE"}
 5  4 0 ExecutionFailed  -    {"error":"FnF.RuntimeError","cause":"CAUSE"}
""".replace("CAUSE", "duration of wait 'hold' reads $.seconds, which its input does not have")

SUCCEED = """
  - {type: succeed, name: done, outputMappings: [{target: id, source: $input.id}]}
  - {type: pass, name: never}
"""
SUCCEED_TABLE = """
 1  0 0 ExecutionStarted   -    {"input":{"id":7}}
 2  1 0 StepEntered        done {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        done {"input":{"id":7}}
 4  3 0 StepSucceeded      done {"output":{"id":7}}
 5  4 0 StepExited         done {"local":{"id":7}}
 6  5 0 ExecutionSucceeded -    {"output":{"id":7}}
"""

FAIL = """
  - {type: fail, name: broken, error: NotReady, cause: too early, inputMappings: [{target: why, source: x}]}
  - {type: pass, name: never}
"""
FAIL_TABLE = """
 1  0 0 ExecutionStarted -      {"input":{"id":7}}
 2  1 0 StepEntered      broken {"input":{"id":7},"local":{}}
 3  2 0 StepStarted      broken {"input":{"why":"x"}}
 4  3 0 StepFailed       broken {"error":"NotReady","cause":"too early"}
 5  4 0 ExecutionFailed  -      {"error":"NotReady","cause":"too early"}
"""

BARE_FAIL = "  - {type: fail, name: broken}\n"  # both empty
BARE_FAIL_TABLE = """
 1  0 0 ExecutionStarted -      {"input":{"id":7}}
 2  1 0 StepEntered      broken {"input":{"id":7},"local":{}}
 3  2 0 StepStarted      broken {"input":{"id":7}}
 4  3 0 StepFailed       broken {"error":"","cause":""}
 5  4 0 ExecutionFailed  -      {"error":"","cause":""}
"""

END = """
  - {type: pass, name: last, end: true}
  - {type: pass, name: never}
"""
END_TABLE = """
 1  0 0 ExecutionStarted   -    {"input":{"id":7}}
 2  1 0 StepEntered        last {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        last {"input":{"id":7}}
 4  3 0 StepSucceeded      last {"output":{}}
 5  4 0 StepExited         last {"local":{}}
 6  5 0 ExecutionSucceeded -    {"output":{}}
"""

# A branch with steps: they link to the choice's StepStarted, and no event tells of the branch.
CHOICE_BRANCH = """
  - type: choice
    name: pick
    inputMappings: [{target: n, source: $input.id}]
    choices:
      - {condition: $.n == 1, goto: other}
      - condition: $.n == 7
        steps:
          - {type: pass, name: inner, outputMappings: [{target: made, source: $input.n}]}
          - {type: pass, name: after, outputMappings: [{target: seen, source: $input.made}]}
    default: {goto: other}
  - {type: pass, name: next}
  - {type: pass, name: other}
"""
CHOICE_BRANCH_TABLE = """
 1  0 0 ExecutionStarted   -     {"input":{"id":7}}
 2  1 0 StepEntered        pick  {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        pick  {"input":{"n":7}}
 4  3 0 StepEntered        inner {"input":{"n":7},"local":{}}
 5  4 0 StepStarted        inner {"input":{"n":7}}
 6  5 0 StepSucceeded      inner {"output":{"made":7}}
 7  6 0 StepExited         inner {"local":{"made":7}}
 8  7 0 StepEntered        after {"input":{"n":7},"local":{"made":7}}
 9  8 0 StepStarted        after {"input":{"n":7,"made":7}}
10  9 0 StepSucceeded      after {"output":{"seen":7}}
11 10 0 StepExited         after {"local":{"made":7,"seen":7}}
12 11 0 StepSucceeded      pick  {"output":{"made":7,"seen":7}}
13 12 0 StepExited         pick  {"local":{"made":7,"seen":7}}
14 13 0 StepEntered        next  {"input":{"id":7},"local":{"made":7,"seen":7}}
15 14 0 StepStarted        next  {"input":{"id":7,"made":7,"seen":7}}
16 15 0 StepSucceeded      next  {"output":{}}
17 16 0 StepExited         next  {"local":{"made":7,"seen":7}}
18 17 0 StepEntered        other {"input":{"id":7},"local":{"made":7,"seen":7}}
19 18 0 StepStarted        other {"input":{"id":7,"made":7,"seen":7}}
20 19 0 StepSucceeded      other {"output":{}}
21 20 0 StepExited         other {"local":{"made":7,"seen":7}}
22 21 0 ExecutionSucceeded -     {"output":{"made":7,"seen":7}}
"""

# A goto's target links to the StepExited of the step that jumped (11.6).
CHOICE_GOTO = """
  - type: choice
    name: pick
    choices: [{condition: $.id == 7, goto: other}]
  - {type: pass, name: next}
  - {type: pass, name: other}
"""
CHOICE_GOTO_TABLE = """
 1  0 0 ExecutionStarted   -     {"input":{"id":7}}
 2  1 0 StepEntered        pick  {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        pick  {"input":{"id":7}}
 4  3 0 StepSucceeded      pick  {"output":{}}
 5  4 0 StepExited         pick  {"local":{}}
 6  5 0 StepEntered        other {"input":{"id":7},"local":{}}
 7  6 0 StepStarted        other {"input":{"id":7}}
 8  7 0 StepSucceeded      other {"output":{}}
 9  8 0 StepExited         other {"local":{}}
10  9 0 ExecutionSucceeded -     {"output":{}}
"""

CHOICE_DEFAULT = """
  - type: choice
    name: pick
    choices: [{condition: $.id == 8, goto: next}]
    default:
      steps: [{type: pass, name: inner, outputMappings: [{target: d, source: 1}]}]
      goto: other
    outputMappings: [{target: out, source: $local.d}]
  - {type: pass, name: next}
  - {type: pass, name: other}
"""
CHOICE_DEFAULT_TABLE = """
 1  0 0 ExecutionStarted   -     {"input":{"id":7}}
 2  1 0 StepEntered        pick  {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        pick  {"input":{"id":7}}
 4  3 0 StepEntered        inner {"input":{"id":7},"local":{}}
 5  4 0 StepStarted        inner {"input":{"id":7}}
 6  5 0 StepSucceeded      inner {"output":{"d":1}}
 7  6 0 StepExited         inner {"local":{"d":1}}
 8  7 0 StepSucceeded      pick  {"output":{"out":1}}
 9  8 0 StepExited         pick  {"local":{"out":1}}
10  9 0 StepEntered        other {"input":{"id":7},"local":{"out":1}}
11 10 0 StepStarted        other {"input":{"id":7,"out":1}}
12 11 0 StepSucceeded      other {"output":{}}
13 12 0 StepExited         other {"local":{"out":1}}
14 13 0 ExecutionSucceeded -     {"output":{"out":1}}
"""

CHOICE_FALLS_THROUGH = """
  - {type: choice, name: pick, choices: [{condition: $.id == 8, goto: other}]}
  - {type: succeed, name: next}
  - {type: pass, name: other}
"""
CHOICE_FALLS_THROUGH_TABLE = """
 1  0 0 ExecutionStarted   -    {"input":{"id":7}}
 2  1 0 StepEntered        pick {"input":{"id":7},"local":{}}
 3  2 0 StepStarted        pick {"input":{"id":7}}
 4  3 0 StepSucceeded      pick {"output":{}}
 5  4 0 StepExited         pick {"local":{}}
 6  5 0 StepEntered        next {"input":{"id":7},"local":{}}
 7  6 0 StepStarted        next {"input":{"id":7}}
 8  7 0 StepSucceeded      next {"output":{}}
 9  8 0 StepExited         next {"local":{}}
10  9 0 ExecutionSucceeded -    {"output":{}}
"""

# A failure inside two choices: StepFailed of each enclosing step, innermost first.
FAIL_INSIDE = """
  - type: choice
    name: outer
    choices:
      - condition: $.id == 7
        steps:
          - type: choice
            name: inner
            choices:
              - condition: $.id == 7
                steps: [{type: fail, name: broken, error: E, cause: C}]
"""
FAIL_INSIDE_TABLE = """
 1  0 0 ExecutionStarted -      {"input":{"id":7}}
 2  1 0 StepEntered      outer  {"input":{"id":7},"local":{}}
 3  2 0 StepStarted      outer  {"input":{"id":7}}
 4  3 0 StepEntered      inner  {"input":{"id":7},"local":{}}
 5  4 0 StepStarted      inner  {"input":{"id":7}}
 6  5 0 StepEntered      broken {"input":{"id":7},"local":{}}
 7  6 0 StepStarted      broken {"input":{"id":7}}
 8  7 0 StepFailed       broken {"error":"E","cause":"C"}
 9  8 0 StepFailed       inner  {"error":"E","cause":"C"}
10  9 0 StepFailed       outer  {"error":"E","cause":"C"}
11 10 0 ExecutionFailed  -      {"error":"E","cause":"C"}
"""


@pytest.mark.parametrize(
    ("steps", "table"),
    [
        pytest.param(PASS, PASS_TABLE, id="pass"),
        pytest.param(WAIT, WAIT_TABLE, id="wait"),
        pytest.param(WAIT_IN_THE_PAST, WAIT_IN_THE_PAST_TABLE, id="wait-in-the-past"),
        pytest.param(WAIT_THAT_CANNOT, WAIT_THAT_CANNOT_TABLE, id="wait-that-cannot"),
        pytest.param(SUCCEED, SUCCEED_TABLE, id="succeed"),
        pytest.param(FAIL, FAIL_TABLE, id="fail"),
        pytest.param(BARE_FAIL, BARE_FAIL_TABLE, id="bare-fail"),
        pytest.param(END, END_TABLE, id="end"),
        pytest.param(CHOICE_BRANCH, CHOICE_BRANCH_TABLE, id="choice-branch"),
        pytest.param(CHOICE_GOTO, CHOICE_GOTO_TABLE, id="choice-goto"),
        pytest.param(CHOICE_DEFAULT, CHOICE_DEFAULT_TABLE, id="choice-default"),
        pytest.param(CHOICE_FALLS_THROUGH, CHOICE_FALLS_THROUGH_TABLE, id="choice-falls-through"),
        pytest.param(FAIL_INSIDE, FAIL_INSIDE_TABLE, id="fail-inside-choices"),
    ],
)
def test_history_of_a_step_is_as_specified(steps, table, same_history):
    with open_flow(HEAD + steps) as flow:
        same_history(flow.run({"id": 7}), table)


def test_each_round_of_a_loop_has_events_of_its_own(same_history):
    # Backward goto: the second round's output overwrites the key in the local (fdl-classic 6.3).
    steps = """
  - {type: wait, name: hold, duration: 1, outputMappings: [{target: n, source: $input.next}]}
  - type: choice
    name: more
    choices:
      - condition: "!$.n"
        steps: [{type: pass, name: set, outputMappings: [{target: next, source: 5}]}]
        goto: hold
"""
    with open_flow(HEAD + steps) as flow:
        same_history(
            flow.run(),
            """
 1  0    0 ExecutionStarted   -    {"input":{}}
 2  1    0 StepEntered        hold {"input":{},"local":{}}
 3  2    0 StepStarted        hold {"input":{}}
 4  3 1000 StepSucceeded      hold {"output":{}}
 5  4 1000 StepExited         hold {"local":{}}
 6  5 1000 StepEntered        more {"input":{},"local":{}}
 7  6 1000 StepStarted        more {"input":{}}
 8  7 1000 StepEntered        set  {"input":{},"local":{}}
 9  8 1000 StepStarted        set  {"input":{}}
10  9 1000 StepSucceeded      set  {"output":{"next":5}}
11 10 1000 StepExited         set  {"local":{"next":5}}
12 11 1000 StepSucceeded      more {"output":{"next":5}}
13 12 1000 StepExited         more {"local":{"next":5}}
14 13 1000 StepEntered        hold {"input":{},"local":{"next":5}}
15 14 1000 StepStarted        hold {"input":{"next":5}}
16 15 2000 StepSucceeded      hold {"output":{"n":5}}
17 16 2000 StepExited         hold {"local":{"next":5,"n":5}}
18 17 2000 StepEntered        more {"input":{},"local":{"next":5,"n":5}}
19 18 2000 StepStarted        more {"input":{"next":5,"n":5}}
20 19 2000 StepSucceeded      more {"output":{}}
21 20 2000 StepExited         more {"local":{"next":5,"n":5}}
22 21 2000 ExecutionSucceeded -    {"output":{"next":5,"n":5}}
""",
        )
