"""What people write who know another workflow language, and what they are told.

The flows stand in this file and not beside it, so that tools which read all flow files of a project find none that is
broken on purpose.
"""

# ruff: noqa: E501  (messages are shown whole)

from __future__ import annotations

import pytest

from pytest_fnf import DefinitionError

HEAD = "version: v1\ntype: flow\nsteps:\n"

NEXT_AND_DEFAULT = """\
  - type: choice
    name: Ready
    choices:
      - {condition: $.number > 1, next: Done}
    default: Done
  - {type: pass, name: Done}
"""

CATCH_WITH_STEPS = """\
  - type: task
    name: Pay
    resourceArn: acs:fc:::services/shop/functions/Pay
    catch:
      - errors: [FnF.ALL]
        steps:
          - {type: pass, name: Undo}
"""

STEP_OF_TYPE_FLOW = """\
  - {type: flow, name: Child, flowName: child}
"""

STEP_OF_TYPE_LOOP = """\
  - type: loop
    name: Poll
    steps:
      - {type: wait, name: Pause, duration: 1}
"""

PATTERN_WITH_A_VALUE = """\
  - type: task
    name: Ask
    resourceArn: acs:fc:::services/shop/functions/Ask
    pattern: waitForCallback=false
"""

CATCH_OUT_OF_A_FOREACH = """\
  - type: foreach
    name: Each
    iterationMapping: {collection: $.orders, item: order}
    steps:
      - type: task
        name: Pay
        resourceArn: acs:fc:::services/shop/functions/Pay
        catch:
          - {errors: [FnF.ALL], goto: NotPaid}
  - {type: fail, name: NotPaid}
"""

ONE_EQUALS_SIGN = """\
  - type: choice
    name: Ready
    choices:
      - {condition: $.number = 1, goto: Ready}
"""

RETRY_OF_A_STAR = """\
  - type: task
    name: Pay
    resourceArn: acs:fc:::services/shop/functions/Pay
    retry:
      - {errors: "*"}
"""

RETRY_ON_A_PASS = """\
  - type: pass
    name: Prepare
    retry:
      - {errors: [FnF.ALL]}
"""


@pytest.mark.parametrize(
    ("steps", "message", "hint"),
    [
        pytest.param(
            NEXT_AND_DEFAULT,
            "<flow>:7:35: FNF060 warning: choices[0] of step 'Ready' has an unknown attribute 'next'; it is ignored",
            "the step to go to is named by goto",
            id="next in a choice",
        ),
        pytest.param(
            NEXT_AND_DEFAULT,
            "<flow>:8:14: FNF028 default of step 'Ready' is the text 'Done'; a map of steps and goto is needed",
            "write default: {goto: Done}",
            id="a name as default",
        ),
        pytest.param(
            CATCH_WITH_STEPS,
            "<flow>:9:9: FNF037 catch[0] of step 'Pay' has 'steps'; a catch has errors and goto only",
            "put the steps into this list, behind a step that ends it, and go to the first of them",
            id="steps in a catch",
        ),
        pytest.param(
            STEP_OF_TYPE_FLOW,
            "<flow>:4:12: FNF025 type of step 'Child' is the text 'flow'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed",
            "a sub-flow is a task with resourceArn: acs:fnf:::flow/name",
            id="a step of type flow",
        ),
        pytest.param(
            STEP_OF_TYPE_LOOP,
            "<flow>:4:11: FNF025 type of step 'Poll' is the text 'loop'; one of task, pass, wait, choice, parallel, foreach, succeed, fail is needed",
            "loops are written with a choice and a goto back to an earlier step",
            id="a step of type loop",
        ),
        pytest.param(
            PATTERN_WITH_A_VALUE,
            "<flow>:7:14: FNF034 pattern of step 'Ask' is the text 'waitForCallback=false'; one of requestResponse, sync, waitForCallback is allowed",
            "did you mean 'waitForCallback'?",
            id="a pattern with a value",
        ),
        pytest.param(
            CATCH_OUT_OF_A_FOREACH,
            "<flow>:12:39: FNF031 catch of step 'Pay' goes to 'NotPaid', which is a step of another list (line 13); a goto cannot leave or enter one",
            "siblings here are 'Pay'",
            id="a catch that leaves its foreach",
        ),
        pytest.param(
            ONE_EQUALS_SIGN,
            "<flow>:7:30: FNF040 condition of choices[0] of step 'Ready': found '='; did you mean '=='?",
            None,
            id="one equals sign",
        ),
        pytest.param(
            RETRY_OF_A_STAR,
            "<flow>:8:18: FNF028 errors of retry[0] of step 'Pay' is the text '*'; a list is needed",
            "write [FnF.ALL]",
            id="a retry of everything",
        ),
        pytest.param(
            RETRY_ON_A_PASS,
            "<flow>:6:5: FNF032 step 'Prepare' is a pass with 'retry'; only a task can have it",
            "put the steps into a flow of their own and run that as a task, to handle its errors",
            id="a retry on a pass",
        ),
    ],
)
def test_it_is_told_where_and_what_to_write_instead(load_flow, steps, message, hint):
    with pytest.raises(DefinitionError) as refused:
        load_flow(HEAD + steps)

    lines = str(refused.value).splitlines()
    assert message in lines
    if hint is not None:
        # Behind the message stand the line of the flow and the caret.
        assert lines[lines.index(message) + 3] == f"  hint: {hint}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'{HEAD}  - type: choice\n    name: A\n    choices:\n      - condition:$.a=="b"\n', id="no blank"),
        pytest.param("steps:\n  - {type: pass, name: A}\n", id="no header"),
        pytest.param("- {type: pass, name: A}\n", id="a list of steps"),
        pytest.param('"version: v1"\n', id="a flow inside a text"),
    ],
)
def test_what_is_no_flow_at_all_is_refused_too(load_flow, text):
    with pytest.raises(DefinitionError):
        load_flow(text)
