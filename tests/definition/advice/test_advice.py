"""The door: order, both dialects, the project's own flows, and whatever can be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.definition.advice.advice import advise
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.problems import CODES, DefinitionError
from pytest_fnf.definition.silencing import Silencing

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = sorted(path for path in (ROOT / "flows").glob("*/*.yml"))

CLASSIC = """\
version: v1
type: flow
timeoutSeconds: 600
inputMappings: [{target: a, source: $input.a}]
steps:
  - type: task
    name: call
    resourceArn: acs:fc:{region}::functions/f
    pattern: waitForCallback
    inputMappings: [{target: x, source: "$local.x[0]"}]
    timeoutSeconds: 5000
    retry: [{errors: [FnF.ALL, FC.Unknwn], intervalSeconds: 9, maxAttempts: 99}, {errors: [E]}]
    catch: [{errors: [FnF.TaskTimeout], goto: stop}]
    errorMappings: [{target: why, source: $local.cause}]
  - type: choice
    name: pick
    choices:
      - condition: $.status == "ready" && !($.n > 3)
        steps: [{type: wait, name: pause, duration: 2.5}]
        goto: call
  - type: parallel
    name: both
    branches:
      - steps:
          - type: foreach
            name: each
            iterationMapping: {collection: $.list, item: one, index: at}
            steps: [{type: pass, name: quiet, end: true}]
            outputMappings: [{target: all, source: "$local[*].x"}]
      - steps: [{type: succeed, name: done}]
    outputMappings: [{target: b, source: "$local[7].all"}, {target: c, source: $context.flow.nmae}]
  - {type: fail, name: stop}
outputMappings: [{target: d, source: $local.e}]
"""
NEWER = """\
Type: StateMachine
SpecVersion: v1
StartAt: Call
States:
  - Type: Task
    Name: Call
    Action: FC:InvokeFunction
    TaskMode: WaitForCustomCallback
    Parameters: {resourceArn: "acs:fc:::functions/f", body: {a.$: $Input.a, b: [1, {c.$: "uuid()"}]}}
    OutputConstructor: {x.$: $Output.y, n.$: $Global.k}
    GlobalConstructor: {k.$: $Output.k}
    Retry: [{Errors: [FnF.TaskTimeout], MaxAttempts: 3, IntervalSeconds: 1, BackoffRate: 2}]
    Catch: [{Errors: [FnF.ALL], Next: Stop, OutputConstructor: {code.$: $Context.Current.Error.Code}}]
    Next: Pick
  - {Type: Choice, Name: Pick, Branches: [{Condition: $Input.x == 1, Next: Call}], Default: Both}
  - Type: Parallel
    Name: Both
    Branches:
      - {StartAt: A, States: [{Type: Wait, Name: A, Seconds.$: $Input.n, End: true}]}
      - StartAt: B
        States:
          - Type: Map
            Name: B
            ItemsPath: $Input.list
            Processor: {StartAt: C, States: [{Type: Pass, Name: C, GlobalConstructor: {k: 1}, End: true}]}
            End: true
    OutputConstructor: {y.$: $Output.Branch2, z.$: "$Output.Branch1.Items[0].q"}
    Next: Done
  - {Type: Succeed, Name: Done}
  - {Type: Fail, Name: Stop, Code: Stopped, Detail: x}
"""


def test_advice_stands_in_the_order_of_the_text_and_only_warns() -> None:
    for text in (CLASSIC, NEWER):
        problems = advise(read_definition(text))
        assert len(problems) > 3
        assert [problem.place for problem in problems] == sorted(problem.place for problem in problems)
        assert {problem.severity for problem in problems} == {"warning"}
        assert {problem.code for problem in problems} <= {code for code in CODES if "FNF080" <= code < "FNF100"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.parent.name)
def test_samples_get_no_advice_but_what_they_silence(sample: Path) -> None:
    definition = read_definition(sample.read_bytes(), label=sample.name)
    assert Silencing(definition.source).left(advise(definition)) == ()


def test_opening_a_flow_computes_no_advice() -> None:
    code = (
        "import sys; from pytest_fnf import open_flow\n"
        "with open_flow('version: v1\\ntype: flow\\nsteps: [{type: pass, name: a}]') as flow: flow.run()\n"
        "print([name for name in sys.modules if 'advice' in name])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert run.stdout == "[]\n"


SNIPPETS = [
    *sorted({*CLASSIC.replace(",", " ").split(), *NEWER.replace(",", " ").split()}),
    *("\n", "\n  ", "- ", ": ", "[", "]", "{", "}", "0", "-1", "1e9", "$input", "$local[*]", "$Input.", "$", '"', "'"),
]


@given(st.data())
def test_whatever_can_be_read_gets_advice_at_places_of_the_text(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([CLASSIC, NEWER]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.sampled_from(SNIPPETS)) + text[end:]
    try:
        definition = read_definition(text)
    except DefinitionError:
        return
    lines = definition.source.lines
    for problem in advise(definition):
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.message.isprintable()


def step(number: int) -> str:
    return f"""\
  - type: task
    name: t{number}
    resourceArn: acs:fc:::functions/f{number}
    inputMappings: [{{target: a, source: $local.k{number - 1}}}, {{target: b, source: $input.x}}]
    outputMappings: [{{target: k{number}, source: $local.y}}]
    retry: [{{errors: [FC.Unknown, FnF.TaskTimeout], intervalSeconds: 3}}]
    catch: [{{errors: [FnF.ALL], goto: last}}]
"""


def state(number: int) -> str:
    return f"""\
  - Type: Task
    Name: S{number}
    Action: FC:InvokeFunction
    Parameters: {{resourceArn: "acs:fc:::functions/f", body.$: $Input.k{number}}}
    OutputConstructor: {{k{number + 1}.$: $Output.Body.x, all.$: $Input}}
    Catch: [{{Errors: [FnF.ALL], Next: Last, OutputConstructor: {{a.$: $Context.Current.Error.Code}}}}]
    Next: S{number + 1}
"""


CHAINS: dict[str, Callable[[int], str]] = {
    "classic": lambda count: (
        "version: v1\ntype: flow\nsteps:\n" + "".join(map(step, range(count))) + "  - {type: fail, name: last}\n"
    ),
    "loops": lambda count: (
        "version: v1\ntype: flow\nsteps:\n"
        + "".join(
            f"  - {{type: task, name: t{number}, resourceArn: 'acs:fnf:::flow/x'}}\n"
            f"  - {{type: choice, name: c{number}, choices: [{{condition: $.a, goto: t{number // 2}}}]}}\n"
            for number in range(count)
        )
    ),
    "statemachine": lambda count: (
        "Type: StateMachine\nSpecVersion: v1\nStartAt: S0\nStates:\n"
        + "".join(map(state, range(count)))
        + f"  - {{Type: Pass, Name: S{count}, Next: Last}}\n  - {{Type: Succeed, Name: Last}}\n"
    ),
}


@pytest.mark.parametrize("kind", CHAINS)
def test_twice_the_steps_take_twice_the_work(kind: str) -> None:
    def work(count: int) -> int:
        definition = read_definition(CHAINS[kind](count))
        definition.graph()
        calls = 0

        def called(frame: object, event: str, argument: object) -> None:
            nonlocal calls
            calls += 1

        before = sys.getprofile()
        sys.setprofile(called)
        try:
            advise(definition)
        finally:
            sys.setprofile(before)
        return calls

    assert work(400) < 2.3 * work(200)
