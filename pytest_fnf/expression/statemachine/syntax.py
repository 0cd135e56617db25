"""The grammar of expressions of the StateMachine dialect.

In: text. Out: a `Parsed`: the whole as a `Part`, what it reads and calls; or an `ExpressionError` with the place. It
leaves the words to `tokens` and `paths`, and what the parts do to `compiling` and `calling`.
Source: cloudflow-statemachine 8.1, 3.4.

    expr    := and ( "||" and )*
    and     := cmp ( "&&" cmp )*
    cmp     := unary ( ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" ) unary )?
    unary   := ( "!" | "-" )* primary
    primary := number | string | "true" | "false" | "null" | path | call | array | object | "(" expr ")"
    call    := name "(" ( expr ( "," expr )* )? ")" keys
    array   := "[" ( expr ( "," expr )* )? "]"
    object  := "{" ( string ":" expr ( "," string ":" expr )* )? "}"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pytest_fnf.expression.lexemes import cut
from pytest_fnf.expression.statemachine import compiling, slips
from pytest_fnf.expression.statemachine.calling import call
from pytest_fnf.expression.statemachine.comparing import ORDERS
from pytest_fnf.expression.statemachine.errors import ExpressionError
from pytest_fnf.expression.statemachine.functions import FUNCTIONS, function_named, nearest_function
from pytest_fnf.expression.statemachine.paths import Path, read_keys, read_path, reader, walking
from pytest_fnf.expression.statemachine.tokens import Token, number, scan, unquoted
from pytest_fnf.expression.statemachine.wording import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_fnf.expression.statemachine.compiling import Part
    from pytest_fnf.values import Json

DEEPEST = 50
"""Levels of parentheses, brackets, calls and prefixes together that an expression may have."""

MOST_CALLS = 10
"""Levels of function calls inside each other (section 3.4)."""

_WORDS = {"true": True, "false": False, "null": None}
_COMPARISONS = {"==", "!=", "in", *ORDERS}
_NAMES = frozenset(FUNCTIONS)
_OPENS = re.compile(r"[ \t\r\n]*+\(")

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Read:
    """A variable that an expression reads.

    Attributes:
        root: "Input", "Output", "Context", "Global" or "Item".
        keys: names and indexes behind it.
        offset: where in the expression it begins, from 0.
        tested: it is read only to see what is there: it stands behind `in`, or is compared with null.
    """

    root: str
    keys: tuple[str | int, ...]
    offset: int
    tested: bool = False


class Parsed(NamedTuple):
    """A whole expression.

    Attributes:
        part: what it does.
        reads: the variables that it reads, in the order of the text.
        functions: the functions that it calls, in the order of the text.
    """

    part: Part
    reads: tuple[Read, ...]
    functions: tuple[str, ...]


def parse(text: str) -> Parsed:
    """Parse an expression.

    Raises:
        ExpressionError: it is none, or could never be evaluated.
    """
    parser = _Parser(text)
    part = parser.whole()
    return Parsed(part, tuple(parser.reads), tuple(parser.functions))


class _Parser:
    """One method a rule of the grammar. Levels are counted, so that no text reaches Python's own limit."""

    def __init__(self, text: str) -> None:
        self.reads: list[Read] = []
        self.functions: list[str] = []
        self._text = text
        self._depth = 0
        self._calls = 0
        self._end = 0
        self._token = scan(text, 0)

    def whole(self) -> Part:
        part = self._expression()
        if self._token.kind != "end":
            raise slips.after_value(self._text, self._token)
        return part

    def _expression(self) -> Part:
        """`expr` and `and` of the grammar: a level less on Python's stack for each of its own."""
        start = self._token.offset
        alternatives: list[Part] = []
        while not alternatives or self._accept("||"):
            first = self._token.offset
            conditions = [self._comparison()]
            while self._accept("&&"):
                conditions.append(self._comparison())
            alternatives.append(self._joined("&&", conditions, first))
        return self._joined("||", alternatives, start)

    def _joined(self, operator: str, parts: Sequence[Part], start: int) -> Part:
        return parts[0] if len(parts) == 1 else compiling.logic(operator, parts, self._shown(start))

    def _comparison(self) -> Part:
        start = self._token.offset
        left = self._unary()
        operator = self._token.text
        if not self._at_comparison():
            return left
        self._next()
        right = self._unary()
        if self._at_comparison():
            raise ExpressionError("comparisons do not chain", self._token.offset, "join two of them with &&")
        if operator == "in" or (operator in ("==", "!=") and left.is_null):
            self._note_test(right)
        if operator in ("==", "!=") and right.is_null:
            self._note_test(left)
        return compiling.comparison(operator, left, right, self._shown(start))

    def _at_comparison(self) -> bool:
        return self._token.text in _COMPARISONS and self._token.kind in ("operator", "word")

    def _note_test(self, part: Part) -> None:
        if part.read is not None:
            self.reads[part.read] = replace(self.reads[part.read], tested=True)

    def _unary(self) -> Part:
        prefixes = []
        while self._token.is_operator("!", "-"):
            self._deeper(self._token)
            prefixes.append(self._next())
        part = self._primary()
        for prefix in reversed(prefixes):
            apply = compiling.negated if prefix.text == "!" else compiling.minus
            try:
                part = apply(part, self._shown(prefix.offset), prefix.offset)
            except ExpressionError as error:
                if self._token.text == "in":
                    error.hint = "write !(key in object)"
                raise
        self._depth -= len(prefixes)
        return part

    def _primary(self) -> Part:
        token = self._token
        if token.kind == "variable":
            part = self._path(token)
        elif token.kind == "word" and _OPENS.match(self._text, token.end):
            part = self._call(token)
        elif token.kind == "number":
            part = self._literal(number(token))
        elif token.kind == "string":
            part = self._literal(unquoted(token.text, token.offset))
        elif token.kind == "word" and token.text in _WORDS:
            part = self._literal(_WORDS[token.text])
        elif token.is_operator("(", "[", "{"):
            part = self._bracketed(token)
        else:
            raise slips.no_value(token, _NAMES)
        return part

    def _literal(self, value: Json) -> Part:
        return compiling.literal(value, self._next().offset)

    def _path(self, variable: Token) -> Part:
        path = read_path(self._text, variable.offset, variable.end)
        if self._text.startswith("(", path.end):
            raise self._method(variable.offset, path)
        self._move(path.end)
        self.reads.append(Read(path.root, path.keys, variable.offset))
        shown = self._shown(variable.offset)
        return compiling.variable(reader(path.root, path.keys), shown, variable.offset, len(self.reads) - 1)

    def _method(self, start: int, path: Path) -> ExpressionError:
        """What to say of a path with parentheses: `$Input.list.length()`."""
        name = str(path.keys[-1]) if path.keys else ""
        if self._text[path.last] != "." or not name:
            return ExpressionError("found '(' behind a path; a function has a name, as in length(...)", path.end)
        known = name if name in FUNCTIONS else nearest_function(name)
        return slips.method(self._text[start : path.last], name, path.last, known)

    def _bracketed(self, opening: Token) -> Part:
        self._next()
        self._deeper(opening)
        if opening.text == "[":
            items = self._listed(opening, "]", self._expression)
            return compiling.array(items, self._shown(opening.offset), opening.offset)
        if opening.text == "{":
            entries = dict(self._listed(opening, "}", self._entries()))
            return compiling.object_(entries, self._shown(opening.offset), opening.offset)
        part = self._expression()
        self._close(opening, ")")
        return part._replace(shown=self._shown(opening.offset), offset=opening.offset)

    def _entries(self) -> Callable[[], tuple[str, Part]]:
        """A reader for the entries of one object."""
        seen: set[str] = set()

        def entry() -> tuple[str, Part]:
            key = self._token
            if key.kind != "string":
                raise slips.no_key(key)
            self._next()
            name = unquoted(key.text, key.offset)
            if name in seen:
                raise ExpressionError(f"the key '{cut(name)}' stands twice in one object", key.offset)
            seen.add(name)
            if not self._accept(":"):
                raise slips.unexpected(self._token, f"':' behind the key '{cut(name)}'")
            return name, self._expression()

        return entry

    def _call(self, name: Token) -> Part:
        function = function_named(name.text, name.offset)
        self._next()
        self.functions.append(name.text)
        self._deeper(name)
        self._calls += 1
        if self._calls > MOST_CALLS:
            raise ExpressionError(f"more than {MOST_CALLS} levels of function calls", name.offset)
        arguments = self._listed(self._next(), ")", self._expression)
        self._calls -= 1
        result = call(function, arguments, self._shown(name.offset), name.offset)
        if self._text[self._end : self._end + 1] not in (".", "["):
            return result
        # A published flow takes what it needs out of a result: `stringToJson($Output.Body).Data[0]`.
        keys, _, end = read_keys(self._text, self._end)
        self._move(end)
        return compiling.keyed(result, walking(result.evaluate, keys), self._shown(name.offset), name.offset)

    def _listed(self, opening: Token, closing: str, item: Callable[[], _Item]) -> list[_Item]:
        """What stands between brackets, separated by commas."""
        items: list[_Item] = []
        if not self._token.is_operator(closing):
            items.append(item())
            while self._accept(","):
                items.append(item())
        self._close(opening, closing, "',' or ")
        return items

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError(f"more than {DEEPEST} levels of brackets and prefixes", token.offset)

    def _close(self, opening: Token, closing: str, or_else: str = "") -> None:
        if not self._accept(closing):
            what = f"{or_else}'{closing}' for the '{opening.text}' at column {opening.offset + 1}"
            raise slips.unexpected(self._token, what)
        self._depth -= 1

    def _accept(self, text: str) -> bool:
        if self._token.is_operator(text):
            self._next()
            return True
        return False

    def _next(self) -> Token:
        """Go on to the next token; gives the one that was current."""
        token = self._token
        self._move(token.end)
        return token

    def _move(self, end: int) -> None:
        self._end = end
        self._token = scan(self._text, end)

    def _shown(self, start: int) -> str:
        """What was read from there on, as messages show it."""
        return excerpt(self._text, start, self._end)
