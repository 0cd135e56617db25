"""Causes: how a wrong value is shown in the text of an error of the flow.

In: JSON values. Out: a few words. It leaves the sentence to whoever fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.values import compact

if TYPE_CHECKING:
    from pytest_fnf.values import Json

_LONGEST = 60


def in_words(value: Json) -> str:
    """`null`, `the text "abc"`, `the array [1,2]`: JSON as the flow's author knows it, cut when it is long."""
    text = compact(value)
    kind = {"dict": "the object ", "list": "the array ", "str": "the text "}.get(type(value).__name__, "")
    return kind + (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}...")
