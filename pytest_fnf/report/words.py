"""Small words that all reports share: durations, values cut to size, places, colours.

In: numbers, JSON values, places. Out: text. It leaves sentences to the other modules of the room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_fnf.values import compact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.definition.load import Definition


def seconds(ms: int) -> str:
    """`0 s`, `10 s`, `1.5 s`, `86,400 s`: a duration or an offset in seconds."""
    whole, rest = divmod(abs(ms), 1000)
    sign = "-" if ms < 0 else ""
    return f"{sign}{whole:,}{f'.{rest:03d}'.rstrip('0') if rest else ''} s"


def value(data: Any, most: int | None = 120) -> str:
    """A JSON value as compact text, cut in the middle if it is longer than `most` characters (`None`: never)."""
    text = compact(data)
    if most is None or len(text) <= most:
        return text
    head = most * 2 // 3
    return f"{text[:head]} ... {text[-(most - head - 5) :]}"


def listed(names: Sequence[str], *, word: str = "and") -> str:
    """`'A'`, `'A' and 'B'`, `'A', 'B' and 'C'`."""
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}" if quoted else "none"


def times(count: int) -> str:
    """`once`, `2 times`, `never`."""
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def step_lines(definition: Definition | None, step: str) -> Iterator[str]:
    """Where a step stands in its document, with the lines around; nothing if that is not known."""
    place = None if definition is None else definition.step_place(step)
    if definition is None or place is None:
        return
    yield f"step '{step}' is at {definition.label}:{place.line}:{place.column}"
    yield from definition.excerpt(place)


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours for a terminal, or none.

    Attributes:
        on: whether the terminal shows them.
    """

    on: bool = False

    def good(self, text: str) -> str:
        """Green."""
        return self._in("32", text)

    def bad(self, text: str) -> str:
        """Red."""
        return self._in("31", text)

    def dim(self, text: str) -> str:
        """Grey."""
        return self._in("2", text)

    def bold(self, text: str) -> str:
        """Bold."""
        return self._in("1", text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on else text


PLAIN = Ink()
"""No colours."""
