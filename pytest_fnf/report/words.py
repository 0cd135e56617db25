"""Small words that all reports share: durations, counts, values cut to size, paths, errors, colours.

In: numbers, JSON values, names. Out: text without line breaks. It leaves sentences to the other modules of the room.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category, east_asian_width

from pytest_fnf.definition.places import printable
from pytest_fnf.values import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_TEXTS = (24, 14, 8)
_LONGEST_ARRAY = 4
# Of a value that has to be shortened: longer parts than these are shortened first, so that its keys stay.

_LONGEST_CYCLE = 12


def seconds(ms: int) -> str:
    """`0 s`, `10 s`, `1.5 s`, `86,400 s`: a duration or an offset in seconds."""
    whole, rest = divmod(abs(ms), 1000)
    sign = "-" if ms < 0 else ""
    return f"{sign}{whole:,}{f'.{rest:03d}'.rstrip('0') if rest else ''} s"


def value(data: Any, most: int | None = 100) -> str:
    """A JSON value as compact text; one of more than `most` characters loses long texts and long arrays first."""
    text = compact(data)
    if most is not None and len(text) > most:
        tries = (_shortened(data, longest) for longest in _LONGEST_TEXTS)
        text = next((text for text in tries if len(text) <= most), "") or _shortened(data, _LONGEST_TEXTS[0])
        text = text if len(text) <= most else f"{text[: most - 4]} ..."
    return printable(text)


def _shortened(data: Any, longest: int) -> str:
    if isinstance(data, str):
        return compact(data) if len(data) <= longest else f'{compact(data[: longest - 3])[:-1]}..."'
    if isinstance(data, dict):
        items = (f"{_shortened(key, _LONGEST_TEXTS[0])}:{_shortened(item, longest)}" for key, item in data.items())
        return f"{{{','.join(items)}}}"
    if isinstance(data, list):
        shown = data if len(data) <= _LONGEST_ARRAY else data[: _LONGEST_ARRAY - 1]
        more = [] if shown is data else [f"... {len(data) - len(shown)} more"]
        return f"[{','.join([*(_shortened(item, longest) for item in shown), *more])}]"
    return json.dumps(data)


def one_line(text: str, most: int | None = 100) -> str:
    """Free text such as an error's cause, without line breaks, at most so long."""
    line = printable(" ".join(text.split()))
    return line if most is None or len(line) <= most else f"{line[: most - 4]} ..."


def cause_text(cause: str | None, most: int | None = 100) -> str:
    """An error's cause; of a handler's exception (fdl-classic 7.1) the message is what people look for."""
    text = cause or ""
    if text.startswith("{"):
        try:
            message = json.loads(text).get("errorMessage")
        except (ValueError, RecursionError):
            message = None
        text = message if isinstance(message, str) and message else text
    return one_line(text, most)


def error_text(error: str | None, cause: str | None, most: int | None = 100) -> str:
    """`'Name': cause` as far as there is either, else an empty text."""
    name = f"'{printable(error)}'" if error else ""
    return ": ".join(part for part in (name, cause_text(cause, most)) if part)


def quoted(names: Sequence[str], *, word: str = "and") -> str:
    """`'A'`, `'A' and 'B'`, `'A', 'B' and 'C'`."""
    return listed([f"'{name}'" for name in names], word=word)


def listed(items: Sequence[str], *, word: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}" if items else "none"


def times(count: int) -> str:
    """`never`, `once`, `2 times`."""
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def counted(count: int, what: str) -> str:
    """`1 event`, `2 events`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def path_text(path: Sequence[str], most: int | None = 40) -> str:
    """`A -> 3 times (B -> C) -> D`: a path with its cycles folded, of more than `most` parts the middle left out."""
    parts = list(_folded(path))
    if most is not None and len(parts) > most:
        parts = [*parts[: most // 2], f"... {len(parts) - most} more ...", *parts[-(most // 2) :]]
    return " -> ".join(parts) or "empty"


def _folded(path: Sequence[str]) -> list[str]:
    parts, at = [], 0
    while at < len(path):
        length, count = _cycle_at(path, at)
        if count > 1:
            parts.append(f"{count} times ({' -> '.join(path[at : at + length])})")
        else:
            parts.append(path[at])
        at += length * count
    return parts


def _cycle_at(path: Sequence[str], at: int) -> tuple[int, int]:
    """The cycle that begins here and covers most: its length and how often it is gone round."""
    best = (1, 1)
    for length in range(1, min(_LONGEST_CYCLE, (len(path) - at) // 2) + 1):
        if path[at] != path[at + length]:
            continue
        cycle, count = path[at : at + length], 1
        while path[at + count * length : at + (count + 1) * length] == cycle:
            count += 1
        if count > 1 and count * length > best[0] * best[1]:
            best = (length, count)
    return best


def columns(text: str) -> int:
    """How many columns a terminal needs for a text."""
    if text.isascii():
        return len(text)
    return sum(0 if category(char) in ("Mn", "Me", "Cf") else 1 + (east_asian_width(char) in "WF") for char in text)


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
