"""What the words of all expressions are made of, whatever the dialect: names, escapes, slips of the keyboard.

In: pieces of text. Out: regular expressions, what a quoted text says, what was probably meant. It leaves tokens, and
what is said of a slip, to each dialect.
"""

from __future__ import annotations

import re

# Possessive only where nothing inside can be tried again: Python 3.11.0 to 3.11.4 match other groups wrongly.
# A name ends where an operator may begin, also one of a Chinese keyboard; hyphens are inside it.
_LETTER = (
    r"[^\s\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f\u2010-\u201f\u2260-\u2265\u3000-\u303f"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3e\uff40\uff5b-\uff65]"
)
NAME = rf"{_LETTER}++(?:-++{_LETTER}++)*+"
"""A name behind a '.', as a regular expression."""

DOUBLE_QUOTED = r'''"[^"\\]*+(?:\\.[^"\\]*+)*+"'''
SINGLE_QUOTED = DOUBLE_QUOTED.replace('"', "'")
BACK_QUOTED = r"`[^`]*+`"

NUMBER = r"(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?"

SLIPS = {
    "===": "==",
    "!==": "!=",
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "=": "==",
    "&": "&&",
    "|": "||",
    "\u2260": "!=",
    "\u2264": "<=",
    "\u2265": ">=",
    "\uff01": "!",
    "\uff06": "&&",
    "\uff08": "(",
    "\uff09": ")",
    "\uff1c": "<",
    "\uff1d": "==",
    "\uff1e": ">",
    "\uff04": "$",
}
"""Operators of other languages and of Chinese keyboards, and what is meant."""

WORD_SLIPS = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "eq": "==",
    "ne": "!=",
    "is": "==",
    "true": "true",
    "false": "false",
    "null": "null",
    "none": "null",
    "nil": "null",
}
"""Words of other languages in small letters, and what is meant."""

OTHER_QUOTES = "\u2018\u2019\u201c\u201d\uff02\uff07"

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SHORT_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\", '"': '"'}


class UnknownEscape(ValueError):
    """A backslash before a character that it means nothing before.

    Attributes:
        char: that character.
        offset: where the backslash stands in the text between the quotes, from 0.
    """

    def __init__(self, char: str, offset: int) -> None:
        super().__init__(char, offset)
        self.char = char
        self.offset = offset


def unescaped(inner: str, quote: str = '"') -> str:
    """What the text between two quotes says: the escapes of JSON, and the quote.

    Raises:
        UnknownEscape: an escape that JSON does not know.
    """
    if "\\" not in inner:
        return inner

    def character(match: re.Match[str]) -> str:
        if match[1] is not None:
            return chr(int(match[1], 16))
        if match[2] == quote:
            return quote
        if match[2] not in _SHORT_ESCAPES:
            raise UnknownEscape(match[2], match.start())
        return _SHORT_ESCAPES[match[2]]

    said = _ESCAPE.sub(character, inner)
    # Two escapes may be the halves of one character; what stays alone stays as it is.
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def cut(text: str) -> str:
    """A piece of the text that fits into a message of one line."""
    shown = repr(text[:40])[1:-1]
    return shown if len(shown) <= 24 else f"{shown[:21]}..."
