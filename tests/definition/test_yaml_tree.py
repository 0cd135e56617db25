"""The tree: values as people mean them, places, and what is wrong with a text; with libyaml and without."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pytest_fnf.definition.places import Place
from pytest_fnf.definition.tree import Mapping, Node, Scalar, Sequence
from pytest_fnf.definition.yaml_tree import build_tree, decode

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def _library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "libyaml":
        if not hasattr(yaml, "CSafeLoader"):
            pytest.skip("PyYAML was built without libyaml")
    else:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def tree_of(data: str | bytes) -> tuple[Node | None, list[str]]:
    source, problems = decode(data, "flow.yml")
    root = None if problems.has_errors else build_tree(source, problems)
    lines = [
        f"{problem.line}:{problem.column} {problem.code} {problem.message}"
        + (f" | {problem.hint}" if problem.hint else "")
        for problem in problems.ordered()
    ]
    return root, lines


def plain(node: Node | None) -> Any:
    if node is None:
        return None
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {text: plain(value) for text, (_, value) in node.entries.items()}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb: [x, 'y', \"z\"]\nc: {d: ~}", {"a": 1, "b": ["x", "y", "z"], "c": {"d": None}}),
        ('{"a": [1, 2.5, true, null, "x\\ny"]}', {"a": [1, 2.5, True, None, "x\ny"]}),
        ("a: '1'\nb: \"true\"\nc: |\n  1\n", {"a": "1", "b": "true", "c": "1\n"}),
        ("a: >-\n  x\n  y\nb: |\n  x\n  y\n", {"a": "x y", "b": "x\ny\n"}),
        (
            "yes: on\nno: off\n2019-05-02T15:04:05Z: 1_000\n",
            {"yes": "on", "no": "off", "2019-05-02T15:04:05Z": "1_000"},
        ),
        ("time: 2019-05-02T15:04:05Z\nday: 2019-05-02\n", {"time": "2019-05-02T15:04:05Z", "day": "2019-05-02"}),
        ("  a: 1\n  b: 2\n", {"a": 1, "b": 2}),
        ("a:\n- 1\n- 2\n", {"a": [1, 2]}),
        ("--- {a: 1}\n...\n", {"a": 1}),
        ("%YAML 1.2\n---\na: 1\n", {"a": 1}),
        ("a: &x [1]\nb: *x\n", {"a": [1], "b": [1]}),
        ("a: &x 1\nb: *x\na2: &x 2\nc: *x\n", {"a": 1, "b": 1, "a2": 2, "c": 2}),
        ("base: &b {x: 1, y: 2}\na:\n  <<: *b\n  y: 3\n", {"base": {"x": 1, "y": 2}, "a": {"y": 3, "x": 1}}),
        ("a: {<<: [{x: 1}, {x: 2, y: 2}]}", {"a": {"x": 1, "y": 2}}),
        ("a: {'<<': 1}", {"a": {"<<": 1}}),
        (
            "a: !!str 1\nb: !!int '2'\nc: !!float 3\nd: !!null ''\ne: !!bool 'true'",
            {"a": "1", "b": 2, "c": 3.0, "d": None, "e": True},
        ),
        ("a: !!map {x: 1}\nb: !!seq [1]\nc: ! 1", {"a": {"x": 1}, "b": [1], "c": "1"}),
        ("a: !Ref svc/fn", {"a": "svc/fn"}),
        ("a: {{ b }}\nc: [{{d.e}}, {{ f }}]", {"a": "{{ b }}", "c": ["{{ d.e }}", "{{ f }}"]}),
        ("# nothing", None),
        ("", None),
        ("~", None),
    ],
)
def test_tree_holds_the_values_that_people_mean(text: str, value: object) -> None:
    root, problems = tree_of(text)
    assert problems == []
    assert plain(root) == value


@pytest.mark.parametrize(
    "data",
    [
        "a: é🙂",
        "\ufeffa: é🙂",
        "a: é🙂".encode(),
        b"\xef\xbb\xbfa: \xc3\xa9\xf0\x9f\x99\x82",
        "a: é🙂".encode("utf-16"),
        b"\xfe\xff" + "a: é🙂".encode("utf-16-be"),
        b"\xff\xfe" + "a: é🙂".encode("utf-16-le"),
    ],
)
def test_every_encoding_of_yaml_gives_the_same_tree(data: str | bytes) -> None:
    root, problems = tree_of(data)
    assert problems == []
    assert plain(root) == {"a": "é🙂"}
    assert isinstance(root, Mapping)
    key, value = root.entries["a"]
    assert (key.place, value.place) == (Place(1, 1), Place(1, 4))


def places(node: Node) -> Iterator[tuple[str, int, int]]:
    if isinstance(node, Scalar):
        yield node.text, node.place.line, node.place.column
    elif isinstance(node, Sequence):
        yield "[", node.place.line, node.place.column
        for item in node.items:
            yield from places(item)
    else:
        yield "{", node.place.line, node.place.column
        for key, value in node.entries.values():
            yield from places(key)
            yield from places(value)


def test_every_node_knows_its_line_and_column_in_characters() -> None:
    root, _ = tree_of("# é\r\n键: {x: '🙂', y: 2}\r\nlist:\r\n  - a\r\n  - \"b\"\r\n")
    assert root is not None
    assert list(places(root)) == [
        ("{", 2, 1),
        ("键", 2, 1),
        ("{", 2, 4),
        ("x", 2, 5),
        ("🙂", 2, 8),
        ("y", 2, 13),
        ("2", 2, 16),
        ("list", 3, 1),
        ("[", 4, 3),
        ("a", 4, 5),
        ("b", 5, 5),
    ]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a: \xff", ["1:4 FNF001 this is no UTF-8 text | save the file as UTF-8"]),
        ("a: x\nb: 出错".encode("gbk"), ["2:4 FNF001 this is no UTF-8 text | save the file as UTF-8"]),
        (b"\xff\xfea\x00:\x00 \x00x", ["1:4 FNF001 this is no UTF-16 text | save the file as UTF-8"]),
        (
            "a: e".encode("utf-16-le"),
            [
                "1:2 FNF001 the character U+0000 stands in the text; YAML does not allow it | write it as an escape in double quotes, if it is meant"
            ],
        ),
        (
            "a:\n  b: x\x07y",
            [
                "2:7 FNF001 the character U+0007 stands in the text; YAML does not allow it | write it as an escape in double quotes, if it is meant"
            ],
        ),
        (
            "a: \ud800",
            [
                "1:4 FNF001 the character U+D800 stands in the text; YAML does not allow it | write it as an escape in double quotes, if it is meant"
            ],
        ),
        ("a: 1\n\tb: 2", ["2:1 FNF003 a tab stands here; YAML indents with blanks only | write blanks"]),
        (
            "a: 1\nb: 2\na: 3\na: 4",
            [
                "3:1 FNF004 the key 'a' stands twice in one map; the first stands at 1:1",
                "4:1 FNF004 the key 'a' stands twice in one map; the first stands at 1:1",
            ],
        ),
        ("{1: x, '1': y}", ["1:8 FNF004 the key '1' stands twice in one map; the first stands at 1:2"]),
        (
            "a: *x",
            [
                "1:4 FNF005 the alias *x names no anchor before it | put a text that begins with * in quotes, else write &x at the first place"
            ],
        ),
        ("a: &common 1\nb: *comon", ["2:4 FNF005 the alias *comon names no anchor before it | did you mean 'common'?"]),
        ("a: &x [*x]", ["1:8 FNF005 the alias *x stands inside what it names; that would have no end"]),
        ("a: &x {b: {c: *x}}", ["1:15 FNF005 the alias *x stands inside what it names; that would have no end"]),
        ("a: 1\n---\nb: 2", ["2:1 FNF007 a second document begins here; a file holds one flow | remove the '---'"]),
        (
            "a: !GetAtt x",
            [
                "1:4 FNF008 the tag '!GetAtt' is not understood; a flow knows !Ref service/function as a resourceArn | a text that begins with ! goes in quotes"
            ],
        ),
        (
            "a: !!binary eA==",
            [
                "1:4 FNF008 the tag '!!binary' is not understood; a flow knows !Ref service/function as a resourceArn | a text that begins with ! goes in quotes"
            ],
        ),
        (
            "a: !!set {x}",
            [
                "1:4 FNF008 the tag '!!set' is not understood; a flow knows !Ref service/function as a resourceArn | a text that begins with ! goes in quotes"
            ],
        ),
        (
            "a: !<x:y> z",
            ["1:4 FNF008 the tag 'x:y' is not understood; a flow knows !Ref service/function as a resourceArn"],
        ),
        ("a: !!int x", ["1:4 FNF008 'x' is tagged !!int, but is none"]),
        ("a: !!bool 1", ["1:4 FNF008 '1' is tagged !!bool, but is none"]),
        (
            "a: 1e999",
            ["1:4 FNF009 a number beyond 1.8e308, which JSON cannot carry | put it in quotes to make it text"],
        ),
        (
            "a: " + "9" * 4400,
            ["1:4 FNF009 a number of 4,400 digits, which JSON cannot carry | put it in quotes to make it text"],
        ),
        ("a: {{ b: 1 }}", ["1:4 FNF010 '{{' begins a map inside a map here | a text with {{ }} goes in quotes"]),
        ("? [a]\n: 1", ["1:3 FNF010 a list stands as a key; a key is text"]),
        ("? {a: 1}\n: 1", ["1:3 FNF010 a map stands as a key; a key is text"]),
        ("<<: 1\na: 2", ["1:5 FNF011 '<<' merges a map, or a list of maps; this is none | write *name"]),
        ("<<: [{a: 1}, 2]", ["1:14 FNF011 '<<' merges a map, or a list of maps; this is none | write *name"]),
        ("%TAG ! x\n" * 30 + "--- a", ["1:1 FNF002 more than 20 %TAG lines; a flow needs none"]),
    ],
)
def test_what_is_wrong_with_a_text_is_told_with_its_place(data: str | bytes, lines: list[str]) -> None:
    assert tree_of(data)[1] == lines


def test_problems_of_one_document_are_found_together() -> None:
    _, lines = tree_of("a: 1\na: 2\nb: !x y\nc: 1e999\nd: *e\n")
    assert [line.split(" ")[:2] for line in lines] == [
        ["2:1", "FNF004"],
        ["3:4", "FNF008"],
        ["4:4", "FNF009"],
        ["5:4", "FNF005"],
    ]


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "[" * 10_000_000, "a: " + "[" * 201 + "]" * 201],
    ids=["lists", "maps", "entries", "keys", "ten megabytes", "one too many"],
)
def test_nesting_beyond_200_levels_is_a_problem_and_no_crash(text: str) -> None:
    root, lines = tree_of(text)
    assert root is None
    (line,) = lines
    assert line.endswith("FNF006 nesting goes beyond 200 levels here")


def test_nesting_of_200_levels_is_read() -> None:
    root, lines = tree_of("[" * 200 + "]" * 200)
    assert lines == []
    assert root is not None


def test_nesting_that_aliases_bring_in_counts() -> None:
    text = "- &a " + "[" * 120 + "]" * 120 + "\n- " + "[" * 90 + "*a" + "]" * 90 + "\n"
    assert tree_of(text)[1] == ["2:93 FNF006 nesting goes beyond 200 levels here"]


def test_aliases_that_multiply_are_stopped() -> None:
    text = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    started = time.perf_counter()
    _, lines = tree_of(text)
    assert lines == ["6:8 FNF005 aliases bring in more than 100,000 values"]
    assert time.perf_counter() - started < 1


def test_many_small_aliases_are_fine() -> None:
    root, lines = tree_of("- &a [1, 2]\n" + "- *a\n" * 1000)
    assert lines == []
    assert isinstance(root, Sequence)
    assert len(root.items) == 1001


def test_json_indented_with_tabs_is_read(request: pytest.FixtureRequest) -> None:
    if "pure" in request.node.callspec.id:
        pytest.skip("PyYAML without libyaml takes no tabs at all")
    root, lines = tree_of('{\n\t"a":\t1,\n\t"b": []\n}')
    assert lines == []
    assert plain(root) == {"a": 1, "b": []}


def test_document_of_too_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # Beside its values a list has six events: begin and end of stream, document and list.
    monkeypatch.setattr("pytest_fnf.definition.yaml_tree.MOST_EVENTS", 1000)
    assert tree_of("[" + ",".join("1" * 994) + "]")[1] == []
    assert tree_of("[" + ",".join("1" * 995) + "]")[1] == [
        "1:1 FNF012 the document has more than 1,000 values and brackets; the service takes 1 MiB",
    ]
