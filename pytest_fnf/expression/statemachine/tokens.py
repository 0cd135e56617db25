"""The words of an expression of the StateMachine dialect.

In: its text. Out: tokens with their place, one a call, or an `ExpressionError`. It leaves what follows a variable's
name to `paths`, the order of the words to `syntax`, and what is said of a slip to `slips`.
Source: cloudflow-statemachine 8.1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_fnf.expression.lexemes import (
    BACK_QUOTED,
    DOUBLE_QUOTED,
    NUMBER,
    SINGLE_QUOTED,
    UnknownEscape,
    cut,
    unescaped,
)
from pytest_fnf.expression.statemachine import slips
from pytest_fnf.expression.statemachine.errors import ExpressionError
from pytest_fnf.values import NotJson, copy_json


class Token(NamedTuple):
    """A word of an expression.

    Attributes:
        kind: "number", "string", "variable" (its name with the '$'), "word", "operator" or "end".
        text: as written.
        offset: where in the expression it begins, from 0.
        end: where the next one may begin.
    """

    kind: str
    text: str
    offset: int
    end: int

    def is_operator(self, *texts: str) -> bool:
        """Whether it is one of these operators, not a quoted text or a name."""
        return self.kind == "operator" and self.text in texts


# Possessive only where nothing inside can be tried again: Python 3.11.0 to 3.11.4 match other groups wrongly.
# A '.' is no operator of the language, but whoever writes one means a path or a method.
_TOKENS = re.compile(
    rf"""(?P<blank>[ \t\r\n]++)
      | (?P<string>{DOUBLE_QUOTED}|{SINGLE_QUOTED}|{BACK_QUOTED})
      | (?P<number>{NUMBER})(?![\w.])
      | (?P<slip>===|!==|=>|=<|=~|!~|<>|:=|\?\?|\?\.)
      | (?P<operator>==|!=|<=|>=|&&|\|\||\.(?![0-9])|[<>!()\[\]{{}},:-])
      | (?P<variable>\$[^\W\d]\w*+)
      | (?P<word>[^\W\d]\w*+(?:\.[^\W\d]\w*+)*)
    """,
    re.VERBOSE | re.DOTALL,
)


def scan(text: str, at: int) -> Token:
    """The first token from there on.

    Raises:
        ExpressionError: a character begins none.
    """
    match = _TOKENS.match(text, at)
    if match is not None and match.lastgroup == "blank":
        at = match.end()
        match = _TOKENS.match(text, at)
    if at == len(text):
        return Token("end", "", at, at)
    if match is None:
        raise slips.strange(text, at)
    kind = match.lastgroup or ""
    if kind == "slip":
        raise slips.slip(match[kind], at)
    return Token(kind, match[kind], at, match.end())


def number(token: Token) -> int | float:
    """The value of a number token: a whole one is an `int`.

    Raises:
        ExpressionError: JSON cannot carry it.
    """
    value: int | float
    try:
        value = int(token.text) if token.text.isdecimal() else float(token.text)
        copy_json(value)
    except (NotJson, ValueError):  # Python reads no integers of more than 4300 digits
        raise ExpressionError(f"found '{cut(token.text)}', a number that JSON cannot carry", token.offset) from None
    return value


def unquoted(text: str, at: int) -> str:
    """What a quoted text that begins there says: back-quotes take it as it is, the others know the escapes of JSON.

    Raises:
        ExpressionError: an escape that JSON does not know.
    """
    inner = text[1:-1]
    if text[0] == "`":
        return inner
    try:
        return unescaped(inner, text[0])
    except UnknownEscape as error:
        raise ExpressionError(
            f"found the escape '\\{cut(error.char)}', which JSON does not know",
            at + 1 + error.offset,
            "write a backslash as \\\\, or the text in `back-quotes`",
        ) from None
