"""The grammar of section 8.1 as a table: text to value."""

from __future__ import annotations

import pytest

from pytest_fnf.expression.statemachine.syntax import DEEPEST, MOST_CALLS

DATA = {"n": 3, "f": 2.5, "s": "ready", "yes": True, "no": False, "nothing": None, "list": [1, "a"], "o": {"k": 1}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Constants of every kind.
        ("1", 1),
        ("12.5", 12.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2E-1", 0.2),
        ("007", 7),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("true", True),
        ("false", False),
        ("null", None),
        ("-1", -1),
        ("- 1", -1),
        ("--1", 1),
        ("-1.5", -1.5),
        ("!true", False),
        ("!!true", True),
        # Three kinds of quotes; back-quotes take the text as it is.
        ('"foobar"', "foobar"),
        ("`foobar`", "foobar"),
        ("'foobar'", "foobar"),
        ('""', ""),
        ("''", ""),
        ("``", ""),
        ('"it\'s"', "it's"),
        ("'say \"hi\"'", 'say "hi"'),
        (r'"say \"hi\""', 'say "hi"'),
        (r"'it\'s'", "it's"),
        (r'"a\nb\t\\\/"', "a\nb\t\\/"),
        (r"'a\nb'", "a\nb"),
        (r"`a\nb`", r"a\nb"),
        (r"`\d+`", r"\d+"),
        (r'"\u4e2d\ud83d\ude00"', "中😀"),
        ('"two\nlines"', "two\nlines"),
        ('"$Input.n"', "$Input.n"),
        ('"//"', "//"),
        # Arrays and objects, also inside each other.
        ("[]", []),
        ("[ 1 , 'a', null ]", [1, "a", None]),
        ("[[1], [], [[2]]]", [[1], [], [[2]]]),
        ("{}", {}),
        ("{\"a\": 1, 'b': [true], `c`: {}}", {"a": 1, "b": [True], "c": {}}),
        ('{"a": $Input.n > 2}', {"a": True}),
        ("[$Input.n, $Input.list]", [3, [1, "a"]]),
        ('{"": $Input.nothing}', {"": None}),
        # Paths.
        ("$Input", DATA),
        ("$Input.n", 3),
        ("$Input.list[1]", "a"),
        ('$Input["list"][0]', 1),
        ("$Input.missing", None),
        # Calls.
        ("length($Input.list)", 2),
        ("length ( 'abc' )", 3),
        ("intAdd(length($Input.s), -1)", 4),
        ("toArray()", []),
        # Comparison, membership, logic.
        ("$Input.n == 3", True),
        ("$Input.n==3", True),
        ("$Input.n!=3", False),
        ("$Input.n>=3", True),
        ("$Input.n<=2.5", False),
        ("$Input.n < 4", True),
        ("$Input.n > 4", False),
        ("-$Input.n < 0", True),
        ('1 in $Input.list && "k" in $Input.o', True),
        ("$Input.s in ['ready', \"done\"]", True),
        # && binds tighter than ||, comparison tighter than both, prefixes tightest.
        ("true || false && false", True),
        ("(true || false) && false", False),
        ("false && false || true", True),
        ("false && (false || true)", False),
        ("false || false || true", True),
        ("true && true && false", False),
        ("$Input.n == 3 && $Input.f == 2.5 || $Input.no", True),
        ("!$Input.no == true", True),
        ("!($Input.n == 4)", True),
        ("!$Input.no && $Input.yes", True),
        ("(($Input.n))", 3),
        # Blanks and lines are the same.
        ("\t$Input.n\r\n  ==\n3 ", True),
        ("true&&!false||false", True),
    ],
)
def test_an_expression_has_a_value(text, value, value_of):
    found = value_of(text, DATA)
    assert (found, type(found)) == (value, type(value))


def nested_calls(levels):
    return "toArray(" * levels + "1" + ")" * levels


def test_ten_levels_of_calls_are_allowed_and_no_more(value_of, complaint_of):
    value = value_of(nested_calls(MOST_CALLS))
    for _ in range(10):
        (value,) = value
    assert value == 1
    assert complaint_of(nested_calls(11)) == (80, "more than 10 levels of function calls", "")
    # Levels count, not calls, and arrays between them are none.
    assert value_of("[" + ", ".join([nested_calls(2)] * 20) + "]") == [[[1]]] * 20
    assert complaint_of("toArray([" * 11 + "])" * 11)[:2] == (90, "more than 10 levels of function calls")


@pytest.mark.parametrize(
    ("opening", "inside", "closing"),
    [("(", "true", ")"), ("[", "1", "]"), ('{"a":', "1", "}"), ("!", "true", ""), ("-", "1", "")],
)
def test_levels_of_brackets_and_prefixes_are_limited(opening, inside, closing, value_of, complaint_of):
    value_of(opening * DEEPEST + inside + closing * DEEPEST)
    offset, message, _ = complaint_of(opening * (DEEPEST + 1) + inside + closing * (DEEPEST + 1))
    assert (offset, message) == (len(opening) * DEEPEST, "more than 50 levels of brackets and prefixes")


def test_levels_of_all_kinds_count_together(value_of, complaint_of):
    mixed = "(!(true && [{`a`: -1}] == toArray("
    assert value_of(f'{mixed}$Input)) || "x" in $Input)', {}) is True
    deep = "(true && !(false || [[-1]] == " * 17
    assert complaint_of(deep + "1" + "))" * 17)[1] == "more than 50 levels of brackets and prefixes"
