"""Templates of ROS and Funcraft: flows in them, references resolved within the file, and places in the file."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf.definition.classic.model import WaitStep
from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.targets import FlowTarget, FunctionTarget
from pytest_fnf.definition.templates.ros import RosTemplate
from pytest_fnf.definition.templates.template import template_of
from pytest_fnf.definition.templates.variables import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Read

ROS = """\
ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  Suffix: {Type: String, Default: blue}
  Seconds: {Type: Number, Default: 20}
  Topic: {Type: String}
Mappings:
  Regions: {cn-hangzhou: {bucket: east}}
Conditions:
  Blue: {'Fn::Equals': [{Ref: Suffix}, blue]}
  Never: {'Fn::Not': [{'Fn::Or': [Blue, Blue]}]}
Resources:
  Service:
    Type: ALIYUN::FC::Service
    Properties:
      ServiceName: !Sub 'shop-${Suffix}'
  Function:
    Type: ALIYUN::FC::Function
    Properties:
      ServiceName: !GetAtt Service.ServiceName
      FunctionName: pay
  Bucket:
    Type: ALIYUN::OSS::Bucket
    Properties: {BucketName: data}
  Order:
    Type: ALIYUN::FNF::Flow
    Properties:
      Name: {'Fn::Join': ['-', [order, {Ref: Suffix}]]}
      Definition: %s
"""
TASK = """
        %s
          |-
          version: v1
          type: flow
          steps:
            - type: task
              name: Pay
              resourceArn: %s
"""


def task(definition: Any) -> str:
    return str(definition.task_targets()["Pay"].text)


@pytest.mark.parametrize(
    ("arn", "target"),
    [
        ("acs:fc:::services/<s>/functions/<f>", "shop-blue/pay"),
        ("acs:fc:<region>:<account>:services/<s>/functions/<f>", "shop-blue/pay"),
        ("acs:fc:::services/<s>/functions/<f>-<stack>", "shop-blue/pay-stack"),
        ("<arn>", "shop-blue/pay"),
        ("<nested>", "shop-blue/pay"),
        ("acs:fnf:::flow/<flow>", "flow/order-blue"),
        ("acs:mns:::/topics/<topic>/messages", "topics/news"),
        ("acs:fc:::services/<picked>/functions/<second>", "east/b"),
        ("acs:fc:::services/<joined>/functions/<if>", "a-blue/yes"),
        ("acs:fc:::services/<seconds>/functions/<bucket>", "20/data"),
    ],
)
def test_replace_puts_in_what_the_file_says(read: Read, arn: str, target: str) -> None:
    replace = """Fn::Replace:
        - <s>: !GetAtt [Service, ServiceName]
          <f>: {'Fn::GetAtt': [Function, FunctionName]}
          <region>: !Ref ALIYUN::Region
          <account>: {Ref: 'ALIYUN::TenantId'}
          <stack>: !Ref ALIYUN::StackName
          <arn>: !GetAtt Function.Arn
          <nested>: acs:fc:::services/<s>/functions/<f>
          <flow>: !Ref Order
          <topic>: !Ref Topic
          <picked>: {'Fn::FindInMap': [Regions, {Ref: 'ALIYUN::Region'}, bucket]}
          <second>: !Select [1, [a, b]]
          <joined>: !Join ['-', [a, !Ref Suffix]]
          <if>: !If [Never, no, !If [Blue, 'yes', no]]
          <seconds>: !Str {Ref: Seconds}
          <bucket>: !GetAtt Bucket.Name
        -"""
    definition = read(ROS % (TASK % (replace, arn)), Topic="news")
    assert task(definition) == target
    assert definition.problems == ()


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("acs:fc:::services/${Service.ServiceName}/functions/${Function.FunctionName}", "shop-blue/pay"),
        ("acs:fc:::services/${own}/functions/${Function.FunctionName}", "mine/pay"),
        ("${Function.ARN}", "shop-blue/pay"),
        ("acs:fc:::services/${!x}/functions/${Suffix}", "${x}/blue"),
    ],
)
def test_sub_puts_in_what_the_file_says(read: Read, text: str, target: str) -> None:
    body = (TASK % ("", text)).replace("|-\n", "|-\n", 1)
    assert task(read(ROS % f"{{'Fn::Sub': [{_inline(body)}, {{own: mine}}]}}", x="${x}")) == target


def _inline(body: str) -> str:
    """A flow's text in double quotes, on one line."""
    lines = [line.removeprefix(" " * 10) for line in body.splitlines()[3:]]
    return '"' + "\\n".join(lines) + '"'


def test_variables_go_before_what_the_file_says(read: Read) -> None:
    arn = "acs:fc:::services/<a>/functions/<b>"
    replace = "Fn::Replace:\n        - {<a>: !Ref Suffix, <b>: !GetAtt Function.FunctionName}\n        -"
    text = ROS % (TASK % (replace, arn))
    assert task(read(text)) == "blue/pay"
    assert task(read(text, Suffix="green", **{"Function.FunctionName": "other"})) == "green/other"


@pytest.mark.parametrize(
    ("definition", "lines"),
    [
        (
            TASK % ("Fn::Replace:\n        - {<a>: !Ref Topic, <b>: !Ref Tpoic}\n        -", "<a><b>"),
            [
                "template.yml:30:17 FNF141 the parameter 'Topic' has no default; variables={\"Topic\": ...} gives it a value",
                ("template.yml:30:34 FNF141 'Tpoic' is neither a parameter nor a resource of this template; "
                "variables={\"Tpoic\": ...} gives it a value | did you mean 'Topic'?"),
            ],
        ),
        (
            TASK % ("Fn::Sub:", "acs:fc:::services/${Nobody.Name}/functions/${Bucket.Url}"),
            [
                ("template.yml:36:46 FNF141 'Nobody.Name' is neither a parameter nor a resource of this template; "
                "variables={\"Nobody.Name\": ...} gives it a value"),
                ("template.yml:36:71 FNF141 'Url' of 'Bucket' is not in this template; "
                "variables={\"Bucket.Url\": ...} gives it a value"),
            ],
        ),
        (
            "{'Fn::GetAtt': [Buket, Name]}",
            [
                ("template.yml:28:19 FNF141 'Buket' is no resource of this template; "
                "variables={\"Buket.Name\": ...} gives it a value | did you mean 'Bucket'?")
            ],
        ),
        (
            "!GetAtt Bucket.Arn",
            [
                ("template.yml:28:19 FNF141 the ARN of 'Bucket' is not in this template; "
                "variables={\"Bucket.Arn\": ...} gives it a value")
            ],
        ),
        (
            "!Base64 x",
            [
                ("template.yml:28:19 FNF142 the function 'Fn::Base64' is not worked out here | known are Ref, Fn::Replace, "
                "Fn::Sub, Fn::GetAtt, Fn::Join, Fn::Select, Fn::FindInMap, Fn::Str, Fn::If")
            ],
        ),
        (
            "!Jion [',', [x]]",
            ["template.yml:28:19 FNF142 the function 'Fn::Jion' is not worked out here | did you mean 'Join'?"],
        ),
        ("!Join x", ["template.yml:28:19 FNF142 Fn::Join is given the text 'x'; it takes a list of a separator and a list"]),
        ("!Replace [x]", ["template.yml:28:19 FNF142 Fn::Replace is given a list; it takes a list of a map and a text"]),
        ("!Sub {a: b}", ["template.yml:28:19 FNF142 Fn::Sub is given a map; it takes a text, or a list of a text and a map"]),
        (
            "!Select [7, [a]]",
            ["template.yml:28:19 FNF142 Fn::Select is given a list; it takes a list of an index and a list that has it"],
        ),
        (
            "!FindInMap [Regions, x, y]",
            ["template.yml:28:19 FNF142 Fn::FindInMap is given a list; it takes a list of three keys that Mappings has"],
        ),
        ("!If [Blue]", ["template.yml:28:19 FNF142 Fn::If is given a list; it takes a list of a condition and two values"]),
        (
            "!If [Green, a, b]",
            [
                ("template.yml:28:24 FNF141 'Green' is no condition of this template; "
                "variables={\"Green\": ...} gives it a value")
            ],
        ),
        ("!If [{'Fn::Xor': [Blue]}, a, b]", ["template.yml:28:24 FNF142 this condition is not worked out here"]),
        (
            "{steps: []}",
            [
                ("template.yml:28:19 FNF144 Definition of flow 'Order' is a map; the tool takes a text | "
                "write Definition: |- and the flow below, indented")
            ],
        ),
        (
            "",
            [
                ("template.yml:28:18 FNF144 Definition of flow 'Order' is empty; the tool takes a text | "
                "write Definition: |- and the flow below, indented")
            ],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_is_told_at_its_place(
    refused: Callable[..., list[str]], definition: str, lines: list[str]
) -> None:
    assert refused(ROS % definition) == lines


def test_flow_without_definition_is_told(refused: Callable[..., list[str]]) -> None:
    text = "Transform: 'Aliyun::Serverless-2018-04-03'\nResources:\n  F: {Type: 'Aliyun::Serverless::Flow'}\n"
    assert refused(text) == [
        "template.yml:3:3 FNF144 flow 'F' has neither Definition nor DefinitionUri | write Definition: |- and the flow below"
    ]


def test_reference_to_itself_has_no_end(refused: Callable[..., list[str]]) -> None:
    text = (
        "Resources:\n"
        "  A: {Type: 'ALIYUN::FNF::Flow', Properties: {Name: !GetAtt B.Name, Definition: !GetAtt A.Name}}\n"
        "  B: {Type: 'ALIYUN::FNF::Flow', Properties: {Name: !GetAtt A.Name}}\n"
    )
    assert refused(text) == ["template.yml:2:53 FNF143 what stands here refers to itself; that would have no end"]


def test_references_bring_in_only_so_much(refused: Callable[..., list[str]]) -> None:
    doubled = "".join(f"  B{n}: &b{n} {{'Fn::Join': ['', [*b{n - 1}, *b{n - 1}]]}}\n" for n in range(1, 9))
    text = (
        f"Parameters: {{P: {{Default: {'x' * 100_000}}}}}\n"
        f"Mappings:\n  B0: &b0 !Ref P\n{doubled}"
        "Resources:\n  F: {Type: 'ALIYUN::FNF::Flow', Properties: {Definition: *b8}}\n"
    )
    (line,) = refused(text)
    assert line.endswith("FNF143 references bring in more than 20,000,000 characters")


INDENTED = """\
Transform: 'Aliyun::Serverless-2018-04-03'
Parameters:
  Name:
    Type: String
    Default: a rather long name
Resources:
  F:
    Type: Aliyun::Serverless::Flow
    Properties:
      Description: |
        some text
      Definition:
        Fn::Replace:
          - <name>: {Ref: Name}
          - |-

            version: v1
            type: flow
            steps:
              # one
              - type: wait
                name: <name>
                duration: 5
              - {type: wait, name: <name> 2, duration: -1}
              - type: choice
                name: c
                choices: [{condition: '$.a ! 1', goto: x}]
"""


def test_problems_have_the_places_of_the_outer_file(refused: Callable[..., list[str]]) -> None:
    assert [line.partition("; expected")[0] for line in refused(INDENTED)] == [
        (
            "template.yml:24:56 FNF029 duration of step 'a rather long name 2' is the number -1; a number of seconds from 0 to "
            "172800 or a path such as $.seconds is allowed"
        ),
        "template.yml:27:44 FNF040 condition of choices[0] of step 'c': found '!'",
        "template.yml:27:56 FNF031 choices[0] of step 'c' goes to 'x', which is no step of this list",
    ]


def test_steps_have_the_places_of_the_outer_file(read: Read) -> None:
    definition = read(INDENTED.replace("-1", "1").replace("$.a ! 1", "$.a == 1").replace("goto: x", "goto: c"))
    assert (definition.label, definition.source.text[:9]) == ("template.yml", "Transform")
    assert definition.step_place("a rather long name") == Place(21, 17)
    assert definition.step_place("a rather long name 2") == Place(24, 17)
    assert (
        next(definition.excerpt(Place(24, 17))) == "   24 |               - {type: wait, name: <name> 2, duration: 1}"
    )


def test_json_template_has_places_inside_its_texts(refused: Callable[..., list[str]]) -> None:
    text = (
        '{"ROSTemplateFormatVersion": "2015-09-01", "Resources": {"F": {"Type": "ALIYUN::FNF::Flow", "Properties": {\n'
        '  "Name": "f",\n'
        '  "Definition": "version: v1\\ntype: flow\\nsteps:\\n- {type: \\"pass\\", name: a, end: 3}\\n"}}}}'
    )
    column = text.splitlines()[2].index("3}") + 1
    assert refused(text) == [
        f"template.yml:3:{column} FNF028 end of step 'a' is the number 3; true or false is allowed"
    ]


def test_definition_may_be_a_parameter(read: Read) -> None:
    text = (
        "ROSTemplateFormatVersion: '2015-09-01'\n"
        "Parameters:\n  D:\n    Default: |\n      version: v1\n      type: flow\n      steps: [{type: pass, name: a}]\n"
        "Resources: {F: {Type: 'ALIYUN::FNF::Flow', Properties: {Definition: {Ref: D}}}}\n"
    )
    assert read(text).step_place("a") == Place(7, 15)
    assert read(text, D="version: v1\ntype: flow\nsteps: [{type: pass, name: b}]").step_names == ("b",)


FUNCRAFT = """\
ROSTemplateFormatVersion: '2015-09-01'
Transform: 'Aliyun::Serverless-2018-04-03'
Parameters:
  Pause: {Type: Number, Default: 7}
Resources:
  shop:
    Type: 'Aliyun::Serverless::Service'
    pay:
      Type: 'Aliyun::Serverless::Function'
      Properties: {FunctionName: payment, Handler: index.handler, Runtime: python3, CodeUri: ./}
  order:
    Type: 'Aliyun::Serverless::Flow'
    Properties: {DefinitionUri: flow.yml}
"""


def test_file_of_a_funcraft_flow_may_refer_to_the_template(read: Read) -> None:
    inner = """\
version: v1
type: flow
steps:
  - type: task
    name: Pay
    resourceArn: !Ref shop/pay
    inputMappings:
      - {target: fn, source: !GetAtt shop/pay.FunctionName}
  - {type: wait, name: Rest, duration: !Ref Pause}
  - {type: task, name: Again, resourceArn: !Ref Arn}
  - {type: task, name: Other, resourceArn: !Sub 'acs:fnf:::flow/${order.Name}'}
"""
    definition = read(FUNCRAFT, files={"flow.yml": inner}, Arn="acs:fc:::services/a/functions/b")
    assert definition.task_targets() == {
        "Pay": FunctionTarget("shop", "pay"),
        "Again": FunctionTarget("a", "b"),
        "Other": FlowTarget("order"),
    }
    assert definition.model.steps[0].input_mappings[0].source.value == "payment"
    rest = definition.model.steps[1]
    assert isinstance(rest, WaitStep)
    assert rest.duration == 7
    assert (definition.label, definition.step_place("Rest")) == ("flow.yml", Place(9, 5))


def test_problems_of_a_file_and_of_its_template_come_together(refused: Callable[..., list[str]]) -> None:
    inner = "version: v1\ntype: flow\nsteps:\n- {type: wait, name: a, duration: !Ref Nothing}\n- {type: pass, name: !Ref N}\n"
    template = FUNCRAFT.replace("{Type: Number, Default: 7}", "{Default: !Ref Other}").replace("Pause", "N")
    assert refused(template, files={"flow.yml": inner}) == [
        (
            "template.yml:4:16 FNF141 'Other' is neither a parameter nor a resource of this template; "
            "variables={\"Other\": ...} gives it a value | did you mean 'order'?"
        ),
        (
            "flow.yml:4:35 FNF141 'Nothing' is neither a parameter nor a resource of this template; "
            'variables={"Nothing": ...} gives it a value'
        ),
    ]


def test_flows_have_names_modes_and_files() -> None:
    text = """\
ROSTemplateFormatVersion: '2015-09-01'
Resources:
  A: {Type: 'ALIYUN::FNF::Flow', Properties: {Name: !Sub 'x-${ALIYUN::Region}', ExecutionMode: Express}}
  B: {Type: 'ALIYUN::FNF::Flow', Properties: {Name: !Ref Nothing, ExecutionMode: Standard}}
  C: {Type: 'Aliyun::Serverless::Flow', Properties: {DefinitionUri: flows/c.yml, ExecutionMode: x}}
  D: {Type: 'ALIYUN::OSS::Bucket'}
"""
    template = template_of(SourceText("t.yml", text), NOTHING)
    assert template is not None
    assert [(flow.id, flow.name, flow.mode, flow.file and flow.file.text, flow.place) for flow in template.flows] == [
        ("A", "x-cn-hangzhou", "express", None, Place(3, 3)),
        ("B", "B", "standard", None, Place(4, 3)),
        ("C", "C", None, "flows/c.yml", Place(5, 3)),
    ]


def test_functions_are_called_by_id_and_by_name() -> None:
    template = template_of(SourceText("t.yml", FUNCRAFT + ROS.partition("Resources:\n")[2] % "x"), NOTHING)
    assert template is not None
    pay, function = template.functions
    assert (pay.id, function.id) == ("shop/pay", "Function")
    for target in (("shop", "pay"), ("shop", "payment"), (None, "payment")):
        assert pay.is_called(FunctionTarget(*target))
    for target in (("shop", "Function"), ("shop-blue", "payment"), (None, "nobody")):
        assert not pay.is_called(FunctionTarget(*target))
    # 'Suffix' is no parameter of this template, so the service's name is not known, and any will do.
    assert function.is_called(FunctionTarget("whatever", "pay"))


def test_settings_of_a_function_are_resolved(settings: Callable[..., Any]) -> None:
    text = """\
ROSTemplateFormatVersion: '2015-09-01'
Parameters: {Table: {Default: orders}, Secret: {}}
Resources:
  F:
    Type: ALIYUN::FC::Function
    Properties:
      ServiceName: s
      FunctionName: f
      Handler: index.handler
      Initializer: index.init
      Runtime: python3
      Timeout: 60
      Code:
        SourceCode:
          Fn::Replace:
            - {<r>: !Ref ALIYUN::Region}
            - |-
              def handler(event, context):
                  return "<r>"
      EnvironmentVariables:
        TABLE: !Ref Table
        LIMIT: 5
        ON: true
        NOTHING:
        SECRET: !Ref Secret
"""
    with pytest.raises(DefinitionError) as error:
        settings(text)
    assert [(problem.code, problem.line) for problem in error.value.problems] == [("FNF141", 25)]
    made = settings(text, Secret="s3")
    assert (made.runtime, made.timeout) == ("python3", 60)
    assert (made.handler.text, made.handler.place, made.initializer.text) == (
        "index.handler",
        Place(9, 16),
        "index.init",
    )
    assert made.inline.text == 'def handler(event, context):\n    return "cn-hangzhou"'
    assert made.env == {"TABLE": "orders", "LIMIT": "5", "ON": "true", "NOTHING": "", "SECRET": "s3"}


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ("Timeout: soon", "4:27 FNF147 the time-out of function 'F' is 'soon'; a number of seconds is needed"),
        ("Timeout: -1", "4:27 FNF147 the time-out of function 'F' is '-1'; a number of seconds is needed"),
        ("EnvironmentVariables: [a]", "4:40 FNF147 the environment of function 'F' is a list; a map is needed"),
    ],
)
def test_settings_of_no_use_are_told(settings: Callable[..., Any], properties: str, message: str) -> None:
    text = f"Resources:\n  F:\n    Type: ALIYUN::FC3::Function\n    Properties: {{{properties}}}\n"
    with pytest.raises(DefinitionError) as error:
        settings(text)
    (problem,) = error.value.problems
    assert f"{problem.line}:{problem.column} {problem.code} {problem.message}" == message


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("ROSTemplateFormatVersion: x\n", "ROS template"),
        ("Transform: x\n", "Funcraft template"),
        ("Resources: {A: {Type: 'ALIYUN::FNF::Flow'}}", "ROS template"),
        ("version: v1\ntype: flow\nsteps: []\n", None),
        ("version: v1\ntype: flow\nresources: {a: 1}\nsteps: []\n", None),
        ("Resources: [1]", None),
        ("Resources: {A: {Type: AWS::Lambda::Function}}", None),
        ("[services: 1]", None),
    ],
)
def test_template_is_known_by_its_words(text: str, tool: str | None) -> None:
    template = template_of(SourceText("t.yml", text), NOTHING)
    assert (None if template is None else template.tool) == tool


def test_template_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(DefinitionError) as error:
        template_of(SourceText("t.yml", "Transform: x\nResources: {A: 1, A: 2}\n"), NOTHING)
    assert [problem.code for problem in error.value.problems] == ["FNF004"]
    assert template_of(SourceText("t.yml", "Resources:\n\t- x\n"), NOTHING) is None


def test_template_says_what_it_is() -> None:
    template = template_of(SourceText("t.yml", FUNCRAFT), NOTHING)
    assert isinstance(template, RosTemplate)
    assert [flow.id for flow in template.flows] == ["order"]
