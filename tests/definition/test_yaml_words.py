"""Syntax errors as people meet them, with the place and the words that they read."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from pytest_fnf.definition.yaml_words import wording

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = [
    ("steps:\n\t- type: pass", "2:1 FNF003 a tab stands here; YAML indents with blanks only | write blanks"),
    (
        "steps:\n  - type: pass\n  \tname: a",
        "3:3 FNF003 a tab stands here; YAML indents with blanks only | write blanks",
    ),
    (
        "version: v1\nsteps\n  - type: pass\n",
        "2:1 FNF002 this line is neither 'key: value' nor an entry '- ...' | a key is followed by ':' and a blank",
    ),
    (
        "steps:\n  - type: pass\n   name: a\n",
        "3:4 FNF002 this line stands among the entries of a list, but does not begin with '-' | look at the indentation",
    ),
    (
        'condition: "$.a == "b""\n',
        "1:21 FNF002 this does not fit the map that it stands in | look at the indentation; or a text has quotes inside its quotes, so that it ends too early",
    ),
    (
        "condition: `x` == $.a\n",
        "1:12 FNF002 the character '`' cannot begin a value | a text in back-quotes, as conditions have it, goes in quotes: '$.a == `b`'",
    ),
    ("error: @x\n", "1:8 FNF002 the character '@' cannot begin a value | put a text that begins with @ in quotes"),
    ("error: %x\n", "1:8 FNF002 the character '%' cannot begin a value | put a text that begins with % in quotes"),
    (
        "cause: Error: not found\n",
        "1:13 FNF002 a ':' where no key can stand | a text that contains ': ' goes in quotes; else look at the indentation of this line and the one above",
    ),
    ("errors: [*]\n", "1:10 FNF002 a '*' without a name after it | put a text that begins with * in quotes"),
    ("errors: [&]\n", "1:10 FNF002 a '&' without a name after it | put a text that begins with & in quotes"),
    ("steps: [{type: pass}\n", "1:8 FNF002 a list that begins with '[' here is not closed | write , or ]"),
    ("steps: [{type: pass]\n", "1:9 FNF002 a map that begins with '{' here is not closed | write , or }"),
    ("a: {b: $.c[0]}\n", "1:11 FNF002 a '[' inside a text, in a list or map in brackets | put the text in quotes"),
    ('name: "a\n', "1:7 FNF002 a text that begins with a quote here has no closing quote | close the quote"),
    (
        "name: 'it's'\n",
        "1:11 FNF002 this does not fit the map that it stands in | look at the indentation; or a text has quotes inside its quotes, so that it ends too early",
    ),
    (
        'name: "a\\d"\n',
        "1:9 FNF002 a \\ with a character that means nothing after it | in single quotes a \\ is just a \\",
    ),
    ("steps: - a\n", "1:8 FNF002 a '-' where no list can begin | write the list on the lines below its key"),
    (
        "[a]\nb: c\n",
        "2:1 FNF002 text after the end of the document | look at the indentation of this line; a file holds one document",
    ),
    ("a: !e!x y\n", "1:4 FNF002 a tag that is not declared | put a text that begins with ! in quotes"),
    ("a: ]\n", "1:4 FNF002 this is no YAML: did not find expected node content"),
]


@pytest.mark.parametrize(("text", "line"), CASES)
def test_syntax_error_is_told_in_words_of_its_own(text: str, line: str, found: Callable[[str], list[str]]) -> None:
    if not hasattr(yaml, "CSafeLoader"):
        pytest.skip("places and causes are libyaml's")
    assert found(text) == [line]


@pytest.mark.parametrize(("text", "line"), CASES)
def test_syntax_error_is_told_without_libyaml_too(
    text: str, line: str, found: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    (told,) = found(text)
    assert told.split()[1] in ("FNF002", "FNF003")
    assert int(told.split(":")[0]) <= int(line.split(":", maxsplit=1)[0]) + 1


def test_problem_of_the_library_that_is_not_known_is_shown_as_it_is() -> None:
    assert wording("did not find expected <stream-start>", "", "x").message == (
        "this is no YAML: did not find expected <stream-start>"
    )
    assert wording("", "", "").message == "this is no YAML: it cannot be read"
