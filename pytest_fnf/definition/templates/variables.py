"""Variables: values that the test gives for what a deployment tool would fill in.

In: the option `variables`. Out: their texts, by any of the names that people use for one. It leaves finding where they
are needed to the placeholders and templates.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Key: TypeAlias = tuple[tuple[str, str], ...]

_NAME = re.compile(r"[A-Za-z_][\w:-]*(?:\.[\w:-]+)*")
_CALL = re.compile(r"""(env|config)\s*\(\s*(["']?)([\w.-]+)\2\s*(?:,.*)?\)""", re.DOTALL)
_ROOTS = ("vars.", "var.", "local.", "env.", "config.")
"""What stands before a name in the placeholders of the tools; `variables` may leave it out."""


class Variables:
    """Values by name.

    Args:
        given: name to value; a mapping among the values is reached by names with dots.

    Attributes:
        key: all of them, so that what was read with equal ones is read once.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._texts = dict(_texts(given))
        self.key: Key = tuple(sorted(self._texts.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Variables) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __bool__(self) -> bool:
        return bool(self._texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def text(self, name: str) -> str | None:
        """The value of a placeholder of this name as text, if it was given."""
        for known in names_of(name):
            if known in self._texts:
                return self._texts[known]
        return None


def names_of(expression: str) -> list[str]:
    """The names under which the value of `${expression}` may be given; none if it is no placeholder."""
    call = _CALL.fullmatch(expression)
    if call is not None:
        return [f"{call[1]}.{call[3]}", call[3]]
    if not _NAME.fullmatch(expression):
        return []
    root = next((root for root in _ROOTS if expression.startswith(root)), "")
    return [expression, expression[len(root) :]] if root else [expression]


def as_text(value: Any) -> str:
    """A value as it is written into a document.

    Raises:
        TypeError: a value that JSON does not know.
    """
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _texts(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        yield name, as_text(value)
        if isinstance(value, dict):
            for inner, text in _texts(value):
                yield f"{name}.{inner}", text


NOTHING = Variables({})
"""No values."""
