"""Codes, their page, and the text of the error. Every example of the page is run."""

from __future__ import annotations

import pickle
import re
from contextlib import suppress
from pathlib import Path

import pytest

from pytest_fnf.account.options import Reading
from pytest_fnf.account.projects import project_of
from pytest_fnf.account.sources import flows_in
from pytest_fnf.definition.advice.advice import advise
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.problems import CODES, DefinitionError, Problem, Problems, quoted
from pytest_fnf.definition.silencing import Silencing
from pytest_fnf.definition.templates.variables import NOTHING
from pytest_fnf.errors import FnfError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "problems.md"
SECTION = re.compile(r"^## (FNF\d{3}): (.+)\n", re.MULTILINE)
EXAMPLE = re.compile(r"^(Bad|Good):\n\n```(yaml|python)\n(.*?)```$", re.MULTILINE | re.DOTALL)


def sections() -> dict[str, tuple[str, str]]:
    """Code -> title and body."""
    _, *parts = SECTION.split(PAGE.read_text(encoding="utf-8"))
    return {code: (title, body) for code, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)}


def example(code: str, kind: str) -> str | bytes:
    found = {name: (language, text) for name, language, text in EXAMPLE.findall(sections()[code][1])}
    assert list(found) == ["Bad", "Good"]
    language, text = found[kind]
    return text if language == "yaml" else eval(text, {"__builtins__": {"range": range}})


def warnings_in(text: str | bytes, code: str) -> tuple[Problem, ...]:
    """What the reader accepts but tells, and what the comments in it are good for; advice for a code of advice."""
    definition = read_definition(text)
    advice = advise(definition) if "FNF080" <= code < "FNF100" else ()
    silencing = Silencing(definition.source)
    return (*silencing.left(definition.problems), *silencing.left(advice), *silencing.useless())


def problems_of_template(text: str, folder: Path) -> tuple[Problem, ...]:
    """Those of all flows and functions of a deployment tool's file; `flow.yml` lies beside it and above it."""
    project = folder / "project"
    project.mkdir()
    for place in (folder, project):
        (place / "flow.yml").write_text("version: v1\ntype: flow\nsteps: [{type: pass, name: a}]\n", encoding="utf-8")
    file = project / ("main.tf" if text.startswith("resource ") else "template.yml")
    file.write_text(text, encoding="utf-8")
    found = [problem for flow in flows_in(file, Reading()) for problem in flow.result.problems]
    with suppress(DefinitionError):
        described = project_of(file, NOTHING)
        for function in () if described is None else described.template.functions:
            try:
                described.template.settings(function)
            except DefinitionError as error:
                found += error.problems
    return tuple(found)


def test_page_and_table_of_codes_agree() -> None:
    assert {code: title for code, (title, _) in sections().items()} == CODES
    assert list(sections()) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_bad_example_has_the_problem_and_only_warnings_are_accepted(code: str, tmp_path: Path) -> None:
    if "FNF060" <= code < "FNF100" or "FNF120" <= code < "FNF140":
        problems = warnings_in(example(code, "Bad"), code)
    elif code > "FNF140":
        problems = problems_of_template(str(example(code, "Bad")), tmp_path)
    else:
        with pytest.raises(DefinitionError) as error:
            read_definition(example(code, "Bad"))
        problems = error.value.problems
    assert code in {problem.code for problem in problems}


@pytest.mark.parametrize("code", CODES)
def test_good_example_has_no_problem_at_all(code: str, tmp_path: Path) -> None:
    text = example(code, "Good")
    found = problems_of_template(str(text), tmp_path) if code > "FNF140" else warnings_in(text, code)
    assert found == ()


def test_error_shows_every_problem_in_the_order_of_the_text() -> None:
    text = """\
version: v1
type: flow
steps:
  - type: task
    name: BookHotel
    resourceArn: acs:fc:::services/trip/functions/BookHotel
    catch:
      - errors: [FnF.ALL]
        goto: CancelFligth
    next: CancelFlight
  - type: wait
    name: CancelFlight
    duration: -1
"""
    with pytest.raises(DefinitionError) as error:
        read_definition(text, label="flows/trip/flow.yml")
    assert (
        str(error.value)
        == """\
flows/trip/flow.yml:9:15: FNF031 catch of step 'BookHotel' goes to 'CancelFligth', which is no step of this list
    9 |         goto: CancelFligth
      |               ^
  hint: did you mean 'CancelFlight'?
flows/trip/flow.yml:10:5: FNF060 warning: step 'BookHotel' has an unknown attribute 'next'; it is ignored
   10 |     next: CancelFlight
      |     ^
  hint: steps run in the order written; only choices, default and catch name another one, with goto
flows/trip/flow.yml:13:15: FNF029 duration of step 'CancelFlight' is the number -1; \
a number of seconds from 0 to 172800 or a path such as $.seconds is allowed
   13 |     duration: -1
      |               ^"""
    )
    assert isinstance(error.value, FnfError)


def test_error_carries_its_problems_as_data() -> None:
    with pytest.raises(DefinitionError) as error:
        read_definition("version: v2\ntype: flow\nsteps: [{type: pass, name: a}]")
    (problem,) = error.value.problems
    assert problem == Problem(
        "FNF021", "version of the flow is the text 'v2'; v1 (or the older v1beta1) is needed", 1, 10
    )
    assert (problem.hint, problem.severity, problem.place) == ("", "error", Place(1, 10))


def test_error_travels_between_processes() -> None:
    with pytest.raises(DefinitionError) as error:
        read_definition("a: b", label="flow.yml")
    copy = pickle.loads(pickle.dumps(error.value))
    assert str(copy) == str(error.value)
    assert copy.problems == error.value.problems


def test_error_with_very_many_problems_shows_the_first_errors() -> None:
    steps = "".join(f"  - {{type: pass, name: s{number}, foo: 1, end: 2}}\n" for number in range(150))
    with pytest.raises(DefinitionError) as error:
        read_definition(f"version: v1\ntype: flow\nsteps:\n{steps}")
    assert len(error.value.problems) == 300
    text = str(error.value)
    assert text.count("FNF028 end of step") == 100
    assert "FNF060" not in text
    assert text.endswith("\nand 200 more problems")


def test_problem_is_told_once_wherever_an_alias_brings_it() -> None:
    problems = Problems(SourceText("flow.yml", "a"))
    for _ in range(3):
        problems.error("FNF028", Place(1, 1), "same")
    problems.error("FNF028", Place(1, 1), "other")
    assert [problem.message for problem in problems.ordered()] == ["other", "same"]


def test_place_that_yaml_complained_of_is_settled() -> None:
    problems = Problems(SourceText("flow.yml", "a"))
    problems.error("FNF008", Place(1, 1), "a tag")
    problems.settle()
    problems.error("FNF040", Place(1, 1), "a condition")
    problems.error("FNF040", Place(2, 1), "a condition")
    assert [(problem.code, problem.line) for problem in problems.ordered()] == [("FNF008", 1), ("FNF040", 2)]


def test_warnings_of_a_huge_document_do_not_push_out_its_errors() -> None:
    problems = Problems(SourceText("flow.yml", ""))
    for line in range(20_000):
        problems.warning("FNF060", Place(line + 1, 1), "unknown")
    problems.error("FNF028", Place(30_000, 1), "wrong")
    ordered = problems.ordered()
    assert len(ordered) == 10_001
    assert ordered[-1].code == "FNF028"


def test_nearest_name_is_looked_for_only_so_often() -> None:
    problems = Problems(SourceText("flow.yml", ""))
    names = [f"step{number}" for number in range(5000)] + ["CancelFlight"]
    assert problems.near("CancelFligth", names) == "did you mean 'CancelFlight'?"
    for _ in range(3):
        problems.near("x", names)
    assert problems.near("CancelFligth", names) == ""
    assert problems.near("x" * 100, ["x" * 99]) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a", "'a'"), ("a\n b", "'a b'"), ("x" * 100, "'" + "x" * 77 + "...'"), ("\x1b", "'\ufffd'"), ("", "''")],
)
def test_quoted_text_stays_on_one_short_line(text: str, shown: str) -> None:
    assert quoted(text) == shown
