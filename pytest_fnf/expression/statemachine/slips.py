"""What is said of a text that is no expression: what other languages, the classic dialect and Chinese keyboards write.

In: where reading stopped, and at what. Out: an `ExpressionError`. It leaves paths to `paths`, and arguments to
`calling`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.errors import did_you_mean
from pytest_fnf.expression.lexemes import OTHER_QUOTES, SLIPS, WORD_SLIPS, cut
from pytest_fnf.expression.statemachine.errors import ExpressionError

if TYPE_CHECKING:
    from pytest_fnf.expression.statemachine.tokens import Token

OPERATORS = "== != < <= > >= in && ||"
_VALUE = 'a value, as in $Input.name, 12, "text" or length(...)'

ROOTS = ("Input", "Output", "Context", "Global", "Item")
"""The names of the variables."""

_LONGEST_NAME = 40
# Whoever writes more has not mistyped a name, and looking for the nearest would take long.

_CALCULATION = {
    "+": 'write intAdd(a, b) for whole numbers, format("{}{}", a, b) for texts',
    "-": "write intAdd(a, -b) for whole numbers",
}
_NO_MEANING = {
    "=~": ("found '=~'; a function tests a text", "write regexMatchString(pattern, text)"),
    "!~": ("found '!~'; a function tests a text", "write !regexMatchString(pattern, text)"),
    "??": ("found '??'; an expression does not choose", "let a Choice state choose"),
    "?": ("found '?'; an expression does not choose", "let a Choice state choose"),
    "?.": ("found '?.'; a path that leads nowhere is null by itself", "did you mean '.'?"),
    ":=": ("found ':='; an expression assigns nothing", "did you mean '=='?"),
}
_WORDS = {**WORD_SLIPS, "undefined": "null", "in": "in"}
_WORDS_BETWEEN = {
    "not": "write !(key in object)",
    "contains": "write value in array",
    "matches": "write regexMatchString(pattern, text)",
    "like": "write regexMatchString(pattern, text)",
    "if": "let a Choice state choose",
}
_OTHER_VARIABLES = {
    "local": "there is no local: what the state before gave is $Input, what this one's work gave is $Output",
    "result": "did you mean '$Output'?",
    "states": "did you mean '$Input'?",
    "event": "did you mean '$Input'?",
}
# Names of the classic dialect and of other languages.


def unexpected(token: Token, what: str) -> ExpressionError:
    """A token where something else is expected."""
    found = "found the end" if token.kind == "end" else f"found '{cut(token.text)}'"
    hint = ""
    if token.is_operator("-"):
        return calculation(token.text, token.offset)
    if token.kind == "word":
        meant = _WORDS.get(token.text.lower(), token.text)
        hint = _WORDS_BETWEEN.get(token.text.lower(), "")
        if not hint and meant != token.text:
            hint = f"did you mean '{meant}'?"
    return ExpressionError(f"{found}; expected {what}", token.offset, hint)


def after_value(text: str, token: Token) -> ExpressionError:
    """A token behind a value that does not go on with it."""
    if token.is_operator(")", "]", "}"):
        opening = {")": "(", "]": "[", "}": "{"}[token.text]
        return ExpressionError(f"found '{token.text}' without its '{opening}'", token.offset)
    error = unexpected(token, f"an operator ({OPERATORS}) or the end")
    if token.is_operator(".", "["):
        blank = text[token.offset - 1].isspace()
        error.hint = "a path has no blanks" if blank else "write get(value, key) for a part of what is no path"
    return error


def no_value(token: Token, functions: frozenset[str]) -> ExpressionError:
    """A token where a value is expected."""
    name = token.text
    if token.kind != "word" or name.lower() in (*_WORDS, *_WORDS_BETWEEN) or len(name) > _LONGEST_NAME:
        error = unexpected(token, _VALUE)
        error.hint = "did you mean '!'?" if name.lower() == "not" else error.hint
        return error
    if name in functions:
        return ExpressionError(f"found '{name}' without arguments", token.offset, f"write {name}(...)")
    root, dot, rest = name.partition(".")
    for known in ROOTS:
        if known.casefold() == root.casefold():
            return ExpressionError(
                f"found '{cut(name)}'; a variable begins with '$'", token.offset, f"did you mean '${known}{dot}{rest}'?"
            )
    return ExpressionError(
        f"found '{cut(name)}'; a variable begins with '$', a text stands in quotes",
        token.offset,
        f'write $Input.{name} or "{name}"',
    )


def no_key(token: Token) -> ExpressionError:
    """A token where the key of an object is expected."""
    error = unexpected(token, "a key in quotes")
    if token.is_operator("{"):
        error.hint = "an expression stands as it is, without braces"
    elif token.kind == "word" and len(token.text) <= _LONGEST_NAME:
        error.hint = f"did you mean '\"{token.text}\"'?"
    return error


def calculation(found: str, at: int) -> ExpressionError:
    """An operator of arithmetic."""
    hint = _CALCULATION.get(found, "let a function do it")
    return ExpressionError(f"found '{found}'; an expression does not calculate", at, hint)


def slip(found: str, at: int) -> ExpressionError:
    """An operator of another language or keyboard."""
    if found in _NO_MEANING:
        message, hint = _NO_MEANING[found]
        return ExpressionError(message, at, hint)
    return ExpressionError(f"found '{found}'; the operators are {OPERATORS} !", at, f"did you mean '{SLIPS[found]}'?")


def strange(text: str, at: int) -> ExpressionError:
    """A character that begins no token."""
    char = text[at]
    hint = ""
    digits = re.compile(r"\.?[0-9][\w.]*+").match(text, at)
    if char == "=" and not text[:at].strip():
        return ExpressionError("found '='; an expression stands as it is", at, "remove it")
    if char in _NO_MEANING or char in SLIPS:
        return slip(char, at)
    if char in "+*/%^":
        return calculation(char, at)
    if char == "$":
        return _no_variable(text, at)
    if char in "\"'`":
        message = f"the text that begins here is not ended by {char}"
    elif char in OTHER_QUOTES:
        message, hint = f"found '{char}'; text is written in \", ' or `", "did you mean '\"'?"
    elif char.isspace():
        message = f"found {char!r}; a blank is a plain space"
    elif digits is not None:
        message = f"found '{cut(digits[0])}'; a number is written as in 12, 12.5 or 1e3"
    else:
        message = f"found {char!r}, which begins nothing in an expression"
    return ExpressionError(message, at, hint)


_ENCLOSED = re.compile(r"\$\{\s*+\$?([A-Z]\w*+(?:\.\w++)*)\s*+\}")
_CLASSIC = re.compile(r"\$\$?((?:\.\w++)*)")


def _no_variable(text: str, at: int) -> ExpressionError:
    """A '$' without a name."""
    if text.startswith("${", at):
        enclosed = _ENCLOSED.match(text, at)
        meant = f"${cut(enclosed[1])}" if enclosed is not None else "$Input.name"
        return ExpressionError("found '${'; an expression stands as it is", at, f"write {meant}, without braces")
    match = _CLASSIC.match(text, at)
    found = match[0] if match is not None else "$"
    root = "$Context" if found.startswith("$$") else "$Input"
    meant = f"{root}{found.lstrip('$')}"
    return ExpressionError(
        f"found '{cut(found)}'; a variable has a name, as in $Input.name", at, f"did you mean '{cut(meant)}'?"
    )


def unknown_variable(root: str, at: int) -> ExpressionError:
    """A variable that there is not; names are case-sensitive (OQ-27)."""
    names = [f"${name}" for name in ROOTS]
    hint = ""
    if root in _OTHER_VARIABLES:
        hint = _OTHER_VARIABLES[root]
    elif len(root) <= _LONGEST_NAME:
        hint = did_you_mean(f"${root}", names) or f"did you mean '$Input.{root}'?"
    return ExpressionError(f"found '${cut(root)}'; the variables are {', '.join(names)}", at, hint)


def method(base: str, name: str, at: int, known: str) -> ExpressionError:
    """A function behind its value: `$Input.list.length()`."""
    value = base if len(base) <= _LONGEST_NAME else "value"
    hint = f"write {known}({value})" if known else ""
    return ExpressionError(f"found '.{cut(name)}('; a function stands before its value", at, hint)
