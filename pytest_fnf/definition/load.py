"""The door of the room: read a document, validate it, and hold what it says.

In: text or bytes of either dialect. Out: a `Definition`, or one `DefinitionError` with all problems. It leaves finding
files to the account.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.classic.flow_graph import graph_of
from pytest_fnf.definition.classic.model import Flow, TaskStep, all_steps
from pytest_fnf.definition.classic.reader import read_flow
from pytest_fnf.definition.classic.steps import LONGEST_WAIT_SECONDS
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError, Problem, Problems
from pytest_fnf.definition.tree import Mapping, Node, Scalar, Sequence
from pytest_fnf.definition.yaml_tree import build_tree, decode
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as ReadOnlyMapping

    from pytest_fnf.definition.graph import Graph
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.targets import Target

__tracebackhide__ = hidden_from_tracebacks

_FIRST_WORDS = ("version", "type", "steps")
_TEMPLATE_WORDS = ("ROSTemplateFormatVersion", "Resources", "Transform", "services", "resources")


@dataclass(frozen=True, eq=False, repr=False)
class Definition:
    """A valid definition, read-only.

    Attributes:
        dialect: `classic` or `statemachine`.
        label: the name its text is shown under.
        source: its text.
        model: what it says.
        problems: the warnings, in the order of the text.
    """

    dialect: Literal["classic", "statemachine"]
    label: str
    source: SourceText
    model: Flow
    problems: tuple[Problem, ...]

    def __repr__(self) -> str:
        return f"<Definition {self.label!r}: {self.dialect}, {len(self.step_names)} steps>"

    def graph(self) -> Graph:
        """Its steps and transitions, in the shape that both dialects share."""
        return self._graph

    def excerpt(self, place: Place) -> Iterator[str]:
        """The line of a place with a caret, for messages."""
        return self.source.excerpt(place)

    def step_place(self, name: str) -> Place | None:
        """Where a step begins; of several with one name the first; `None` if there is none."""
        step = self._steps.get(name)
        return None if step is None else step[1]

    def kind_of(self, name: str) -> str:
        """A step's type, such as `task`; empty if there is no such step."""
        step = self._steps.get(name)
        return "" if step is None else step[0]

    def task_targets(self) -> ReadOnlyMapping[str, Target]:
        """What each task step calls."""
        return {step.name: step.target for step, _ in all_steps(self.model.steps) if isinstance(step, TaskStep)}

    @cached_property
    def step_names(self) -> tuple[str, ...]:
        """Names of all steps in the order of the document."""
        return tuple(self._steps)

    @cached_property
    def _steps(self) -> dict[str, tuple[str, Place]]:
        steps: dict[str, tuple[str, Place]] = {}
        for step in self._graph.steps:
            steps.setdefault(step.name, (step.kind, step.place))
        return steps

    @cached_property
    def _graph(self) -> Graph:
        return graph_of(self.model)


def read_definition(
    data: str | bytes, *, label: str = "<text>", wait_seconds: float | None = LONGEST_WAIT_SECONDS
) -> Definition:
    """Read and validate a definition.

    Args:
        data: the document.
        label: what it is called in messages, usually its path.
        wait_seconds: the longest constant wait that is accepted; `None` for no limit.

    Raises:
        DefinitionError: the definition is invalid; it carries all problems, and nothing else is ever raised.
    """
    source, problems = decode(data, label)
    model = None
    if not problems.has_errors:
        with _collector_paused():
            root = build_tree(source, problems)
            model = _read_root(root, problems, wait_seconds)
    found = problems.ordered()
    if model is None or problems.has_errors:
        raise DefinitionError(found)
    return Definition("classic", label, source, model, found)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Everything that reading makes is kept, so that the collector would walk it for nothing: a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_root(root: Node | None, problems: Problems, wait_seconds: float | None) -> Flow | None:
    if problems.has_errors and root is None:
        return None
    problems.settle()
    if type(root) is not Mapping:
        _no_map(root, problems)
    elif _is_statemachine(root):
        problems.error(
            code.DIALECT,
            root.place,
            "this flow is written in the dialect 'Type: StateMachine', which is not supported yet",
        )
    elif root.entries.keys().isdisjoint(_FIRST_WORDS):
        _no_flow(root, problems)
    else:
        return read_flow(root, problems, wait_seconds)
    return None


def _is_statemachine(root: Mapping) -> bool:
    """The dialect is told by its own first words (cloudflow-statemachine section 1)."""
    entries = root.entries
    kind = entries.get("Type")
    named = kind is not None and type(kind[1]) is Scalar and kind[1].text == "StateMachine"
    return named or ("States" in entries and "steps" not in entries)


def _no_map(root: Node | None, problems: Problems) -> None:
    found = "empty" if root is None else describe(root)
    hint = "write version: v1, type: flow, then steps: with this list below" if type(root) is Sequence else ""
    place = Place(1, 1) if root is None else root.place
    problems.error(code.NO_FLOW, place, f"the document is {found}; a flow is a map of version, type and steps", hint)


def _no_flow(root: Mapping, problems: Problems) -> None:
    mark = next((key for key in _TEMPLATE_WORDS if key in root.entries), None)
    if mark is not None:
        found = f"this is a template of a deployment tool (it has '{mark}'), no flow definition"
        hint = "give the file that its DefinitionUri names, or the text of its Definition"
    else:
        found = "this is no flow definition: it has none of version, type and steps"
        hint = problems.near("steps", root.entries)
    problems.error(code.NO_FLOW, root.place, found, hint)
