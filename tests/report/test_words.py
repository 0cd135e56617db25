"""Small words that all reports share."""

from __future__ import annotations

import json

import pytest

from pytest_fnf.report.words import (
    PLAIN,
    Ink,
    cause_text,
    columns,
    counted,
    error_text,
    listed,
    one_line,
    path_text,
    quoted,
    seconds,
    times,
    value,
)


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 s"),
        (10_000, "10 s"),
        (1_500, "1.5 s"),
        (1, "0.001 s"),
        (86_400_000, "86,400 s"),
        (1_000_010, "1,000.01 s"),
        (-1_500, "-1.5 s"),
    ],
)
def test_seconds(ms, text):
    assert seconds(ms) == text


@pytest.mark.parametrize(
    ("data", "most", "text"),
    [
        ({"a": [1, None, True], "b": "x"}, 100, '{"a":[1,null,true],"b":"x"}'),
        ("é 中", 100, '"é 中"'),
        ("a\nb\x1b[0m", 100, '"a\\nb\\u001b[0m"'),
        ("\ud800", 100, '"\N{REPLACEMENT CHARACTER}"'),
        # Long texts lose their end first, so that the keys stay; then they get shorter still.
        ({"id": "65ec921e-ceb0-4458-9943-781ff2119bb9", "n": 1}, 40, '{"id":"65ec921e-ceb0-4458-99...","n":1}'),
        ({"id": "65ec921e-ceb0-4458-9943-781ff2119bb9", "n": 1}, 30, '{"id":"65ec921e-ce...","n":1}'),
        ({"id": "65ec921e-ceb0-4458-9943-781ff2119bb9", "n": 1}, 24, '{"id":"65ec9...","n":1}'),
        ({"id": "65ec921e-ceb0-4458-9943-781ff2119bb9", "n": 1}, 16, '{"id":"65ec9 ...'),
        (list(range(100)), 30, "[0,1,2,... 97 more]"),
        ({"a": [{"b": "x" * 50}] * 9}, 70, '{"a":[{"b":"xxxxx..."},{"b":"xxxxx..."},{"b":"xxxxx..."},... 6 more]}'),
        (list(range(30)), None, "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29]"),
        (None, 100, "null"),
    ],
)
def test_a_value_that_is_too_long_keeps_its_shape(data, most, text):
    assert value(data, most) == text
    assert most is None or len(value(data, most)) <= most


def test_a_value_cut_at_all_events_ends_with_dots():
    text = value({f"key{n}": n for n in range(50)}, 60)
    assert text == '{"key0":0,"key1":1,"key2":2,"key3":3,"key4":4,"key5":5," ...'
    assert len(text) == 60


@pytest.mark.parametrize(
    ("text", "most", "line"),
    [
        ("a\n  b\tc", 100, "a b c"),
        ("x" * 20, 10, "xxxxxx ..."),
        ("x" * 20, None, "x" * 20),
        ("a\x1b[31mb", 100, "a\N{REPLACEMENT CHARACTER}[31mb"),
    ],
)
def test_free_text_fits_one_line(text, most, line):
    assert one_line(text, most) == line


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        (None, ""),
        ("nobody knows", "nobody knows"),
        (json.dumps({"errorMessage": "no seat", "errorType": "SoldOut", "stackTrace": []}), "no seat"),
        ('{"errorMessage": ""}', '{"errorMessage": ""}'),
        ('{"other": 1}', '{"other": 1}'),
        ("{no json", "{no json"),
        ("[" * 5, "[[[[["),
    ],
)
def test_the_cause_of_an_exception_is_told_by_its_message(cause, text):
    assert cause_text(cause) == text


@pytest.mark.parametrize(
    ("error", "cause", "text"),
    [
        ("E", "why", "'E': why"),
        ("E", "", "'E'"),
        ("", "why", "why"),
        (None, None, ""),
    ],
)
def test_an_error_with_what_there_is_of_it(error, cause, text):
    assert error_text(error, cause) == text


def test_lists_and_counts():
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "none",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert listed(["a", "b", "c"], word="or") == "a, b or c"
    assert quoted(["a", "b"]) == "'a' and 'b'"
    assert [times(0), times(1), times(2)] == ["never", "once", "2 times"]
    assert [counted(1, "event"), counted(12_345, "event")] == ["1 event", "12,345 events"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("", "empty"),
        ("A", "A"),
        ("AB", "A -> B"),
        ("AA", "2 times (A)"),
        ("ABCBCBCD", "A -> 3 times (B -> C) -> D"),
        ("ABAB", "2 times (A -> B)"),
        ("AABAAB", "2 times (A -> A -> B)"),
        ("AAAABB", "4 times (A) -> 2 times (B)"),
        ("ABABAC", "2 times (A -> B) -> A -> C"),
    ],
)
def test_cycles_of_a_path_are_folded(path, text):
    assert path_text(list(path)) == text


def test_the_middle_of_a_long_path_is_left_out():
    path = [str(n) for n in range(100)]
    assert path_text(path, 4) == "0 -> 1 -> ... 96 more ... -> 98 -> 99"
    assert path_text(path, None).count("->") == 99


def test_a_long_loop_is_folded_in_time():
    assert path_text(["A", "B"] * 50_000) == "50000 times (A -> B)"
    assert path_text([str(n % 1_000) for n in range(50_000)], 4) == "0 -> 1 -> ... 49996 more ... -> 998 -> 999"


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("中文", 4), ("é", 1), ("e\u0301", 1), ("\uff41", 2)])
def test_columns_of_a_terminal(text, width):
    assert columns(text) == width


def test_ink_colours_only_where_the_terminal_has_colours():
    assert (PLAIN.good("x"), PLAIN.bad("x"), PLAIN.dim("x"), PLAIN.bold("x")) == ("x", "x", "x", "x")
    ink = Ink(on=True)
    assert (ink.good("x"), ink.bad("x")) == ("\x1b[32mx\x1b[0m", "\x1b[31mx\x1b[0m")
    assert (ink.dim("x"), ink.bold("x")) == ("\x1b[2mx\x1b[0m", "\x1b[1mx\x1b[0m")
