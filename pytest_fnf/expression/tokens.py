"""The words of a condition of the classic dialect.

In: its text. Out: tokens with their place, one a call, or a `ConditionError` that names the slip. It leaves the order
of the words to `conditions`. Source: fdl-classic section 5.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_fnf.expression.lexemes import (
    BACK_QUOTED,
    DOUBLE_QUOTED,
    NAME,
    NUMBER,
    OTHER_QUOTES,
    SINGLE_QUOTED,
    SLIPS,
    WORD_SLIPS,
    UnknownEscape,
    cut,
    unescaped,
)


class ConditionError(ValueError):
    """A text that is no condition.

    Attributes:
        message: what was found and what is allowed.
        offset: where in the text, from 0.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message, offset)
        self.message = message
        self.offset = offset

    def __str__(self) -> str:
        return self.message


class Token(NamedTuple):
    """A word of a condition.

    Attributes:
        kind: "number", "string", "path" (its text begins behind the root), "word", "operator" or "end".
        text: as written.
        offset: where in the condition it begins, from 0.
        end: where the next one may begin.
    """

    kind: str
    text: str
    offset: int
    end: int


_BRACKETS = rf"""\[(?:{DOUBLE_QUOTED} | {SINGLE_QUOTED} | [^\]"'])*\]"""
_BLANKS = re.compile(r"[ \t\r\n]*+")
_TOKEN = re.compile(
    rf"""{_BLANKS.pattern} (?:
        (?P<string>{DOUBLE_QUOTED}|{BACK_QUOTED})
      | (?P<number>{NUMBER})(?![\w.])
      | (?P<slip>===|!==|=>|=<|=~|<>)
      | (?P<operator>==|!=|<=|>=|&&|\|\||[<>!()-])
      | \$(?P<path>(?:\.(?:{NAME}|\*|(?=\.)) | {_BRACKETS})*)
      | (?P<word>[^\W\d]\w*+)
      | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_NO_ARITHMETIC = "a condition does not calculate; let a function do it"


def scan(text: str, at: int) -> Token:
    """The first token from there on.

    Raises:
        ConditionError: a character begins none.
    """
    match = _TOKEN.match(text, at)
    if match is None:
        blanks = _BLANKS.match(text, at)
        raise _strange(text, at if blanks is None else blanks.end())
    kind = match.lastgroup or ""
    begin = match.start(kind)
    token = Token(kind, match[kind], begin - 1 if kind == "path" else begin, match.end())
    if kind == "slip":
        raise _slip(token.text, begin)
    if kind == "path":
        _check_end(text, token)
    return token


def _check_end(text: str, path: Token) -> None:
    """Refuse a path that breaks off, and a root of the mappings.

    Raises:
        ConditionError: it does so, or is one.
    """
    follows = text[path.end : path.end + 1]
    if follows == ".":
        raise ConditionError("no name behind '.'", path.end)
    if follows == "[":
        raise ConditionError("the '[' that begins here is not ended by ']'", path.end)
    if not path.text and (word := re.compile(r"\w++").match(text, path.end)):
        raise ConditionError(
            f"found '${cut(word[0])}'; a condition reads the step's input as $, as in $.name", path.offset
        )


def unquoted(token: Token) -> str:
    """What a string token says: back-quotes take it as it is, double quotes know the escapes of JSON.

    Raises:
        ConditionError: an escape that JSON does not know.
    """
    inner = token.text[1:-1]
    if token.text[0] == "`":
        return inner
    try:
        return unescaped(inner)
    except UnknownEscape as error:
        raise ConditionError(
            f"found the escape '\\{cut(error.char)}'; a backslash is written \\\\, or the text in `back-quotes`",
            token.offset + 1 + error.offset,
        ) from None


def unexpected(token: Token, what: str) -> ConditionError:
    """What to say of a token that stands where something else is expected."""
    if token.kind == "end":
        return ConditionError(f"found the end; expected {what}", token.offset)
    if token.text == "-":
        return ConditionError(f"found '-'; {_NO_ARITHMETIC}", token.offset)
    meant = WORD_SLIPS.get(token.text.lower(), token.text)
    if meant != token.text:
        return ConditionError(f"found '{token.text}'; did you mean '{meant}'?", token.offset)
    shown = cut(f"${token.text}" if token.kind == "path" else token.text)
    return ConditionError(f"found '{shown}'; expected {what}", token.offset)


def no_value(token: Token, text: str) -> ConditionError:
    """What to say of a token that stands where a value is expected, in this condition."""
    if token.kind == "word" and token.text.lower() not in WORD_SLIPS:
        word = cut(token.text)
        if text[token.offset + len(token.text) :].lstrip().startswith("("):
            message = f"found '{word}('; a condition calls no function; let a task compute the value"
            return ConditionError(message, token.offset)
        return ConditionError(f"found '{word}'; a variable is written $.{word} and text \"{word}\"", token.offset)
    return unexpected(token, "a value: $.name, a number, \"text\", true, false or '('")


def _slip(found: str, at: int) -> ConditionError:
    if found == "=~":
        return ConditionError("found '=~'; the operators are == != < <= > >= && || !", at)
    return ConditionError(f"found '{found}'; did you mean '{SLIPS[found]}'?", at)


def _strange(text: str, at: int) -> ConditionError:
    """What to say of a character that begins no token."""
    char = text[at]
    if char in SLIPS:
        return _slip(char, at)
    number = re.compile(r"\.?[0-9][\w.]*+").match(text, at)
    if char in '"`':
        message = f"the text that begins here is not ended by {char}"
    elif char == "'":
        message = 'found a single quote; text is written in " or `'
    elif char in OTHER_QUOTES:
        message = f"found '{char}'; text is written in \" or `"
    elif char in "+*/%^":
        message = f"found '{char}'; {_NO_ARITHMETIC}"
    elif char.isspace():
        message = f"found {char!r}; a blank is a plain space"
    elif number is not None:
        message = f"found '{cut(number[0])}'; a number is written as in 12, 12.5 or 1e3"
    else:
        message = f"found {char!r}, which begins nothing in a condition"
    return ConditionError(message, at)
