"""What the built-in functions do. Source: cloudflow-statemachine 13.2, OQ-24.

In: arguments that fit their kinds, never changed. Out: a JSON value, or `Unfit` with the reason.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from pytest_fnf.errors import did_you_mean
from pytest_fnf.expression.statemachine import patterns
from pytest_fnf.expression.statemachine.bounds import check_depth, check_length, check_size
from pytest_fnf.expression.statemachine.comparing import equal, identity
from pytest_fnf.expression.statemachine.errors import Unfit
from pytest_fnf.expression.statemachine.paths import element
from pytest_fnf.expression.statemachine.wording import in_words
from pytest_fnf.values import DEEPEST, NotJson, compact, copy_json

if TYPE_CHECKING:
    import random
    from collections.abc import Hashable, Sequence

    from pytest_fnf.values import Json, JsonObject

UNKNOWN: Final = object()
"""An argument that is not known before evaluation."""

_LARGEST = 2**63 - 1
_SMALLEST = -(2**63)
_EXACT = 2**53
# Up to here every whole float is the number that was written.

_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-512": "sha512"}


# Arrays and objects.


def array_contains(array: list[Json], value: Json) -> bool:
    """Whether an element equals the value."""
    return any(equal(element, value) for element in array)


def array_unique(array: list[Json]) -> list[Json]:
    """Each value once, where it stands first."""
    first: dict[Hashable, Json] = {}
    for value in array:
        first.setdefault(identity(value), value)
    return [*first.values()]


def to_array(*values: Json) -> list[Json]:
    """The arguments as an array."""
    return [*values]


def map_values(mapping: JsonObject) -> list[Json]:
    """The values in the order of their sorted keys, so that they lie beside `mapKeys`."""
    return [mapping[key] for key in sorted(mapping)]


def json_merge(first: JsonObject, second: JsonObject) -> JsonObject:
    """The keys of both; of a key that both have, the second's value."""
    return {**first, **second}


def get(value: Json, key: Json) -> Json:
    """An element; null where there is none, as of a path."""
    if type(value) is list and type(key) is str:
        raise Unfit(f"found {in_words(key)}; an array takes an index")
    if type(value) is dict and type(key) is not str:
        raise Unfit(f"found {in_words(key)}; an object takes a text as key")
    return element(value, int(key) if type(key) is float else key)


# Texts.


def format_(template: str, *values: Json) -> str:
    """The template with a value in the place of each `{}`."""
    pieces = template.split("{}")
    _check_places(len(pieces) - 1, len(values))
    length = len(template)
    shown = [pieces[0]]
    for value, piece in zip(values, pieces[1:], strict=True):
        text = value if type(value) is str else json_to_string(value)
        length += len(text)
        check_length(length)
        shown += (text, piece)
    return "".join(shown)


def refuse_format(known: Sequence[Any]) -> None:
    """A template that is written has as many places as there are values."""
    if known[0] is not UNKNOWN:
        _check_places(known[0].count("{}"), len(known) - 1)


def _check_places(places: int, values: int) -> None:
    if places != values:
        raise Unfit(f"the template has {{}} {places} times; values that follow it: {values}")


def split(text: str, separator: str) -> list[Json]:
    """The pieces between the separators."""
    _check_separator(separator)
    check_length(len(text) + 3 * text.count(separator))
    return [*text.split(separator)]


def refuse_split(known: Sequence[Any]) -> None:
    """A separator that is written is not empty."""
    if known[1] is not UNKNOWN:
        _check_separator(known[1])


def _check_separator(separator: str) -> None:
    if not separator:
        raise Unfit("the separator is empty")


def regex_match_string(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text, anywhere."""
    return patterns.compile_pattern(pattern).search(text)


def refuse_regex(known: Sequence[Any]) -> None:
    """A pattern that is written can be read."""
    if known[0] is not UNKNOWN:
        patterns.compile_pattern(known[0])


# Encodings.


def json_to_string(value: Json) -> str:
    """Compact JSON, keys in their order."""
    check_depth(value)
    check_size(value)
    text = compact(value)
    check_length(len(text))
    return text


def string_to_json(text: str) -> Json:
    """What JSON text says."""
    try:
        value, _ = copy_json(json.loads(text, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        reason = f"which is no JSON: {error.msg[:1].lower()}{error.msg[1:]} at character {error.pos + 1}"
    except NotJson as error:
        reason = f"but {error}"
    except RecursionError:
        reason = f"which is nested deeper than {DEEPEST} levels"
    except ValueError:  # Python reads no integers of more than 4300 digits
        reason = "with a number that is too long"
    else:
        return value
    raise Unfit(f"found {in_words(text)}, {reason}")


def _no_constant(name: str) -> Json:
    raise NotJson(name)


def to_base64(text: str) -> str:
    """Base64 of the text's UTF-8 bytes."""
    check_length(len(text) * 4 // 3)
    return base64.b64encode(_bytes(text)).decode("ascii")


def from_base64(text: str) -> str:
    """The text whose UTF-8 bytes this is."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except UnicodeDecodeError:
        raise Unfit(f"found {in_words(text)}, whose bytes are no UTF-8 text") from None
    except (binascii.Error, ValueError):
        raise Unfit(f"found {in_words(text)}, which is no Base64") from None


def hash_(text: str, algorithm: str) -> str:
    """The digest of the text's UTF-8 bytes, in hexadecimal."""
    _check_algorithm(algorithm)
    return hashlib.new(_ALGORITHMS[algorithm], _bytes(text), usedforsecurity=False).hexdigest()


def refuse_hash(known: Sequence[Any]) -> None:
    """An algorithm that is written is known."""
    if known[1] is not UNKNOWN:
        _check_algorithm(known[1])


def _check_algorithm(algorithm: str) -> None:
    if algorithm not in _ALGORITHMS:
        near = did_you_mean(algorithm, _ALGORITHMS) if len(algorithm) < 40 else ""
        raise Unfit(f"found {in_words(algorithm)}; the algorithms are {', '.join(_ALGORITHMS)}", near)


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unfit(
            f"found half of a surrogate pair at character {error.start + 1}, which UTF-8 cannot carry"
        ) from None


# Numbers, and what is drawn.


def is_whole(value: Json) -> bool:
    """Whether it is a whole number of 64 bits; 2.0 is one."""
    if type(value) is float:
        return value.is_integer() and -_EXACT <= value <= _EXACT
    return type(value) is int and _SMALLEST <= value <= _LARGEST


def int_add(a: float, b: float) -> int:
    """The sum."""
    total = int(a) + int(b)
    if not _SMALLEST <= total <= _LARGEST:
        raise Unfit(f"the sum {total} has more than 64 bits")
    return total


def random_int(source: random.Random, lowest: float, highest: float) -> int:
    """A number of the range, both ends included."""
    _check_range(lowest, highest)
    return source.randint(int(lowest), int(highest))


def refuse_random_int(known: Sequence[Any]) -> None:
    """A range that is written has a number in it."""
    if UNKNOWN not in known:
        _check_range(*known)


def _check_range(lowest: float, highest: float) -> None:
    if lowest > highest:
        raise Unfit(f"the range from {int(lowest)} to {int(highest)} is empty")


def uuid(source: random.Random) -> str:
    """A UUID of version 4."""
    bits = source.getrandbits(128)
    bits = bits & ~(0xF000 << 64) & ~(0xC000 << 48) | 4 << 76 | 2 << 62
    digits = f"{bits:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
