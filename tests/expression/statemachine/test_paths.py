"""Paths: what they read, and what is said of those that are none (sections 3.2, 13.1; OQ-11, OQ-27)."""

from __future__ import annotations

import pytest

from pytest_fnf.expression.statemachine.expressions import compile_expression

DATA = {
    "a": {"b": {"c": 1}},
    "list": [10, [20, 21], {"x": 30}],
    "a b": 2,
    "a-b": 3,
    "数": 4,
    "数据-1": 5,
    "": 6,
    "0": 7,
    "in": 8,
    "true": 9,
    "length": 10,
    "a.b": 11,
    "2fa": 12,
    "_x": 13,
    'q"t': 14,
    "null": None,
    "text": "abc",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$Input.a.b.c", 1),
        ("$Input.a.b", {"c": 1}),
        ("$Input.a['b'].c", 1),
        ("$Input['a b']", 2),
        ('$Input["a b"]', 2),
        ("$Input[`a b`]", 2),
        ("$Input[ 'a b' ]", 2),
        ("$Input.a-b", 3),
        ("$Input.数", 4),
        ("$Input.数据-1", 5),
        ('$Input[""]', 6),
        ('$Input["0"]', 7),
        ("$Input.in", 8),
        ("$Input.true", 9),
        ("$Input.length", 10),
        ("$Input['a.b']", 11),
        ("$Input.2fa", 12),
        ("$Input._x", 13),
        (r'$Input["q\"t"]', 14),
        (r'$Input["\u6570"]', 4),
        ("$Input.list[0]", 10),
        ("$Input.list[1][0]", 20),
        ("$Input.list[ 2 ].x", 30),
        # What leads nowhere is null: a key, an index, a part of what has none.
        ("$Input.missing", None),
        ("$Input.missing.x.y", None),
        ("$Input.list[3]", None),
        ("$Input.list[999999999999999]", None),
        ("$Input.list.x", None),
        ("$Input.list['0']", None),
        ("$Input.a[0]", None),
        ("$Input.text[0]", None),
        ("$Input.text.length", None),
        ("$Input.null.x", None),
        ("$Input.null", None),
        ("$Input.null[0].x", None),
    ],
)
def test_a_path_reads_a_part_of_its_variable(text, value, value_of):
    assert value_of(text, DATA) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("toArray($Input.a, 7)[0].b.c", 1),
        ("toArray($Input.a, 7)[1]", 7),
        ("toArray($Input.a, 7)[2].x", None),
        ('jsonMerge($Input.a, {"z": [3]}).z[0]', 3),
        ("""stringToJson('{"Data": {"e": [[4]]}}')["Data"].e[0]""", [4]),
        ("get($Input, 'list')[1][1] == 21", True),
    ],
)
def test_a_path_may_follow_a_call(text, value, value_of):
    assert value_of(text, DATA) == value


@pytest.mark.parametrize("data", [None, [], "text", 1, True])
@pytest.mark.parametrize("text", ["$Input.a", "$Input.a.b", "$Input.a[0]", "$Global.a", "$Global.a.b", "$Item['a']"])
def test_of_what_is_no_object_a_path_reads_null(text, data, value_of):
    assert value_of(text, data, global_=data, item=data) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$Input", "in"),
        ("$Output", "out"),
        ("$Context", {"Current": {"RetryCount": 2, "Input": "of the context"}}),
        ("$Context.Current.RetryCount", 2),
        ("$Global", {"k": "g"}),
        ("$Global.k", "g"),
        ("$Item", ["item"]),
        ("$Item[0]", "item"),
    ],
)
def test_each_variable_is_read_where_it_lies(text, value, value_of):
    context = {"Current": {"RetryCount": 2, "Input": "of the context"}}
    assert value_of(text, "in", output="out", context=context, global_={"k": "g"}, item=["item"]) == value


class Unread:
    """Variables of which only the input may be read."""

    input = {"n": 5}  # noqa: RUF012

    def __getattr__(self, name):
        raise AssertionError(name)


@pytest.mark.parametrize("text", ["$Input.n", "$Context.Current.Input.n", "$Context['Current'].Input.n"])
def test_the_input_is_read_without_making_the_context(text):
    # `$Input` is `$Context.Current.Input` by section 3.2.
    assert compile_expression(text).evaluate(Unread()) == 5


def test_a_variable_is_read_only_when_its_turn_comes():
    assert compile_expression("$Input.n == 5 || $Global.x").evaluate(Unread()) is True
    with pytest.raises(AssertionError, match="global_"):
        compile_expression("$Input.n == 4 || $Global.x").evaluate(Unread())


BRACKETS = "brackets hold an index from 0 or a quoted name"
VARIABLES = "the variables are $Input, $Output, $Context, $Global, $Item"


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        # Names are case-sensitive.
        ("$input.x", 0, f"found '$input'; {VARIABLES}", "did you mean '$Input'?"),
        ("1 == $INPUT", 5, f"found '$INPUT'; {VARIABLES}", "did you mean '$Input'?"),
        ("$context.Current", 0, f"found '$context'; {VARIABLES}", "did you mean '$Context'?"),
        ("$Inptu.x", 0, f"found '$Inptu'; {VARIABLES}", "did you mean '$Input'?"),
        ("$Globals.x", 0, f"found '$Globals'; {VARIABLES}", "did you mean '$Global'?"),
        (
            "$local.x",
            0,
            f"found '$local'; {VARIABLES}",
            "there is no local: what the state before gave is $Input, what this one's work gave is $Output",
        ),
        ("$status", 0, f"found '$status'; {VARIABLES}", "did you mean '$Input.status'?"),
        (f"${'a' * 50}", 0, f"found '${'a' * 21}...'; {VARIABLES}", ""),
        # What JSONPath can do elsewhere.
        ("$Input..a", 6, "'..' searches at any depth, which this language does not know; write each name", ""),
        ("$Input.*", 6, "found '.*', which this language does not know", "take mapValues(...) for all values"),
        ("$Input.l[*]", 8, f"found '[*]'; {BRACKETS}", "let a function choose the elements"),
        ("$Input.l[0:2]", 8, f"found '[0:2]'; {BRACKETS}", "let a function choose the elements"),
        ("$Input.l[?(@.x)]", 8, "'[?' filters, which this language does not know", "let a function filter"),
        ("$Input.l[-1]", 8, f"found '[-1]'; {BRACKETS}", ""),
        ("$Input.l[1.5]", 8, f"found '[1.5]'; {BRACKETS}", ""),
        ("$Input.l[]", 8, f"found '[]'; {BRACKETS}", ""),
        ("$Input.l[0, 1]", 8, f"found '[0, 1]'; {BRACKETS}", ""),
        ("$Input.l['a', 'b']", 8, f"found '['a', 'b']'; {BRACKETS}", ""),
        ("$Input.l[name]", 8, f"found '[name]'; {BRACKETS}", "did you mean '[\"name\"]'?"),
        ("$Input.l[1234567890123456]", 8, f"found '[1234567890123456]'; {BRACKETS}", ""),
        (
            "$Input.l[$Input.i]",
            8,
            f"found '[$Input.i]'; {BRACKETS}",
            "write get(value, key) for a key that is computed",
        ),
        # What breaks off.
        ("$Input.", 6, "a name is missing behind '.'", ""),
        ("$Input. a", 6, "no name behind '.': ' '", ""),
        ("$Input.)", 6, "no name behind '.': ')'", ""),
        ("$Input.l[0", 8, "the '[' that begins here is not ended by ']'", ""),
        ("$Input.l[0 == 1", 8, "the '[' that begins here is not ended by ']'", ""),
        ('$Input["a] == 1', 7, 'the text that begins here is not ended by "', ""),
        ('$Input[ "a] == 1', 8, 'the text that begins here is not ended by "', ""),
        # Other ways to write it.
        ("$Input.l.0", 8, "found '.0'; an index stands in brackets", "did you mean '[0]'?"),
        ("$Input.[0]", 6, "found '.['", "did you mean '['?"),
        (
            '$Input."a b"',
            6,
            "found a quoted name behind '.'",
            "write it in brackets, without the '.', as in [\"a b\"]",
        ),
        (
            r'$Input["a\d"]',
            9,
            r"found the escape '\\d', which JSON does not know".replace(r"\\", "\\"),
            r"write a backslash as \\, or the text in `back-quotes`",
        ),
        ("$Input" + ".a" * 201, 406, "a path has at most 200 keys", ""),
    ],
)
def test_what_is_no_path_says_why_and_where(text, offset, message, hint, complaint_of):
    assert complaint_of(text) == (offset, message, hint)
