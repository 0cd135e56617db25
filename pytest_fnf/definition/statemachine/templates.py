"""Reading constructors and `Parameters`: constants, with expressions under keys that end in `.$`.

In: a map. Out: a template, in which a part without expressions is one constant. Source: cloudflow-statemachine 3.4.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.statemachine.expressions import LONGEST_EXPRESSION, SUFFIX, read_expression
from pytest_fnf.definition.statemachine.model import Constant, Dynamic, ListTemplate, MapTemplate
from pytest_fnf.definition.tree import REFERENCE_TAG, Mapping, Node, Scalar, Sequence
from pytest_fnf.expression.statemachine.expressions import ExpressionError, compile_expression

if TYPE_CHECKING:
    from pytest_fnf.definition.attributes import Attributes
    from pytest_fnf.definition.statemachine.expressions import Reading, Spot
    from pytest_fnf.definition.statemachine.model import Template

LONGEST_GLOBAL_KEY = 128
"""Bytes of a key of `$Global` (cloudflow-statemachine 3.5)."""

_REFERENCE = re.compile(r"\$(?:Input|Output|Context|Global|Item)\b(?:\.\w+|\[[^\]]*\])*")
_AT_START = re.compile(r"\$(?:input|output|context|global|item|local)\b\S*", re.IGNORECASE)
_OTHER_PATH = re.compile(r"\$\$?[.\[]|\{%.*%\}\s*$", re.DOTALL)
_CALL = re.compile(r"(?:States\.)?[A-Za-z]\w*\s*\(.*\)\s*", re.DOTALL)
_LONGEST_SHOWN = 40
_LONGEST_PATH = 80


def read_constructor(name: str, attributes: Attributes, spot: Spot, reading: Reading) -> Template | None:
    """A constructor, `Parameters` or the like; `None` where it is absent."""
    node = attributes.get(name)
    if node is None:
        return None
    if type(node) is not Mapping:
        text = node.text if type(node) is Scalar and type(node.value) is str else ""
        hint = f"write {name}: {{key{SUFFIX}: {text}}}" if text.startswith("$") and len(text) <= _LONGEST_SHOWN else ""
        attributes.wrong(name, node, "a map is needed", hint)
        return None
    if name == "GlobalConstructor":
        _check_global_keys(node, attributes)
    return read_template(node, f"{name} of {attributes.owner}", spot, reading)


def _check_global_keys(node: Mapping, attributes: Attributes) -> None:
    for text, (key, _) in node.entries.items():
        length = len(text.removesuffix(SUFFIX).encode(errors="replace"))
        if length > LONGEST_GLOBAL_KEY:
            attributes.refuse(
                code.OUT_OF_RANGE,
                key,
                f"names a key of $Global with {length:,} bytes; at most {LONGEST_GLOBAL_KEY} are allowed",
            )


def read_template(node: Mapping, owner: str, spot: Spot, reading: Reading) -> Template:
    """A map whose keys may end in `.$`; `owner` is how messages call it."""
    return _Templates(owner, spot, reading).map(node, "")


class _Templates:
    """Reads one template; the path of a part, such as `body.token`, is how messages call it."""

    def __init__(self, owner: str, spot: Spot, reading: Reading) -> None:
        self._owner = owner
        self._spot = spot
        self._reading = reading
        self._problems = reading.problems

    def map(self, node: Mapping, above: str) -> Template:
        """A map; a constant if no expression is in it."""
        entries: list[tuple[str, Template]] = []
        constant = True
        for text, (key, value) in node.entries.items():
            if key.value is None:
                self._problems.error(code.KEY_IS_NO_TEXT, key.place, f"a key inside {self._owner} is empty")
            if text.endswith(SUFFIX):
                entry = self._dynamic(node, key, value, above)
                name = text.removesuffix(SUFFIX)
            else:
                entry = self._static(value, _short(f"{above}{text}"), key=text)
                name = text
            constant = constant and type(entry) is Constant
            entries.append((name, entry))
        if constant:
            return Constant(place=node.place, value={name: entry.value for name, entry in entries})  # type: ignore[union-attr]
        return MapTemplate(place=node.place, entries=tuple(entries))

    def _dynamic(self, node: Mapping, key: Scalar, value: Node, above: str) -> Template:
        name = key.text.removesuffix(SUFFIX)
        self._check_key(node, key, name)
        expression = read_expression(value, f"{_short(above + key.text)} of {self._owner}", self._spot, self._reading)
        if expression is None:
            return Constant(place=value.place, value=None)
        return Dynamic(place=value.place, expression=expression)

    def _check_key(self, node: Mapping, key: Scalar, name: str) -> None:
        if not name:
            self._problems.error(
                code.EXPRESSION_KEY,
                key.place,
                f"a key of {self._owner} is '{SUFFIX}' alone; the key that is written stands before it",
                "to take over keys of another object, name each of them",
            )
        elif name in node.entries:
            other = node.entries[name][0].place
            earlier, later = sorted((other, key.place))
            self._problems.error(
                code.EXPRESSION_KEY,
                later,
                f"{self._owner} has both {quoted(name)} and {quoted(key.text)}, which write the same key; "
                f"the first stands at {earlier.line}:{earlier.column}",
            )
        elif name.endswith(SUFFIX):
            self._problems.warning(
                code.KEY_ENDS_TWICE,
                key.place,
                f"{self._owner} has the key {quoted(key.text)}; one '{SUFFIX}' is taken off, "
                f"so that the result stands under {quoted(name)}",
                f"write {name}",
            )

    def _static(self, node: Node, path: str, key: str) -> Template:
        """A value that is no expression itself; `key` is the map's key above it."""
        if type(node) is Mapping:
            return self.map(node, f"{path}.")
        if type(node) is Sequence:
            items = [self._static(item, _short(f"{path}[{index}]"), "") for index, item in enumerate(node.items)]
            if all(type(item) is Constant for item in items):
                return Constant(place=node.place, value=[item.value for item in items])  # type: ignore[union-attr]
            return ListTemplate(place=node.place, items=tuple(items))
        if node.style == REFERENCE_TAG:
            message = f"{path} of {self._owner} has the tag {node.style}; it stands at a resourceArn only"
            self._problems.error(code.TAG, node.place, message)
        elif type(node.value) is str and ("$" in node.text or node.text.endswith((")", "%}"))):
            warn_of_text(node, f"{path} of {self._owner}", self._reading, key=key)
        return Constant(place=node.place, value=node.value)


def warn_of_text(node: Scalar, what: str, reading: Reading, *, key: str = "", hint: str = "") -> None:
    """A constant that looks as if it were an expression, or as if something in it were to be replaced.

    Args:
        node: the text.
        what: how messages call it.
        reading: what is shared.
        key: the key that it stands under, if an expression could stand there.
        hint: what to do, where that does not depend on the text.
    """
    text, problems = node.text, reading.problems
    if problems.is_full("warning"):
        return
    if len(key) > _LONGEST_SHOWN:
        key = "key"
    key = key.removesuffix("$").removesuffix(".")
    found = _REFERENCE.search(text)
    if _OTHER_PATH.match(text):
        hint = hint or f"write {key or 'key'}{SUFFIX}: $Input.name; paths begin with a variable"
    elif _AT_START.fullmatch(text) or ((found is not None or _CALL.fullmatch(text)) and _is_expression(text)):
        hint = hint or (f"write {key}{SUFFIX}" if key else "write the whole list as one expression: [$Input.a, 1]")
    elif found is not None:
        problems.warning(
            code.REFERENCE_STAYS_TEXT,
            reading.place_in(node, found.start()),
            f"{what} holds {quoted(found[0])} inside a text, where nothing is replaced",
            hint or _way_out(text, found[0], key),
        )
        return
    else:
        return
    problems.warning(
        code.REFERENCE_STAYS_TEXT,
        node.place,
        f"{what} is {quoted(text)}, which stays text; an expression stands under a key that ends in {SUFFIX}",
        hint,
    )


def _way_out(text: str, reference: str, key: str) -> str:
    if text.lstrip().startswith(("{", "[")):
        return f"write a map instead of text, and the value under a key that ends in {SUFFIX}"
    if not key or len(reference) > _LONGEST_SHOWN:
        return ""
    return f'write {key}{SUFFIX}: format("... {{}} ...", {reference})'


def _short(path: str) -> str:
    """A path as messages show it: of a long one the end."""
    return path if len(path) <= _LONGEST_PATH else f"...{path[3 - _LONGEST_PATH :]}"


def _is_expression(text: str) -> bool:
    """Whether it reads something or calls a function, as an expression."""
    if len(text) > LONGEST_EXPRESSION:
        return False
    try:
        expression = compile_expression(text)
    except ExpressionError:
        return False
    return bool(expression.reads or expression.functions)
