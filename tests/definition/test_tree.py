"""Nodes, and what a plain scalar means (the core schema of YAML 1.2)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from pytest_fnf.definition.places import Place
from pytest_fnf.definition.tree import PLAIN, Scalar, meaning


class Mark(NamedTuple):
    line: int
    column: int


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("0", 0),
        ("-1", -1),
        ("+7", 7),
        ("012", 12),
        ("0o14", 12),
        ("0x0C", 12),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("190:20:30", "190:20:30"),
        ("2019-05-02", "2019-05-02"),
        ("2019-05-02T15:04:05Z", "2019-05-02T15:04:05Z"),
        ("1.5", 1.5),
        ("-1.5e3", -1500.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("1e", "1e"),
        (".", "."),
        ("-", "-"),
        ("+", "+"),
        ("1.2.3", "1.2.3"),
        (".inf", ".inf"),
        ("-.inf", "-.inf"),
        (".nan", ".nan"),
        ("nan", "nan"),
        ("Infinity", "Infinity"),
        ("=", "="),
        ("<<", "<<"),
        ("١٢", "١٢"),
        ("v1", "v1"),
    ],
)
def test_plain_scalar_means_what_the_core_schema_says(text: str, value: object) -> None:
    assert meaning(text) == value
    assert type(meaning(text)) is type(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9" * 5000, "a number of 5,000 digits"),
        ("-" + "9" * 5000, "a number of 5,001 digits"),
        ("0x" + "f" * 5000, "a number of 5,002 digits"),
        ("1e999", "a number beyond 1.8e308"),
        ("9" * 400 + ".0", "a number beyond 1.8e308"),
    ],
)
def test_number_that_json_cannot_carry_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        meaning(text)


@pytest.mark.parametrize(
    ("style", "end", "place"),
    [
        (PLAIN, (2, 16), (3, 12)),
        ('"', (2, 18), (3, 13)),
        ("'", (2, 18), (3, 13)),
        ('"', (2, 19), (3, 10)),  # with an escape
        (PLAIN, (2, 19), (3, 10)),  # with an anchor before it
        (PLAIN, (3, 16), (3, 10)),  # over several lines
        (PLAIN, None, (3, 10)),  # with a tag before it
        ("|", (2, 16), (3, 10)),
    ],
)
def test_place_of_a_character_is_told_where_text_and_columns_agree(
    style: str, end: tuple[int, int] | None, place: tuple[int, int]
) -> None:
    scalar = Scalar(Mark(2, 9), None if end is None else Mark(*end), "$.a = 1", style)
    assert scalar.place_of(2) == Place(*place)
