"""Entries of a map, made of nodes; whole texts stand in `test_yaml_tree`."""

from __future__ import annotations

from pytest_fnf.definition.entries import fill
from pytest_fnf.definition.passages import At
from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.problems import Problems
from pytest_fnf.definition.tree import PLAIN, Mapping, Node, Scalar, Sequence


def scalar(text: str, column: int = 0, style: str = PLAIN) -> Scalar:
    return Scalar(At(0, column), None, text, style)


def filled(*children: Node) -> tuple[Mapping, list[str]]:
    problems = Problems(SourceText("t.yml", ""))
    node = Mapping(At(0, 0))
    fill(node, [*children], problems, lambda place: Place(place.line, place.column + 100))
    return node, [f"{problem.column} {problem.code} {problem.message}" for problem in problems.ordered()]


def test_entries_hold_both_nodes_in_the_order_written() -> None:
    b, one, a, two = scalar("b"), scalar("1"), scalar("a"), Sequence(At(0, 0))
    node, told = filled(b, one, a, two)
    assert [*node.entries.items()] == [("b", (b, one)), ("a", (a, two))]
    assert told == []
    assert filled()[0].entries == {}


def test_the_first_of_two_equal_keys_counts() -> None:
    first, value = scalar("a", 4), scalar("1")
    node, told = filled(first, value, scalar("a", 9), scalar("2"))
    assert node.entries == {"a": (first, value)}
    assert told == ["10 FNF004 the key 'a' stands twice in one map; the first stands at 1:105"]


def test_a_list_or_a_map_as_a_key_is_left_out() -> None:
    key, value = scalar("a"), scalar("1")
    node, told = filled(Sequence(At(0, 2)), scalar("x"), Mapping(At(0, 8)), scalar("y"), key, value)
    assert node.entries == {"a": (key, value)}
    assert told == [
        "3 FNF010 a list stands as a key; a key is text",
        "9 FNF010 a map stands as a key; a key is text",
    ]


def test_what_is_written_wins_over_what_is_merged() -> None:
    merged, key, value = Mapping(At(0, 0)), scalar("a"), scalar("1")
    merged.entries = {"a": (scalar("a"), scalar("2")), "b": (scalar("b"), scalar("3"))}
    node, told = filled(scalar("<<"), merged, key, value)
    assert node.entries == {"a": (key, value), "b": merged.entries["b"]}
    assert told == []
    assert filled(scalar("<<"), scalar("x", 4))[1] == [
        "5 FNF011 '<<' merges a map, or a list of maps; this is none",
    ]


def test_a_merge_key_in_quotes_is_a_key() -> None:
    node, told = filled(scalar("<<", style='"'), scalar("1"))
    assert (list(node.entries), told) == (["<<"], [])
