"""Conditions and paths made of pieces of the language and of noise: a value or a located error, and nothing else."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

from pytest_fnf.expression.conditions import ConditionError, compile_condition
from pytest_fnf.expression.paths import PathError, compile_path
from pytest_fnf.expression.statemachine.expressions import EvaluationFailed, ExpressionError, compile_expression

if TYPE_CHECKING:
    from random import Random

DATA = {
    "a": 1,
    "b": "x",
    "n": None,
    "ok": True,
    "list": [1, {"a": [2, {"c": "3"}]}, [4]],
    "deep": {"a": {"b": {"c": 0.5}}, "汉": "字"},
    "": "empty",
    "a-b": [],
}

PIECES = (
    *(
        "$.a",
        "$.b",
        "$.n",
        "$.ok",
        "$.list[0]",
        "$.list[*].a",
        "$.deep.a.b.c",
        "$.gone",
        '"x"',
        "`x`",
        "1",
        "-1",
        "2.5",
    ),
    *(
        "true",
        "false",
        "&&",
        "||",
        "!",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "(",
        ")",
        "-",
        " ",
        "null",
        "and",
        "=",
        "'x'",
    ),
    *("$input.a", "$", ".", "[", "]", "1e5", "1_0", '"', "`", "\\", "$.汉", '$["a-b"]', "\n", "0x1", "nan"),
)
PATHS = (
    *(
        ".a",
        ".b",
        ".list",
        "[0]",
        "[-1]",
        "[*]",
        ".*",
        "[1:2]",
        "[::2]",
        "[0,1]",
        '["a-b"]',
        "['']",
        ".汉",
        "..a",
        "[?(@.a)]",
    ),
    *(
        ".",
        "[",
        "]",
        '"',
        "'",
        "*",
        " ",
        "@",
        "$",
        "\\",
        "[999999999999]",
        ".a-b",
        "[a]",
        "\u2028",
        "[-0]",
        "[1:]",
        "(",
        ",",
    ),
)


def text_of(pieces: tuple[str, ...], random: Random) -> str:
    return "".join(random.choice(pieces) for _ in range(random.randrange(1, 12)))


def test_conditions_hold_or_do_not_or_say_where_they_are_wrong(dice_for_a_while):
    before = json.dumps(DATA)
    for random in dice_for_a_while():
        for _ in range(50):
            text = text_of(PIECES, random)
            try:
                condition = compile_condition(text)
            except ConditionError as error:
                assert 0 <= error.offset <= len(text), text
                assert error.message, text
            else:
                assert condition.holds(DATA) in (True, False), text
                assert condition.holds(DATA) is condition.holds(DATA), text
                assert condition.holds({}) in (True, False), text
        assert json.dumps(DATA) == before


def test_paths_find_something_or_nothing_or_say_where_they_are_wrong(dice_for_a_while):
    before = json.dumps(DATA)
    for random in dice_for_a_while():
        for _ in range(50):
            text = text_of(PATHS, random)
            try:
                path = compile_path(text)
            except PathError as error:
                assert 0 <= error.offset <= len(text), text
                assert error.message, text
            else:
                for value in (DATA, DATA["list"], {}, [], None, "text", 5, True):
                    found = path.get(value)
                    assert not path.wildcard or isinstance(found, list), text
        assert json.dumps(DATA) == before


STATE_WORDS = (
    *("$Input", "$Output.Body", "$Global.a", "$Context.Current.RetryCount", "$Item[0]", "$Input['a b']", ".a", "[0]"),
    *(
        "length(",
        "get(",
        "jsonMerge(",
        "format(",
        "stringToJson(",
        "regexMatchString(",
        "split(",
        "intAdd(",
        "uuid()",
        ")",
    ),
    *(
        "==",
        "!=",
        "<",
        ">=",
        "in",
        "&&",
        "||",
        "!",
        "-",
        "(",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        " ",
        "1",
        "2.5",
        "-3",
        "1e9",
    ),
    *(
        "true",
        "null",
        '"x"',
        "'{}'",
        "`a`",
        '"{\\"a\\": [1]}"',
        '"(a+)+$"',
        '"k"',
        "$",
        "$input",
        "=",
        "and",
        "汉",
        "\\",
        '"',
    ),
)


def test_state_machine_expressions_give_json_or_say_why(dice_for_a_while):
    for random in dice_for_a_while():
        text = "".join(random.choice(STATE_WORDS) for _ in range(1 + random.randrange(14)))
        variables = SimpleNamespace(
            input={"a": [1, {"k": "x"}], "k": "v", "a b": 2},
            output={"Body": {"a": None}},
            context={"Current": {"RetryCount": 0}},
            global_={"a": "g"},
            item=[7],
            random=random,
        )
        before = repr({**vars(variables)})
        try:
            value = compile_expression(text).evaluate(variables)
        except (ExpressionError, EvaluationFailed) as error:
            assert str(error), text
        else:
            assert json.loads(json.dumps(value, allow_nan=False)) == value, text
        assert repr({**vars(variables)}) == before, text
