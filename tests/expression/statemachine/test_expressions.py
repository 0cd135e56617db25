"""The door: what is known of an expression, and that nothing but its own errors ever leaves it."""

from __future__ import annotations

import copy
import json
import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.expression.statemachine.expressions import (
    EvaluationFailed,
    ExpressionError,
    Read,
    compile_expression,
)
from pytest_fnf.expression.statemachine.functions import FUNCTIONS
from pytest_fnf.expression.statemachine.paths import MOST_SEGMENTS, plain_path
from pytest_fnf.expression.statemachine.syntax import parse
from pytest_fnf.values import copy_json


def test_the_variables_of_an_expression_are_known_in_their_order():
    expression = compile_expression(
        'format("{}", $Input.a.b) == $Global["k"] && $Context.Current.Name in [$Item[0], $Output]'
    )
    assert expression.reads == (
        Read("Input", ("a", "b"), 13),
        Read("Global", ("k",), 28),
        Read("Context", ("Current", "Name"), 44),
        Read("Item", (0,), 70),
        Read("Output", (), 80),
    )
    assert expression.functions == ("format",)
    assert expression.path is None


def test_functions_are_known_in_the_order_of_the_text():
    expression = compile_expression("intAdd(length($Input), get(fromJSON($Output), 1)) == length('a')")
    assert expression.functions == ("intAdd", "length", "get", "fromJSON", "length")


@pytest.mark.parametrize(
    ("text", "tested"),
    [
        ('"k" in $Input', [True]),
        ('!("k" in $Input.a) || $Input.a.k > 1', [True, False]),
        ("$Input.k in $Input.l", [False, True]),
        ("$Input.k == null", [True]),
        ("null != $Input.k", [True]),
        ("($Input.k) == null && $Input.k", [True, False]),
        ("$Input.k == $Output.k", [False, False]),
        ("$Input.k == 1", [False]),
        ("$Input.k in [null]", [False]),
        ("length($Input.k) == null", [False]),
        ("$Input.k in {}", [False]),
    ],
)
def test_it_is_known_what_is_read_only_to_see_whether_it_is_there(text, tested):
    assert [read.tested for read in compile_expression(text).reads] == tested


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("$Input", Read("Input", (), 0)),
        (" $Input.a[0]['b c'] ", Read("Input", ("a", 0, "b c"), 1)),
        ("($Context.Current.Input.x)", Read("Context", ("Current", "Input", "x"), 1)),
        ("$Input.a == $Input.a", None),
        ("[$Input.a]", None),
        ("-$Input.a", None),
        ("get($Input, 'a')", None),
        ("'$Input'", None),
    ],
)
def test_a_plain_path_is_known_as_one(text, path):
    assert compile_expression(text).path == path


@pytest.mark.parametrize(
    "text",
    [
        "$Input",
        "$Global.a",
        "$Output.Body._b.c2",
        "$Item.A_1",
        "$Context.Current.Input.a",
        "$Input" + ".a" * MOST_SEGMENTS,
    ],
)
def test_a_plain_path_takes_a_quicker_road_to_the_same_end(text, values):
    expression, (part, reads, functions) = compile_expression(text), parse(text)
    assert plain_path(text) is not None
    assert (expression.reads, expression.functions) == (reads, functions)
    assert (expression.path, expression.gives, expression.constant) == (reads[0], part.gives, part.constant)
    data = {"a": 1, "Body": {"_b": {"c2": 2}}, "A_1": 3, "Current": {"Input": {"a": 4}}}
    found = values(data, output=data, context=data, global_=data, item=data)
    assert expression.evaluate(found) == part.evaluate(found)


@pytest.mark.parametrize(
    "text",
    [
        *("$input.a", "$Local", "$Input.a-b", "$Input.2a", "$Input.é", "$Input[0]", "$Input.a ", "$Input.", "$Input\n"),
        "$Input" + ".a" * (MOST_SEGMENTS + 1),
    ],
)
def test_any_other_path_takes_the_general_road(text):
    assert plain_path(text) is None


def test_an_expression_is_compiled_once_and_does_not_change():
    expression = compile_expression("$Input.a")
    assert compile_expression("$Input.a") is expression
    with pytest.raises(AttributeError):
        expression.text = "$Input.b"


def test_values_are_shared_with_the_variables(value_of):
    data = {"a": {"b": [1]}}
    assert value_of("$Input.a", data) is data["a"]
    assert value_of("[$Input.a]", data)[0] is data["a"]
    assert value_of("jsonMerge($Input, {})", data)["a"] is data["a"]


pieces = st.sampled_from(
    [
        *("$Input", "$Output", "$Context", "$Global", "$Item", "$", "$$", "${", ".a", ".b", "[0]", "['a b']", "[", "]"),
        *("(", ")", "{", "}", ",", ":", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "-", "in", "="),
        *("1", "2.5", "1e999", "'a'", '"', "'", "`", '"\\d"', "true", "false", "null", "and", "not", " ", "\n", "中"),
        *(f"{name}(" for name in FUNCTIONS),
    ]
)
texts = st.text() | st.lists(pieces, max_size=20).map("".join) | st.lists(pieces, max_size=20).map(" ".join)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0, 1, 1.0, 2**63, 10**400, "", "a", "1", "MD5", "{}", "[1]", "Rm5G", "(a", "a+", "\ud800"])
    | st.text(max_size=3)
)
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "a b"]), inner, max_size=3),
    max_leaves=6,
)
leaves = st.sampled_from(
    ["$Input", "$Input.a", "$Output.b", "$Global['a b']", "$Item[0]", "$Context.Current.Input.a", "$Context"]
) | scalars.filter(lambda value: value != "\ud800").map(json.dumps)


def larger(inner):
    operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"])
    arguments = st.lists(inner, max_size=3).map(", ".join)
    return (
        st.tuples(inner, operators, inner).map(lambda parts: f"({' '.join(parts)})")
        | inner.map(lambda text: f"!{text}")
        | inner.map(lambda text: f"-{text}")
        | arguments.map(lambda text: f"[{text}]")
        | inner.map(lambda text: f'{{"a": {text}}}')
        | st.tuples(st.sampled_from([*FUNCTIONS]), arguments).map(lambda parts: f"{parts[0]}({parts[1]})")
    )


expressions = st.recursive(leaves, larger, max_leaves=6)


@given(texts)
def test_no_text_does_more_than_complain(text):
    try:
        compile_expression(text)
    except ExpressionError as error:
        assert 0 <= error.offset <= len(text)
        assert error.message
        assert "\n" not in error.message + error.hint
        assert len(error.message) < 400


@given(expressions, st.tuples(data, data, data, data, data), st.integers(0, 99))
def test_whatever_is_evaluated_gives_json_or_a_cause_and_changes_nothing(values, text, found, seed):
    try:
        expression = compile_expression(text)
    except ExpressionError:
        return

    def evaluated(source):
        before = copy.deepcopy(found)
        names = ("input", "output", "context", "global_", "item")
        try:
            value = expression.evaluate(values(**dict(zip(names, before, strict=True)), random=source))
        except EvaluationFailed as failure:
            assert failure.cause
            assert "\n" not in failure.cause
            value = failure.cause
        assert before == found
        return value

    value = evaluated(random.Random(seed))
    assert evaluated(random.Random(seed)) == value
    copy_json(value)
    kinds = {"boolean": bool, "number": (int, float), "text": str, "array": list, "object": dict, "null": type(None)}
    if not (isinstance(value, str) and expression.gives != "text"):  # else it is a cause
        assert isinstance(value, kinds.get(expression.gives, object))


@given(expressions, data)
def test_what_is_known_of_an_expression_holds(values, text, other):
    try:
        expression = compile_expression(text)
    except ExpressionError:
        return
    assert expression.constant or expression.reads or expression.functions
    if expression.constant:
        assert expression.evaluate(None) == expression.evaluate(values(input=other))
    for read in expression.reads:
        assert text[read.offset :].startswith(f"${read.root}")


def nested(levels):
    value = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    "text",
    [
        "[[$Input]] == $Input",
        "$Input in [$Input]",
        "length(arrayUnique([$Input, [$Input]]))",
        "format('{}', $Input)",
        "$Input > 1",
        "hash(jsonToString($Input), 'MD5')",
        "stringToJson(jsonToString($Input))",
        "jsonToString(stringToJson(jsonToString($Input)))",
    ],
)
def test_the_deepest_value_can_be_worked_with(text, values):
    try:
        compile_expression(text).evaluate(values(nested(200)))
    except EvaluationFailed as failure:
        assert failure.cause.startswith(f"`{text}`: found the array [[[")


MANY = 20_000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(" && ".join(["$Input.yes"] * MANY), True, id="and"),
        pytest.param(" || ".join(["!$Input.yes"] * MANY), False, id="or"),
        pytest.param(f"length([{'1, ' * MANY}1])", MANY + 1, id="array"),
        pytest.param(f"length([{'$Input.n, ' * MANY}1])", MANY + 1, id="array of paths"),
        pytest.param(f"length({{{', '.join(f'`{number}`: 1' for number in range(MANY))}}})", MANY, id="object"),
        pytest.param(f"length('{'a' * 10**6}')", 10**6, id="text"),
        pytest.param('length("' + r"\u0041" * 10**5 + '")', 10**5, id="escapes"),
        pytest.param(f"arrayUnique([{'[1], ' * MANY}1])", [[1], 1], id="equal arrays"),
        pytest.param(f"length(arrayUnique([{', '.join(f'[{number}]' for number in range(MANY))}]))", MANY, id="others"),
        pytest.param(f"length(format('{'{}' * 1000}'{', $Input.n' * 1000}))", 1000, id="format"),
        pytest.param("(" * 49 + "!$Input.yes" + ")" * 49, False, id="parentheses"),
        pytest.param("($Input.yes && " * 50 + "true" + ")" * 50, True, id="deep and"),
        pytest.param("!($Input.yes == " * 24 + "true" + ")" * 24, True, id="deep comparisons"),
    ],
)
def test_what_is_long_or_deep_neither_raises_nor_takes_long(text, value, value_of):
    assert value_of(text, {"yes": True, "n": 1}) == value


@pytest.mark.parametrize(
    "text",
    [
        *("(" * 10**6, "[" * 10**6, '{"a":' * 10**5, "!" * 10**6, "-" * 10**6, "toArray(" * 10**5, "$Input[" * 10**5),
        *("1" * 10**6, "1" * 10**6 + "x", "$" * 10**6, "$" + "a" * 10**6, "a" * 10**6, "a." * 10**6, "a" * 10**6 + "("),
        *(
            "$Input" + ".a" * 10**6,
            "$Input[" + "'a'," * 10**5,
            "$Input[" + "a" * 10**6 + ":]",
            "$Input." + "a-" * 10**6,
        ),
        *('"' + "\\a" * 10**6, "'" * (10**6 + 1), "`" + "a" * 10**6, " " * 10**6, "$Input " * 10**5, "= " * 10**6),
        *("1 == 1 " * 10**5, "$Input.a" * 10**5, "${" + "A" * 10**6, "$." + "a." * 10**5, "." * 10**6),
        *("fromBase64('" + "a" * 10**6 + "b')", "stringToJson('" + "[" * 10**6 + "')", "length" + " " * 10**6),
    ],
    ids=lambda text: f"{text[:12]}...{text[-3:]}",
)
def test_what_is_long_and_wrong_is_said_in_a_line(text):
    with pytest.raises(ExpressionError) as raised:
        compile_expression(text)
    assert len(raised.value.message) < 300
    assert len(raised.value.hint) < 300


def test_levels_stay_far_from_the_limit_of_python(values):
    # Each level of the text takes some frames, and whoever reads a definition stands on some too.
    depth = 0
    frame = sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 500)
    try:
        for text in ("(" * 50 + "1" + ")" * 50, "[" * 50 + "$Input" + "]" * 50, '{"a":' * 50 + "$Input" + "}" * 50):
            compile_expression(text).evaluate(values())
    finally:
        sys.setrecursionlimit(limit)
