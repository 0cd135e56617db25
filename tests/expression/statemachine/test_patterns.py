"""Regular expressions: the same answers as Python's own, in a time that only text and pattern set (OQ-24)."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_fnf.expression.statemachine.errors import Unfit
from pytest_fnf.expression.statemachine.patterns import compile_pattern

PIECES = ["a", "b", "B", ".", "^", "$", r"\b", r"\B", r"\A", r"\Z", "[ab]", "[^a]", r"\w", r"\D", r"\s", r"\.", "中"]
OPERATORS = [
    "(",
    "(?:",
    "(?i:",
    "(?-s:",
    "(?P<n>",
    ")",
    "|",
    "*",
    "+",
    "?",
    "*?",
    "{2}",
    "{1,2}",
    "{,2}",
    "{2,}",
    "{",
    "}",
]


@given(
    st.lists(st.sampled_from(PIECES + OPERATORS), max_size=8).map("".join),
    st.sampled_from(["", "(?i)", "(?s)", "(?ms)"]),
    st.lists(st.text(alphabet="abAB .\n中é", max_size=8), max_size=5),
)
def test_a_pattern_is_found_where_python_finds_it(pattern, flags, texts):
    try:
        known = re.compile(flags + pattern, re.ASCII)
    except re.error:
        with pytest.raises(Unfit, match="the pattern cannot be read"):
            compile_pattern(flags + pattern)
        return
    assume(not re.search(r"[*+?}]\+", pattern))
    for text in texts:
        assert compile_pattern(flags + pattern).search(text) == bool(known.search(text)), (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^re.*y$", "ready", True),
        ("^re.*y$", "already", False),
        (r"^\d{4}-\d{2}-\d{2}$", "2026-01-31", True),
        (r"^\d{4}-\d{2}-\d{2}$", "2026-1-31", False),
        (r"([a-z]+\.)+com\b", "see www.example.com.", True),
        (r"[\]x]\[", "][", True),
        (r"[]x]+$", "]x]", True),
        (r"[^]x]", "]x", False),
        (r"\x41\u4e2d\101", "A中A", True),
        (r"\N{DIGIT ONE}", "1", True),
        ("a{0}b{2,3}", "bb", True),
        ("a{,2}$", "aa", True),
        ("x{", "x{", True),
        ("x{}", "x{}", True),
        ("(|a)*b", "aab", True),
        ("^a+?b??$", "aa", True),
        ("(?i)straße|É", "STRAßE", True),
        (r"\w", "中", False),  # letters, digits and blanks are those of ASCII
        (r"[[a]", "[", True),  # of which Python warns
    ],
)
def test_usual_patterns(pattern, text, found):
    assert compile_pattern(pattern).search(text) is found


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "the pattern cannot be read: missing ), unterminated subpattern at position 0"),
        ("a**", "the pattern cannot be read: multiple repeat at position 2"),
        ("[z-a]", "the pattern cannot be read: bad character range z-a at position 1"),
        (r"\p{L}", r"the pattern cannot be read: bad escape \p at position 0"),
        ("(?=a)", "the pattern has '(?='; a pattern cannot look around, refer back, or set other flags"),
        ("(?<!a)", "the pattern has '(?<'; a pattern cannot look around, refer back, or set other flags"),
        ("(?>a)", "the pattern has '(?>'; a pattern cannot look around, refer back, or set other flags"),
        ("(?x)a", "the pattern has '(?x'; a pattern cannot look around, refer back, or set other flags"),
        ("(?#a)", "the pattern has '(?#'; a pattern cannot look around, refer back, or set other flags"),
        (r"(a)\1", r"the pattern has '\1'; a pattern cannot look around, refer back, or set other flags"),
        ("(?P<n>a)(?P=n)", "the pattern has '(?P'; a pattern cannot look around, refer back, or set other flags"),
        ("a++", "the pattern has '++'; a pattern cannot look around, refer back, or set other flags"),
        ("a{99999}", "the pattern has more than 10000 parts, repetitions counted"),
        ("(((a{100}){100}){100}){100}", "the pattern has more than 10000 parts, repetitions counted"),
        ("((((){9999}){9999}){9999}){9999}", "the pattern has more than 10000 parts, repetitions counted"),
        ("a" * 10_001, "the pattern is longer than 10000 characters"),
        ("(" * 5000 + ")" * 5000, "the pattern is nested too deep"),
    ],
)
def test_what_is_no_pattern_says_why(pattern, reason):
    with pytest.raises(Unfit) as raised:
        compile_pattern(pattern)
    assert raised.value.reason == reason


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a*)*b", "(a|aa)+$", "a*a*a*a*a*a*b", "(.*a){20}b"])
def test_no_pattern_takes_long(pattern):
    # Python's own matcher would take from hours to the end of the world.
    assert compile_pattern(pattern).search("a" * 1000 + "!") is False


def test_a_text_too_long_for_its_pattern_is_refused():
    with pytest.raises(Unfit, match="the text of 100000 characters is too long for this pattern"):
        compile_pattern("a{1000}").search("a" * 100_000)
