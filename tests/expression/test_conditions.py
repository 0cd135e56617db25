"""The condition language as tables: text to truth, text to message with its offset (fdl-classic section 5)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_fnf.expression import conditions
from pytest_fnf.expression.conditions import ConditionError, compile_condition
from pytest_fnf.expression.paths import Path
from pytest_fnf.expression.typing_rules import COMPARISONS, MIRRORED, deep_equal

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
    "texts": ["1"],
    "numbers": [1],
    "big": 2**53 + 1,
    "almost_big": 2**53,
    "huge": 10**400,
    "huger": 10**500,
    "surrogate": "\ud800",
    "a-b": 7,
    "数": 8,
    "a==b": 9,
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        # The documented operators, strings in both quotes, blanks or none.
        ('$.status == "ready"', True),
        ("$.status == `ready`", True),
        ('$.status=="ready"', True),
        ('\t$.status\r\n!= "ready" ', False),
        ("$.n > 2", True),
        ("$.n >= 3", True),
        ("$.n < 3", False),
        ("$.n <= 3", True),
        ("$.f == 2.5", True),
        ("$.n == $.n", True),
        ("2 < $.n", True),
        ("3 <= $.n", True),
        ("2 > $.n", False),
        ("3 >= $.n", True),
        ('"ready" == $.status', True),
        ("1 == 1", True),
        ("$.yes == true", True),
        ("$.nothing == null", True),
        # Minus, and a hyphen inside a name.
        ("$.n == -3", False),
        ("-$.n == -3", True),
        ("--$.n == 3", True),
        ("-(1) < 0", True),
        ('-"2" == -2', True),
        ("$.a-b == 7", True),
        ("$.数 == 8", True),
        # Variables: nested, indexed, wildcard.
        ('$.deep.a.b == "x"', True),
        ("$.deep.items[1] == 6", True),
        ("$.deep.items[-1] == 6", True),
        ('$.deep["a"].b == "x"', True),
        ("$['a==b'] == 9", True),
        ("$.deep.items[*] == $.deep.items", True),
        ("$.deep.items[0:] == $.deep.items", True),
        ("$.deep.a.* == $.deep.a['b',\"c\"]", True),
        # Logic, precedence, parentheses, negation.
        ("$.n == 3 && $.f == 2.5", True),
        ("$.n == 3 || $.missing == 1", True),
        ("$.n == 4 || $.n == 5 || $.n == 3", True),
        ("$.n == 3 && $.n == 3 && $.n == 4", False),
        ("$.n == 3 || $.n == 3 && $.n == 4", True),
        ("($.n == 3 || $.n == 3) && $.n == 4", False),
        ("!($.n == 4)", True),
        ("!!$.yes", True),
        ("!$.yes", False),
        ("!$.yes == false", True),
        ("($.n > 2) == true", True),
        # Strings: escapes of JSON in double quotes, none in back-quotes.
        ('"\\"" == `"`', True),
        (r'"\\" == `\`', True),
        (r'"\u4e2d\t" == "中	"', True),
        (r'"\ud83d\ude00" == "😀"', True),
        (r'"\ud83d" < "\ud83e"', True),
        (r"`\n` == `\n`", True),
        ('"two\nlines" == `two\nlines`', True),
        ('$.empty == ""', True),
        # Numbers.
        ("1e3 == 1000", True),
        ("1E-1 == .1", True),
        (".5 == 0.5", True),
        ("1e999 > $.n", True),
    ],
)
def test_a_condition_holds(text, holds):
    assert compile_condition(text).holds(DATA) is holds


@pytest.mark.parametrize(
    ("rule", "text", "holds"),
    [
        ("1: numbers", "$.n == 3.0", True),
        ("1: numbers are 64-bit floats", "$.big == 9007199254740992", True),
        ("1: numbers are 64-bit floats", "$.big == $.almost_big", True),
        ("1: numbers are 64-bit floats", "$.huge > 1e308", True),
        ("1: numbers are 64-bit floats", "$.huge == $.huger", True),
        ("1: booleans", "$.yes == true", True),
        ("1: booleans", "$.yes == $.no", False),
        ("1: booleans", "$.yes != $.no", True),
        ("1: texts are ordered by their bytes", '$.status > "rea"', True),
        ("1: texts are ordered by their bytes", '"Z" < "a"', True),
        ("1: texts are ordered by their bytes", '"9" > "10"', True),
        ("1: texts are ordered by their bytes", '"\uffff" < "\U00010000"', True),
        ("1: texts are ordered by their bytes", "$.surrogate < `\uffff`", True),
        ("1: texts are ordered by their bytes", '"" < "a"', True),
        ("2: numeric text", "$.text_n == 10", True),
        ("2: numeric text", "$.text_n > 9", True),
        ("2: numeric text", '$.n == "3"', True),
        ("2: numeric text", '$.n < "10"', True),
        ("2: numeric text", '"1.0" == "1"', True),
        ("2: numeric text", '"+1e1" == 10', True),
        ("2: numeric text", '"-.5" == -0.5', True),
        ("2: numeric text", '$.text_n == "010"', True),
        ("2: no blanks in a numeric text", '10 == " 10"', False),
        ("2: no blanks in a numeric text", '10 == "10\n"', False),
        ("2: no underscores", '10 == "1_0"', False),
        ("2: no other digits", '1 == "\u0661"', False),
        ("2: no hexadecimal", '16 == "0x10"', False),
        ("2: no names of numbers", '1e999 == "inf"', False),
        ("2: null and booleans are no numbers", "$.nothing < 1", False),
        ("2: null and booleans are no numbers", "$.yes > 0", False),
        ("2: null and booleans are no numbers", "$.yes == 2", True),
        ("3: booleans as text", '$.yes == "true"', True),
        ("3: booleans as text", '$.yes == "TRUE"', True),
        ("3: booleans as text", '$.yes == "True"', False),
        ("3: booleans as text", '$.no == "false"', True),
        ("3: booleans as text", '"true" == "TRUE"', True),
        ("3: booleans as text", '"true" != "FALSE"', True),
        ("3: booleans as numbers", "$.yes == 1", True),
        ("3: booleans as numbers", "$.no == 0", True),
        ("3: booleans as numbers", "$.no == -0.0", True),
        ("3: a text is no boolean because it is a number", '$.yes == "1"', False),
        ("3: null is false", "$.nothing == false", True),
        ("3: null is false", "$.nothing == 0", True),
        ("3: null is false", '$.nothing == "false"', True),
        ("3: other texts are none", '$.no == ""', False),
        ("3: other texts are none", '$.nothing == ""', False),
        ("3: other texts are none", '$.nothing != ""', True),
        ("4: deep equality", "$.list == $.same", True),
        ("4: deep equality", "$.list != $.same", False),
        ("4: deep equality", "$.list == $.other", False),
        ("4: deep equality", "$.list != $.other", True),
        ("4: deep equality", "$.deep == $.deep", True),
        ("4: deep equality", "$.deep == $.deep.a", False),
        ("4: nothing converts at depth", "$.texts == $.numbers", False),
        ("4: unlike types", "$.list == 1", False),
        ("4: unlike types", "$.list != 1", True),
        ("4: unlike types", '$.status == "x"', False),
        ("4: unlike types", "$.deep == $.list", False),
        ("4: ordering unlike types is an error", "$.list > 1", False),
        ("4: ordering unlike types is an error", "$.status > 1", False),
        ("4: ordering unlike types is an error", "$.status <= 1", False),
        ("4: ordering unlike types is an error", "$.nothing <= null", False),
        ("4: ordering unlike types is an error", "$.list <= $.list", False),
        ("4: an error makes its own comparison false", "!($.list > 1)", True),
        ("4: an error makes its own comparison false", "$.list > 1 || $.yes", True),
        ("4: minus of no number is an error", "-$.status == 1", False),
        ("4: minus of no number is an error", "-$.status != 1", False),
        ("4: minus of no number is an error", '-"x" != 1', False),
        ("4: minus of no number is an error", "-true != 1", False),
        ("3, 5: logic converts", '"true" && 1 && $.yes', True),
        ("3, 5: logic converts", '"FALSE" || 0 || null', False),
        ("3, 5: logic converts", "!0", True),
        ("3, 5: logic converts", "!$.nothing", True),
        ("3, 5: unconvertible is false", '"abc" || $.list', False),
        ("3, 5: unconvertible is false", "$.status && $.yes", False),
        ("3, 5: unconvertible is false", "!$.status", True),
        ("6: a bare value", "$.yes", True),
        ("6: a bare value", "$.no", False),
        ("6: a bare value", "$.yes_text", True),
        ("6: a bare value", "$.n", True),
        ("6: a bare value", "-$.n", True),
        ("6: a bare value", "$.zero", False),
        ("6: a bare value", "$.nothing", False),
        ("6: a bare value", "true", True),
        ("Q-9: unconvertible is false", "$.status", False),
        ("Q-9: unconvertible is false", "$.text_n", False),
        ("Q-9: unconvertible is false", "$.list", False),
        ("Q-9: unconvertible is false", "$", False),
        ("missing: its own comparison is false", "$.missing == 1", False),
        ("missing: its own comparison is false", "$.missing != 1", False),
        ("missing: its own comparison is false", "1 != $.missing", False),
        ("missing: its own comparison is false", '$.missing != "x"', False),
        ("missing: its own comparison is false", "$.missing != true", False),
        ("missing: its own comparison is false", "$.missing >= 4000", False),
        ("missing: its own comparison is false", "$.missing == null", False),
        ("missing: its own comparison is false", "$.missing == $.missing", False),
        ("missing: its own comparison is false", "-$.missing != 1", False),
        ("missing: its own comparison is false", "$.missing == 1 || $.n == 3", True),
        ("missing: its own comparison is false", "!($.missing == 1)", True),
        ("missing: alone it is false", "$.missing", False),
        ("missing: alone it is false", "!$.missing", True),
        ("missing: alone it is false", "!$.missing == true", True),
        ("missing: alone it is false", "$.missing || $.yes", True),
        ("missing: a wildcard is never", "$.missing[*] == $.n[*]", True),
    ],
)
def test_types_compare_by_the_rules_of_section_5(rule, text, holds):
    assert compile_condition(text).holds(DATA) is holds, rule


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        # A value is missing.
        ("", 0, "found the end; expected a value: $.name, a number, \"text\", true, false or '('"),
        ("$.a == ", 7, "found the end; expected a value: $.name, a number, \"text\", true, false or '('"),
        ("== 1", 0, "found '=='; expected a value: $.name, a number, \"text\", true, false or '('"),
        ("$.a && ()", 8, "found ')'; expected a value: $.name, a number, \"text\", true, false or '('"),
        ("a == 1", 0, "found 'a'; a variable is written $.a and text \"a\""),
        ("length($.a) > 1", 0, "found 'length('; a condition calls no function; let a task compute the value"),
        ("1 < size ($.a)", 4, "found 'size('; a condition calls no function; let a task compute the value"),
        (
            f"{'a' * 50} == 1",
            0,
            f"found '{'a' * 21}...'; a variable is written $.{'a' * 21}... and text \"{'a' * 21}...\"",
        ),
        # An operator is missing.
        ("$.a 1", 4, "found '1'; expected an operator (== != < <= > >= && ||) or the end"),
        ("$.a$.b", 3, "found '$.b'; expected an operator (== != < <= > >= && ||) or the end"),
        ('"a" "b\n"', 4, "found '\"b\\n\"'; expected an operator (== != < <= > >= && ||) or the end"),
        ("$.a in $.b", 4, "found 'in'; expected an operator (== != < <= > >= && ||) or the end"),
        # Operators of other languages.
        ("$.a = 1", 4, "found '='; did you mean '=='?"),
        ("$.a === 1", 4, "found '==='; did you mean '=='?"),
        ("$.a <> 1", 4, "found '<>'; did you mean '!='?"),
        ("$.a => 1", 4, "found '=>'; did you mean '>='?"),
        ("$.a & $.b", 4, "found '&'; did you mean '&&'?"),
        ("$.a | $.b", 4, "found '|'; did you mean '||'?"),
        ('$.a =~ "x"', 4, "found '=~'; the operators are == != < <= > >= && || !"),
        ("$.a and $.b", 4, "found 'and'; did you mean '&&'?"),
        ("NOT $.a", 0, "found 'NOT'; did you mean '!'?"),
        ("$.a == True", 7, "found 'True'; did you mean 'true'?"),
        ("$.a == None", 7, "found 'None'; did you mean 'null'?"),
        ("1 + 1 == 2", 2, "found '+'; a condition does not calculate; let a function do it"),
        ("$.a*2 == 2", 3, "found '*'; a condition does not calculate; let a function do it"),
        ("$.a - 1 == 2", 4, "found '-'; a condition does not calculate; let a function do it"),
        ("($.a - 1) == 2", 5, "found '-'; a condition does not calculate; let a function do it"),
        # Characters of other keyboards.
        ("$.a\uff1d\uff1d1", 3, "found '\uff1d'; did you mean '=='?"),
        ("($.a == 1\uff09", 9, "found '\uff09'; did you mean ')'?"),
        ("$.a ≥ 1", 4, "found '≥'; did you mean '>='?"),
        ("$.a == “x”", 7, "found '“'; text is written in \" or `"),
        ("$.a\u3000== 1", 3, "found '\\u3000'; a blank is a plain space"),
        ("$.a == 1;", 8, "found ';', which begins nothing in a condition"),
        # Constants.
        ("$.a == 'x'", 7, 'found a single quote; text is written in " or `'),
        ('$.a == "x', 7, 'the text that begins here is not ended by "'),
        ("$.a == `x", 7, "the text that begins here is not ended by `"),
        (r'$.a == "x\d"', 9, "found the escape '\\d'; a backslash is written \\\\, or the text in `back-quotes`"),
        ("$.a == 12abc", 7, "found '12abc'; a number is written as in 12, 12.5 or 1e3"),
        ("$.a == 1.", 7, "found '1.'; a number is written as in 12, 12.5 or 1e3"),
        ("$.a == 0x1F", 7, "found '0x1F'; a number is written as in 12, 12.5 or 1e3"),
        # Variables.
        ("$input.x == 1", 0, "found '$input'; a condition reads the step's input as $, as in $.name"),
        ("1 == $local.x", 5, "found '$local'; a condition reads the step's input as $, as in $.name"),
        ("$..a == 1", 1, "'..' searches at any depth, which FDL does not know; write each name"),
        ("$.a[?(@.b)] == 1", 3, "'[?' filters, which FDL does not know; let a function filter"),
        ("$.a. == 1", 3, "no name behind '.'"),
        ("$.a[0 == 1", 3, "the '[' that begins here is not ended by ']'"),
        (
            "1 == $.a[x]",
            8,
            "a name in brackets is quoted, as in [\"x\"]; brackets hold an index, a quoted name or '*'",
        ),
        # Structure.
        ("($.a == 1", 9, "found the end; expected ')' for the '(' at column 1"),
        ("$.a == 1)", 8, "found ')' without its '('"),
        ("$.a == 1 == 2", 9, "comparisons do not chain; join two of them with &&"),
        ("1 < $.a < 2", 8, "comparisons do not chain; join two of them with &&"),
        ("!" * 101 + "$.a", 100, "more than 100 levels of parentheses and prefixes"),
        ("(" * 10_000, 100, "more than 100 levels of parentheses and prefixes"),
    ],
)
def test_what_is_no_condition_says_why_and_where(text, offset, message):
    with pytest.raises(ConditionError) as raised:
        compile_condition(text)
    assert (raised.value.offset, raised.value.message) == (offset, message)
    assert str(raised.value) == message


def test_the_variables_of_a_condition_are_known():
    condition = compile_condition('$.a == 1 && ($.b.c || "x" == $.d[0]) && !$')
    assert [path.text for path in condition.paths] == [".a", ".b.c", ".d[0]", ""]


def test_a_condition_is_compiled_once_and_does_not_change():
    condition = compile_condition("$.a")
    assert compile_condition("$.a") is condition
    assert repr(condition) == "Condition(text='$.a')"
    with pytest.raises(AttributeError):
        condition.text = "$.b"


def test_logic_stops_where_the_result_is_known(monkeypatch):
    seen = []
    values = {"a": True, "b": False}

    def spy(text):
        def get(data):
            seen.append(text)
            return data[text[1:]]

        return Path(text, wildcard=False, get=get)

    monkeypatch.setattr(conditions, "compile_path", spy)
    for text, expected in [
        ("$.a || $.b", [".a"]),
        ("$.b && $.a", [".b"]),
        ("$.b || $.a || $.b", [".b", ".a"]),
        ("$.a && $.b && $.a", [".a", ".b"]),
    ]:
        seen.clear()
        compile_condition.__wrapped__(text).holds(values)
        assert seen == expected, text


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        pytest.param(" && ".join(["$.n == 3"] * 5_000), True, id="long and"),
        pytest.param(" || ".join(["$.n == 4"] * 5_000), False, id="long or"),
        pytest.param("(" * 99 + "$.yes" + ")" * 99, True, id="parentheses"),
        pytest.param("!" * 98 + "$.yes", True, id="negations"),
        pytest.param("($.yes && " * 98 + "$.yes" + ")" * 98, True, id="deep and"),
        pytest.param("-" * 99 + "$.n == -3", True, id="minuses"),
        pytest.param(f'"{"a" * 100_000}" == "b"', False, id="long text"),
        pytest.param(f'"{"1" * 100_000}" > 1', True, id="long numeric text"),
        pytest.param(f'"{"1" * 100_000}x" > 1', False, id="long text of digits"),
    ],
)
def test_what_is_long_or_deep_neither_raises_nor_takes_long(text, holds):
    # Recursion would end in a RecursionError.
    assert compile_condition(text).holds(DATA) is holds


def test_deep_values_compare_without_recursion():
    data = {"one": nested(50_000), "same": nested(50_000), "other": [nested(50_000)]}
    assert compile_condition("$.one == $.same").holds(data)
    assert compile_condition("$.one != $.other").holds(data)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$[" + "[" * 200_000, id="brackets"),
        pytest.param('$["a"' + '["a"' * 50_000, id="quoted names"),
        pytest.param("1" * 200_000 + "x", id="digits"),
        pytest.param('"' + "\\a" * 200_000, id="escapes"),
        pytest.param("($.a) " + "$.a" * 50_000, id="names"),
    ],
)
def test_what_is_long_and_wrong_is_said_in_a_line(text):
    with pytest.raises(ConditionError) as raised:
        compile_condition(text)
    assert len(raised.value.message) < 200


def nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.characters(categories=["Cs"])
    | st.sampled_from(["1", "1.0", "-1", "true", "TRUE", "false", "", 0, 1, 1.0, -0.0, 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
pieces = st.sampled_from(
    [
        *(
            "$",
            ".a",
            "$.a",
            "$.b",
            "[0]",
            "[*]",
            "[0:1]",
            "['a'",
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
        ),
        *('"x"', '"\\u12', "`1`", "1", ".5", "true", "null", "and", "\uff1d", "'", "\\", "\ud800"),
    ]
)
operators = st.sampled_from(sorted(COMPARISONS))


@settings(deadline=None)
@given(st.text(max_size=30) | st.lists(pieces, max_size=9).map(" ".join) | st.lists(pieces, max_size=9).map("".join))
def test_any_text_is_a_condition_or_an_error_inside_it(text):
    try:
        condition = compile_condition(text)
    except ConditionError as error:
        assert 0 <= error.offset <= len(text)
        assert "\n" not in error.message
    else:
        assert condition.holds({"a": [1, "x"], "b": {}}) in (True, False)


@settings(deadline=None)
@given(
    json_values,
    json_values,
    operators.map("$.a {} $.b".format)
    | st.sampled_from(["$.a", "$", "$.a && $.b", "$.a || $.b", "-$.a == $.b", "!$.a || $.b", "$.a > 1", '$.a == "x"'])
    | st.sampled_from(["$.a != true", "$.a == null", '$.a < "1"', "-$.a", "$.a[0] == $.a[*]", "$.a.* == $.b[0:1]"]),
)
def test_a_condition_never_raises_on_any_value(left, right, text):
    assert type(compile_condition(text).holds({"a": left, "b": right})) is bool


@settings(deadline=None)
@given(json_values, st.sampled_from(["$", "$.a == 1", "$[0]", "-$ == 1"]))
def test_a_condition_reads_any_input(data, text):
    assert type(compile_condition(text).holds(data)) is bool


@settings(deadline=None)
@given(st.booleans(), st.booleans(), st.booleans())
def test_logic_is_that_of_booleans(a, b, c):
    data = {"a": a, "b": b, "c": c}
    assert compile_condition("$.a || $.b && !$.c").holds(data) is (a or (b and not c))
    assert compile_condition("($.a || $.b) && !$.c").holds(data) is ((a or b) and not c)
    assert compile_condition("$.a || $.b || $.c").holds(data) is (a or b or c)
    assert compile_condition("$.a && $.b && $.c").holds(data) is (a and b and c)


@settings(deadline=None)
@given(st.text() | st.characters(categories=["Cs"]), st.text())
def test_texts_are_ordered_by_their_bytes(left, right):
    first, second = left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass")
    for operator, expected in [("<", first < second), ("<=", first <= second), (">", first > second)]:
        assert compile_condition(f"$[0] {operator} $[1]").holds([left, right]) is expected


@settings(deadline=None)
@given(json_values, json_values, operators)
def test_a_comparison_says_the_same_from_the_other_side(left, right, operator):
    assert COMPARISONS[operator](left, right) is COMPARISONS[MIRRORED[operator]](right, left)


@settings(deadline=None)
@given(json_values.filter(lambda value: "NaN" not in json.dumps(value)))
def test_a_value_equals_its_copy(value):
    assert deep_equal(value, json.loads(json.dumps(value)))


@settings(deadline=None)
@given(
    st.text(max_size=6)
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["1", "true", "FALSE", 2**53, True, False, None]),
    json_values,
    operators,
)
def test_a_written_constant_compares_like_the_same_value_read(constant, found, operator):
    # The closures for constants are quicker, not different.
    written = json.dumps(constant)
    data = {"found": found, "constant": constant}
    for quick, slow in [
        (f"$.found {operator} {written}", f"$.found {operator} $.constant"),
        (f"{written} {operator} $.found", f"$.constant {operator} $.found"),
        (f"$.missing {operator} {written}", "false"),
    ]:
        assert compile_condition(quick).holds(data) is compile_condition(slow).holds(data)
