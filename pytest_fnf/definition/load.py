"""The door of the room: read a document, validate it, and hold what it says.

In: text or bytes of either dialect. Out: a `Definition`, or one `DefinitionError` with all problems. It leaves finding
files to the account.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.classic.flow_graph import graph_of
from pytest_fnf.definition.classic.model import Flow, TaskStep, all_steps
from pytest_fnf.definition.classic.reader import read_flow
from pytest_fnf.definition.classic.steps import LONGEST_WAIT_SECONDS
from pytest_fnf.definition.dialects import Dialect, dialect_of, without_the_others
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError, Problem, Problems
from pytest_fnf.definition.templates.placeholders import fill, tell_hidden, tell_unfilled
from pytest_fnf.definition.templates.variables import NOTHING, Variables
from pytest_fnf.definition.tree import Mapping, Node, Sequence
from pytest_fnf.definition.yaml_tree import build_tree, decode
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as ReadOnlyMapping

    from pytest_fnf.definition.graph import Graph
    from pytest_fnf.definition.passages import Passage
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.statemachine.model import StateMachine
    from pytest_fnf.definition.targets import Target

__tracebackhide__ = hidden_from_tracebacks

WaitSeconds: TypeAlias = float | Literal["service"] | None
"""The longest constant wait: seconds, what the service allows, or no limit."""

Mode: TypeAlias = Literal["standard", "express"]
"""How a flow runs (cloudflow-statemachine 14.1)."""

_A_FLOW = "a flow is a map of version, type and steps, or of Type, SpecVersion, StartAt and States"
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

    dialect: Dialect
    label: str
    source: SourceText
    model: Flow | StateMachine
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
        """The type of a step or state in small letters, such as `task`; empty if there is none of this name."""
        step = self._steps.get(name)
        return "" if step is None else step[0]

    def task_targets(self) -> ReadOnlyMapping[str, Target]:
        """What each task calls; its action where the rest is computed while it runs."""
        return dict(self.calls)

    @cached_property
    def calls(self) -> tuple[tuple[str, Target], ...]:
        """Each task with what it calls, as `task_targets`; tasks of one name in several lists are all there."""
        if isinstance(self.model, Flow):
            steps = (step for step, _ in all_steps(self.model.steps))
            return tuple((step.name, step.target) for step in steps if isinstance(step, TaskStep))
        from pytest_fnf.definition.statemachine.model import calls_of  # noqa: PLC0415  (only for this dialect)

        return tuple(calls_of(self.model))

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
        if isinstance(self.model, Flow):
            return graph_of(self.model)
        from pytest_fnf.definition.statemachine import state_graph  # noqa: PLC0415  (only for this dialect)

        return state_graph.graph_of(self.model)


def read_definition(
    data: str | bytes,
    *,
    label: str = "<text>",
    wait_seconds: WaitSeconds = "service",
    mode: Mode = "standard",
    variables: Variables = NOTHING,
) -> Definition:
    """Read and validate a definition of either dialect.

    Args:
        data: the document.
        label: what it is called in messages, usually its path.
        wait_seconds: the longest constant wait that is accepted.
        mode: how the flow runs, which its document does not say (cloudflow-statemachine 14.1). Tells which waits and
            task modes a `Type: StateMachine` may have; of no meaning for the classic dialect.
        variables: values for placeholders.

    Raises:
        DefinitionError: the definition is invalid; it carries all problems, and nothing else is ever raised.
    """
    source, problems = decode(data, label)
    return read_passage(source, problems, None, variables, wait_seconds=wait_seconds, mode=mode)


def read_passage(
    source: SourceText,
    problems: Problems,
    passage: Passage | None,
    variables: Variables,
    *,
    wait_seconds: WaitSeconds,
    mode: Mode,
) -> Definition:
    """Read a definition that is a passage of a document; `None` for all of it. For the rest see `read_definition`."""
    with _collector_paused():
        root = None
        if not problems.has_errors:
            passage = fill(source, variables, passage)
            root = build_tree(source, problems, passage)
            if root is None and tell_hidden(source, hidden := Problems(source), passage, variables):
                raise DefinitionError(hidden.ordered())
            problems.settle()
            if type(root) is Mapping and dialect_of(root) is not None:
                tell_unfilled(root, source, problems, variables)
        definition = read_tree(root, source, problems, wait_seconds=wait_seconds, mode=mode)
        del root  # the tree goes before the collector looks again, which would walk all of it
        return definition


def read_tree(
    root: Node | None,
    source: SourceText,
    problems: Problems,
    *,
    wait_seconds: WaitSeconds,
    mode: Mode,
) -> Definition:
    """Read a definition that is a tree of a document. For the rest see `read_definition`."""
    dialect, model = _dialect(root, problems), None
    if type(root) is Mapping and dialect is not None:
        model = _read(root, dialect, problems, wait_seconds, express=mode == "express")
    found = problems.ordered()
    if dialect is None or model is None or problems.has_errors:
        raise DefinitionError(found)
    return Definition(dialect, source.label, source, model, found)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """What reading makes is kept or goes by itself, so that the collector would walk it for nothing.

    Freezing and thawing makes what is young old, without a look at it; only a full collection comes to it again.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():  # else somebody else's objects would thaw
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _dialect(root: Node | None, problems: Problems) -> Dialect | None:
    if problems.has_errors and root is None:
        return None
    problems.settle()
    if type(root) is not Mapping:
        _no_map(root, problems)
        return None
    dialect = dialect_of(root)
    if dialect is None:
        _no_flow(root, problems)
    return dialect


def _read(
    root: Mapping, dialect: Dialect, problems: Problems, wait_seconds: WaitSeconds, *, express: bool
) -> Flow | StateMachine | None:
    root = without_the_others(root, dialect, problems)
    if dialect == "classic":
        return read_flow(root, problems, LONGEST_WAIT_SECONDS if wait_seconds == "service" else wait_seconds)
    from pytest_fnf.definition.statemachine.reader import read_state_machine  # noqa: PLC0415  (only for this dialect)

    return read_state_machine(root, problems, wait_seconds, express=express)


def _no_map(root: Node | None, problems: Problems) -> None:
    found = "empty" if root is None else describe(root)
    hint = ""
    if type(root) is Sequence:
        hint = "write version: v1, type: flow, then steps: with this list below"
        if root.items and type(root.items[0]) is Mapping and "Type" in root.items[0].entries:
            hint = "write Type: StateMachine, SpecVersion: v1, StartAt, then States: with this list below"
    place = Place(1, 1) if root is None else root.place
    problems.error(code.NO_FLOW, place, f"the document is {found}; {_A_FLOW}", hint)


def _no_flow(root: Mapping, problems: Problems) -> None:
    mark = next((key for key in _TEMPLATE_WORDS if key in root.entries), None)
    if mark is not None:
        found = f"this is a template of a deployment tool (it has '{mark}'), no flow definition"
        hint = "give the file that its DefinitionUri names, or the text of its Definition"
    else:
        found = f"this is no flow definition; {_A_FLOW}"
        hint = problems.near("steps", root.entries)
    problems.error(code.NO_FLOW, root.place, found, hint)
