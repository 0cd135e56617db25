"""Rules over whole lists, the same in both dialects: names, and ways that name where a list goes on.

In: the names that stand in every list of steps or scope of states, the ways between them, and the words of the dialect.
Out: problems. It leaves single objects to the readers.
Source: fdl-classic 1.3, 6.2 and V6, V14; cloudflow-statemachine 1.1, 1.2 (check 2), OQ-1; design section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted

if TYPE_CHECKING:
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.tree import Scalar

_ENDS = frozenset(("end", "success", "succeed", "finish", "done"))
_MOST_SHOWN = 8


class Way(NamedTuple):
    """A name as written where a list goes on.

    Attributes:
        owner: who says so.
        name: which of the list goes on.
        begins: whether the list begins so, where it cannot end.
    """

    owner: str
    name: Scalar
    begins: bool = False


class Siblings:
    """What stands side by side: names in order, ways between them, and whether one has no name that can be read."""

    __slots__ = ("nameless", "names", "ways")

    def __init__(self) -> None:
        self.names: list[Scalar] = []
        self.ways: list[Way] = []
        self.nameless = False


class Wording(NamedTuple):
    """How a dialect says it.

    Attributes:
        one: what has a name, such as `step`.
        around: what it stands in, such as `list`.
        way: what names another one, such as `a goto`.
        leads: what joins the owner of a way with the name, such as `goes to`.
        unique: why a name should not stand in two lists.
        stays: why a way cannot lead to another list.
        siblings: what the other ones of a list are called.
        ending: how a list ends, for those who name its end.
    """

    one: str
    around: str
    way: str
    leads: str
    unique: str
    stays: str
    siblings: str
    ending: str


def check_siblings(lists: list[Siblings], words: Wording, problems: Problems) -> None:
    """Check all lists of a flow, in the order of the document."""
    first: dict[str, Scalar] = {}
    known = [_check_names(siblings.names, first, words, problems) for siblings in lists]
    for siblings, here in zip(lists, known, strict=True):
        # The one without a name, which was told, may be the one that is meant.
        for way in () if siblings.nameless else siblings.ways:
            if way.name.text not in here:
                _leads_nowhere(way, here, first.get(way.name.text), words, problems)


def _check_names(
    names: list[Scalar], first: dict[str, Scalar], words: Wording, problems: Problems
) -> dict[str, Scalar]:
    """The names of one list; `first` are those of the lists before, to which they are added."""
    here: dict[str, Scalar] = {}
    for name in names:
        if name.text in here:
            _twice(name, here[name.text], words, problems)
        elif name.text in first:
            _elsewhere(name, first[name.text], words, problems)
        here.setdefault(name.text, name)
    for text, name in here.items():
        first.setdefault(text, name)
    return here


def _twice(name: Scalar, before: Scalar, words: Wording, problems: Problems) -> None:
    first = before.place
    problems.error(
        code.NAME_TWICE,
        name.place,
        f"a second {words.one} of this {words.around} is called {quoted(name.text)}; "
        f"the first stands at {first.line}:{first.column}",
        f"{words.way} could not tell them apart: give one of them another name",
    )


def _elsewhere(name: Scalar, other: Scalar, words: Wording, problems: Problems) -> None:
    earlier, later = sorted((other.place, name.place))
    problems.warning(
        code.NAME_IN_TWO_LISTS,
        later,
        f"a {words.one} of another {words.around} is called {quoted(name.text)} too, "
        f"at {earlier.line}:{earlier.column}; {words.unique}",
    )


def _leads_nowhere(
    way: Way, here: dict[str, Scalar], elsewhere: Scalar | None, words: Wording, problems: Problems
) -> None:
    name = way.name.text
    if elsewhere is not None:
        found = f"which is a {words.one} of another {words.around} (line {elsewhere.place.line}); {words.stays}"
        hint = f"{words.siblings} here are {', '.join(map(quoted, here))}" if len(here) <= _MOST_SHOWN else ""
    else:
        found = f"which is no {words.one} of this {words.around}"
        hint = problems.near(name, here)
        if not hint and name.casefold() in _ENDS and not way.begins:
            hint = words.ending
    problems.error(code.GOTO, way.name.place, f"{way.owner} {words.leads} {quoted(name)}, {found}", hint)
