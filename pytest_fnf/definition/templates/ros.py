"""Templates of ROS and Funcraft: their flows and functions.

In: the template's tree, and the values that the test gives. Out: a `Template`. It leaves references to the resolver.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.load import Definition, Mode, WaitSeconds, read_passage
from pytest_fnf.definition.problems import DefinitionError, Problems, quoted
from pytest_fnf.definition.templates import properties
from pytest_fnf.definition.templates.reading import read_file
from pytest_fnf.definition.templates.resolver import entry, word
from pytest_fnf.definition.templates.resources import FlowResource, FunctionResource, FunctionSettings
from pytest_fnf.definition.templates.ros_functions import RosResolver
from pytest_fnf.definition.templates.ros_resources import FLOWS, FUNCTIONS, Resource, resources_of
from pytest_fnf.definition.tree import Mapping
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from pytest_fnf.definition.passages import Passage
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.templates.variables import Variables

__tracebackhide__ = hidden_from_tracebacks


def is_ros(root: Mapping) -> bool:
    """Whether a document is such a template."""
    marked = "ROSTemplateFormatVersion" in root.entries or "Transform" in root.entries
    resources = entry(root, "Resources")
    kinds = () if type(resources) is not Mapping else (word(entry(n, "Type")) for _, n in resources.entries.values())
    return marked or any(kind in FLOWS or kind in FUNCTIONS for kind in kinds)


class RosTemplate:
    """A ROS or Funcraft template; see `resources.Template`."""

    def __init__(self, source: SourceText, root: Mapping, variables: Variables) -> None:
        self.source = source
        self.tool = "Funcraft template" if "Transform" in root.entries else "ROS template"
        self._root = root
        self._variables = variables
        self._resources = resources_of(root)

    def _resolver(self, problems: Problems, inner: SourceText | None = None) -> RosResolver:
        home = None if inner is None else self._resolver(Problems(self.source))
        source = inner or self.source
        return RosResolver(source, problems, self._variables, self._root, self._resources, home)

    @cached_property
    def flows(self) -> list[FlowResource]:
        """Its flows."""
        quiet = self._resolver(Problems(self.source))
        return [_flow(resource, quiet) for resource in self._resources.values() if resource.kind in FLOWS]

    @cached_property
    def functions(self) -> list[FunctionResource]:
        """Its functions."""
        quiet = self._resolver(Problems(self.source))
        found = dict.fromkeys(resource for resource in self._resources.values() if resource.kind in FUNCTIONS)
        return [_function(resource, quiet) for resource in found]

    def read_flow(
        self, flow: FlowResource, inner: SourceText | None, *, wait_seconds: WaitSeconds, mode: Mode
    ) -> Definition:
        """Read one of its flows."""
        if inner is not None:
            resolver = self._resolver(Problems(inner), inner)
            return read_file(resolver, functions=True, wait_seconds=wait_seconds, mode=mode)
        problems = Problems(self.source)
        passage = self._definition(self._resources[flow.id], problems)
        if passage is None or problems.has_errors:
            raise DefinitionError(problems.ordered())
        return read_passage(self.source, problems, passage, self._variables, wait_seconds=wait_seconds, mode=mode)

    def _definition(self, resource: Resource, problems: Problems) -> Passage | None:
        node = entry(resource.properties, "Definition")
        if node is None:
            found = f"flow {quoted(resource.id)} has neither Definition nor DefinitionUri"
            problems.error(code.NO_DEFINITION, resource.place, found, "write Definition: |- and the flow below")
            return None
        resolver = self._resolver(problems)
        seen = resolver.see(node)
        if seen is not None and not resolver.is_reference(seen) and word(seen) == "":
            found = f"Definition of flow {quoted(resource.id)} is {describe(seen)}; the tool takes a text"
            problems.error(code.NO_DEFINITION, node.place, found, "write Definition: |- and the flow below, indented")
            return None
        return None if seen is None else resolver.passage(seen)

    def settings(self, function: FunctionResource) -> FunctionSettings:
        """How one of its functions is made."""
        written = self._resources[function.id].properties
        return properties.settings(function, written, _NAMES, self._resolver(Problems(self.source)))


_NAMES = properties.Names(
    runtime=(("Runtime",),),
    handler=(("Handler",),),
    code=(("CodeUri",), ("Code", "OssObjectName"), ("Code", "ZipFile")),
    inline=(("Code", "SourceCode"), ("Code", "ZipFile")),
    initializer=(("Initializer",), ("InstanceLifecycleConfig", "Initializer", "Handler")),
    timeout=(("Timeout",),),
    env=(("EnvironmentVariables",),),
)


def _flow(resource: Resource, quiet: RosResolver) -> FlowResource:
    name = resource.written("Name")
    found = None if name is None else quiet.located(name)
    mode = quiet.located(entry(resource.properties, "ExecutionMode"))
    return FlowResource(
        id=resource.id,
        name=resource.id if found is None else found.text.strip() or resource.id,
        place=resource.place,
        mode=properties.mode_of(mode),
        file=quiet.located(entry(resource.properties, "DefinitionUri")),
    )


def _function(resource: Resource, quiet: RosResolver) -> FunctionResource:
    names, services = {resource.id}, set()
    own = quiet.located(resource.written("FunctionName"))
    written = quiet.located(entry(resource.properties, "ServiceName"))
    services |= {written.text} if written is not None else set()
    if resource.service is not None:
        renamed = quiet.located(resource.service.written("ServiceName"))
        services |= {resource.service.id, *(() if renamed is None else (renamed.text,))}
    return FunctionResource(
        id=resource.key,
        names=frozenset(names if own is None else {*names, own.text}),
        services=frozenset(services),
        place=resource.place,
    )
