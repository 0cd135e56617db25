"""The built-in functions: their names, what they take, what they give. Source: cloudflow-statemachine 13.2.

In: a name as written. Out: a `Function`, or an `ExpressionError` with the nearest name. It leaves what they do to
`library`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import nearest
from pytest_fnf.expression.lexemes import cut
from pytest_fnf.expression.statemachine import library
from pytest_fnf.expression.statemachine.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_fnf.expression.statemachine.wording import Gives
    from pytest_fnf.values import Json


@dataclass(frozen=True, slots=True)
class Kind:
    """What a parameter takes.

    Attributes:
        words: for messages.
        gives: what may fit, as far as it is known before evaluation.
        fits: whether a value does.
    """

    words: str
    gives: frozenset[Gives]
    fits: Callable[[Json], bool]


def _of(words: str, types: tuple[type, ...], *gives: Gives) -> Kind:
    return Kind(words, frozenset(gives), lambda value: type(value) in types)


ANY = Kind("any value", frozenset(("boolean", "number", "text", "array", "object", "null")), lambda _: True)
ARRAY = _of("an array", (list,), "array")
OBJECT = _of("an object", (dict,), "object")
TEXT = _of("a text", (str,), "text")
WHOLE = Kind("a whole number of 64 bits", frozenset(("number",)), library.is_whole)
ARRAY_OR_OBJECT = _of("an array or an object", (list, dict), "array", "object")
COUNTABLE = _of("an array, an object or a text", (list, dict, str), "array", "object", "text")
KEY = Kind(
    "an index or a key", frozenset(("number", "text")), lambda value: type(value) is str or library.is_whole(value)
)


@dataclass(frozen=True, slots=True)
class Function:
    """A built-in function.

    Attributes:
        name: as written in an expression.
        parameters: name and kind of each.
        gives: what is known of its result.
        run: from the arguments to the result; raises `Unfit` alone.
        rest: name and kind of further arguments, if any number of them may follow.
        draws: `run` takes the source of random numbers first, so the result is never constant.
        refuse: looks at arguments that are known before evaluation (the others are `UNKNOWN`) and raises `Unfit`.
    """

    name: str
    parameters: tuple[tuple[str, Kind], ...]
    gives: Gives
    run: Callable[..., Json]
    rest: tuple[str, Kind] | None = None
    draws: bool = False
    refuse: Callable[[Sequence[Any]], None] | None = None

    @property
    def signature(self) -> str:
        """`split(text, separator)`."""
        names = [name for name, _ in self.parameters]
        if self.rest is not None:
            names.append(f"{self.rest[0]}...")
        return f"{self.name}({', '.join(names)})"

    def kinds(self, count: int) -> list[Kind] | None:
        """The kinds of that many arguments; `None` if it does not take as many."""
        kinds = [kind for _, kind in self.parameters]
        if self.rest is not None:
            kinds += [self.rest[1]] * (count - len(kinds))
        return kinds if len(kinds) == count else None


_ALL = (
    Function("arrayContains", (("array", ARRAY), ("value", ANY)), "boolean", library.array_contains),
    Function("arrayUnique", (("array", ARRAY),), "array", library.array_unique),
    Function("toArray", (), "array", library.to_array, rest=("value", ANY)),
    Function(
        "format", (("template", TEXT),), "text", library.format_, rest=("value", ANY), refuse=library.refuse_format
    ),
    Function("length", (("value", COUNTABLE),), "number", len),
    Function("split", (("text", TEXT), ("separator", TEXT)), "array", library.split, refuse=library.refuse_split),
    Function(
        "regexMatchString",
        (("pattern", TEXT), ("text", TEXT)),
        "boolean",
        library.regex_match_string,
        refuse=library.refuse_regex,
    ),
    Function("mapKeys", (("object", OBJECT),), "array", sorted),
    Function("mapValues", (("object", OBJECT),), "array", library.map_values),
    Function("jsonMerge", (("first", OBJECT), ("second", OBJECT)), "object", library.json_merge),
    Function("stringToJson", (("text", TEXT),), "any", library.string_to_json),
    Function("fromJSON", (("text", TEXT),), "any", library.string_to_json),
    Function("jsonToString", (("value", ANY),), "text", library.json_to_string),
    Function("fromBase64", (("text", TEXT),), "text", library.from_base64),
    Function("toBase64", (("text", TEXT),), "text", library.to_base64),
    Function("hash", (("text", TEXT), ("algorithm", TEXT)), "text", library.hash_, refuse=library.refuse_hash),
    Function("uuid", (), "text", library.uuid, draws=True),
    Function("get", (("value", ARRAY_OR_OBJECT), ("key", KEY)), "any", library.get),
    Function("intAdd", (("a", WHOLE), ("b", WHOLE)), "number", library.int_add),
    Function(
        "randomInt",
        (("lowest", WHOLE), ("highest", WHOLE)),
        "number",
        library.random_int,
        draws=True,
        refuse=library.refuse_random_int,
    ),
)
FUNCTIONS = {function.name: function for function in _ALL}
"""All built-in functions by name."""


def function_named(name: str, at: int) -> Function:
    """The function of that name.

    Raises:
        ExpressionError: there is none; the hint has the nearest.
    """
    function = FUNCTIONS.get(name)
    if function is None:
        near = nearest_function(name)
        hint = f"did you mean '{near}'?" if near else f"the functions are {', '.join(FUNCTIONS)}"
        raise ExpressionError(f"found '{cut(name)}', which is no function", at, hint)
    return function


_LONGEST_NAME = 40
_ELSEWHERE = {
    "len": "length", "size": "length", "count": "length", "arraylength": "length", "strlen": "length",
    "concat": "format", "join": "format", "sprintf": "format", "printf": "format", "string": "format",
    "tostring": "jsonToString", "tojson": "jsonToString", "stringify": "jsonToString",
    "parse": "stringToJson", "parsejson": "stringToJson", "jsonparse": "stringToJson",
    "contains": "arrayContains", "includes": "arrayContains", "has": "arrayContains",
    "unique": "arrayUnique", "distinct": "arrayUnique", "array": "toArray", "list": "toArray",
    "keys": "mapKeys", "values": "mapValues", "merge": "jsonMerge",
    "match": "regexMatchString", "matches": "regexMatchString", "regex": "regexMatchString",
    "base64encode": "toBase64", "base64decode": "fromBase64", "encodebase64": "toBase64",
    "decodebase64": "fromBase64", "md5": "hash", "sha256": "hash", "sha1": "hash", "sha512": "hash",
    "add": "intAdd", "sum": "intAdd", "plus": "intAdd", "mathadd": "intAdd",
    "random": "randomInt", "rand": "randomInt", "mathrandom": "randomInt", "stringsplit": "split",
    "arraygetitem": "get", "uuid4": "uuid",
}  # fmt: skip
# What the same is called in other languages, in small letters.


def nearest_function(name: str) -> str:
    """The function that was probably meant: by another case, a slip, or its name elsewhere; or an empty text."""
    if len(name) > _LONGEST_NAME:
        return ""
    last = name.rpartition(".")[2]
    known = _ELSEWHERE.get(last.casefold())
    return known if known is not None else next(iter(nearest(last, FUNCTIONS, most=1)), "")
