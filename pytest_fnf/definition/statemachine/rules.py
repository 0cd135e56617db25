"""Rules over scopes: names, and where states go on.

In: the names of every scope, and what names a state in it. Out: problems. Single objects are the reader's.
Source: cloudflow-statemachine 1.1, 1.2 (check 2), OQ-1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.tree import PLAIN

if TYPE_CHECKING:
    from pytest_fnf.definition.places import Place
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.tree import Scalar

_ENDS = frozenset(("end", "success", "succeed", "finish", "done"))
_SHOWN = 8
_LONGEST = 40

_OTHERWISE = re.compile(
    r"(?i:y|yes|n|no|on|off|[-+]?\.inf|\.nan)"
    r"|[-+]?[0-9][0-9_]*_[0-9_]*"
    r"|[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?"
)
# Booleans, numbers and dates of YAML 1.1, which most readers of other tools know.


class Way(NamedTuple):
    """The name of a state where a state goes on: who says so, where, to which."""

    owner: str
    place: Place
    target: str


class ScopeNames:
    """One scope: its states' names in order, every way to one of them, and whether a state has no name to be read."""

    __slots__ = ("nameless", "names", "ways")

    def __init__(self) -> None:
        self.names: list[tuple[str, Place]] = []
        self.ways: list[Way] = []
        self.nameless = False


def check_scopes(scopes: list[ScopeNames], problems: Problems) -> None:
    """Check all scopes of a flow, in the order of the document."""
    first: dict[str, Place] = {}
    for scope in scopes:
        here: dict[str, Place] = {}
        for name, place in scope.names:
            if name in here:
                _twice(name, place, here[name], problems)
            elif name in first:
                earlier, later = sorted((first[name], place))
                _elsewhere(name, earlier, later, problems)
            here.setdefault(name, place)
        for name, place in here.items():
            first.setdefault(name, place)
    for scope in scopes:
        states = dict.fromkeys(name for name, _ in scope.names)
        # The state without a name, which was told, may be the one that is meant.
        for way in () if scope.nameless else scope.ways:
            if way.target not in states:
                _nowhere(way, states, first.get(way.target), problems)


def check_name(name: Scalar, problems: Problems) -> None:
    """Warn of a name that most readers of YAML take for a boolean, a number or a date (OQ-26)."""
    if name.style == PLAIN and len(name.text) <= _LONGEST and _OTHERWISE.fullmatch(name.text):
        problems.warning(
            code.NAME_IS_YAML_WORD,
            name.place,
            f"a state is called {quoted(name.text)}, which other readers of YAML do not take for a text",
            "put it in quotes, here and where it is named",
        )


def _twice(name: str, place: Place, first: Place, problems: Problems) -> None:
    problems.error(
        code.NAME_TWICE,
        place,
        f"a second state of this scope is called {quoted(name)}; the first stands at {first.line}:{first.column}",
        "a Next could not tell them apart: give one of them another name",
    )


def _elsewhere(name: str, first: Place, place: Place, problems: Problems) -> None:
    problems.warning(
        code.NAME_IN_TWO_LISTS,
        place,
        f"a state of another scope is called {quoted(name)} too, at {first.line}:{first.column}; "
        "stubs and expectations by name mean both",
    )


def _nowhere(way: Way, states: dict[str, None], elsewhere: Place | None, problems: Problems) -> None:
    if elsewhere is not None:
        found = f"which is a state of another scope (line {elsewhere.line}); a scope is neither left nor entered so"
        hint = f"states here are {', '.join(map(quoted, states))}" if len(states) <= _SHOWN else ""
    else:
        found = "which is no state of this scope"
        hint = problems.near(way.target, states)
        if not hint and way.target.casefold() in _ENDS and not way.owner.startswith("StartAt"):
            hint = "a scope ends with a state that has End: true, or with a Succeed"
    problems.error(code.GOTO, way.place, f"{way.owner} is {quoted(way.target)}, {found}", hint)
