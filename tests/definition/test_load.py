"""The door: what a definition offers, which dialect a document has, and that all problems come at once."""

from __future__ import annotations

import contextlib
import gc
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.targets import FlowTarget, FunctionTarget

A_FLOW = "a flow is a map of version, type and steps, or of Type, SpecVersion, StartAt and States"

POLL = """\
version: v1
type: flow
steps:
  - type: task
    name: StartJob
    resourceArn: acs:fc:::services/demo/functions/StartJob
  - type: choice
    name: Check
    choices:
      - condition: $.ok
        steps:
          - type: task
            name: Report
            resourceArn: acs:fnf:::flow/report
    default:
      goto: StartJob
    foo: 1
"""


def test_definition_says_what_stands_in_the_document() -> None:
    definition = read_definition(POLL, label="flows/poll/flow.yml")
    assert (definition.dialect, definition.label) == ("classic", "flows/poll/flow.yml")
    assert definition.source.text == POLL
    assert definition.step_names == ("StartJob", "Check", "Report")
    assert definition.step_place("Report") == Place(12, 13)
    assert definition.step_place("report") is None
    assert (definition.kind_of("Check"), definition.kind_of("check")) == ("choice", "")
    assert definition.task_targets() == {"StartJob": FunctionTarget("demo", "StartJob"), "Report": FlowTarget("report")}
    assert list(definition.excerpt(Place(8, 11))) == ["    8 |     name: Check", "      |           ^"]
    assert definition.graph() is definition.graph()
    assert repr(definition) == "<Definition 'flows/poll/flow.yml': classic, 3 steps>"


def test_warnings_do_not_refuse_a_definition() -> None:
    (problem,) = read_definition(POLL, label="flow.yml").problems
    assert (problem.code, problem.severity, problem.line, problem.column) == ("FNF060", "warning", 17, 5)
    assert str(problem).splitlines()[0] == (
        "flow.yml:17:5: FNF060 warning: step 'Check' has an unknown attribute 'foo'; it is ignored"
    )


def test_all_problems_are_found_at_once_in_the_order_of_the_text() -> None:
    text = """\
version: v2
type: flow
steps:
  - {type: wait, name: a}
  - {type: pass, name: a, end: 3}
  - {type: choice, name: c, choices: [{condition: '$.x = 1', goto: d}]}
  - {type: task, name: e, resourceArn: x, timeoutSeconds: 0}
"""
    with pytest.raises(DefinitionError) as error:
        read_definition(text)
    assert [(problem.line, problem.code) for problem in error.value.problems] == [
        (1, "FNF021"),
        (4, "FNF035"),
        (5, "FNF030"),
        (5, "FNF028"),
        (6, "FNF040"),
        (6, "FNF031"),
        (7, "FNF033"),
        (7, "FNF029"),
    ]


def test_definition_is_read_only_and_known_by_identity() -> None:
    one, other = read_definition(POLL), read_definition(POLL)
    assert one != other
    assert len({one, other}) == 2
    with pytest.raises(AttributeError):
        one.label = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        one.model.steps[0].name = "x"  # type: ignore[misc]


def test_the_parts_of_a_model_are_read_only_too_and_can_be_hashed() -> None:
    # A definition is read once a session: what one test wrote into it, the next would run.
    text = """\
version: v1
type: flow
steps:
  - {type: task, name: A, resourceArn: "acs:fc:::services/s/functions/f", retry: [{errors: [X], maxAttempts: 2}]}
"""
    step: Any = read_definition(text).model.steps[0]
    with pytest.raises(AttributeError):
        step.retry[0].max_attempts = 5
    assert hash(step) == hash(read_definition(text).model.steps[0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"1:1 FNF020 the document is empty; {A_FLOW}"),
        ("# nothing\n", f"1:1 FNF020 the document is empty; {A_FLOW}"),
        ("flow.yml", f"1:1 FNF020 the document is the text 'flow.yml'; {A_FLOW}"),
        ("42", f"1:1 FNF020 the document is the number 42; {A_FLOW}"),
        ("- {type: pass, name: a}", f"1:1 FNF020 the document is a list; {A_FLOW}"),
        ("a: 1\nb: 2", f"1:1 FNF020 this is no flow definition; {A_FLOW}"),
        (
            "Resources: {}",
            "1:1 FNF020 this is a template of a deployment tool (it has 'Resources'), no flow definition",
        ),
    ],
)
def test_document_that_is_no_flow_has_one_problem(text: str, message: str) -> None:
    with pytest.raises(DefinitionError) as error:
        read_definition(text)
    (problem,) = error.value.problems
    assert f"{problem.line}:{problem.column} {problem.code} {problem.message}" == message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("- {type: pass, name: a}", "write version: v1, type: flow, then steps: with this list below"),
        (
            "- {Type: Pass, Name: a}",
            "write Type: StateMachine, SpecVersion: v1, StartAt, then States: with this list below",
        ),
        ("a: 1", ""),
        ("Steps: []", "did you mean 'Steps'?"),
    ],
)
def test_document_that_is_no_flow_is_told_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(DefinitionError) as error:
        read_definition(text)
    assert [problem.hint for problem in error.value.problems] == [hint]


def test_longest_wait_where_nothing_is_said_depends_on_the_dialect() -> None:
    # fdl-classic Q-22: two days; cloudflow-statemachine 5: 300 seconds
    classic = "version: v1\ntype: flow\nsteps: [{{type: wait, name: a, duration: {}}}]"
    newer = "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates: [{{Type: Wait, Name: a, Seconds: {}, End: true}}]"
    for text, longest in ((classic, 172_800), (newer, 300)):
        assert read_definition(text.format(longest)).problems == ()
        with pytest.raises(DefinitionError, match="FNF029"):
            read_definition(text.format(longest + 1))
        assert read_definition(text.format(longest + 1), wait_seconds=longest + 1).problems == ()
        assert read_definition(text.format(1_000_000), wait_seconds=None).problems == ()


def test_what_yaml_complained_of_is_not_told_again_in_other_words() -> None:
    with pytest.raises(DefinitionError) as error:
        read_definition(
            "version: v1\ntype: flow\nsteps: [{type: choice, name: a, choices: [{condition: !$.x , goto: a}]}]\n"
        )
    assert [problem.code for problem in error.value.problems] == ["FNF008"]


def test_aliases_and_merge_keys_work_in_flows() -> None:
    definition = read_definition(
        """\
version: v1
type: flow
steps:
  - &task
    type: task
    name: a
    resourceArn: acs:fc:::services/s/functions/f
    retry: &retry
      - {errors: [FnF.ALL]}
  - <<: *task
    name: b
    timeoutSeconds: 3
  - {type: task, name: c, resourceArn: 'acs:fnf:::flow/x', retry: *retry}
"""
    )
    assert definition.problems == ()
    assert definition.task_targets() == {
        "a": FunctionTarget("s", "f"),
        "b": FunctionTarget("s", "f"),
        "c": FlowTarget("x"),
    }


def test_definition_travels_in_an_error_but_the_yaml_library_is_loaded_late() -> None:
    code = "import sys; import pytest_fnf.definition.load; print('yaml' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root)
    assert shown.stdout.strip() == "False"


def test_a_flow_loads_neither_the_other_dialect_nor_what_templates_need() -> None:
    code = f"""
import sys
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import SourceText
from pytest_fnf.definition.templates.template import template_of
from pytest_fnf.definition.templates.variables import NOTHING

text = {POLL!r}
read_definition(text)
assert template_of(SourceText("flow.yml", text), NOTHING) is None
print(*sorted(name for name in sys.modules if "statemachine" in name or "definition.templates" in name))
"""
    root = Path(__file__).resolve().parents[2]
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root)
    assert shown.stdout.split() == [
        "pytest_fnf.definition.templates",
        "pytest_fnf.definition.templates.placeholders",
        "pytest_fnf.definition.templates.template",
        "pytest_fnf.definition.templates.variables",
    ]


def test_flow_nested_to_the_limit_is_read() -> None:
    deep = "{type: pass, name: last}"
    for level in range(98):
        deep = f"{{type: foreach, name: s{level}, iterationMapping: {{collection: $.x, item: i}}, steps: [{deep}]}}"
    definition = read_definition(f"version: v1\ntype: flow\nsteps: [{deep}]")
    assert definition.problems == ()
    assert len(definition.graph().steps) == 99


def test_reading_is_linear() -> None:
    def calls(steps: int) -> int:
        text = "version: v1\ntype: flow\nsteps:\n" + "".join(
            f"  - type: task\n    name: s{number}\n    resourceArn: acs:fnf:::flow/f{number}\n"
            f"    catch: [{{errors: [FnF.ALL], goto: wrong{number}}}]\n    foo{number}: 1\n"
            for number in range(steps)
        )
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

    calls(10)
    small, large = calls(500), calls(1000)
    assert large <= 2.1 * small


def test_model_can_be_pickled_as_far_as_it_is_data() -> None:
    model = read_definition("version: v1\ntype: flow\nsteps: [{type: wait, name: a, duration: 3}]").model
    assert pickle.loads(pickle.dumps(model)) == model


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("text", [POLL, "version: v2"])
def test_garbage_collector_is_afterwards_as_before(text: str, enabled: bool) -> None:  # noqa: FBT001  (a parameter)
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with contextlib.suppress(DefinitionError):
            read_definition(text)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
