"""Reading the attributes of one map: allowed keys, kinds of values, and what to say when they are wrong.

In: a `Mapping` of the tree, and which keys it may have. Out: values with places; problems for everything else. It
knows no attribute by name; both dialects read through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.tree import PLAIN, REFERENCE_TAG, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from pytest_fnf.definition.places import Place
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.values import Json

_SPELLINGS = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "1": "true",
    "false": "false",
    "no": "false",
    "off": "false",
    "0": "false",
}


def describe(node: Node) -> str:
    """What stands there, in words."""
    if type(node) is Sequence:
        return "a list"
    if type(node) is not Scalar:
        return "a map"
    value = node.value
    if value is None:
        return "empty"
    if value is True or value is False:
        return "true" if value else "false"
    return f"the text {quoted(value)}" if isinstance(value, str) else f"the number {quoted(node.text)[1:-1]}"


class Words(tuple[str, ...]):  # noqa: SLOT001  (tuples take no slots)
    """Names of attributes, in the order in which messages list them.

    Attributes:
        known: the same names, to be looked up.
    """

    def __new__(cls, *names: str) -> Self:
        """The names, as they are written."""
        return super().__new__(cls, names)

    def __init__(self, *names: str) -> None:
        self.known = frozenset(names)


class Attributes:
    """The attributes of one object of a definition.

    Args:
        node: the map.
        owner: how messages call the object, such as `step 'BookHotel'`.
        allowed: keys that it may have.
        problems: where problems go.
        unknown: told of every other key; by default a warning with the nearest allowed key.
    """

    __slots__ = ("_entries", "_problems", "allowed", "node", "owner")

    def __init__(
        self,
        node: Mapping,
        owner: str,
        allowed: Words,
        problems: Problems,
        unknown: Callable[[Attributes, Scalar], None] | None = None,
    ) -> None:
        self.node = node
        self.owner = owner
        self.allowed = allowed
        self._problems = problems
        self._entries = node.entries
        if node.entries.keys() <= allowed.known:
            return  # nearly always; and no word of the languages means anything but text to YAML
        for name, (key, _) in self._entries.items():
            if type(key.value) is not str:
                self._odd_key(key)
            elif name in allowed.known:
                continue
            elif unknown is not None:
                unknown(self, key)
            else:
                self.unknown(key)

    def _odd_key(self, key: Scalar) -> None:
        self._problems.error(
            code.KEY_IS_NO_TEXT, key.place, f"a key of {self.owner} is {describe(key)}; an attribute's name is text"
        )

    def unknown(self, key: Scalar, hint: str = "") -> None:
        """Warn of a key that is not known here (fdl-classic V7, Q-29)."""
        hint = hint or self._problems.near(key.text, self.allowed) or f"known are {', '.join(self.allowed)}"
        self._problems.warning(
            code.UNKNOWN_ATTRIBUTE,
            key.place,
            f"{self.owner} has an unknown attribute {quoted(key.text)}; it is ignored",
            hint,
        )

    def refuse(self, error: str, node: Node, message: str, hint: str = "") -> None:
        """A problem at a node; the message goes on after the owner."""
        self._problems.error(error, node.place, f"{self.owner} {message}", hint)

    def warn(self, warning: str, node: Node, message: str, hint: str = "") -> None:
        """A warning at a node; the message goes on after the owner."""
        self._problems.warning(warning, node.place, f"{self.owner} {message}", hint)

    def place_of(self, name: str) -> Place:
        """The place of an attribute's key, of the whole object if it has none."""
        entry = self._entries.get(name)
        return self.node.place if entry is None else entry[0].place

    def has(self, name: str) -> bool:
        """Whether the attribute is written, with or without a value."""
        return name in self._entries

    def get(self, name: str) -> Node | None:
        """The attribute's value; one without a value counts as absent, with a warning."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        key, node = entry
        if type(node) is Scalar and node.value is None:
            self._problems.warning(
                code.EMPTY_ATTRIBUTE, key.place, f"{name} of {self.owner} has no value; it counts as absent"
            )
            return None
        return node

    def need(self, name: str, error: str, why: str) -> Node | None:
        """The value of a required attribute; a problem if it is absent or has no value."""
        entry = self._entries.get(name)
        if entry is None:
            self.missing(name, error, why)
            return None
        key, node = entry
        if type(node) is Scalar and node.value is None:
            self._problems.error(error, key.place, f"{name} of {self.owner} has no value; {why}")
            return None
        return node

    def needed_text(self, name: str, error: str, why: str) -> Scalar | None:
        """A required attribute as text; a problem if there is none."""
        entry = self._entries.get(name)
        node = None if entry is None else entry[1]
        if type(node) is Scalar and type(node.value) is str and node.style != REFERENCE_TAG:
            return node  # nearly always
        return self.text_of(name, self.need(name, error, why), f"a text is needed; {why}")

    def missing(self, name: str, error: str, why: str) -> None:
        """A problem at the object: a required attribute is not there."""
        self._problems.error(error, self.node.place, f"{self.owner} has no '{name}'; {why}", self.misspelt(name))

    def misspelt(self, *names: str) -> str:
        """`write 'X' for 'Y'`, if an unknown key is nearly one of these attributes, which are absent; else nothing."""
        unknown = [key for key in self._entries if key not in self.allowed.known]
        for name in names if unknown else ():
            near = self._problems.near(name, unknown)
            if near:
                return near.replace("did you mean", f"write '{name}' for").rstrip("?")
        return ""

    def wrong(self, name: str, node: Node, allowed: str, hint: str = "", error: str = code.WRONG_VALUE) -> None:
        """A problem at the value: it is of the wrong kind."""
        if not hint and type(node) is Scalar and node.style == PLAIN and " //" in node.text:
            hint = "a comment begins with #"
        self._problems.error(error, node.place, f"{name} of {self.owner} is {describe(node)}; {allowed}", hint)

    def text_of(
        self, name: str, node: Node | None, allowed: str, error: str = code.WRONG_VALUE, *, quotes: bool = True
    ) -> Scalar | None:
        """The value as text, or a problem; `quotes`: whether quotes around it would make it right."""
        if node is None:
            return None
        if type(node) is not Scalar or type(node.value) is not str:
            short = quotes and type(node) is Scalar and node.value is not None and len(node.text) < 40
            hint = f"write '{node.text}' with quotes" if short else ""  # type: ignore[union-attr]
            self.wrong(name, node, allowed, hint, error)
            return None
        if node.style == REFERENCE_TAG:
            self._problems.error(
                code.TAG,
                node.place,
                f"{name} of {self.owner} has the tag {node.style}; it stands at a resourceArn only",
            )
        return node

    def text(self, name: str) -> Scalar | None:
        """An optional attribute as text."""
        node = self.get(name) if name in self._entries else None
        return None if node is None else self.text_of(name, node, "a text is allowed")

    def boolean(self, name: str, *, default: bool) -> bool:
        """An optional attribute as `true` or `false`."""
        node = self.get(name) if name in self._entries else None
        if node is None:
            return default
        if type(node) is Scalar and type(node.value) is bool:
            return node.value
        text = node.text.lower() if type(node) is Scalar else ""
        hint = f"write {_SPELLINGS[text]}" if text in _SPELLINGS else ""
        if hint and type(node) is Scalar and node.style != PLAIN:
            hint += " without quotes"
        self.wrong(name, node, "true or false is allowed", hint)
        return default

    def number(self, name: str, low: float, high: float, allowed: str, *, whole: bool = False) -> int | float | None:
        """An optional attribute as a number between two bounds, both included."""
        node = self.get(name) if name in self._entries else None
        return None if node is None else self.number_of(name, node, low, high, allowed, whole=whole)

    def number_of(
        self, name: str, node: Node, low: float, high: float, allowed: str, *, whole: bool = False
    ) -> int | float | None:
        """The value as a number between two bounds, or a problem."""
        value = node.value if type(node) is Scalar else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            digits = type(node) is Scalar and node.style != PLAIN and node.text.isdecimal()
            self.wrong(name, node, allowed, "remove the quotes" if digits else "")
            return None
        if whole and isinstance(value, float):
            if not value.is_integer():
                self.wrong(name, node, allowed)
                return None
            value = int(value)
        if not low <= value <= high:
            self.wrong(name, node, allowed, error=code.OUT_OF_RANGE)
            return None
        return value

    def items_of(self, name: str, node: Node | None, hint: str = "") -> list[Node] | None:
        """The value as a list, or a problem."""
        if node is None:
            return None
        if type(node) is Sequence:
            return node.items
        self.wrong(name, node, "a list is needed", hint)
        return None

    def items(self, name: str, hint: str = "") -> list[Node] | None:
        """An optional attribute as a list."""
        return self.items_of(name, self.get(name), hint) if name in self._entries else None

    def json_of(self, name: str, node: Node) -> Json:
        """The value as JSON; keys that are numbers or booleans count as the text they are written as."""
        if type(node) is Scalar:
            if node.style == REFERENCE_TAG:
                self.text_of(name, node, "")
            return node.value
        if type(node) is Sequence:
            return [self.json_of(name, item) for item in node.items]
        made = {}
        for text, (key, value) in node.entries.items():
            if key.value is None:
                self._problems.error(code.KEY_IS_NO_TEXT, key.place, f"a key inside {name} of {self.owner} is empty")
            made[text] = self.json_of(name, value)
        return made
