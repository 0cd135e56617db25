"""References of Serverless Devs files: `${vars.x}`, `${env('X')}`, `${resources.a.props.b}`, and `{{ name }}`.

In: nodes of the file's tree. Out: what they stand for, as far as it stands in the same file. The real environment is
never read. Both generations of the file are understood; `${file(...)}` only names the file.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.templates.placeholders import PLACEHOLDER, name_in
from pytest_fnf.definition.templates.resolver import Resolver, entry
from pytest_fnf.definition.templates.resources import Located
from pytest_fnf.definition.templates.variables import names_of
from pytest_fnf.definition.tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as ReadOnlyMapping

    from pytest_fnf.definition.passages import Passage
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.templates.variables import Variables

ACCOUNT = {"AccountID": "123456789012"}
"""What the tool's own settings would say; the account is the one that handlers see."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[A-Za-z_][\w-]*)|(?P<text>'[^']*'|"(?:[^"\\]|\\.)*")|(?P<sign>[().,\[\]])|(?P<number>\d+))"""
)


class DevsResolver(Resolver):
    """Replaces references of a Serverless Devs file.

    Args:
        source: the document that the nodes are of; the file, or one that it names.
        problems: where problems go.
        variables: values that the test gives; they go before what the file says.
        root: the file's tree.
        units: properties of its services or resources, by name.
        unit: the one that `${this...}` means.
        home: the resolver of the file, where the document is one that the file names.
    """

    def __init__(
        self,
        source: SourceText,
        problems: Problems,
        variables: Variables,
        root: Mapping,
        units: ReadOnlyMapping[str, Node | None],
        unit: str = "",
        home: DevsResolver | None = None,
    ) -> None:
        super().__init__(source, problems, variables, home)
        self._root = root
        self._units = units
        self._unit = unit

    def is_reference(self, node: Node) -> bool:
        """A text with `${...}` or `{{ name }}` in it."""
        return type(node) is Scalar and any(_is_ours(found) for found in PLACEHOLDER.finditer(node.text))

    def is_typed(self, node: Node) -> bool:
        """A text that is one reference may be a number."""
        return type(node) is Scalar and PLACEHOLDER.fullmatch(node.text.strip()) is not None

    def see(self, node: Node) -> Node | None:
        """Where a text that is nothing but one reference leads to a map or a list, that."""
        seen = {id(node)}
        while type(node) is Scalar:
            found = PLACEHOLDER.fullmatch(node.text.strip())
            keys = None if found is None or not found["dollar"] else _path(found["dollar"])
            next_node = None if keys is None or self.variables.text(".".join(keys)) is not None else self._lookup(keys)
            if next_node is None or id(next_node) in seen:
                return node
            seen.add(id(next_node))
            node = next_node
        return node

    def resolve(self, node: Node) -> Passage | None:
        """The text of a scalar."""
        if type(node) is not Scalar:
            self.no_text(node, "what stands here")
            return None
        before = self.written(node)
        missing = []

        def value(found: re.Match[str]) -> str | None:
            if not _is_ours(found):
                return None
            at = self.point(before, found.start(), found[0])
            text = self._given(at, name_in(found)) if found["mustache"] else self._dollar(at, found["dollar"])
            if text is None:
                missing.append(found[0])
            else:
                self.spend(len(text))
            return text

        after = before.replaced(PLACEHOLDER, value)
        return None if missing else after

    def file_of(self, node: Node) -> Located | None:
        """The file that a text names by `${file('...')}`, `${yaml(file('...'))}` or `${json(file('...'))}`."""
        found = PLACEHOLDER.fullmatch(node.text.strip()) if type(node) is Scalar else None
        expression = _parsed(found["dollar"]) if found is not None and found["dollar"] else None
        while isinstance(expression, _Call) and expression.name in ("yaml", "json") and len(expression.arguments) == 1:
            expression = expression.arguments[0]
        if not isinstance(expression, _Call) or expression.name != "file" or not expression.arguments:
            return None
        name = self._value(node, expression.arguments[0])
        return None if name is None else Located(name, node.place)

    def _given(self, at: Node, name: str) -> str | None:
        text = self.variables.text(name)
        if text is None:
            self.unresolved(at, f"the placeholder {quoted(f'{{{{ {name} }}}}')} has no value", name, self.variables)
        return text

    def _dollar(self, at: Node, written: str) -> str | None:
        expression = _parsed(written)
        return None if expression is None else self._value(at, expression)

    def _value(self, at: Node, expression: Expression) -> str | None:
        """What an expression stands for; `None` after a problem."""
        if isinstance(expression, str):
            return expression
        if isinstance(expression, _Call):
            return self._called(at, expression)
        name = ".".join(expression)
        given = self.variables.text(name)
        if given is not None:
            return given
        if name == "this.name" and self._unit:
            return self._unit
        node = self._lookup(expression)
        if node is None:
            self.unresolved(at, f"{quoted(f'${{{name}}}')} is not in this file", name, self._known(expression))
            return None
        passage = self.home.passage(node)
        return None if passage is None else passage.text

    def _called(self, at: Node, call: _Call) -> str | None:
        first = call.arguments[0] if call.arguments else ""
        name = first if isinstance(first, str) else ".".join(first) if isinstance(first, list) else ""
        if call.name in ("env", "config"):
            given = self.variables.text(f"{call.name}.{name}")
            if given is None and call.name == "config":
                given = ACCOUNT.get(name)
            if given is None and len(call.arguments) == 2:
                return self._value(at, call.arguments[1])
            if given is None:
                what = "the environment is not read here" if call.name == "env" else "settings of the tool are not read"
                self.unresolved(at, f"{quoted(f'{call.name}({name})')} has no value; {what}", f"{call.name}.{name}")
            return given
        if call.name == "path":
            return self._value(at, first)
        self.problems.error(
            code.TEMPLATE_FUNCTION,
            at.place,
            f"{quoted(f'{call.name}(...)')} is not worked out here",
            "known are env, config and path, and file where a definition stands",
        )
        return None

    def _lookup(self, keys: list[str]) -> Node | None:
        """The node at a path; `None` if the file has none."""
        first, rest = keys[0], keys[1:]
        node: Node | None
        if first == "vars":
            node = entry(self._root, "vars")
        elif first in ("resources", "services") and len(rest) > 1 and rest[1] == "props":
            node, rest = self._units.get(rest[0]), rest[2:]
        elif first == "this" and rest[:1] == ["props"]:
            node, rest = self._units.get(self._unit), rest[1:]
        elif first == "this" and rest == ["access"]:
            node, rest = entry(self._root, "access"), []
        elif first in self._units and rest[:1] == ["props"]:
            node, rest = self._units[first], rest[1:]
        else:
            return None
        for key in rest:
            node = None if node is None or not self.spend(100) else self._step(node, key)
        return node

    def _step(self, node: Node, key: str) -> Node | None:
        if type(node) is Scalar and len(self._open) < 20:
            self._open.append(id(node))
            try:
                node = self.see(node) or node
            finally:
                self._open.pop()
        if type(node) is Sequence:
            return node.items[int(key)] if key.isdecimal() and int(key[:9]) < len(node.items) else None
        return entry(node, key)

    def _known(self, keys: list[str]) -> list[str]:
        """Names like this one that the file has."""
        if keys[0] == "vars":
            return self._known_variables
        return self._known_properties if keys[2:3] == ["props"] else []

    @cached_property
    def _known_variables(self) -> list[str]:
        return [f"vars.{name}" for name in _keys(entry(self._root, "vars"))]

    @cached_property
    def _known_properties(self) -> list[str]:
        root = "resources" if "resources" in self._root.entries else "services"
        return [f"{root}.{unit}.props.{name}" for unit, found in self._units.items() for name in _keys(found)]


class _Call:
    """A function and its arguments."""

    def __init__(self, name: str, arguments: list[Expression]) -> None:
        self.name = name
        self.arguments = arguments


Expression: TypeAlias = "str | list[str] | _Call"
"""A text, a path, or a call."""


def _keys(node: Node | None) -> Iterable[str]:
    return node.entries if type(node) is Mapping else ()


def _is_ours(found: re.Match[str]) -> bool:
    """Whether a placeholder is one of this tool: `<name>` is not, nor is what no expression could be."""
    if found["mustache"]:
        return True
    return bool(found["dollar"]) and (bool(names_of(found["dollar"])) or _parsed(found["dollar"]) is not None)


def _path(written: str) -> list[str] | None:
    expression = _parsed(written)
    return expression if isinstance(expression, list) else None


def _parsed(written: str) -> Expression | None:
    """The expression of a placeholder; `None` if it is none."""
    tokens = []
    index = 0
    while index < len(written.rstrip()):
        found = _TOKEN.match(written, index)
        if found is None:
            return None
        tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
        index = found.end()
    tokens.append(("", ""))
    made, rest = _expression(tokens, 0)
    return made if rest == len(tokens) - 1 else None


def _expression(tokens: list[tuple[str, str]], at: int) -> tuple[Expression | None, int]:
    kind, text = tokens[at]
    if kind == "text":
        return (text[1:-1].replace('\\"', '"') if text[0] == '"' else text[1:-1]), at + 1
    if kind != "name":
        return None, at
    if tokens[at + 1] == ("sign", "("):
        return _call(tokens, at)
    keys, at = [text], at + 1
    while True:
        (_, sign), (below, key) = tokens[at], tokens[min(at + 1, len(tokens) - 1)]
        if sign == "." and below in ("name", "number"):
            keys, at = [*keys, key], at + 2
        elif sign == "[" and below in ("number", "text") and tokens[min(at + 2, len(tokens) - 1)] == ("sign", "]"):
            keys, at = [*keys, key.strip("'\"")], at + 3
        else:
            return keys, at


def _call(tokens: list[tuple[str, str]], at: int) -> tuple[Expression | None, int]:
    name, arguments, at = tokens[at][1], [], at + 2
    while tokens[at] != ("sign", ")"):
        argument, at = _expression(tokens, at)
        if argument is None:
            return None, at
        arguments.append(argument)
        if tokens[at] == ("sign", ","):
            at += 1
        elif tokens[at] != ("sign", ")"):
            return None, at
    return _Call(name, arguments), at + 1
