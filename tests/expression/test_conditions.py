"""The condition language as tables: text to truth, text to message with its offset (fdl-classic section 5)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.expression.conditions import ConditionError, compile_condition

DATA = {
    "status": "ready",
    "n": 3,
    "f": 2.5,
    "text_n": "10",
    "yes": True,
    "no": False,
    "yes_text": "true",
    "nothing": None,
    "zero": 0,
    "empty": "",
    "list": [1, {"a": True}],
    "same": [1.0, {"a": True}],
    "other": [1, {"a": 1}],
    "deep": {"a": {"b": "x"}, "items": [5, 6]},
    "big": 2**53 + 1,
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        # The documented operators, strings in both quotes.
        ('$.status == "ready"', True),
        ("$.status == `ready`", True),
        ('$.status=="ready"', True),
        ('$.status != "ready"', False),
        ("$.n > 2", True),
        ("$.n >= 3", True),
        ("$.n < 3", False),
        ("$.n <= 3", True),
        ("$.f == 2.5", True),
        ("$.n == -3", False),
        ("-$.n == -3", True),
        ("2 < $.n", True),
        ("$.n == $.n", True),
        ("$.yes == true", True),
        ("$.nothing == null", True),
        # Variables: nested, indexed, wildcard.
        ('$.deep.a.b == "x"', True),
        ("$.deep.items[1] == 6", True),
        ('$.deep["a"].b == "x"', True),
        ("$.deep.items[*] == $.deep.items", True),
        # Logic, precedence, parentheses, negation.
        ("$.n == 3 && $.f == 2.5", True),
        ("$.n == 3 || $.missing == 1", True),
        ("$.n == 3 || $.n == 3 && $.n == 4", True),
        ("($.n == 3 || $.n == 3) && $.n == 4", False),
        ("!($.n == 4)", True),
        ("!!$.yes", True),
        ("!$.yes", False),
        # Bare variables (rule 6).
        ("$.yes", True),
        ("$.no", False),
        ("$.yes_text", True),
        ("$.n", True),
        ("$.zero", False),
        ("$.nothing", False),
        ("$.status", False),
        ("$.list", False),
        ("$", False),
        # A missing variable makes only its own comparison false.
        ("$.missing == 1", False),
        ("$.missing != 1", False),
        ("$.missing >= 4000", False),
        ("$.missing", False),
        ("!$.missing", True),
        ("!($.missing == 1)", True),
        ("$.missing == 1 || $.n == 3", True),
        ("$.missing == $.missing", False),
        # Rule 1: texts are ordered by their bytes.
        ('$.status > "rea"', True),
        ('"Z" < "a"', True),
        ('"9" > "10"', True),
        # Rule 2: numeric texts.
        ("$.text_n == 10", True),
        ("$.text_n > 9", True),
        ('$.n == "3"', True),
        ('"1.0" == "1"', True),
        ('$.text_n == " 10"', False),
        ('$.text_n == "1_0"', False),
        # Rule 3: booleans.
        ('$.yes == "true"', True),
        ('$.yes == "TRUE"', True),
        ('$.yes == "True"', False),
        ("$.yes == 1", True),
        ("$.no == 0", True),
        ("$.nothing == false", True),
        ('$.no == ""', False),
        # Rule 4: deep equality, and errors that count as false.
        ("$.list == $.same", True),
        ("$.list == $.other", False),
        ("$.list != $.other", True),
        ("$.list == 1", False),
        ("$.list > 1", False),
        ("$.status > 1", False),
        ("$.yes > 0", False),
        ("-$.status == 1", False),
        ("!($.list > 1)", True),
        # Numbers are 64-bit floats.
        ("$.big == 9007199254740992", True),
        ("1e3 == 1000", True),
        (".5 == 0.5", True),
        ('"\\"" == `"`', True),
    ],
)
def test_conditions(text, holds):
    assert compile_condition(text).holds(DATA) is holds


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "found the end; expected a value: $.name, a number, \"text\", true, false or '('"),
        ("$.a = 1", 4, "found a single '='; did you mean '=='?"),
        ("$.a & $.b", 4, "found a single '&'; did you mean '&&'?"),
        ("$.a == 'x'", 7, 'text is written in " or `'),
        ('$.a == "x', 7, 'the text that begins here is not ended by "'),
        ("$input.x == 1", 0, "found '$input'; a condition reads the step's input as $, as in $.name"),
        ("$.a and $.b", 4, "found 'and'; did you mean '&&'?"),
        ("$.a == True", 7, "found 'True'; did you mean 'true'?"),
        ("a == 1", 0, "found 'a'; a variable is written $.a and text \"a\""),
        ("($.a == 1", 9, "found the end; expected ')' for the '(' at column 1"),
        ("$.a == 1)", 8, "found ')' without its '('"),
        ("$.a == 1 == 2", 9, "comparisons do not chain; join two of them with &&"),
        ("$.a 1", 4, "found '1'; expected an operator (== != < <= > >= && ||) or the end"),
        ('$.a =~ "x"', 4, "'=~' is no operator; there are == != < <= > >= && || !"),
        ("$..a == 1", 1, "'..' searches at any depth, which FDL does not know; write each name"),
        ("$.a[?(@.b)] == 1", 3, "'[?' filters, which FDL does not know; let a function filter"),
        ("1 + 1 == 2", 2, "found '+', which begins nothing in a condition"),
        ("!" * 101 + "$.a", 100, "more than 100 levels of parentheses and prefixes"),
        ("(" * 10_000, 100, "more than 100 levels of parentheses and prefixes"),
    ],
)
def test_what_is_no_condition_says_why_and_where(text, offset, message):
    with pytest.raises(ConditionError) as raised:
        compile_condition(text)
    assert (raised.value.offset, raised.value.message) == (offset, message)


def test_the_variables_of_a_condition_are_known():
    assert [path.text for path in compile_condition('$.a == 1 && ($.b.c || "x" == $.d[0])').paths] == [
        ".a",
        ".b.c",
        ".d[0]",
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
pieces = st.sampled_from(
    [
        "$",
        ".a",
        "$.a",
        "$.b",
        "[0]",
        "[*]",
        "==",
        "!=",
        "<",
        ">=",
        "&&",
        "||",
        "!",
        "-",
        "(",
        ")",
        '"x"',
        "`1`",
        "1",
        "true",
    ]
)


@given(st.text(max_size=30) | st.lists(pieces, max_size=9).map(" ".join))
def test_any_text_is_a_condition_or_an_error_inside_it(text):
    try:
        condition = compile_condition(text)
    except ConditionError as error:
        assert 0 <= error.offset <= len(text)
    else:
        assert condition.holds({"a": [1, "x"], "b": {}}) in (True, False)


@given(
    json_values,
    json_values,
    st.sampled_from(
        ["$.a == $.b", "$.a != $.b", "$.a < $.b", "$.a >= $.b", "$.a && $.b", "-$.a == $.b", "!$.a || $.b"]
    ),
)
def test_a_condition_never_raises_on_any_value(left, right, text):
    assert type(compile_condition(text).holds({"a": left, "b": right})) is bool


@given(st.booleans(), st.booleans(), st.booleans())
def test_logic_is_that_of_booleans(a, b, c):
    data = {"a": a, "b": b, "c": c}
    assert compile_condition("$.a || $.b && !$.c").holds(data) is (a or (b and not c))
    assert compile_condition("($.a || $.b) && !$.c").holds(data) is ((a or b) and not c)


@given(st.text(max_size=6) | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none(), json_values)
def test_a_written_constant_compares_like_the_same_value_read(constant, found):
    # The closures for constants are quicker, not different.

    written = json.dumps(constant, ensure_ascii=False) if not isinstance(constant, float) else repr(constant)
    for operator in ("==", "!=", "<", "<=", ">", ">="):
        try:
            quick = compile_condition(f"$.found {operator} {written}")
        except ConditionError:
            return  # an escape or a float's exponent that the grammar does not know
        slow = compile_condition(f"$.found {operator} $.constant")
        data = {"found": found, "constant": constant}
        if isinstance(constant, str) and "\\" in written:
            return
        assert quick.holds(data) is slow.holds(data), (operator, data)
