"""Placeholders in the text of a flow: `${name}`, `{{ name }}` and `<name>`.

In: a document, and values. Out: the document with the values filled in, and a problem at each place that nobody fills.
No flow gives these forms a meaning, so what is left of them was meant for a deployment tool. Only `<name>` also occurs
in prose and markup: it counts where the whole text has no blank, as in names, resource ARNs and addresses.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.inner_places import place_in
from pytest_fnf.definition.passages import Passage, PlacesOf, whole
from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.problems import Problems, quoted
from pytest_fnf.definition.templates.variables import names_of
from pytest_fnf.definition.tree import Mapping, Node, Scalar
from pytest_fnf.definition.yaml_tree import build_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.templates.variables import Variables

PLACEHOLDER = re.compile(
    r"\$\{[ \t]*(?P<dollar>[^{}\n]{1,200}?)[ \t]*\}"
    r"|\{\{[ \t]*(?P<mustache>[A-Za-z_][\w.-]*)[ \t]*\}\}"
    r"|<(?P<angle>[A-Za-z_][\w.:-]*)>"
)
"""A placeholder of any form, in text."""

_SLIP = re.compile(r"\$\{(?:input|local|context|output|item|global)\b", re.IGNORECASE)
# A reference of the language, written as other languages write theirs; the readers have messages for it.

_ROUND = str.maketrans("{}", "()")
_HIDDEN = re.compile(r"\$\(|\(\(")

_MOST = 10_000
_FARTHEST = 20_000
_MOST_EXACT = 200
# Exact places inside texts of many lines are looked for by walking; beyond this the text's own place is shown.


def name_in(found: re.Match[str]) -> str:
    """What stands inside a placeholder."""
    return found["dollar"] or found["mustache"] or found["angle"]


def fill(source: SourceText, variables: Variables, passage: Passage | None = None) -> Passage | None:
    """A document, or a passage of it, with the given values in their places; as it came if there are none."""
    if not variables:
        return passage
    before = whole(source) if passage is None else passage
    after = before.replaced(PLACEHOLDER, lambda found: variables.text(name_in(found)))
    return passage if after is before else after


def tell_unfilled(root: Node | None, source: SourceText, problems: Problems, variables: Variables) -> None:
    """A problem at each placeholder that is left in a document's values."""
    if root is None or not _may_hold_any(source.text) or not PLACEHOLDER.search(source.text):
        return
    all_of_them = ((scalar, found) for scalar in _scalars(root) for found in _placeholders(scalar.text))
    for number, (scalar, found) in enumerate(islice(all_of_them, _MOST)):
        name = name_in(found)
        if variables.text(name) is not None:
            continue  # a value that looks like a placeholder itself
        exact = number < _MOST_EXACT and found.start() < _FARTHEST
        problems.settle_also(scalar.place)
        tell(found[0], name, place_in(scalar, found.start(), source) if exact else scalar.place, problems, variables)


def tell_hidden(source: SourceText, problems: Problems, passage: Passage | None, variables: Variables) -> bool:
    """A problem at each placeholder of a document that is no YAML because of them; whether there are any.

    `{a: ${b}}` can only be read with a value in it. Here round brackets take the place of the curly ones.
    """
    text = source.text if passage is None else passage.text
    altered = SourceText(source.label, PLACEHOLDER.sub(lambda found: found[0].translate(_ROUND), text))
    quiet = Problems(altered)
    root = None if altered.text == text else build_tree(altered, quiet)
    if root is None or quiet.has_errors:
        return False
    places = PlacesOf(whole(source) if passage is None else passage, source)
    hidden = ((scalar, found) for scalar in _scalars(root) for found in _hidden(scalar.text))
    for scalar, found in islice(hidden, _MOST_EXACT):
        place = places.outer(place_in(scalar, found.start(), altered))
        written = PLACEHOLDER.match(source.text, source.index(place))
        if written is not None and names_of(name_in(written)):
            tell(written[0], name_in(written), place, problems, variables)
    return problems.has_errors


def tell(written: str, name: str, place: Place, problems: Problems, variables: Variables) -> None:
    """A problem: this placeholder has no value."""
    key = names_of(name)[-1]
    problems.error(
        code.UNFILLED,
        place,
        f'the placeholder {quoted(written)} has no value; variables={{"{key}": ...}} gives it one',
        problems.near(key, variables) or f'if the text is meant as it is: variables={{"{key}": "{written}"}}',
    )


def _may_hold_any(text: str) -> bool:
    """Whether a text may hold placeholders: a quick look, since most do not."""
    return "${" in text or "{{" in text or "<" in text


def _placeholders(text: str) -> Iterator[re.Match[str]]:
    if not _may_hold_any(text):
        return
    prose = None
    for found in PLACEHOLDER.finditer(text):
        if found["angle"]:
            if prose is None:
                prose = "</" in text or len(text.split(maxsplit=1)) > 1
            if prose:
                continue
        if names_of(name_in(found)) and not _SLIP.match(found[0]):
            yield found


def _hidden(text: str) -> Iterator[re.Match[str]]:
    yield from _HIDDEN.finditer(text, 0, _FARTHEST)
    yield from _placeholders(text[:_FARTHEST])


def _scalars(root: Node) -> Iterator[Scalar]:
    waiting = [root]
    seen: set[int] = set()  # an alias brings in a node again
    while waiting:
        node = waiting.pop()
        if type(node) is Scalar:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            if type(node) is Mapping:
                waiting += [part for entry in node.entries.values() for part in entry]
            else:
                waiting += node.items
