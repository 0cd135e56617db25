"""Conditions of the classic dialect: compiled once to closures, evaluated many times.

In: text. Out: a `Condition` whose `holds` maps a step's input to a plain `bool`. The world enters only through that
input. Typing stands in `typing_rules`. Source: fdl-classic section 5.

    or      := and ( "||" and )*
    and     := cmp ( "&&" cmp )*
    cmp     := unary ( ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) unary )?
    unary   := "!" unary | "-" unary | primary
    primary := number | string | "true" | "false" | "null" | path | "(" or ")"

A missing variable, and an evaluation error, makes its own comparison false, not the whole condition (design section 6,
Q-35); alone it counts as false.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.expression.paths import MISSING, Path, PathError, compile_path
from pytest_fnf.expression.typing_rules import COMPARISONS, as_boolean, as_number, compare_with_constant

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.values import Json

DEEPEST = 100
"""Levels of parentheses and prefixes that a condition may have."""


class ConditionError(ValueError):
    """A text that is no condition.

    Attributes:
        message: what was found and what is allowed.
        offset: where in the text, from 0.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Condition:
    """A compiled condition.

    Attributes:
        text: as written.
        holds: whether it is true for a step's input; never raises.
        paths: the variables it reads, in the order of the text.
    """

    __slots__ = ("holds", "paths", "text")

    def __init__(self, text: str, holds: Callable[[Json], bool], paths: tuple[Path, ...]) -> None:
        self.text = text
        self.holds = holds
        self.paths = paths

    def __repr__(self) -> str:
        return f"Condition({self.text!r})"


@lru_cache(maxsize=4096)
def compile_condition(text: str) -> Condition:
    """Compile a condition.

    Raises:
        ConditionError: it is none; the message names the slip where it is a known one.
    """
    parser = _Parser(text)
    node = parser.whole()
    return Condition(text, node.truth or _truth(node.value), tuple(parser.paths))


class _Token(NamedTuple):
    kind: str
    text: str
    offset: int


class _Node(NamedTuple):
    """A part of a condition.

    Attributes:
        value: gives a value or `MISSING`.
        truth: gives a `bool`, where the part has one of its own.
        constant: its value if that is written in the condition.
    """

    value: Callable[[Json], Any]
    truth: Callable[[Json], bool] | None = None
    constant: Any = MISSING


_TOKENS = re.compile(
    r"""(?P<blank>\s+)
      | (?P<string>"(?:[^"\\]|\\.)*"|`[^`]*`)
      | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])
      | (?P<operator>==|!=|<=|>=|&&|\|\||[<>!()-])
      | (?P<path>\$)
      | (?P<word>[A-Za-z_]\w*)
    """,
    re.VERBOSE,
)
_PATH = re.compile(
    r"""(?:\.[^\s.\[\]()'"=!<>&|,+-]+(?:-[^\s.\[\]()'"=!<>&|,+-]+)*|\.\.|\[(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\]"'])*\])*"""
)
_WORDS = {"true": True, "false": False, "null": None}
_SLIPS = {
    "=": ("found a single '='", "did you mean '=='?"),
    "&": ("found a single '&'", "did you mean '&&'?"),
    "|": ("found a single '|'", "did you mean '||'?"),
    "'": ('text is written in " or `', ""),
}
_WORD_SLIPS = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "AND": "&&",
    "OR": "||",
    "NOT": "!",
    "True": "true",
    "False": "false",
}
_WORD_SLIPS |= {"None": "null", "eq": "==", "is": "=="}


class _Parser:
    """One method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.paths: list[Path] = []
        self._text = text
        self._depth = 0
        self._at = 0
        self._token = self._scan()

    def whole(self) -> _Node:
        node = self._or()
        if self._token.kind != "end":
            if self._token.text == ")":
                raise ConditionError("found ')' without its '('", self._token.offset)
            raise self._expected("an operator (== != < <= > >= && ||) or the end")
        return node

    def _or(self) -> _Node:
        node = self._and()
        while self._accept("||"):
            node = _either(_truth_of(node), _truth_of(self._and()))
        return node

    def _and(self) -> _Node:
        node = self._comparison()
        while self._accept("&&"):
            node = _both(_truth_of(node), _truth_of(self._comparison()))
        return node

    def _comparison(self) -> _Node:
        left = self._unary()
        operator = self._token.text if self._token.kind == "operator" else ""
        if operator not in COMPARISONS:
            return left
        self._token = self._scan()
        right = self._unary()
        if self._token.kind == "operator" and self._token.text in COMPARISONS:
            raise ConditionError("comparisons do not chain; join two of them with &&", self._token.offset)
        return _compare(operator, left, right)

    def _unary(self) -> _Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionError(f"more than {DEEPEST} levels of parentheses and prefixes", self._token.offset)
        try:
            if self._accept("!"):
                return _negated(_truth_of(self._unary()))
            if self._accept("-"):
                return _minus(self._unary())
            return self._primary()
        finally:
            self._depth -= 1

    def _primary(self) -> _Node:
        token = self._token
        if token.kind in ("number", "string"):
            self._token = self._scan()
            return _constant(float(token.text) if token.kind == "number" else _unquoted(token.text))
        if token.kind == "word" and token.text in _WORDS:
            self._token = self._scan()
            return _constant(_WORDS[token.text])
        if token.kind == "path":
            return self._variable(token)
        if self._accept("("):
            node = self._or()
            if not self._accept(")"):
                raise self._expected(f"')' for the '(' at column {token.offset + 1}")
            return node
        raise self._expected("a value: $.name, a number, \"text\", true, false or '('")

    def _variable(self, token: _Token) -> _Node:
        match = _PATH.match(self._text, self._at)
        text = match.group() if match is not None else ""
        follows = self._text[self._at : self._at + 8]
        word = re.match(r"[A-Za-z_]\w*", self._text[self._at :])
        if word is not None:
            root = word.group()
            raise ConditionError(
                f"found '${root}'; a condition reads the step's input as $, as in $.name", token.offset
            )
        try:
            path = compile_path(text)
        except PathError as error:
            raise ConditionError(error.message, self._at + error.offset) from None
        if not text and follows[:1] in (".", "["):
            raise ConditionError(f"'{follows}' is no path", self._at)
        self._at += len(text)
        self._token = self._scan()
        self.paths.append(path)
        return _Node(path.get)

    def _accept(self, text: str) -> bool:
        if self._token.kind == "operator" and self._token.text == text:
            self._token = self._scan()
            return True
        return False

    def _scan(self) -> _Token:
        """The next token; a character that begins none is a slip with a message of its own."""
        text = self._text
        while self._at < len(text):
            match = _TOKENS.match(text, self._at)
            if match is None:
                raise self._strange(self._at)
            start, self._at = self._at, match.end()
            if match.lastgroup != "blank":
                return _Token(match.lastgroup or "", match.group(), start)
        return _Token("end", "", len(text))

    def _strange(self, at: int) -> ConditionError:
        char = self._text[at]
        if char in '"`':
            return ConditionError(f"the text that begins here is not ended by {char}", at)
        if char == "=" and self._text[at : at + 2] == "=~":
            return ConditionError("'=~' is no operator; there are == != < <= > >= && || !", at)
        message, hint = _SLIPS.get(char, (f"found {char!r}, which begins nothing in a condition", ""))
        return ConditionError(f"{message}; {hint}" if hint else message, at)

    def _expected(self, what: str) -> ConditionError:
        token = self._token
        if token.kind == "end":
            return ConditionError(f"found the end; expected {what}", token.offset)
        if token.text in _WORD_SLIPS:
            return ConditionError(f"found '{token.text}'; did you mean '{_WORD_SLIPS[token.text]}'?", token.offset)
        if token.kind == "word":
            return ConditionError(
                f"found '{token.text}'; a variable is written $.{token.text} and text \"{token.text}\"", token.offset
            )
        return ConditionError(f"found '{token.text}'; expected {what}", token.offset)


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return inner if text[0] == "`" or "\\" not in inner else re.sub(r"\\(.)", _unescaped, inner, flags=re.DOTALL)


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(match.group(1), match.group(1))


def _constant(constant: Any) -> _Node:
    def value(_: Json) -> Any:
        return constant

    return _Node(value, constant=constant)


def _truth(value: Callable[[Json], Any]) -> Callable[[Json], bool]:
    """The value as a condition: true only if it is true after conversion (rule 6)."""

    def truth(data: Json) -> bool:
        return as_boolean(value(data)) is True

    return truth


def _truth_of(node: _Node) -> Callable[[Json], bool]:
    return node.truth or _truth(node.value)


def _of_truth(truth: Callable[[Json], bool]) -> _Node:
    return _Node(truth, truth)


def _either(left: Callable[[Json], bool], right: Callable[[Json], bool]) -> _Node:
    return _of_truth(lambda data: left(data) or right(data))


def _both(left: Callable[[Json], bool], right: Callable[[Json], bool]) -> _Node:
    return _of_truth(lambda data: left(data) and right(data))


def _negated(truth: Callable[[Json], bool]) -> _Node:
    return _of_truth(lambda data: not truth(data))


def _minus(node: _Node) -> _Node:
    """The number with its sign turned; of anything else nothing, which makes its comparison false."""
    value = node.value

    def negative(data: Json) -> Any:
        number = as_number(value(data))
        return MISSING if number is None else -number

    return _Node(negative)


def _compare(operator: str, left: _Node, right: _Node) -> _Node:
    first, second = left.value, right.value
    if right.constant is not MISSING:
        return _of_truth(compare_with_constant(operator, first, right.constant))
    compare = COMPARISONS[operator]

    def truth(data: Json) -> bool:
        a, b = first(data), second(data)
        return a is not MISSING and b is not MISSING and compare(a, b)

    return _of_truth(truth)
