"""Parts of a model: data by name, equal by what they hold, without room for anything else."""

from __future__ import annotations

import pickle

import pytest

from pytest_fnf.definition.parts import part


@part
class Window:
    width: int
    open: bool = False


def test_a_part_is_made_by_name_and_equal_by_what_it_holds() -> None:
    assert Window(width=2) == Window(open=False, width=2)
    assert Window(width=2) != Window(width=3)
    assert repr(Window(width=2)) == "Window(width=2, open=False)"
    assert pickle.loads(pickle.dumps(Window(width=2))) == Window(width=2)


def test_a_part_has_its_fields_and_no_others() -> None:
    with pytest.raises(TypeError, match="positional"):
        Window(2)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Window(width=2).height = 1  # type: ignore[attr-defined]
