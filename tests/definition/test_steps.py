"""Pass, succeed, fail and wait (fdl-classic 4.1, 4.3, 4.7, 4.8; V10, Q-22)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.classic.model import FailStep, PassStep, SucceedStep, WaitStep
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.expression.paths import compile_path

if TYPE_CHECKING:
    from collections.abc import Callable


WRONG_WAITS = [
    (
        "- {type: wait, name: a}",
        [
            "4:3 FNF035 step 'a' has neither 'duration' nor 'timestamp'; one of the two says when it ends",
        ],
    ),
    (
        "- {type: wait, name: a, duration: 1, timestamp: 2019-05-02T15:04:05Z}",
        [
            "4:38 FNF035 step 'a' has both 'duration' and 'timestamp'; one of the two says when it ends",
        ],
    ),
    (
        "- {type: wait, name: a, duration: }",
        [
            "4:25 FNF035 duration of step 'a' has no value; it is a number of seconds or a path such as $.seconds",
        ],
    ),
    (
        '- {type: wait, name: a, duration: "10"}',
        [
            "4:35 FNF028 duration of step 'a' is the text '10'; a number of seconds from 0 to 172800 or a path such as $.seconds is allowed | remove the quotes",
        ],
    ),
    (
        "- {type: wait, name: a, duration: -1}",
        [
            "4:35 FNF029 duration of step 'a' is the number -1; a number of seconds from 0 to 172800 or a path such as $.seconds is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, duration: 172801}",
        [
            "4:35 FNF029 duration of step 'a' is the number 172801; a number of seconds from 0 to 172800 or a path such as $.seconds is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, duration: 10s}",
        [
            "4:35 FNF028 duration of step 'a' is the text '10s'; a number of seconds from 0 to 172800 or a path such as $.seconds is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, duration: true}",
        [
            "4:35 FNF028 duration of step 'a' is true; a number of seconds from 0 to 172800 or a path such as $.seconds is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, duration: $input.seconds}",
        [
            "4:35 FNF041 duration of step 'a' is '$input.seconds'; it reads the step's input, which is written $ here | write $.seconds",
        ],
    ),
    (
        "- {type: wait, name: a, duration: $local.seconds}",
        [
            "4:35 FNF041 duration of step 'a' is '$local.seconds'; it reads the step's input, which is written $ here | map it with inputMappings",
        ],
    ),
    (
        "- {type: wait, name: a, duration: $}",
        [
            "4:35 FNF041 duration of step 'a' is '$'; a path into the step's input is needed",
        ],
    ),
    (
        "- {type: wait, name: a, duration: $seconds}",
        [
            "4:35 FNF041 duration of step 'a' is '$seconds'; a path into the step's input is needed",
        ],
    ),
    (
        "- {type: wait, name: a, duration: $.a..b}",
        [
            "4:38 FNF041 duration of step 'a' is '$.a..b', which is no path: '..' searches at any depth, which FDL does not know; write each name",
        ],
    ),
    (
        "- {type: wait, name: a, timestamp: }",
        [
            "4:25 FNF035 timestamp of step 'a' has no value; an RFC 3339 time such as 2019-05-02T15:04:05Z or a path such as $.time is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, timestamp: 2019-05-02}",
        [
            "4:36 FNF028 timestamp of step 'a' is '2019-05-02'; an RFC 3339 time such as 2019-05-02T15:04:05Z or a path such as $.time is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, timestamp: 2019-05-02T15:04:05}",
        [
            "4:36 FNF028 timestamp of step 'a' is '2019-05-02T15:04:05'; an RFC 3339 time such as 2019-05-02T15:04:05Z or a path such as $.time is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, timestamp: 2019-13-02T15:04:05Z}",
        [
            "4:36 FNF028 timestamp of step 'a' is '2019-13-02T15:04:05Z'; an RFC 3339 time such as 2019-05-02T15:04:05Z or a path such as $.time is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, timestamp: 1556809445}",
        [
            "4:36 FNF028 timestamp of step 'a' is the number 1556809445; an RFC 3339 time such as 2019-05-02T15:04:05Z or a path such as $.time is allowed",
        ],
    ),
    (
        "- {type: wait, name: a, timestamp: $.a b}",
        [
            "4:39 FNF041 timestamp of step 'a' is '$.a b', which is no path: a path has no blanks; write a name with a blank as [\"a b\"]",
        ],
    ),
    (
        "- {type: wait, name: a, duraton: 3}",
        [
            "4:3 FNF035 step 'a' has neither 'duration' nor 'timestamp'; one of the two says when it ends | write 'duration' for 'duraton'",
            "4:25 FNF060 warning step 'a' has an unknown attribute 'duraton'; it is ignored | did you mean 'duration'?",
        ],
    ),
    (
        "- {type: wait, name: a, seconds: 3}",
        [
            "4:3 FNF035 step 'a' has neither 'duration' nor 'timestamp'; one of the two says when it ends",
            "4:25 FNF060 warning step 'a' has an unknown attribute 'seconds'; it is ignored | the length of a wait is its duration",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_WAITS)
def test_end_of_a_wait_is_checked(steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]) -> None:
    assert found_in_steps(steps) == lines


WRONG_FAILS = [
    (
        "- {type: fail, name: a, error: 404}",
        [
            "4:32 FNF028 error of step 'a' is the number 404; a text is allowed | write '404' with quotes",
        ],
    ),
    (
        "- {type: fail, name: a, cause: [x]}",
        [
            "4:32 FNF028 cause of step 'a' is a list; a text is allowed",
        ],
    ),
    (
        "- {type: fail, name: a, errorCode: x, message: y}",
        [
            "4:25 FNF060 warning step 'a' has an unknown attribute 'errorCode'; it is ignored | the error name of a fail is its error",
            "4:39 FNF060 warning step 'a' has an unknown attribute 'message'; it is ignored | the text of a fail is its cause",
        ],
    ),
]


@pytest.mark.parametrize(("steps", "lines"), WRONG_FAILS)
def test_error_and_cause_are_texts(steps: str, lines: list[str], found_in_steps: Callable[[str], list[str]]) -> None:
    assert found_in_steps(steps) == lines


HEAD = "version: v1\ntype: flow\nsteps:\n"


@pytest.mark.parametrize(
    ("written", "duration", "timestamp"),
    [
        ("duration: 20", 20, None),
        ("duration: 0", 0, None),
        ("duration: 0.5", 0.5, None),
        ("duration: 172800", 172_800, None),
        ("timestamp: 1970-01-01T00:00:01Z", None, 1_000),
        ("timestamp: 2019-05-02T15:04:05Z", None, 1_556_809_445_000),
        ("timestamp: '2019-05-02T15:04:05.1239+08:00'", None, 1_556_780_645_123),
    ],
)
def test_wait_reads_seconds_and_instants(written: str, duration: float | None, timestamp: int | None) -> None:
    (step,) = read_definition(f"{HEAD}- {{type: wait, name: a, {written}}}").model.steps
    assert step == WaitStep(place=Place(4, 3), name="a", duration=duration, timestamp=timestamp)


@pytest.mark.parametrize("path", [".wait", ".a.b", "[0].x"])
def test_wait_reads_paths_into_its_input(path: str) -> None:
    (step,) = read_definition(f"{HEAD}- {{type: wait, name: a, duration: '${path}'}}").model.steps
    assert step == WaitStep(place=Place(4, 3), name="a", duration_path=compile_path(path))
    (step,) = read_definition(f"{HEAD}- {{type: wait, name: a, timestamp: '${path}'}}").model.steps
    assert step == WaitStep(place=Place(4, 3), name="a", timestamp_path=compile_path(path))


def test_longest_constant_wait_can_be_changed_or_left_unchecked() -> None:
    text = HEAD + "- {type: wait, name: a, duration: 500000}"
    for accepted in (500_000, 1e6, None):
        assert read_definition(text, wait_seconds=accepted).problems == ()
    with pytest.raises(DefinitionError, match=r"a number of seconds from 0 to 60 or a path"):
        read_definition(text, wait_seconds=60)
    with pytest.raises(DefinitionError, match="a number of seconds from 0 to 3153600000 or a path"):
        read_definition(HEAD + "- {type: wait, name: a, duration: 1e300}", wait_seconds=None)


def test_steps_without_more_than_a_name_have_the_defaults_of_the_language() -> None:
    definition = read_definition(
        HEAD + "- {type: pass, name: a}\n- {type: fail, name: b}\n- {type: succeed, name: c}\n"
    )
    assert definition.model.steps == (
        PassStep(place=Place(4, 3), name="a", end=False, input_mappings=None, output_mappings=None),
        FailStep(place=Place(5, 3), name="b", error="", cause=""),
        SucceedStep(place=Place(6, 3), name="c"),
    )


def test_fail_has_an_error_and_a_cause() -> None:
    (step,) = read_definition(HEAD + "- {type: fail, name: a, error: NotReady, cause: 'status: x'}").model.steps
    assert step == FailStep(place=Place(4, 3), name="a", error="NotReady", cause="status: x")
