"""How the small parts of a model are made: data with names, which nobody changes.

In: a class with its fields. Out: a dataclass whose fields are given by name, and which type checkers keep frozen.

A long definition has many thousand parts. A dataclass that is frozen while the program runs takes twice as long to be
filled, and to be defined. So only what people get hold of, the steps and the whole, is frozen in that way too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_Part = TypeVar("_Part")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def part(cls: type[_Part]) -> type[_Part]:
    """Make a class of a model."""
    return dataclass(slots=True, kw_only=True)(cls)
