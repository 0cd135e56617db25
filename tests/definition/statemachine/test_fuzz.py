"""Whatever comes in, a definition or a `DefinitionError` with problems at places of the text comes out."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.problems import DefinitionError

FLOW = """\
Type: StateMachine
Name: orders
SpecVersion: v1
StartAt: Ask
States:
  - &task
    Type: Task
    Name: Ask
    Action: FC:InvokeFunction
    TaskMode: WaitForCustomCallback
    Parameters:
      resourceArn: acs:fc:::functions/ask/LATEST
      invocationType: Async
      body:
        token.$: $Context.Current.TaskToken
        list: [1, {id.$: "$Input.ids[0]"}]
    Timeout.$: $Input.limit
    OutputConstructor: {answer.$: '$Output.Body["answer"]', now.$: $Global.now}
    GlobalConstructor: {now.$: uuid()}
    Retry:
      - {Errors: [FC.Unknown], MaxAttempts: 3, IntervalSeconds: 1, BackoffRate: 1.5, MaxBackoffSeconds: 60}
    Catch:
      - {Errors: [FnF.ALL], OutputConstructor: {code.$: $Context.Current.Error.Code}, Next: Stop}
    Next: Check
  - Type: Choice
    Name: Check
    InputConstructor: {n.$: length($Input.answer), fixed: {}}
    Branches:
      - Condition: $Input.n > 3 && !("k" in $Input.fixed)
        Next: Pause
      - {Condition: '$Input.n == 2 || `a` != "b"', Next: Each}
    Default: Both
  - {Type: Wait, Name: Pause, Seconds: 10, Next: Ask}
  - Type: Map
    Name: Each
    ItemsPath: $Context.Execution.Input.items
    MaxConcurrency: 5
    ItemConstructor: {id.$: $Item.id}
    ItemBatcher: {MaxItemsPerBatch: 2}
    ToleratedFailurePercentage: 12.5
    Processor:
      ProcessorConfig: {ExecutionMode: Standard}
      StartAt: Inner
      States:
        - {Type: Pass, Name: Inner, OutputConstructor: {all.$: "toArray($Input, 1)"}, End: true}
    Next: Done
  - Type: Parallel
    Name: Both
    Branches:
      - StartAt: One
        States:
          - <<: *task
            Name: One
            Catch: []
            Next: Two
          - {Type: Succeed, Name: Two}
      - StartAt: Call
        States:
          - Type: Task
            Name: Call
            Action: HTTP:Request
            Parameters:
              method: POST
              url: https://example.com/
              body.$: |-
                {
                  "ids": [$Input.id]
                }
            End: true
    Next: Done
  - {Type: Succeed, Name: Done}
  - Type: Fail
    Name: Stop
    Code: Stopped
    Detail: >-
      for a
      reason
"""
WORDS = sorted(
    {*FLOW.replace(",", " ").split(), "<<:", "*task", "&x", "[", "]", "{", "}", "|", ">", "!Ref", "!!int", "---", ".$:"}
)
SNIPPETS = st.sampled_from(
    [
        *WORDS,
        "\n",
        "\n  ",
        "\t",
        ": ",
        "- ",
        "'",
        '"',
        "~",
        "1e999",
        "0x",
        "\\",
        "#",
        "é",
        "\u2028",
        "$",
        ".$",
        "(",
        ")",
    ]
)


def check(data: str, mode: str = "standard") -> None:
    try:
        definition = read_definition(data, label="flow.yml", mode=mode)  # type: ignore[arg-type]
    except DefinitionError as error:
        assert str(error)
        assert any(problem.severity == "error" for problem in error.problems)
        problems, lines = error.problems, None
    else:
        problems, lines = definition.problems, definition.source.lines
        names = {step.name for step in definition.graph().steps}
        for way in definition.graph().transitions:
            assert {way.from_, way.to} <= {"", *names}
        assert set(definition.task_targets()) <= names
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1
        if lines is not None:
            assert problem.line <= len(lines)
            assert problem.column <= len(lines[problem.line - 1]) + 1
        source = problem.source
        assert source is not None
        assert problem.line <= len(source.lines) + 1


def test_the_flow_that_is_mutated_is_valid() -> None:
    assert read_definition(FLOW).problems == ()


@given(st.lists(SNIPPETS, max_size=40))
def test_any_words_of_flows_are_read_or_refused(words: list[str]) -> None:
    check("".join(words))
    check("Type: StateMachine\n" + " ".join(words))


@given(st.data())
def test_mutated_flow_is_read_or_refused(data: st.DataObject) -> None:
    text = FLOW
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + data.draw(SNIPPETS) + text[end:]
    check(text, data.draw(st.sampled_from(["standard", "express"])))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["$Input", "$Input.a", "$Output.x", "a.$", ".$", "Express", "FnF.ALL", "[]", "{}", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5) | st.sampled_from(["a.$", "a", ".$", "Next", "StartAt", "Errors"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@given(st.data())
def test_flow_whose_values_are_exchanged_is_read_or_refused(data: st.DataObject) -> None:
    lines = FLOW.splitlines()
    at = data.draw(st.sampled_from([number for number, line in enumerate(lines) if ": " in line]))
    key, _, _ = lines[at].partition(": ")
    lines[at] = f"{key}: {json.dumps(data.draw(VALUES))}"
    check("\n".join(lines))


SCOPE = "{{Type: Map, Name: s{0}, End: true, ItemsPath: $Input, Processor: {{StartAt: s{1}, States: [{inner}]}}}}"


def test_flow_nested_to_the_limit_is_read() -> None:
    deep = "{Type: Pass, Name: s0, End: true}"
    for level in range(1, 66):
        deep = SCOPE.format(level, level - 1, inner=deep)
    definition = read_definition(f"Type: StateMachine\nSpecVersion: v1\nStartAt: s65\nStates: [{deep}]")
    assert definition.problems == ()
    assert len(definition.graph().steps) == 66


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]")])
def test_constructor_nested_to_the_limit_is_read(opening: str, closing: str) -> None:
    depth = 194 // len(opening.replace("a: ", ""))
    value = opening * depth + "{k.$: $Input.x}" + closing * depth
    definition = read_definition(
        "Type: StateMachine\nSpecVersion: v1\nStartAt: a\n"
        f"States: [{{Type: Pass, Name: a, End: true, InputConstructor: {{v: {value}}}}}]"
    )
    assert definition.problems == ()


def calls_to_read(text: str) -> int:
    count = 0

    def tracer(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(tracer)
    try:
        with pytest.raises(DefinitionError):
            read_definition(text)
    finally:
        sys.setprofile(before)
    return count


STATE = """\
  - Type: Task
    Name: s{0}
    Action: FC:InvokeFunktion{0}
    Parameters: {{resourceArn.$: $Input.f{0}, body: "text $Input.x{0}", what{0}: 1}}
    OutputConstructor: {{a{0}.$: "$Output.x{0} ="}}
    Catch: [{{Errors: [FnF.ALL], Next: wrong{0}}}]
    foo{0}: 1
    Next: nowhere{0}
"""


def test_reading_is_linear() -> None:
    head = "Type: StateMachine\nSpecVersion: v1\nStartAt: s0\nStates:\n"
    calls_to_read(head + STATE.format(0))
    small, large = (calls_to_read(head + "".join(map(STATE.format, range(count)))) for count in (500, 1000))
    assert large <= 2.1 * small
