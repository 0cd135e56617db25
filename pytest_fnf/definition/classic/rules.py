"""Rules over whole lists: names and gotos.

In: the names of every serial list, and the gotos that stand in it. Out: problems. Single objects are the reader's.
Source: fdl-classic 1.3, 6.2 and V6, V14; design section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted

if TYPE_CHECKING:
    from pytest_fnf.definition.places import Place
    from pytest_fnf.definition.problems import Problems


_ENDS = frozenset(("end", "success", "succeed", "finish", "done"))


class Goto(NamedTuple):
    """A goto as written: who says so, where, to which step."""

    owner: str
    place: Place
    target: str


class SerialList:
    """One `steps` list: its steps' names in order, their gotos, and whether a step has no name that can be read."""

    __slots__ = ("gotos", "nameless", "names")

    def __init__(self) -> None:
        self.names: list[tuple[str, Place]] = []
        self.gotos: list[Goto] = []
        self.nameless = False


def check_lists(lists: list[SerialList], problems: Problems) -> None:
    """Check all lists of a flow, in the order of the document."""
    first: dict[str, Place] = {}
    for serial in lists:
        here: dict[str, Place] = {}
        for name, place in serial.names:
            if name in here:
                _twice(name, place, here[name], problems)
            elif name in first:
                earlier, later = sorted((first[name], place))
                _elsewhere(name, earlier, later, problems)
            here.setdefault(name, place)
        for name, place in here.items():
            first.setdefault(name, place)
    for serial in lists:
        siblings = dict.fromkeys(name for name, _ in serial.names)
        # The step without a name, which was told, may be the one that is meant.
        for goto in () if serial.nameless else serial.gotos:
            if goto.target not in siblings:
                _no_sibling(goto, siblings, first.get(goto.target), problems)


def _twice(name: str, place: Place, first: Place, problems: Problems) -> None:
    problems.error(
        code.NAME_TWICE,
        place,
        f"a second step of this list is called {quoted(name)}; the first stands at {first.line}:{first.column}",
        "a goto could not tell them apart: give one of them another name",
    )


def _elsewhere(name: str, first: Place, place: Place, problems: Problems) -> None:
    problems.warning(
        code.NAME_IN_TWO_LISTS,
        place,
        f"a step of another list is called {quoted(name)} too, at {first.line}:{first.column}; "
        "names are meant to be unique in the whole flow",
    )


def _no_sibling(goto: Goto, siblings: dict[str, None], elsewhere: Place | None, problems: Problems) -> None:
    if elsewhere is not None:
        found = f"which is a step of another list (line {elsewhere.line}); a goto cannot leave or enter one"
        hint = f"siblings here are {', '.join(map(quoted, siblings))}" if len(siblings) <= 8 else ""
    else:
        found = "which is no step of this list"
        hint = problems.near(goto.target, siblings)
        if not hint and goto.target.casefold() in _ENDS:
            hint = "a list ends behind a step with end: true, or with a succeed"
    problems.error(code.GOTO, goto.place, f"{goto.owner} goes to {quoted(goto.target)}, {found}", hint)
