"""Whatever comes in, a definition or a `DefinitionError` with problems at places of the text comes out."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.problems import DefinitionError

FLOW = """\
version: v1
type: flow
timeoutSeconds: 600
inputMappings:
  - {target: a, source: $input.a}
steps:
  - &task
    type: task
    name: call
    resourceArn: !Ref demo/hello
    pattern: waitForCallback
    serviceParams: {Input: $, Other: "$.a[0]"}
    timeoutSeconds: 5
    retry:
      - errors: [FC.Unknown, FnF.TaskTimeout]
        intervalSeconds: 1
        maxAttempts: 3
        multiplier: 1.5
    catch:
      - errors: [FnF.ALL]
        goto: stop
    errorMappings:
      - {target: why, source: $local.cause}
  - type: choice
    name: pick
    inputMappings:
      - target: status
        source: "$local['status']"
    choices:
      - condition: $.status == "ready" && !($.n > 3)
        steps:
          - {type: wait, name: pause, duration: 2.5}
        goto: call
    default: {goto: stop}
  - type: parallel
    name: both
    branches:
      - steps:
          - type: foreach
            name: each
            iterationMapping: {collection: $.list, item: one, index: at}
            steps:
              - <<: *task
                name: inner
                catch: []
            outputMappings:
              - {target: all, source: '$local[*].x'}
      - steps: [{type: pass, name: quiet, end: true}]
  - {type: wait, name: until, timestamp: 2019-05-02T15:04:05Z}
  - {type: succeed, name: done}
  - type: fail
    name: stop
    error: Stopped
    cause: >-
      for a
      reason
"""
WORDS = sorted(
    {*FLOW.replace(",", " ").split(), "<<:", "*task", "&x", "[", "]", "{", "}", "|", ">", "!Ref", "!!int", "---"}
)
SNIPPETS = st.sampled_from(
    [*WORDS, "\n", "\n  ", "\t", ": ", "- ", "'", '"', "~", "1e999", "0x", "\\", "#", "é", "\u2028"]
)


def check(data: str | bytes) -> None:
    try:
        definition = read_definition(data, label="flow.yml")
    except DefinitionError as error:
        assert str(error)
        assert any(problem.severity == "error" for problem in error.problems)
        problems, lines = error.problems, None
    else:
        problems, lines = definition.problems, definition.source.lines
        names = {step.name for step in definition.graph().steps}
        for way in definition.graph().transitions:
            assert {way.from_, way.to} <= {"", *names}
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


@given(st.text())
@example("!")
@example("%")
@example("? ")
@example("&a")
@example("*")
@example("<<: *a")
@example("a: !!int")
@example("\ufeff")
@example("\ud800")
@example("{? : }")
def test_any_text_is_read_or_refused(text: str) -> None:
    check(text)


@given(st.binary())
@example(b"\xff\xfe")
@example(b"\xfe\xff\x00")
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe\x00\x00")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    check(data)


@given(st.lists(SNIPPETS, max_size=40))
def test_any_words_of_flows_are_read_or_refused(words: list[str]) -> None:
    check("".join(words))
    check(" ".join(words))


@given(st.data())
def test_mutated_flow_is_read_or_refused(data: st.DataObject) -> None:
    text = FLOW
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + data.draw(SNIPPETS) + text[end:]
    check(text)


@given(st.data())
def test_flow_whose_values_are_exchanged_is_read_or_refused(data: st.DataObject) -> None:
    values = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    )
    lines = FLOW.splitlines()
    at = data.draw(st.sampled_from([number for number, line in enumerate(lines) if ": " in line]))
    key, _, _ = lines[at].partition(": ")
    lines[at] = f"{key}: {json.dumps(data.draw(values))}"
    check("\n".join(lines))
