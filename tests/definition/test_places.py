"""Places and excerpts."""

from __future__ import annotations

import pytest

from pytest_fnf.definition.places import Place, SourceText, printable


@pytest.mark.parametrize(
    ("index", "place"),
    [(0, (1, 1)), (1, (1, 2)), (2, (1, 3)), (3, (2, 1)), (4, (2, 2)), (6, (3, 1)), (7, (4, 1)), (8, (4, 2))],
)
def test_at_counts_lines_as_yaml_does(index: int, place: tuple[int, int]) -> None:
    source = SourceText("flow.yml", "ab\nc\r\n\rde")
    assert source.at(index) == Place(*place)


def test_lines_end_at_every_break_that_yaml_knows() -> None:
    assert SourceText("flow.yml", "a\nb\r\nc\rd\u2028e\x85f").lines == ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize(
    ("text", "place", "lines"),
    [
        ("a\ngoto: x\n", (2, 7), ["    2 | goto: x", "      |       ^"]),
        ("\tname: x", (1, 2), ["    1 | \tname: x", "      | \t^"]),
        ("名称: x", (1, 5), ["    1 | 名称: x", "      |       ^"]),
        ("ab", (1, 3), ["    1 | ab", "      |   ^"]),
        ("", (1, 1), ["    1 |", "      | ^"]),
        ("a", (3, 1), []),
        ("a\x00b\ud800c", (1, 4), ["    1 | a\ufffdb\ufffdc", "      |    ^"]),
    ],
)
def test_excerpt_shows_line_and_caret(text: str, place: tuple[int, int], lines: list[str]) -> None:
    assert list(SourceText("flow.yml", text).excerpt(Place(*place))) == lines


def test_excerpt_of_a_long_line_is_cut_around_the_place() -> None:
    text = "a" * 500 + "X" + "b" * 500
    line, caret = SourceText("flow.yml", text).excerpt(Place(1, 501))
    assert line == "    1 | ..." + "a" * 50 + "X" + "b" * 49 + "..."
    assert line[len(caret) - 1] == "X"


def test_printable_keeps_tabs_and_replaces_what_disturbs_terminals() -> None:
    assert printable("a\tb\x1b[31m\u2028\ud834") == "a\tb\ufffd[31m\ufffd\ufffd"
