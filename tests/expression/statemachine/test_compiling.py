"""Parts and their closures: strict logic that stops early, constants, what can never be evaluated (OQ-10, OQ-12)."""

from __future__ import annotations

import pytest

from pytest_fnf.expression.statemachine.expressions import compile_expression

ORDER = "ordering compares two numbers or two texts"
INSIDE = "'in' looks for a value in an array, or for a key in an object"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        # Nothing is converted to a boolean.
        ("$Input.n && true", "`$Input.n`: found the number 1; both sides of '&&' are true or false"),
        ("true && $Input.text", "`$Input.text`: found the text \"a\"; both sides of '&&' are true or false"),
        ("false || $Input.missing", "`$Input.missing`: found null; both sides of '||' are true or false"),
        ("$Input.list || true", "`$Input.list`: found the array [1]; both sides of '||' are true or false"),
        (
            "$Input.yes && ($Input.n) && true",
            "`($Input.n)`: found the number 1; both sides of '&&' are true or false",
        ),
        ("!$Input.missing", "`$Input.missing`: found null; '!' takes true or false"),
        ('!$Input["text"]', '`$Input["text"]`: found the text "a"; \'!\' takes true or false'),
        ("!!$Input.object", "`$Input.object`: found the object {\"k\":null}; '!' takes true or false"),
        # Nor to a number.
        ("-$Input.text", "`$Input.text`: found the text \"a\"; '-' takes a number"),
        ("-$Input.yes", "`$Input.yes`: found true; '-' takes a number"),
        ("1 == -$Input.missing", "`$Input.missing`: found null; '-' takes a number"),
        # Order.
        (
            "$Input.text > 3",
            f'`$Input.text > 3`: found the text "a" and the number 3; {ORDER}',
        ),
        (
            "3\n  <=  $Input.missing",
            f"`3 <= $Input.missing`: found the number 3 and null; {ORDER}",
        ),
        # In.
        (
            '"a" in $Input.text',
            f'`"a" in $Input.text`: found the text "a"; {INSIDE}',
        ),
        (
            '"a" in $Input.missing',
            f'`"a" in $Input.missing`: found null; {INSIDE}',
        ),
        # Long parts and values are cut.
        (
            f"'{'x' * 100}' in $Input.n",
            f"`'{'x' * 56}...`: found the number 1; {INSIDE}",
        ),
        (
            "$Input.long in $Input.long",
            f'`$Input.long in $Input.long`: found the text "{"x" * 56}...; {INSIDE}',
        ),
    ],
)
def test_what_has_no_value_says_which_part_and_what_it_found(text, cause, cause_of):
    data = {"n": 1, "text": "a", "yes": True, "list": [1], "object": {"k": None}, "long": "x" * 100}
    assert cause_of(text, data) == cause


class Spy:
    """Variables that note what is read."""

    def __init__(self, **values):
        self.seen = []
        self._values = values

    def __getattr__(self, name):
        self.seen.append(name)
        return self._values[name]


@pytest.mark.parametrize(
    ("text", "value", "seen"),
    [
        ("$Input || $Output", True, ["input"]),
        ("$Output && $Input", False, ["output"]),
        ("$Output || $Input", True, ["output", "input"]),
        ("$Input && $Output", False, ["input", "output"]),
        ("$Output || $Input || $Item", True, ["output", "input"]),
        ("$Input && $Output && $Item", False, ["input", "output"]),
        ("$Input == true || $Output == true", True, ["input"]),
        ("$Output == true && $Input == true", False, ["output"]),
        ("$Output == true || $Input == true", True, ["output", "input"]),
        ("$Input || $Item > 1 || length($Item) > 1", True, ["input"]),
        ("$Output && -$Item == 1", False, ["output"]),
        ("true || $Item", True, []),
        ("false && $Item", False, []),
        ("$Input || ($Output && $Item)", True, ["input"]),
    ],
)
def test_logic_stops_where_the_result_is_known(text, value, seen):
    spy = Spy(input=True, output=False, item=None)
    assert compile_expression(text).evaluate(spy) is value
    assert spy.seen == seen


@pytest.mark.parametrize(
    ("text", "gives", "constant"),
    [
        ("1", "number", True),
        ("'a'", "text", True),
        ("null", "null", True),
        ("!true", "boolean", True),
        ("-1", "number", True),
        ("[1, {}]", "array", True),
        ("{}", "object", True),
        ("1 < 2 && 2 in [2]", "boolean", True),
        ('format("{}", 1)', "text", True),
        ('length(split("a,b", ","))', "number", True),
        ('stringToJson("[1]")', "array", True),
        ("$Input.n", "any", False),
        ("($Input.n)", "any", False),
        ("$Input.n == 1", "boolean", False),
        ("$Input.n > 1", "boolean", False),
        ("1 in $Input.n", "boolean", False),
        ("!$Input.n", "boolean", False),
        ("-$Input.n", "number", False),
        ("$Input.a && $Input.b", "boolean", False),
        ("[$Input.n]", "array", False),
        ('{"a": $Input.n}', "object", False),
        ("length($Input.n)", "number", False),
        ("stringToJson($Input.n)", "any", False),
        ("get($Input.n, 1)", "any", False),
        ("uuid()", "text", False),
        ("randomInt(1, 1)", "number", False),
        ("[uuid()]", "array", False),
        ("length(uuid())", "number", False),
    ],
)
def test_what_a_value_will_be_is_known_as_far_as_it_can(text, gives, constant):
    expression = compile_expression(text)
    assert (expression.gives, expression.constant) == (gives, constant)


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ('1 < "a"', 0, f'`1 < "a"` compares a number with a text; {ORDER}', ""),
        ('length($Input) > "1"', 0, f'`length($Input) > "1"` compares a number with a text; {ORDER}', ""),
        ("$Input.n > null", 11, f"found null; {ORDER}", ""),
        ("$Input.n <= true", 12, f"found true; {ORDER}", ""),
        ("[1] < [2]", 0, f"found the array [1]; {ORDER}", ""),
        ("$Input < {}", 9, f"found the object {{}}; {ORDER}", ""),
        ("toArray($Input) < 1", 0, f"`toArray($Input)` gives an array; {ORDER}", ""),
        ("!$Input.n > 3", 0, f"`!$Input.n` gives true or false; {ORDER}", ""),
        ("1 && true", 0, "found the number 1; both sides of '&&' are true or false", ""),
        ('$Input.a || "x"', 12, "found the text \"x\"; both sides of '||' are true or false", ""),
        (
            "true && length($Input)",
            8,
            "`length($Input)` gives a number; both sides of '&&' are true or false",
            "",
        ),
        ("!1", 1, "found the number 1; '!' takes true or false", ""),
        ("!null", 1, "found null; '!' takes true or false", ""),
        ('-"a"', 1, "found the text \"a\"; '-' takes a number", ""),
        ("--true", 2, "found true; '-' takes a number", ""),
        ("-!$Input", 1, "`!$Input` gives true or false; '-' takes a number", ""),
        ("1 in 2", 5, f"found the number 2; {INSIDE}", ""),
        (
            '"a" in "abc"',
            7,
            f'found the text "abc"; {INSIDE}',
            "write regexMatchString(pattern, text) to look into a text",
        ),
        ("1 in length($Input)", 5, f"`length($Input)` gives a number; {INSIDE}", ""),
        ('!"k" in $Input', 1, "found the text \"k\"; '!' takes true or false", "write !(key in object)"),
        # Also where it would never come to it: nobody writes that on purpose.
        ('false && 1 < "a"', 9, f'`1 < "a"` compares a number with a text; {ORDER}', ""),
    ],
)
def test_what_could_never_be_evaluated_is_refused_when_it_is_read(text, offset, message, hint, complaint_of):
    assert complaint_of(text) == (offset, message, hint)


def test_a_value_is_never_deeper_than_values_are(value_of, cause_of, complaint_of):
    deep = value = []
    for _ in range(198):
        deep = [deep]
    assert value_of("[$Input]", deep) == [deep]
    value = [deep]
    assert value_of("$Input", value) is value
    message = "the result is nested deeper than 200 levels"
    assert cause_of("[$Input]", value) == f"`[$Input]`: {message}"
    assert cause_of('{"a": $Input}', value) == f'`{{"a": $Input}}`: {message}'
    assert cause_of("toArray(1, $Input)", value) == f"`toArray(1, $Input)`: {message}"
    assert cause_of('get({"a": [$Input]}, "a")', value) == f'`get({{"a": [$Input]}}, "a")`: {message}'
    assert value_of("[$Input] == $Input", value) is False
    assert value_of("length([$Input])", value) == 1
    text = "[" * 200 + "]" * 200
    assert complaint_of(f"[stringToJson(`{text}`)]")[:2] == (0, message)
