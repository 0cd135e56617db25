"""Functions found in templates: which file, which name in it, and why some are not run."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from pytest_fnf import DefinitionError, StubError, open_flow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FLOW = """
version: v1
type: flow
steps:
  - {type: task, name: Pay, resourceArn: "acs:fc:::services/shop/functions/pay"}
"""
TEMPLATE = """\
Transform: 'Aliyun::Serverless-2018-04-03'
Resources:
  shop:
    Type: 'Aliyun::Serverless::Service'
    pay:
      Type: 'Aliyun::Serverless::Function'
      Properties: {%s}
"""
SAYS = "def handler(event, context):\n    return {'from': '%s'}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    def write(properties: str, **files: str) -> Path:
        for name, text in {"template.yml": TEMPLATE % properties, "flows/flow.yml": FLOW, **files}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text), encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return write


def output(source: str = "flows/flow.yml", **options: Any) -> Any:
    with open_flow(source, **options) as flow:
        return flow.run().output


def missing(source: str = "flows/flow.yml") -> str:
    with pytest.raises(StubError) as error, open_flow(source) as flow:
        flow.run()
    return str(error.value)


@pytest.mark.parametrize(
    ("properties", "file"),
    [
        ("Runtime: python3, Handler: index.handler, CodeUri: code", "code/index.py"),
        ("Runtime: python3.10, Handler: index.handler, CodeUri: ./code/", "code/index.py"),
        ("Runtime: Python2.7, Handler: main.handler, CodeUri: code", "code/main.py"),
        ("Handler: index.handler, CodeUri: code/index.py", "code/index.py"),
        ("Runtime: python3, Handler: src/index.handler, CodeUri: code", "code/src/index.py"),
        ("Runtime: python3, Handler: src.index.handler, CodeUri: code", "code/src/index.py"),
        ("Runtime: python3, Handler: index.handler, CodeUri: .", "index.py"),
    ],
)
def test_handler_is_found_by_code_and_name(project: Callable[..., Path], properties: str, file: str) -> None:
    project(properties, **{file: SAYS % file})
    assert output() == {"from": file}


def test_code_folder_is_what_the_template_deploys(project: Callable[..., Path]) -> None:
    handler = (
        "import os\nimport rates\n\ndef main(event, context):\n    return {'rate': rates.RATE, 'in': os.getcwd()}\n"
    )
    root = project(
        "Runtime: python3, Handler: src/index.main, CodeUri: code",
        **{"code/src/index.py": handler, "code/rates.py": "RATE = 3\n"},
    )
    assert output() == {"rate": 3, "in": str(root.resolve() / "code")}


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (
            "Runtime: nodejs12, Handler: index.handler, CodeUri: code",
            "template.yml:5:5: function 'shop/pay' has the runtime 'nodejs12'; only Python runs here, so stub it",
        ),
        (
            "Runtime: java8, Handler: 'a.B::c', CodeUri: code",
            "template.yml:5:5: function 'shop/pay' has the runtime 'java8'; only Python runs here, so stub it",
        ),
        (
            "Runtime: custom, CodeUri: code",
            "template.yml:5:5: function 'shop/pay' has the runtime 'custom'; only Python runs here, so stub it",
        ),
        (
            "Runtime: python3, CodeUri: code",
            "template.yml:5:5: function 'shop/pay' has no handler in this template",
        ),
        (
            "Runtime: python3, Handler: index.handler",
            "template.yml:5:5: function 'shop/pay' has no code in this template",
        ),
        (
            "Runtime: python3, Handler: index.handler, CodeUri: 'oss://bucket/a.zip'",
            ("template.yml:7:71: function 'shop/pay' has its code in 'oss://bucket/a.zip', which is no folder or Python "
            "file here; stub it"),
        ),
        (
            "Runtime: python3, Handler: index.handler, CodeUri: code.zip",
            ("template.yml:7:71: function 'shop/pay' has its code in 'code.zip', which is no folder or Python file here; "
            "stub it"),
        ),
        (
            "Runtime: python3, Handler: index.handler, CodeUri: flows",
            "template.yml:7:71: function 'shop/pay' has its code in 'flows', which has no file index.py; stub it",
        ),
        (
            "Runtime: python3, Handler: index.handler, CodeUri: other.py",
            "template.yml:7:71: function 'shop/pay' has its code in 'other.py', which has no file index.py; stub it",
        ),
    ],
)  # fmt: skip
def test_function_that_cannot_be_run_is_told_with_its_place(
    project: Callable[..., Path], properties: str, reason: str
) -> None:
    project(properties, **{"other.py": "", "code.zip": "PK"})
    lines = missing().splitlines()
    assert f"  {reason}" in lines
    assert not any("handlers looked for" in line for line in lines)


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            "Runtime: python3, Handler: index, CodeUri: code",
            "template.yml:7:47: FNF147 the handler of function 'shop/pay' is 'index'; it is written file.name",
        ),
        (
            "Runtime: python3, Handler: 'index.not a name', CodeUri: code",
            "template.yml:7:47: FNF147 the handler of function 'shop/pay' is 'index.not a name'; it is written file.name",
        ),
        (
            "Runtime: python3, Handler: index.handler, Initializer: other.init, CodeUri: code",
            ("template.yml:7:75: FNF147 the initializer of function 'shop/pay' is 'other.init'; it is run here if it stands "
            "in the handler's file, 'index'"),
        ),
        (
            "Runtime: python3, Handler: index.handler, CodeUri: ../x",
            "template.yml:7:71: FNF146 '../x' lies outside the project folder '*'; it is not read",
        ),
        (
            "Runtime: python3, Handler: ../../x.handler, CodeUri: code",
            "template.yml:7:47: FNF146 '../../x.handler' lies outside the project folder '*'; it is not read",
        ),
        (
            "Runtime: python3, Handler: index.handler, CodeUri: code, EnvironmentVariables: {A: !Ref Nothing}",
            ("template.yml:7:103: FNF141 'Nothing' is neither a parameter nor a resource of this template; "
            'variables={"Nothing": ...} gives it a value'),
        ),
    ],
)  # fmt: skip
def test_function_that_is_described_wrongly_is_an_error_of_the_test(
    project: Callable[..., Path], properties: str, message: str
) -> None:
    root = project(properties, **{"code/index.py": SAYS % "x"})
    (root.parent / "x.py").write_text(SAYS % "outside", encoding="utf-8")
    with pytest.raises(DefinitionError) as error, open_flow("flows/flow.yml") as flow:
        flow.run()
    first = str(error.value).splitlines()[0]
    parts = message.split("*")
    assert first.startswith(parts[0])
    assert first.endswith(parts[-1])


def test_nearest_template_is_the_one(project: Callable[..., Path]) -> None:
    near = TEMPLATE % "Runtime: python3, Handler: near.handler, CodeUri: code"
    project(
        "Runtime: python3, Handler: far.handler, CodeUri: code",
        **{"flows/template.yml": near, "flows/code/near.py": SAYS % "near", "code/far.py": SAYS % "far"},
    )
    assert output() == {"from": "near"}


def test_template_that_the_test_names_goes_before_its_neighbours(project: Callable[..., Path]) -> None:
    named = TEMPLATE % "Runtime: python3, Handler: named.handler, CodeUri: code"
    named += "  F: {Type: 'Aliyun::Serverless::Flow', Properties: {DefinitionUri: flows/flow.yml}}\n"
    project(
        "Runtime: python3, Handler: other.handler, CodeUri: code",
        **{"prod.yml": named, "code/named.py": SAYS % "named", "code/other.py": SAYS % "other"},
    )
    assert output("prod.yml") == {"from": "named"}
    assert output() == {"from": "other"}


def test_template_that_cannot_be_read_is_passed_over_and_told(project: Callable[..., Path]) -> None:
    project("Runtime: python3, Handler: index.handler, CodeUri: code", **{"flows/s.yaml": "services: {a: 1, a: 2}\n"})
    (note,) = [line for line in missing().splitlines() if "cannot be read" in line] or [""]
    assert note == ""
    broken = "resources: {a: {component: fc3, component: fc}}\n"
    project("Runtime: python3, Handler: index.handler", **{"flows/s.yaml": broken, "template.yml": "Transform: x\n"})
    lines = missing().splitlines()
    assert "    template.yml" in lines
    assert (
        "    flows/s.yaml (cannot be read, line 1: the key 'component' stands twice in one map; the first stands at 1:17)"
        in lines
    )


def test_sub_flow_is_found_in_the_template_by_id_and_by_name(project: Callable[..., Path]) -> None:
    child = "version: v1\\ntype: flow\\nsteps: [{type: wait, name: w, duration: 5}]"
    flows = f"  Child: {{Type: 'Aliyun::Serverless::Flow', Properties: {{Name: the-child, Definition: \"{child}\"}}}}\n"
    parent = (
        "version: v1\ntype: flow\nsteps:\n"
        "  - {type: task, name: One, resourceArn: 'acs:fnf:::flow/the-child', pattern: sync}\n"
        "  - {type: task, name: Two, resourceArn: 'acs:fnf:::flow/Child', pattern: sync}\n"
    )
    project("", **{"template.yml": "Transform: x\nResources:\n" + flows, "flows/flow.yml": parent})
    with open_flow("flows/flow.yml") as flow:
        assert flow.run().elapsed.total_seconds() == 10


def test_environment_of_the_test_goes_above_the_template(project: Callable[..., Path]) -> None:
    handler = "import os\n\ndef handler(event, context):\n    return {k: os.environ[k] for k in ('A', 'B', 'C')}\n"
    project(
        "Runtime: python3, Handler: index.handler, CodeUri: code, EnvironmentVariables: {A: t, B: t, C: t}",
        **{"code/index.py": handler},
    )
    with open_flow("flows/flow.yml", env={"B": "mark", "C": "mark"}) as flow:
        flow.function("shop/pay", env={"C": "function"})
        assert flow.run().output == {"A": "t", "B": "mark", "C": "function"}


def test_timeout_and_initializer_come_from_the_template(project: Callable[..., Path]) -> None:
    handler = (
        "import json, time\nready = []\n\ndef prepare(context):\n    ready.append(1)\n\n"
        "def handler(event, context):\n    time.sleep(json.loads(event)['s'])\n    return {'ready': len(ready)}\n"
    )
    project(
        "Runtime: python3, Handler: index.handler, Initializer: index.prepare, CodeUri: code, Timeout: 5",
        **{"code/index.py": handler},
    )
    with open_flow("flows/flow.yml") as flow:
        assert flow.run({"s": 5}).output == {"ready": 1}
        assert flow.run({"s": 6}).error == "FC.Unknown"


INLINE = """\
ROSTemplateFormatVersion: '2015-09-01'
Resources:
  Pay:
    Type: ALIYUN::FC::Function
    Properties:
      ServiceName: shop
      FunctionName: pay
      Handler: index.handler
      Runtime: python3
      Code:
        SourceCode: %s
"""


def test_code_in_the_template_runs_in_instances_of_its_own(project: Callable[..., Path]) -> None:
    code = """|
          import sys
          calls = []

          def handler(event, context):
              calls.append(1)
              return {"calls": len(calls), "module": __name__ in sys.modules}
    """
    project("", **{"template.yml": INLINE % code})
    for _ in range(2):
        with open_flow("flows/flow.yml") as flow:
            assert flow.run().output == {"calls": 1, "module": True}
            assert flow.run().output == {"calls": 2, "module": True}


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("|\n          def handler(event, context):\n              raise ValueError('x')\n", ("template.yml", 13)),
        ('"def handler(event, context):\\n    raise ValueError(1)\\n"', ("<template.yml#Pay>", 2)),
    ],
)
def test_traceback_of_code_in_the_template_has_its_place(
    project: Callable[..., Path], code: str, place: tuple[str, int]
) -> None:
    project("", **{"template.yml": INLINE % code})
    with open_flow("flows/flow.yml") as flow:
        execution = flow.run()
    assert execution.error == "ValueError"
    assert f'File \\"{place[0]}\\", line {place[1]}, in handler' in execution.cause


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("ZipFile: 'def handler(event, context): return {}'", {}),
        ("ZipFile: UEsDBBQAAAAIAA==", "which is no folder or Python file here; stub it"),
        ("OssObjectName: a/b.zip, OssBucketName: x", "which is no folder or Python file here; stub it"),
    ],
)
def test_packed_code_is_not_unpacked(project: Callable[..., Path], code: str, answer: Any) -> None:
    project("", **{"template.yml": INLINE.replace("Code:\n        SourceCode: %s", f"Code: {{{code}}}")})
    if isinstance(answer, str):
        assert answer in missing()
    else:
        assert output() == answer


def test_code_in_the_template_that_is_no_python_fails_the_function(project: Callable[..., Path]) -> None:
    project("", **{"template.yml": INLINE % "'def ('"})
    with open_flow("flows/flow.yml") as flow:
        assert flow.run().error == "SyntaxError"
