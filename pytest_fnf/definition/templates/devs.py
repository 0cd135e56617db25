"""Files of Serverless Devs, `s.yaml` of both generations: their flows and functions.

In: the file's tree, and the values that the test gives. Out: a `Template`. It leaves references to the resolver.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.load import Definition, Mode, WaitSeconds, read_passage
from pytest_fnf.definition.problems import DefinitionError, Problems, quoted
from pytest_fnf.definition.templates import properties
from pytest_fnf.definition.templates.devs_expressions import DevsResolver
from pytest_fnf.definition.templates.reading import read_file, read_map
from pytest_fnf.definition.templates.resolver import entry, word
from pytest_fnf.definition.templates.resources import FlowResource, FunctionResource, FunctionSettings, Located
from pytest_fnf.definition.tree import Mapping, Node, Scalar
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from pytest_fnf.definition.places import Place, SourceText
    from pytest_fnf.definition.templates.variables import Variables

__tracebackhide__ = hidden_from_tracebacks

_FLOWS = ("fnf", "flow", "cloudflow")
_FUNCTIONS = ("fc", "fc-api", "fc2", "fc3")


def is_devs(root: Mapping) -> bool:
    """Whether a document is such a file."""
    units = entry(root, "resources") or entry(root, "services")
    parts = units.entries.values() if type(units) is Mapping else ()
    return any(entry(unit, "component") is not None for _, unit in parts)


class DevsTemplate:
    """A Serverless Devs file; see `resources.Template`."""

    def __init__(self, source: SourceText, root: Mapping, variables: Variables) -> None:
        self.source = source
        self.tool = "Serverless Devs file"
        self._root = root
        self._variables = variables
        units = entry(root, "resources") or entry(root, "services")
        self._units = units.entries if type(units) is Mapping else {}
        self._properties = {name: _extended(unit, root) for name, (_, unit) in self._units.items()}

    def _resolver(self, unit: str, problems: Problems, inner: SourceText | None = None) -> DevsResolver:
        home = None if inner is None else self._resolver(unit, Problems(self.source))
        source = inner or self.source
        return DevsResolver(source, problems, self._variables, self._root, self._properties, unit, home)

    @cached_property
    def flows(self) -> list[FlowResource]:
        """Its flows."""
        return [self._flow(name, key.place) for name, (key, _) in self._units.items() if self._is(name, _FLOWS)]

    @cached_property
    def functions(self) -> list[FunctionResource]:
        """Its functions."""
        return [self._function(name, key.place) for name, (key, _) in self._units.items() if self._is(name, _FUNCTIONS)]

    def _is(self, name: str, components: tuple[str, ...]) -> bool:
        """By its component; by its properties where the component is a path or a reference."""
        component = word(entry(self._units[name][1], "component"))
        found = self._properties[name]
        if "$" not in component and not component.startswith("."):
            return component.rpartition("/")[2].partition("@")[0] in components
        is_flow = entry(found, "definition") is not None
        is_function = any(entry(found, key) is not None for key in ("function", "functionName"))
        return is_flow if components is _FLOWS else is_function and not is_flow

    def _flow(self, name: str, place: Place) -> FlowResource:
        quiet, found = self._resolver(name, Problems(self.source)), self._properties[name]
        called = quiet.located(entry(found, "name"))
        return FlowResource(
            id=name,
            name=name if called is None else called.text.strip() or name,
            place=place,
            mode=properties.mode_of(quiet.located(entry(found, "executionMode"))),
            file=self._file(entry(found, "definition"), quiet),
        )

    @staticmethod
    def _file(node: Node | None, quiet: DevsResolver) -> Located | None:
        """The definition's file: a text of one line is a path."""
        seen = None if node is None else quiet.see(node)
        if type(seen) is not Scalar:
            return None
        named = quiet.file_of(seen)
        text = quiet.located(seen) if named is None else named
        return None if text is None or "\n" in text.text.strip() or text.text.lstrip().startswith("{") else text

    def _function(self, name: str, place: Place) -> FunctionResource:
        quiet, found = self._resolver(name, Problems(self.source)), self._properties[name]
        called = quiet.located(properties.first(found, (("function", "name"), ("functionName",)), quiet))
        service = quiet.located(properties.first(found, (("service", "name"),), quiet))
        return FunctionResource(
            id=name,
            names=frozenset({name if called is None else called.text}),
            services=frozenset(() if service is None else (service.text,)),
            place=place,
        )

    def read_flow(
        self, flow: FlowResource, inner: SourceText | None, *, wait_seconds: WaitSeconds, mode: Mode
    ) -> Definition:
        """Read one of its flows. What a file of its own refers to in this one is put in."""
        if inner is not None:
            resolver = self._resolver(flow.id, Problems(inner), inner)
            return read_file(resolver, functions=False, wait_seconds=wait_seconds, mode=mode)
        problems = Problems(self.source)
        resolver = self._resolver(flow.id, problems)
        node = entry(self._properties[flow.id], "definition")
        seen = None if node is None else resolver.see(node)
        if type(seen) is Mapping:
            return read_map(seen, resolver, wait_seconds=wait_seconds, mode=mode)
        if type(seen) is not Scalar or seen.value is None:
            found, place = "has no definition", flow.place
            if seen is not None and type(seen) is not Scalar:
                found, place = f"has a definition that is {describe(seen)}", seen.place
            problems.error(code.NO_DEFINITION, place, f"flow {quoted(flow.id)} {found}; a file or a map is needed")
        passage = None if problems.has_errors or seen is None else resolver.passage(seen)
        if passage is None:
            raise DefinitionError(problems.ordered())
        return read_passage(self.source, problems, passage, self._variables, wait_seconds=wait_seconds, mode=mode)

    def settings(self, function: FunctionResource) -> FunctionSettings:
        """How one of its functions is made."""
        resolver = self._resolver(function.id, Problems(self.source))
        return properties.settings(function, self._properties[function.id], _NAMES, resolver)


_NAMES = properties.Names(
    runtime=(("function", "runtime"), ("runtime",)),
    handler=(("function", "handler"), ("handler",)),
    code=(("function", "codeUri", "src"), ("function", "codeUri"), ("code", "src"), ("code",), ("codeUri",)),
    initializer=(
        ("function", "initializer"),
        ("function", "instanceLifecycleConfig", "initializer", "handler"),
        ("instanceLifecycleConfig", "initializer", "handler"),
    ),
    timeout=(("function", "timeout"), ("timeout",)),
    env=(("function", "environmentVariables"), ("environmentVariables",)),
)


def _extended(unit: Node, root: Mapping) -> Node | None:
    """A unit's properties, over those of the template in the same file that it extends."""
    own = entry(unit, "props")
    extend = entry(unit, "extend")
    base = entry(entry(root, "template"), word(entry(extend, "name")))
    if type(base) is not Mapping:
        return own
    ignored = entry(extend, "ignore")
    left_out = {word(item) for item in getattr(ignored, "items", ())}
    made = Mapping(base.start)
    made.entries = {name: found for name, found in base.entries.items() if name not in left_out}
    return _merged(made, own) if type(own) is Mapping else made


def _merged(base: Mapping, own: Mapping) -> Mapping:
    made = Mapping(own.start)
    made.entries = dict(base.entries)
    for name, (key, value) in own.entries.items():
        below = entry(base, name)
        both = type(below) is Mapping and type(value) is Mapping
        made.entries[name] = (key, _merged(below, value) if both else value)  # type: ignore[arg-type]
    return made
