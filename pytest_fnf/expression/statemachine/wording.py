"""How parts of an expression and values are shown in messages.

In: text and JSON values. Out: a few words on one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from pytest_fnf.values import compact

if TYPE_CHECKING:
    from pytest_fnf.values import Json

Gives: TypeAlias = Literal["boolean", "number", "text", "array", "object", "null", "any"]
"""What is known of a value before it is there."""

_LONGEST = 60

_GIVES: dict[type, Gives] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "text",
    list: "array",
    dict: "object",
    type(None): "null",
}
_WORDS: dict[Gives, str] = {
    "boolean": "true or false",
    "number": "a number",
    "text": "a text",
    "array": "an array",
    "object": "an object",
    "null": "null",
    "any": "any value",
}


def gives_of(value: Json) -> Gives:
    """What a value is."""
    return _GIVES[type(value)]


def kind_in_words(gives: Gives) -> str:
    """`a number`, `true or false`."""
    return _WORDS[gives]


def in_words(value: Json) -> str:
    """`null`, `the number 3`, `the text "abc"`, `the array [1,2]`; cut when it is long."""
    kind = {"number": "the number ", "text": "the text ", "array": "the array ", "object": "the object "}
    return kind.get(gives_of(value), "") + _short(compact(value))


def excerpt(text: str, start: int, end: int) -> str:
    """A part of an expression as messages show it, in back-quotes."""
    shown = " ".join(text[start : min(end, start + 4 * _LONGEST)].split())
    if end > start + 4 * _LONGEST:
        shown += "..."
    return f"`{_short(shown)}`"


def _short(text: str) -> str:
    text = text if text.isprintable() else "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
