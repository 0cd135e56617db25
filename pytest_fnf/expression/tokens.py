"""The words of a condition of the classic dialect.

In: its text. Out: tokens with their place, one a call, or a `ConditionError` that names the slip. It leaves the order
of the words to `conditions`. Source: fdl-classic section 5.
"""

from __future__ import annotations

import re
from typing import NamedTuple


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


# Possessive only where nothing inside can be tried again: Python 3.11.0 to 3.11.4 match other groups wrongly.
# In a condition a name ends where an operator may begin, also one of a Chinese keyboard; hyphens are inside it.
_LETTER = (
    r"[^\s\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f\u2010-\u201f\u2260-\u2265\u3000-\u303f"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3e\uff40\uff5b-\uff65]"
)
_NAME = rf"{_LETTER}++(?:-++{_LETTER}++)*+"
_STRING = r'''"[^"\\]*+(?:\\.[^"\\]*+)*+"'''
_BRACKETS = rf"""\[(?:{_STRING} | {_STRING.replace('"', "'")} | [^\]"'])*\]"""
_TOKENS = re.compile(
    rf"""(?P<blank>[ \t\r\n]++)
      | (?P<string>{_STRING}|`[^`]*+`)
      | (?P<number>(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)(?![\w.])
      | (?P<slip>===|!==|=>|=<|=~|<>)
      | (?P<operator>==|!=|<=|>=|&&|\|\||[<>!()-])
      | \$(?P<path>(?:\.(?:{_NAME}|\*|(?=\.)) | {_BRACKETS})*)
      | (?P<word>[^\W\d]\w*+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SHORT_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\", '"': '"'}

_SLIPS = {
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
_NO_ARITHMETIC = "a condition does not calculate; let a function do it"
_OTHER_QUOTES = "\u2018\u2019\u201c\u201d\uff02\uff07"
_WORD_SLIPS = {
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


def scan(text: str, at: int) -> Token:
    """The first token from there on.

    Raises:
        ConditionError: a character begins none.
    """
    match = _TOKENS.match(text, at)
    if match is not None and match.lastgroup == "blank":
        at = match.end()
        match = _TOKENS.match(text, at)
    if at == len(text):
        return Token("end", "", at, at)
    if match is None:
        raise _strange(text, at)
    kind = match.lastgroup or ""
    token = Token(kind, match[kind], at, match.end())
    if kind == "slip":
        raise _slip(token.text, at)
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
    if token.text[0] == "`" or "\\" not in inner:
        return inner

    def unescaped(match: re.Match[str]) -> str:
        if match[1] is not None:
            return chr(int(match[1], 16))
        if match[2] not in _SHORT_ESCAPES:
            raise ConditionError(
                f"found the escape '\\{cut(match[2])}'; a backslash is written \\\\, or the text in `back-quotes`",
                token.offset + 1 + match.start(),
            )
        return _SHORT_ESCAPES[match[2]]

    said = _ESCAPE.sub(unescaped, inner)
    # Two escapes may be the halves of one character; what stays alone stays as it is.
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def unexpected(token: Token, what: str) -> ConditionError:
    """What to say of a token that stands where something else is expected."""
    if token.kind == "end":
        return ConditionError(f"found the end; expected {what}", token.offset)
    if token.text == "-":
        return ConditionError(f"found '-'; {_NO_ARITHMETIC}", token.offset)
    meant = _WORD_SLIPS.get(token.text.lower(), token.text)
    if meant != token.text:
        return ConditionError(f"found '{token.text}'; did you mean '{meant}'?", token.offset)
    shown = cut(f"${token.text}" if token.kind == "path" else token.text)
    return ConditionError(f"found '{shown}'; expected {what}", token.offset)


def no_value(token: Token) -> ConditionError:
    """What to say of a token that stands where a value is expected."""
    if token.kind == "word" and token.text.lower() not in _WORD_SLIPS:
        word = cut(token.text)
        return ConditionError(f"found '{word}'; a variable is written $.{word} and text \"{word}\"", token.offset)
    return unexpected(token, "a value: $.name, a number, \"text\", true, false or '('")


def cut(text: str) -> str:
    """A piece of the text that fits into a message of one line."""
    shown = repr(text[:40])[1:-1]
    return shown if len(shown) <= 24 else f"{shown[:21]}..."


def _slip(found: str, at: int) -> ConditionError:
    if found == "=~":
        return ConditionError("found '=~'; the operators are == != < <= > >= && || !", at)
    return ConditionError(f"found '{found}'; did you mean '{_SLIPS[found]}'?", at)


def _strange(text: str, at: int) -> ConditionError:
    """What to say of a character that begins no token."""
    char = text[at]
    if char in _SLIPS:
        return _slip(char, at)
    number = re.compile(r"\.?[0-9][\w.]*+").match(text, at)
    if char in '"`':
        message = f"the text that begins here is not ended by {char}"
    elif char == "'":
        message = 'found a single quote; text is written in " or `'
    elif char in _OTHER_QUOTES:
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
