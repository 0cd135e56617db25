"""What people write who mix the dialects or know another language, and what they are told.

The flows stand in this file and not beside it, so that tools which read all flow files of a project find none that is
broken on purpose.
"""

# ruff: noqa: E501  (messages are shown whole)

from __future__ import annotations

import pytest

from pytest_fnf import DefinitionError

HEAD = "Type: StateMachine\nSpecVersion: v1\nName: a\nStartAt: A\nStates:\n"

COMMENT_OF_ANOTHER_LANGUAGE = """\
  - Type: Wait // half a minute
    Name: A
    Seconds: 30
    End: true
"""

NO_WAY_ON = """\
  - Type: Pass
    Name: A
"""

BOTH_WAYS_ON = """\
  - Type: Pass
    Name: A
    Next: A
    End: true
"""

CHOICE_WITHOUT_DEFAULT = """\
  - Type: Choice
    Name: A
    Branches:
      - {Condition: $Input.ready, Next: A}
"""

SMALL_LETTERS = """\
  - type: pass
    name: A
    end: true
"""

SMALL_VARIABLE = """\
  - Type: Pass
    Name: A
    OutputConstructor:
      order.$: $input.order
    End: true
"""

NO_EXPRESSION = """\
  - Type: Pass
    Name: A
    OutputConstructor:
      greeting.$: hello
    End: true
"""

NO_FUNCTION = """\
  - Type: Pass
    Name: A
    OutputConstructor:
      count.$: lenght($Input.orders)
    End: true
"""

MAP_OF_STATES = """\
  A:
    Type: Pass
    End: true
"""

OLD_ERROR_HANDLING = """\
  - Type: Task
    Name: A
    Action: FC:InvokeFunction
    Parameters: {resourceArn: "acs:fc:::functions/pay"}
    OnErrors: []
    End: true
"""

LONG_WAIT = """\
  - Type: Wait
    Name: A
    Seconds: 3600
    End: true
"""


@pytest.mark.parametrize(
    ("states", "message", "hint"),
    [
        pytest.param(
            COMMENT_OF_ANOTHER_LANGUAGE,
            "<flow>:6:11: FNF025 Type of state 'A' is the text 'Wait // half a minute'; one of Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail is needed",
            None,
            id="a comment of another language",
        ),
        pytest.param(
            NO_WAY_ON,
            "<flow>:6:5: FNF102 state 'A' has neither Next nor End: true; states do not follow each other in the order written",
            None,
            id="neither Next nor End",
        ),
        pytest.param(
            BOTH_WAYS_ON,
            "<flow>:9:5: FNF102 state 'A' has both Next and End: true; either it goes on, or it ends its scope",
            None,
            id="Next and End",
        ),
        pytest.param(
            CHOICE_WITHOUT_DEFAULT,
            "<flow>:6:5: FNF027 state 'A' has no 'Default'; it names the state that goes on when no condition is true",
            None,
            id="no Default",
        ),
        pytest.param(
            SMALL_LETTERS,
            "<flow>:6:5: FNF101 state 'A' has 'type'; in the dialect 'Type: StateMachine' it is written 'Type'",
            "small first letters belong to the classic dialect, type: flow",
            id="words of the classic dialect",
        ),
        pytest.param(
            SMALL_VARIABLE,
            "<flow>:9:16: FNF042 order.$ of OutputConstructor of state 'A': found '$input'; the variables are $Input, $Output, $Context, $Global, $Item",
            "did you mean '$Input'?",
            id="a variable of the classic dialect",
        ),
        pytest.param(
            NO_EXPRESSION,
            "<flow>:9:19: FNF042 greeting.$ of OutputConstructor of state 'A': found 'hello'; a variable begins with '$', a text stands in quotes",
            "write $Input.hello or '\"hello\"'",
            id="a text under a key of expressions",
        ),
        pytest.param(
            NO_FUNCTION,
            "<flow>:9:16: FNF042 count.$ of OutputConstructor of state 'A': found 'lenght', which is no function",
            "did you mean 'length'?",
            id="a function that is not there",
        ),
        pytest.param(
            MAP_OF_STATES,
            "<flow>:6:3: FNF028 States of the flow is a map; a list is needed",
            "Amazon States Language has a map; here each state is an entry of a list, with its name in it: - Name: ...",
            id="a map of states",
        ),
        pytest.param(
            OLD_ERROR_HANDLING,
            "<flow>:10:5: FNF105 state 'A' has 'OnErrors', which the service has replaced by 'Retry' and 'Catch'",
            "write Retry: - {Errors, MaxAttempts, IntervalSeconds}, and Catch: - {Errors, Next}",
            id="error handling of an old page",
        ),
        pytest.param(
            LONG_WAIT,
            "<flow>:8:14: FNF029 Seconds of state 'A' is the number 3600; a whole number of seconds from 1 to 300 is allowed",
            None,
            id="a wait of an hour",
        ),
    ],
)
def test_it_is_told_where_and_what_to_write_instead(load_flow, states, message, hint):
    with pytest.raises(DefinitionError) as refused:
        load_flow(HEAD + states)

    lines = str(refused.value).splitlines()
    assert message in lines
    if hint is not None:
        # Behind the message stand the line of the flow and the caret.
        assert lines[lines.index(message) + 3] == f"  hint: {hint}"
