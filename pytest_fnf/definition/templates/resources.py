"""What a template describes: flows and functions, and where in it they stand.

In: facts that the readers of the tools' files find. Out: plain data, the same for every tool.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_fnf.definition.load import Definition, Mode, WaitSeconds
    from pytest_fnf.definition.passages import Passage
    from pytest_fnf.definition.places import Place, SourceText
    from pytest_fnf.definition.targets import FunctionTarget


class Located(NamedTuple):
    """A text of a template, and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowResource:
    """A flow of a template.

    Attributes:
        id: how the template calls it.
        name: the flow's name; its id where the template gives none.
        place: where it stands.
        mode: how it runs, if the template says so.
        file: the file that holds its definition; `None` if the template itself does.
    """

    id: str
    name: str
    place: Place
    mode: Mode | None = None
    file: Located | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionResource:
    """A function of a template.

    Attributes:
        id: how the template calls it.
        names: its name, and ids by which the template's flows may call it.
        services: the same of its service; empty for a function without one.
        place: where it stands.
    """

    id: str
    names: frozenset[str]
    services: frozenset[str] = frozenset()
    place: Place

    def is_called(self, target: FunctionTarget) -> bool:
        """Whether a task with this target calls it.

        Function Compute 3.0 has no services; functions that moved there are called `service$function`.
        """
        if target.service is None:
            return target.function in self.names
        if self.services:
            return target.function in self.names and target.service in self.services
        return target.function in self.names or f"{target.service}${target.function}" in self.names


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSettings:
    """How a function of a template is made.

    Attributes:
        runtime: such as `python3`; empty if the template does not say.
        handler: `file.name`, `None` if the template does not say.
        code: the file or folder that is deployed, or an address; `None` if the template does not say.
        inline: the text of its code, if the template holds that.
        initializer: `file.name`.
        timeout: its own limit in seconds.
        env: its environment.
    """

    runtime: str
    handler: Located | None
    code: Located | None
    inline: Passage | None = None
    initializer: Located | None = None
    timeout: float | None = None
    env: Mapping[str, str] = field(default_factory=dict)


class Template(Protocol):
    """A file of a deployment tool, with the values that the test gives.

    Attributes:
        source: its text.
        tool: how people call such a file.
    """

    source: SourceText
    tool: str

    @property
    def flows(self) -> Sequence[FlowResource]:
        """Its flows, in the order of the text."""

    @property
    def functions(self) -> Sequence[FunctionResource]:
        """Its functions, in the order of the text."""

    def read_flow(
        self, flow: FlowResource, inner: SourceText | None, *, wait_seconds: WaitSeconds, mode: Mode
    ) -> Definition:
        """Read one of its flows.

        Args:
            flow: which.
            inner: the text of its file, if its definition stands in one.
            wait_seconds: the longest constant wait that is accepted.
            mode: how the flow runs.

        Raises:
            DefinitionError: the definition is invalid, or what it refers to is not there.
        """

    def settings(self, function: FunctionResource) -> FunctionSettings:
        """How one of its functions is made.

        Raises:
            DefinitionError: what its properties refer to is not there, or they are of no use.
        """
