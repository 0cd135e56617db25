"""Which dialect a document is written in, and words of both in one document.

In: the map of a document. Out: the dialect, and the map without the top-level words of the other one, which are a
problem. It leaves all other words to the readers. Source: cloudflow-statemachine sections 1 and 14.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.tree import Mapping, Scalar

if TYPE_CHECKING:
    from pytest_fnf.definition.problems import Problems

Dialect: TypeAlias = Literal["classic", "statemachine"]

_WORDS: dict[Dialect, tuple[str, ...]] = {
    "classic": ("version", "type", "steps", "inputMappings", "outputMappings", "timeoutSeconds"),
    "statemachine": ("Type", "SpecVersion", "StartAt", "States"),
}
_TYPE: dict[Dialect, tuple[str, str]] = {"classic": ("type", "flow"), "statemachine": ("Type", "StateMachine")}
_BODY: dict[Dialect, str] = {"classic": "steps", "statemachine": "States"}
_NAMES: dict[Dialect, str] = {
    "classic": "the classic dialect (type: flow)",
    "statemachine": "the dialect 'Type: StateMachine'",
}


def dialect_of(root: Mapping) -> Dialect | None:
    """The dialect whose words a document uses; `None` if it uses none of either."""
    classic, newer = _weight("classic", root), _weight("statemachine", root)
    if classic == newer:
        return None if classic == 0 else _of_equal_weight(root)
    return "classic" if classic > newer else "statemachine"


def _weight(dialect: Dialect, root: Mapping) -> int:
    return sum(name in root.entries for name in _WORDS[dialect]) + 2 * _is_typed(dialect, root)


def _is_typed(dialect: Dialect, root: Mapping) -> bool:
    """Whether its type stands there; of the newer dialect in any case, since no flow of the classic one has it."""
    name, value = _TYPE[dialect]
    for written in (name,) if dialect == "classic" else (name, name.lower()):
        entry = root.entries.get(written)
        if entry is not None and type(entry[1]) is Scalar and entry[1].text == value:
            return True
    return False


def _of_equal_weight(root: Mapping) -> Dialect:
    return "statemachine" if _BODY["statemachine"] in root.entries else "classic"


def without_the_others(root: Mapping, dialect: Dialect, problems: Problems) -> Mapping:
    """The document without what makes it a flow of the other dialect too.

    Only whole flows inside a flow are told here, by their list or their type; for a single word of the other dialect
    the reader has a message of its own.
    """
    other: Dialect = "classic" if dialect == "statemachine" else "statemachine"
    if _BODY[other] not in root.entries and not (_TYPE[other][0] in root.entries and _is_typed(other, root)):
        return root
    foreign = [name for name in root.entries if name in _WORDS[other]]
    own = [name for name in root.entries if name in _WORDS[dialect]]
    problems.error(
        code.MIXED_DIALECTS,
        root.entries[foreign[0]][0].place,
        f"the flow mixes two dialects: {_listed(own)} to {_NAMES[dialect]}, {_listed(foreign)} to {_NAMES[other]}; "
        "a flow is written in one of them",
        f"here it is read in the first, whose list is '{_BODY[dialect]}'",
    )
    rest = Mapping(root.start)
    rest.entries = {name: entry for name, entry in root.entries.items() if name not in foreign}
    return rest


def _listed(names: list[str]) -> str:
    return f"{', '.join(map(quoted, names))} {'belongs' if len(names) == 1 else 'belong'}"
