"""Resolving: texts of a template with their references replaced by what they stand for.

In: nodes of a template's tree. Out: passages, which know where in the template their characters stand, and trees
without references; problems of what stands nowhere. What a reference looks like is told by each tool's own resolver.
A template cannot make it work for long: references to themselves are found, and all that they bring in is counted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.passages import At, Part, Passage, passage_of
from pytest_fnf.definition.templates.resources import Located
from pytest_fnf.definition.templates.variables import names_of
from pytest_fnf.definition.tree import Mapping, Node, Scalar, Sequence, meaning
from pytest_fnf.definition.yaml_tree import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_fnf.definition.places import Place, SourceText
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.templates.variables import Variables

DEEPEST_REFERENCE = 30
"""References inside references."""

MOST_BROUGHT_IN = 20_000_000
"""Characters that references may bring in, all together."""

_COST = 100
# A step that brings in nothing takes time too: as much as so many characters.


class Resolver(ABC):
    """Replaces references.

    Args:
        source: the document that the nodes are of.
        problems: where problems go.
        variables: values that the test gives.
        home: the same for the template, where the document is a file that the template names.
    """

    def __init__(
        self, source: SourceText, problems: Problems, variables: Variables, home: Resolver | None = None
    ) -> None:
        self.home = home or self
        self.source = source
        self.problems = problems
        self.variables = variables
        self._open: list[int] = []
        self._levels = 0
        self._left = MOST_BROUGHT_IN

    @abstractmethod
    def see(self, node: Node) -> Node | None:
        """The node that a reference leads to, where it leads to one; other nodes are returned as they are."""

    @abstractmethod
    def resolve(self, node: Node) -> Passage | None:
        """The text that a node stands for; `None` after a problem."""

    @abstractmethod
    def is_reference(self, node: Node) -> bool:
        """Whether a scalar or map is, or contains, a reference."""

    def passage(self, node: Node) -> Passage | None:
        """The text that a node stands for, within the limits; `None` after a problem."""
        if id(node) in self._open or len(self._open) >= DEEPEST_REFERENCE or self._left <= 0:
            self.endless(node)
            return None
        self._open.append(id(node))
        try:
            made = self.resolve(node)
        finally:
            self._open.pop()
        self.spend(_COST if made is None else _COST + len(made.text))
        return made

    def spend(self, amount: int) -> bool:
        """Count what references bring in; whether anything is left for more."""
        self._left -= amount
        return self._left > 0

    def point(self, passage: Passage, index: int, text: str) -> Scalar:
        """A node that stands where this character of a passage does."""
        place = self.source.at(passage.origin(index))
        return Scalar(At(place.line - 1, place.column - 1), None, text, '"')

    def located(self, node: Node | None) -> Located | None:
        """The text that a node stands for, with the node's place; `None` if there is no node, or after a problem."""
        if node is None or (type(node) is Scalar and node.value is None):
            return None
        made = self.passage(node)
        return None if made is None else Located(made.text, node.place)

    def tree(self, node: Node) -> Node:
        """A copy of a tree in which references are replaced; those that lead nowhere stay, after a problem."""
        self._left -= 1
        if self._left <= 0 or self._levels >= DEEPEST:
            self.endless(node)
            return node
        self._levels += 1
        try:
            return self._replaced(node) if self.is_reference(node) else self._copy(node)
        finally:
            self._levels -= 1

    def _copy(self, node: Node) -> Node:
        if type(node) is Sequence:
            items = Sequence(node.start)
            items.items = [self.tree(item) for item in node.items]
            return items
        if type(node) is Mapping:
            made = Mapping(node.start)
            made.entries = {text: (key, self.tree(value)) for text, (key, value) in node.entries.items()}
            return made
        return node

    def _replaced(self, node: Node) -> Node:
        found = self.see(node)
        if found is None:
            return node
        if found is node or type(found) is Scalar:
            passage = self.passage(node)
            return node if passage is None else self.stand_in(node, passage.text)
        if id(found) in self._open or len(self._open) >= DEEPEST_REFERENCE:
            self.endless(found)
            return node
        self._open.append(id(found))
        try:
            return self._copy(found)
        finally:
            self._open.pop()

    def stand_in(self, node: Node, text: str) -> Scalar:
        """A scalar with this text in the place of a reference, in a tree."""
        made = Scalar(node.start, None, text, '"')
        if self.is_typed(node):
            with suppress(ValueError):  # too large for a number; as text it is told where a number is needed
                made.value = meaning(text)
        return made

    def is_typed(self, node: Node) -> bool:  # noqa: ARG002  (for tools that know it)
        """Whether what a reference stands for may be a number or a boolean."""
        return False

    def unresolved(self, node: Node, found: str, key: str, known: Iterable[str] = ()) -> None:
        """A problem: a reference leads to nothing; `key` is what to set in `variables`."""
        if not self.spend(_COST):
            self.endless(node)
            return
        tell_unresolved(self.problems, node.place, found, key, known)

    def value(self, node: Node, text: str) -> Passage:
        """A text that stands nowhere in the document, in the place of a node."""
        return Passage([Part(text, self.source.index(node.place), verbatim=False)])

    def written(self, node: Scalar) -> Passage:
        """A scalar's text as it is written."""
        return passage_of(node, self.source)

    def no_text(self, node: Node, what: str) -> None:
        """A problem: a text is needed."""
        self.problems.error(code.NO_DEFINITION, node.place, f"{what} is {describe(node)}; a text is needed")

    def endless(self, node: Node) -> None:
        """A problem: references lead on and on, or bring in too much."""
        if self._left <= -MOST_BROUGHT_IN:
            return  # told; all that still waits for its references comes here too
        if self._left <= 0:
            found = f"references bring in more than {MOST_BROUGHT_IN:,} characters"
            self._left = -MOST_BROUGHT_IN
        elif id(node) in self._open:
            found = "what stands here refers to itself; that would have no end"
        elif self._levels >= DEEPEST:
            found = f"with what references bring in, nesting goes beyond {DEEPEST} levels here"
        else:
            found = f"references lead over more than {DEEPEST_REFERENCE} others"
        self.problems.error(code.ENDLESS_REFERENCE, node.place, found)


def tell_unresolved(problems: Problems, place: Place, found: str, key: str, known: Iterable[str] = ()) -> None:
    """A problem: a reference leads to nothing."""
    name = (names_of(key) or [key])[-1]
    problems.error(
        code.UNRESOLVED,
        place,
        f'{found}; variables={{"{name}": ...}} gives it a value',
        problems.near(key, known),
    )


def entry(node: Node | None, name: str) -> Node | None:
    """A value of a map; `None` if there is none, or no map."""
    if type(node) is not Mapping:
        return None
    found = node.entries.get(name)
    return None if found is None else found[1]


def word(node: Node | None) -> str:
    """A scalar's text, or nothing."""
    return node.text if type(node) is Scalar else ""
