"""Tags: what `!!int` and `!Ref` mean in a flow, and what `!Sub` means in a template.

In: nodes and the tags that stand before them. Out: nodes, and problems of tags that mean nothing. In a template, a tag
of its own is the short form of a function: `!Sub text` becomes the map `Fn::Sub: text`, which is resolved later. What
else deployment tools write that is something else to YAML, `{{ name }}`, is told apart here too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.tree import PLAIN, REFERENCE_TAG, Mapping, Node, Scalar, Sequence, meaning

if TYPE_CHECKING:
    from pytest_fnf.definition.problems import Problems

_YAML_TAG = "tag:yaml.org,2002:"
_CORE_TAGS = {"str", "int", "float", "bool", "null"}
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


class Tags:
    """Gives tagged nodes their meaning.

    Args:
        problems: where problems go.
        functions: whether the document is a template, whose tags are short forms of functions.
    """

    def __init__(self, problems: Problems, *, functions: bool) -> None:
        self._problems = problems
        self._functions = functions

    def scalar(self, node: Scalar, tag: str) -> Node:
        """The scalar with its value, or the function that its tag stands for."""
        core = tag.removeprefix(_YAML_TAG)
        node.end = None  # the node begins at its tag, so columns inside its text are unknown
        if self._functions and self._is_function(tag):
            return _function(node, tag)
        if tag == REFERENCE_TAG:
            node.style = REFERENCE_TAG
        elif tag.startswith(_YAML_TAG) and core in _CORE_TAGS:
            if core != "str":
                self.resolve(node)
                self._check_core_tag(node, core)
        elif tag != "!":
            self._unknown(tag, node.place)
        return node

    def collection(self, node: Sequence | Mapping, tag: str, core: str) -> Node:
        """The list or map, or the function that its tag stands for."""
        if self._functions and self._is_function(tag):
            return _function(node, tag)
        if tag not in ("!", _YAML_TAG + core):
            self._unknown(tag, node.place)
        return node

    def resolve(self, node: Scalar) -> None:
        """Give a plain scalar the value it means."""
        try:
            node.value = meaning(node.text)
        except ValueError as error:
            self._problems.error(
                code.NUMBER_TOO_LARGE,
                node.place,
                f"{error}, which JSON cannot carry",
                "put it in quotes to make it text",
            )

    def _check_core_tag(self, node: Scalar, core: str) -> None:
        value = node.value
        if core == "float" and type(value) is int:
            node.value = float(value) if abs(value) < 10**300 else value
        kind = {"int": int, "float": float, "bool": bool, "null": type(None)}[core]
        if type(node.value) is not kind:
            self._problems.error(code.TAG, node.place, f"{quoted(node.text)} is tagged !!{core}, but is none")

    def _unknown(self, tag: str, place: Place) -> None:
        shown = f"!!{tag.removeprefix(_YAML_TAG)}" if tag.startswith(_YAML_TAG) else tag
        hint = "a text that begins with ! goes in quotes" if shown.startswith("!") else ""
        self._problems.error(
            code.TAG,
            place,
            f"the tag {quoted(shown)} is not understood; a flow knows !Ref service/function as a resourceArn",
            hint,
        )

    @staticmethod
    def _is_function(tag: str) -> bool:
        return len(tag) > 1 and tag[0] == "!" and tag[1:].isalnum()


def _function(argument: Node, tag: str) -> Mapping:
    name = "Ref" if tag == REFERENCE_TAG else f"Fn::{tag[1:]}"
    made = Mapping(argument.start)
    made.entries[name] = Scalar(argument.start, None, name, PLAIN), argument
    return made


def mustache(node: Sequence | Mapping, children: list[Node]) -> Scalar | None:
    """`{{ name }}` without quotes is a map in a map to YAML, but to people a placeholder."""
    if len(children) != 2 or type(children[0]) is not Mapping or len(children[0].entries) != 1:
        return None
    inner, empty = children
    ((name, (_, value)),) = inner.entries.items()  # type: ignore[union-attr]
    nothing = all(type(part) is Scalar and part.text == "" and part.style == PLAIN for part in (value, empty))
    begin = node.place
    if not nothing or inner.place != Place(begin.line, begin.column + 1) or not _NAME.fullmatch(name):
        return None
    return Scalar(node.start, None, f"{{{{ {name} }}}}", PLAIN)
