"""Serverless Devs files of both generations: flows, functions, and references resolved within the file."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.targets import FunctionTarget
from pytest_fnf.definition.templates.template import template_of
from pytest_fnf.definition.templates.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Read

FIRST = """\
edition: 1.0.0
name: app
access: "{{ access }}"
vars:
  region: cn-hangzhou
  service:
    name: shop
  flowName: "{{ flowName }}"
services:
  pay-function:
    component: devsapp/fc
    props:
      region: ${vars.region}
      service: ${vars.service}
      function:
        name: pay
        handler: index.handler
        initializer: index.init
        timeout: 60
        runtime: python3
        codeUri: code/pay
        environmentVariables:
          FLOW: ${vars.flowName}
          REGION: ${vars.region}-1
          USER: ${env('NOBODY_SETS_THIS', 'ann')}
          SERVICE: ${pay-function.props.service.name}
          SELF: ${this.props.function.name}/${this.name}
  order-flow:
    component: devsapp/fnf
    props:
      name: ${vars.flowName}
      definition: code/flow.yml
"""

THIRD = """\
edition: 3.0.0
name: app
access: default
vars: {name: shop, seconds: 7, on: true}
template:
  python:
    runtime: python3.10
    timeout: 30
    environmentVariables: {A: 1, B: 2}
resources:
  pay:
    component: fc3
    extend: {name: python}
    props:
      functionName: ${vars.name}-pay
      handler: index.handler
      code: ./code
      timeout: 60
      instanceLifecycleConfig: {initializer: {handler: index.init, timeout: 3}}
      environmentVariables: {B: 3, ACCOUNT: "${config('AccountID')}"}
  order:
    component: flow
    props:
      name: ${vars.name}-order
      executionMode: Express
      definition:
        version: v1
        type: flow
        steps:
          - type: task
            name: Pay
            resourceArn: acs:fc:::functions/${resources.pay.props.functionName}
          - {type: wait, name: Rest, duration: "${vars.seconds}"}
          - {type: pass, name: End, end: "${vars.on}"}
  other:
    component: fnf
    props:
      name: other
      definition: ${yaml(file('flows/other.yml'))}
"""
OTHER = """\
Type: StateMachine
SpecVersion: v1
Name: ${vars.name}-other
StartAt: Pay
States:
  - Type: Task
    Name: Pay
    Action: FC:InvokeFunction
    TaskMode: RequestComplete
    Parameters:
      resourceArn: >-
        acs:fc:::functions/${resources.pay.props.functionName}/LATEST
      # ${comment.is.left}
      body: {url: "${resources.pay.output.url}"}
    End: true
"""


def test_flows_of_the_first_generation_are_known_by_their_component() -> None:
    template = template_of(SourceText("s.yaml", FIRST), Variables({"flowName": "order"}))
    assert template is not None
    (flow,) = template.flows
    assert (template.tool, flow.id, flow.name, flow.place) == (
        "Serverless Devs file", "order-flow", "order", Place(28, 3),
    )  # fmt: skip
    assert flow.file is not None
    assert (flow.file.text, flow.file.place) == ("code/flow.yml", Place(32, 19))


def test_flows_of_the_third_generation_are_known_by_their_component() -> None:
    template = template_of(SourceText("s.yaml", THIRD), Variables({}))
    assert template is not None
    assert [(flow.id, flow.name, flow.mode, flow.file and flow.file.text) for flow in template.flows] == [
        ("order", "shop-order", "express", None),
        ("other", "other", None, "flows/other.yml"),
    ]


def test_definition_may_be_a_map_with_references(read: Read) -> None:
    definition = read(THIRD, "order", label="s.yaml")
    assert definition.task_targets() == {"Pay": FunctionTarget(None, "shop-pay")}
    assert (definition.label, definition.step_place("Rest")) == ("s.yaml", Place(33, 13))
    assert definition.model.steps[1].duration == 7


def test_file_may_refer_to_what_names_it(read: Read) -> None:
    definition = read(THIRD, "other", files={"flows/other.yml": OTHER}, **{"resources.pay.output.url": "http://x"})
    assert definition.task_targets() == {"Pay": FunctionTarget(None, "shop-pay", "LATEST")}
    assert (definition.label, definition.step_place("Pay")) == ("flows/other.yml", Place(6, 5))


def test_values_that_are_missing_are_told_where_they_stand(refused: Callable[..., list[str]]) -> None:
    lost = THIRD.replace("{name: shop,", "{name: '{{ project }}',")
    assert refused(lost, "other", files={"flows/other.yml": OTHER}, label="s.yaml") == [
        "s.yaml:4:15 FNF141 the placeholder '{{ project }}' has no value; variables={\"project\": ...} gives it a value",
        ("flows/other.yml:14:20 FNF141 '${resources.pay.output.url}' is not in this file; "
        "variables={\"resources.pay.output.url\": ...} gives it a value"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("${vars.secnds}", ("'${vars.secnds}' is not in this file; variables={\"secnds\": ...} gives it a value "
         "| did you mean 'vars.seconds'?")),
        ("${env('SECONDS')}", ("'env(SECONDS)' has no value; the environment is not read here; "
         "variables={\"SECONDS\": ...} gives it a value")),
        ("${config('Seconds')}", ("'config(Seconds)' has no value; settings of the tool are not read; "
         "variables={\"Seconds\": ...} gives it a value")),
        ("{{ seconds }}", "the placeholder '{{ seconds }}' has no value; variables={\"seconds\": ...} gives it a value"),
        ("${resources.pay.props.tiemout}", ("'${resources.pay.props.tiemout}' is not in this file; "
         "variables={\"resources.pay.props.tiemout\": ...} gives it a value "
         "| did you mean 'resources.pay.props.timeout'?")),
    ],
)  # fmt: skip
def test_reference_that_leads_nowhere_is_told(refused: Callable[..., list[str]], written: str, line: str) -> None:
    text = THIRD.replace("${vars.seconds}", written)
    assert refused(text, "order", label="s.yaml") == [f"s.yaml:33:49 FNF141 {line}"]


def test_function_that_is_not_worked_out_is_told(refused: Callable[..., list[str]]) -> None:
    assert refused(THIRD.replace("${vars.seconds}", "${json(file('x'))}"), "order", label="s.yaml") == [
        (
            "s.yaml:33:49 FNF142 'json(...)' is not worked out here | known are env, config and path, and file where a "
            "definition stands"
        )
    ]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ("{seconds: '${vars.seconds}'}", "FNF143"),
        ("{seconds: '${vars.a}1', a: '${vars.seconds}1'}", "FNF143"),
        ("{seconds: {a: '${vars.seconds}'}}", "FNF143"),
        ("{seconds: '${vars.a.b}', a: '${vars.seconds}'}", "FNF141"),
    ],
)
def test_references_without_an_end_are_refused(refused: Callable[..., list[str]], values: str, code: str) -> None:
    text = THIRD.replace("{name: shop, seconds: 7, on: true}", values[:-1] + ", name: shop, on: true}")
    assert code in refused(text, "order", label="s.yaml")[0]


def test_environment_of_the_process_is_never_read(
    refused: Callable[..., list[str]], read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDS", "3")
    text = THIRD.replace("${vars.seconds}", "${env('SECONDS')}")
    assert refused(text, "order") != []
    assert read(text, "order", SECONDS=5).model.steps[1].duration == 5
    assert read(text, "order", **{"env.SECONDS": 6}).model.steps[1].duration == 6


def test_default_of_an_environment_variable_stands_in_the_file(read: Read) -> None:
    text = THIRD.replace("${vars.seconds}", "${env('SECONDS', vars.seconds)}")
    assert read(text, "order").model.steps[1].duration == 7


@pytest.mark.parametrize(
    ("definition", "line"),
    [
        ("", "FNF144 flow 'other' has no definition; a file or a map is needed"),
        ("[a]", "FNF144 flow 'other' has a definition that is a list; a file or a map is needed"),
    ],
)
def test_definition_of_no_use_is_told(refused: Callable[..., list[str]], definition: str, line: str) -> None:
    (told,) = refused(THIRD.replace("${yaml(file('flows/other.yml'))}", definition), "other", label="s.yaml")
    assert told.partition(" ")[2] == line


def test_definition_may_be_a_text_of_many_lines(read: Read) -> None:
    text = "|-\n        version: v1\n        type: flow\n        steps: [{type: pass, name: '${vars.name}'}]"
    definition = read(THIRD.replace("${yaml(file('flows/other.yml'))}", text), "other", label="s.yaml")
    assert definition.step_place("shop") == Place(42, 17)


def test_settings_of_the_first_generation(settings: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOBODY_SETS_THIS", "bob")
    made = settings(FIRST, flowName="order")
    assert (made.runtime, made.handler.text, made.code.text) == ("python3", "index.handler", "code/pay")
    assert (made.initializer.text, made.timeout) == ("index.init", 60)
    assert made.env == {
        "FLOW": "order",
        "REGION": "cn-hangzhou-1",
        "USER": "ann",
        "SERVICE": "shop",
        "SELF": "pay/pay-function",
    }


def test_settings_of_the_third_generation_with_a_template(settings: Callable[..., Any]) -> None:
    made = settings(THIRD)
    assert (made.runtime, made.handler.text, made.code.text) == ("python3.10", "index.handler", "./code")
    assert (made.initializer.text, made.timeout) == ("index.init", 60)
    assert made.env == {"A": "1", "B": "3", "ACCOUNT": "123456789012"}


def test_functions_are_called_by_service_and_name() -> None:
    first = template_of(SourceText("s.yaml", FIRST), Variables({}))
    third = template_of(SourceText("s.yaml", THIRD), Variables({}))
    assert first is not None
    assert third is not None
    (old,), (new,) = first.functions, third.functions
    assert old.is_called(FunctionTarget("shop", "pay"))
    assert old.is_called(FunctionTarget(None, "pay"))
    assert not old.is_called(FunctionTarget("other", "pay"))
    assert new.is_called(FunctionTarget(None, "shop-pay"))
    assert not new.is_called(FunctionTarget(None, "pay"))
    moved = THIRD.replace("functionName: ${vars.name}-pay", "functionName: shop$pay")
    template = template_of(SourceText("s.yaml", moved), Variables({}))
    assert template is not None
    assert template.functions[0].is_called(FunctionTarget("shop", "pay"))


@pytest.mark.parametrize(
    ("component", "props", "kinds"),
    [
        ("fnf", "{}", (1, 0)),
        ("devsapp/fnf@1.0.0", "{}", (1, 0)),
        ("flow", "{}", (1, 0)),
        ("${path('../')}", "{definition: x}", (1, 0)),
        ("fc", "{}", (0, 1)),
        ("devsapp/fc3", "{}", (0, 1)),
        ("${env('C', 'x')}", "{functionName: x}", (0, 1)),
        ("./local", "{function: {name: x}}", (0, 1)),
        ("rds", "{definition: x, functionName: y}", (0, 0)),
        ("", "{}", (0, 0)),
    ],
)
def test_resource_is_told_by_its_component(component: str, props: str, kinds: tuple[int, int]) -> None:
    text = f'resources:\n  a: {{component: "{component}", props: {props}}}\n'
    template = template_of(SourceText("s.yaml", text), Variables({}))
    assert template is not None
    assert (len(template.flows), len(template.functions)) == kinds


def test_unquoted_placeholder_elsewhere_does_no_harm(read: Read) -> None:
    text = THIRD.replace("access: default", "access: {{ access }}")
    assert read(text, "order").problems == ()
