"""Conditions of the classic dialect: compiled once to closures, evaluated many times.

In: text. Out: a `Condition` whose `holds` maps a step's input to a plain `bool`. The world enters only through that
input. It leaves the words to `tokens` and how types compare to `typing_rules`. Source: fdl-classic section 5.

    or      := and ( "||" and )*
    and     := cmp ( "&&" cmp )*
    cmp     := unary ( ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) unary )?
    unary   := "!" unary | "-" unary | primary
    primary := number | string | "true" | "false" | "null" | path | "(" or ")"

A missing variable, and an evaluation error, makes its own comparison false, not the whole condition (design section 6,
Q-35); alone it counts as false.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.expression.paths import MISSING, Path, PathError, compile_path
from pytest_fnf.expression.tokens import ConditionError, Token, no_value, scan, unexpected, unquoted
from pytest_fnf.expression.typing_rules import COMPARISONS, MIRRORED, as_boolean, as_number, compare_with_constant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_fnf.values import Json

__all__ = ["DEEPEST", "Condition", "ConditionError", "compile_condition"]

DEEPEST = 100
"""Levels of parentheses and prefixes that a condition may have."""

_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition.

    Attributes:
        text: as written.
        holds: whether it is true for a step's input; never raises.
        paths: the variables it reads, in the order of the text.
    """

    text: str
    holds: Callable[[Json], bool] = field(compare=False, repr=False)
    paths: tuple[Path, ...] = field(compare=False, repr=False)


@lru_cache(maxsize=4096)
def compile_condition(text: str) -> Condition:
    """Compile a condition.

    Raises:
        ConditionError: it is none; the message names the slip where it is a known one.
    """
    parser = _Parser(text)
    node = parser.whole()
    return Condition(text, _truth_of(node), tuple(parser.paths))


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


class _Parser:
    """One method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.paths: list[Path] = []
        self._text = text
        self._depth = 0
        self._token = scan(text, 0)

    def whole(self) -> _Node:
        node = self._or()
        token = self._token
        if token.text == ")":
            raise ConditionError("found ')' without its '('", token.offset)
        if token.kind != "end":
            raise unexpected(token, "an operator (== != < <= > >= && ||) or the end")
        return node

    def _or(self) -> _Node:
        nodes = [self._and()]
        while self._accept("||"):
            nodes.append(self._and())
        return nodes[0] if len(nodes) == 1 else _any([_truth_of(node) for node in nodes])

    def _and(self) -> _Node:
        nodes = [self._comparison()]
        while self._accept("&&"):
            nodes.append(self._comparison())
        return nodes[0] if len(nodes) == 1 else _all([_truth_of(node) for node in nodes])

    def _comparison(self) -> _Node:
        left = self._unary()
        operator = self._token
        if operator.kind != "operator" or operator.text not in COMPARISONS:
            return left
        self._next()
        right = self._unary()
        if self._token.kind == "operator" and self._token.text in COMPARISONS:
            raise ConditionError("comparisons do not chain; join two of them with &&", self._token.offset)
        return _compare(operator.text, left, right)

    def _unary(self) -> _Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionError(f"more than {DEEPEST} levels of parentheses and prefixes", self._token.offset)
        token = self._next()
        if token.kind == "operator" and token.text == "!":
            node = _negated(_truth_of(self._unary()))
        elif token.kind == "operator" and token.text == "-":
            node = _minus(self._unary())
        else:
            node = self._primary(token)
        self._depth -= 1
        return node

    def _primary(self, token: Token) -> _Node:
        if token.kind == "number":
            return _constant(float(token.text))
        if token.kind == "string":
            return _constant(unquoted(token))
        if token.kind == "word" and token.text in _WORDS:
            return _constant(_WORDS[token.text])
        if token.kind == "path":
            return self._variable(token)
        if token.kind == "operator" and token.text == "(":
            node = self._or()
            if not self._accept(")"):
                raise unexpected(self._token, f"')' for the '(' at column {token.offset + 1}")
            return node
        raise no_value(token, self._text)

    def _variable(self, token: Token) -> _Node:
        try:
            path = compile_path(token.text)
        except PathError as error:
            raise ConditionError(error.message, token.offset + 1 + error.offset) from None
        self.paths.append(path)
        return _Node(path.get)

    def _accept(self, text: str) -> bool:
        if self._token.kind == "operator" and self._token.text == text:
            self._next()
            return True
        return False

    def _next(self) -> Token:
        """Go on to the next token; gives the one that was current."""
        token = self._token
        self._token = scan(self._text, token.end)
        return token


def _constant(constant: Any) -> _Node:
    def value(_: Json) -> Any:
        return constant

    return _Node(value, constant=constant)


def _truth_of(node: _Node) -> Callable[[Json], bool]:
    """The part as a condition: true only if its value is true after conversion (rules 3 and 6, Q-9)."""
    if node.truth is not None:
        return node.truth
    value = node.value

    def truth(data: Json) -> bool:
        return as_boolean(value(data)) is True

    return truth


def _of_truth(truth: Callable[[Json], bool]) -> _Node:
    return _Node(truth, truth)


def _any(truths: Sequence[Callable[[Json], bool]]) -> _Node:
    if len(truths) == 2:
        left, right = truths
        return _of_truth(lambda data: left(data) or right(data))
    return _of_truth(lambda data: any(truth(data) for truth in truths))


def _all(truths: Sequence[Callable[[Json], bool]]) -> _Node:
    if len(truths) == 2:
        left, right = truths
        return _of_truth(lambda data: left(data) and right(data))
    return _of_truth(lambda data: all(truth(data) for truth in truths))


def _negated(truth: Callable[[Json], bool]) -> _Node:
    return _of_truth(lambda data: not truth(data))


def _minus(node: _Node) -> _Node:
    """The number with its sign turned; of anything else nothing, which makes its comparison false."""
    number = as_number(node.constant)
    if number is not None:
        return _constant(-number)
    value = node.value

    def negative(data: Json) -> Any:
        number = as_number(value(data))
        return MISSING if number is None else -number

    return _Node(negative)


def _compare(operator: str, left: _Node, right: _Node) -> _Node:
    if right.constant is not MISSING:
        return _of_truth(compare_with_constant(operator, left.value, right.constant))
    if left.constant is not MISSING:
        return _of_truth(compare_with_constant(MIRRORED[operator], right.value, left.constant))
    first, second = left.value, right.value
    compare = COMPARISONS[operator]

    def truth(data: Json) -> bool:
        a, b = first(data), second(data)
        return a is not MISSING and b is not MISSING and compare(a, b)

    return _of_truth(truth)
