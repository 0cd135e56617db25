"""Ignore comments: which warnings they silence, and what is told of those that silence nothing."""

from __future__ import annotations

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import SourceText
from pytest_fnf.definition.problems import Problem
from pytest_fnf.definition.silencing import Silencing, known_codes
from pytest_fnf.errors import UsageError

HEAD = "version: v1\ntype: flow\nsteps:\n"


def sifted(text: str) -> list[str]:
    """What is told of a document: its own warnings that are left, then those of its comments."""
    definition = read_definition(text)
    silencing = Silencing(definition.source)
    told = (*silencing.left(definition.problems), *silencing.useless())
    return [f"{problem.line}:{problem.column} {problem.code} {problem.severity}" for problem in told]


def of_comments(text: str, *problems: Problem) -> list[str]:
    silencing = Silencing(SourceText("flow.yml", text))
    silencing.left(problems)
    return [
        f"{problem.line}:{problem.column} {problem.message}{f' | {problem.hint}' if problem.hint else ''}"
        for problem in silencing.useless()
    ]


def warning(code: str, line: int) -> Problem:
    return Problem(code, "said", line, 1, severity="warning")


@pytest.mark.parametrize(
    "steps",
    [
        "  - {type: pass, name: a, note: x}  # fnf: ignore FNF060\n",
        "  - {type: pass, name: a, note: x}\t#fnf:ignore FNF060\n",
        "  - {type: pass, name: a, note: x}  # FNF: Ignore fnf060\n",
        "  - {type: pass, name: a, note: x}  # fnf: ignore FNF060 -- read by a tool of ours\n",
        "  - {type: pass, name: a, note: x}  # fnf: ignore FNF060  # noqa\n",
        "  # fnf: ignore FNF060\n  - {type: pass, name: a, note: x}\n",
        "# fnf: ignore FNF060\n  - {type: pass, name: a, note: x}\n",
        "  # fnf: ignore FNF060\n  # It is read by a tool of ours.\n  - {type: pass, name: a, note: x}\n",
        "  - type: pass\n    name: a\n    note: x  # fnf: ignore FNF060\n",
        "  - type: pass\n    name: a\n    note: >-  # fnf: ignore FNF060\n      x\n",
        "  - {type: pass, name: it's, note: x}  # fnf: ignore FNF060\n",
        "  - {type: pass, name: 'a', note: \"x\"}  # fnf: ignore FNF060\n",
        "  - {type: pass, name: a, note: x, outputMappings: }  # fnf: ignore FNF060,FNF066\n",
        "  - {type: pass, name: a, note: x, outputMappings: }  # fnf: ignore FNF060 , FNF066 -- both\n",
        "  # fnf: ignore FNF060\n  - {type: pass, name: a, note: x, outputMappings: }  # fnf: ignore FNF066\n",
        "  # fnf: ignore FNF060\n  # fnf: ignore FNF066\n  - {type: pass, name: a, note: x, outputMappings: }\n",
    ],
)
def test_comment_on_the_line_or_alone_before_it_silences_its_codes(steps: str) -> None:
    assert sifted(HEAD + steps) == []


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\u2028"])
def test_lines_are_those_of_the_yaml_library(line_break: str) -> None:
    text = HEAD + "  # fnf: ignore FNF060\n  - {type: pass, name: a, note: x}\n"
    assert sifted(text.replace("\n", line_break)) == []


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        # another code
        ("  - {type: pass, name: a, note: x}  # fnf: ignore FNF066\n", ["4:27 FNF060 warning", "4:51 FNF067 warning"]),
        # another line
        (
            "  - type: pass  # fnf: ignore FNF060\n    name: a\n    note: x\n",
            ["6:5 FNF060 warning", "4:31 FNF067 warning"],
        ),
        # an empty line between
        (
            "  # fnf: ignore FNF060\n\n  - {type: pass, name: a, note: x}\n",
            ["6:27 FNF060 warning", "4:17 FNF067 warning"],
        ),
        # the line after a comment that is not alone
        (
            "  - type: pass\n    name: a  # fnf: ignore FNF060\n    note: x\n",
            ["6:5 FNF060 warning", "5:28 FNF067 warning"],
        ),
        # of two codes one
        ("  - {type: pass, name: a, note: x}  # fnf: ignore FNF060, FNF066\n", ["4:59 FNF067 warning"]),
        # no codes
        ("  - {type: pass, name: a, note: x}  # fnf: ignore\n", ["4:27 FNF060 warning", "4:37 FNF067 warning"]),
        # no comment: there is no blank before '#'
        ("  - {type: pass, name: a, note: x#fnf:ignore FNF060\n    }\n", ["4:27 FNF060 warning"]),
        # somebody's own remark
        ("  - {type: pass, name: a, note: x}  # fnf: the main flow\n", ["4:27 FNF060 warning"]),
        ("  - {type: pass, name: a, note: x}  # see fnf: ignore FNF060\n", ["4:27 FNF060 warning"]),
    ],
)
def test_comment_for_something_else_silences_nothing_and_is_told(steps: str, told: list[str]) -> None:
    assert sifted(HEAD + steps) == told


@pytest.mark.parametrize(
    "value",
    [
        '"x # fnf: ignore FNF060"',
        "'it''s # fnf: ignore FNF060'",
        '"a \\" # fnf: ignore FNF060"',
        '"over lines\n      # fnf: ignore FNF060\n      and \\" more"',
    ],
)
def test_text_in_quotes_is_no_comment(value: str) -> None:
    assert sifted(f"{HEAD}  - type: pass\n    name: a\n    note: {value}\n") == ["6:5 FNF060 warning"]


def test_comment_behind_a_text_of_several_lines_is_one() -> None:
    text = f"{HEAD}  - type: fail\n    name: a\n    cause: 'one\n      two'  # fnf: ignore FNF060\n"
    assert sifted(text) == ["7:27 FNF067 warning"]


def test_flow_inside_a_template_brings_its_comments() -> None:
    template = "Definition: |\n  steps:\n    # fnf: ignore FNF060\n    - {type: pass}\n"
    assert of_comments(template, warning("FNF060", 4)) == []


def test_errors_are_never_silenced() -> None:
    problem = Problem("FNF031", "said", 1, 1)
    silencing = Silencing(SourceText("flow.yml", "goto: nowhere  # fnf: ignore FNF031"))
    assert silencing.left([problem]) == (problem,)


NO_CODE = "write # fnf: ignore and the codes, with commas between them"
COMMAS = "codes such as FNF060 are separated by commas; a reason stands behind --"


@pytest.mark.parametrize(
    ("comment", "place", "message", "hint"),
    [
        ("ignore FNF060", "1:18", "there is no warning FNF060 on line 1", "remove it from the comment"),
        ("ignore FNF031", "1:18", "FNF031 on line 1 is an error; only warnings can be silenced", ""),
        (
            "ignore FNF999",
            "1:18",
            "'FNF999' is no code of a problem",
            "codes are listed in docs/reference/problems.md",
        ),
        ("ignore", "1:4", "it names no code, so it silences nothing", NO_CODE),
        ("ignore -- all of it", "1:4", "it names no code, so it silences nothing", NO_CODE),
        ("ignore FNF062 FNF063", "1:18", "'FNF062 FNF063' is no code", COMMAS),
        ("ignore FNF061, because", "1:26", "'because' is no code", COMMAS),
        ("ingore FNF060", "1:4", "'ingore' says nothing", "did you mean 'ignore'?"),
    ],
)
def test_useless_comment_is_told_with_what_to_write(comment: str, place: str, message: str, hint: str) -> None:
    problems = Problem("FNF031", "said", 1, 1), warning("FNF061", 1)
    told = f"{place} ignore comment: {message}{f' | {hint}' if hint else ''}"
    assert of_comments(f"a  # fnf: {comment}", *problems) == [told]


def test_comments_of_an_unreadable_text_do_no_harm() -> None:
    assert of_comments("a: [  # fnf: ignore FNF060", warning("FNF060", 1)) == []


def test_last_line_of_a_text_may_be_a_comment() -> None:
    assert of_comments("a\n# fnf: ignore FNF060") == [
        "2:15 ignore comment: there is no warning FNF060 on line 3 | remove it from the comment"
    ]


def test_codes_of_options_are_read_in_any_spelling() -> None:
    assert known_codes(["FNF060", "fnf061, FNF062", ""], "--ignore") == {"FNF060", "FNF061", "FNF062"}


def test_unknown_code_of_an_option_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"^ini fnf_ignore: 'FNF999' is no code of a problem; codes are listed in"):
        known_codes(["FNF060,FNF999"], "ini fnf_ignore")


@pytest.mark.parametrize(
    "text",
    [
        "# fnf: ignore FNF060\n" * 100_000,
        "a: x # fnf: ignore" + " FNF060," * 100_000,
        "a: x # fnf: ignore" + " " * 1_000_000 + "x",
        "#" + " " * 1_000_000 + "fnf: " + "x" * 1_000_000,
        "a: '" + "\n # fnf: ignore FNF060" * 100_000 + "'",
        'a: "' + '\n "b": # fnf: ignore FNF060' * 50_000,
    ],
    ids=["comments", "codes", "blanks", "letters", "inside quotes", "broken quotes"],
)
@pytest.mark.timeout(30)
def test_no_text_takes_long(text: str) -> None:
    assert len(of_comments(text)) <= 10_000
