"""Properties of functions and flows, under the names that each tool has for them.

In: a resource's properties, and where each tool writes what. Out: settings. It leaves references to the resolver.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.problems import DefinitionError, quoted
from pytest_fnf.definition.templates.resolver import entry
from pytest_fnf.definition.templates.resources import FunctionSettings, Located
from pytest_fnf.definition.tree import Mapping, Node, Scalar
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from pytest_fnf.definition.load import Mode
    from pytest_fnf.definition.passages import Passage
    from pytest_fnf.definition.templates.resolver import Resolver
    from pytest_fnf.definition.templates.resources import FunctionResource

__tracebackhide__ = hidden_from_tracebacks

Way: TypeAlias = tuple[str, ...]
"""Keys on the way to a property."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Where a tool writes what; of several ways the first that leads to something.

    Attributes:
        runtime: the runtime.
        handler: the handler.
        code: the code.
        inline: the text of the code, in the template itself.
        initializer: the initializer.
        timeout: the limit.
        env: the environment.
    """

    runtime: tuple[Way, ...]
    handler: tuple[Way, ...]
    code: tuple[Way, ...]
    inline: tuple[Way, ...] = ()
    initializer: tuple[Way, ...]
    timeout: tuple[Way, ...]
    env: tuple[Way, ...]


def settings(function: FunctionResource, properties: Node | None, names: Names, resolver: Resolver) -> FunctionSettings:
    """How a function is made.

    Raises:
        DefinitionError: a property refers to what is not there, or is of no use.
    """

    def located(ways: tuple[Way, ...]) -> Located | None:
        return resolver.located(first(properties, ways, resolver))

    runtime = located(names.runtime)
    inline = first(properties, names.inline, resolver)
    made = FunctionSettings(
        runtime="" if runtime is None else runtime.text,
        handler=located(names.handler),
        code=located(names.code),
        inline=_source_code(inline, resolver),
        initializer=located(names.initializer),
        timeout=_seconds(function, first(properties, names.timeout, resolver), resolver),
        env=_env(function, first(properties, names.env, resolver, maps=True), resolver),
    )
    if resolver.problems.has_errors:
        raise DefinitionError(resolver.problems.ordered())
    return made


def first(properties: Node | None, ways: tuple[Way, ...], resolver: Resolver, *, maps: bool = False) -> Node | None:
    """The first text that is written, on any of these ways; references on the way are followed.

    `maps`: whether a map, or anything else, will do.
    """
    for way in ways:
        node = properties
        for key in way:
            node = entry(node, key)
            node = None if node is None else resolver.see(node)
        is_empty = node is None or (type(node) is Scalar and node.value is None)
        if node is not None and not is_empty and (maps or type(node) is Scalar or resolver.is_reference(node)):
            return node
    return None


def mode_of(written: Located | None) -> Mode | None:
    """The mode that a template names."""
    modes: dict[str, Mode] = {"express": "express", "standard": "standard"}
    return None if written is None else modes.get(written.text.strip().lower())


def _source_code(node: Node | None, resolver: Resolver) -> Passage | None:
    """Code in the template. A packed archive may stand there too, in a text without blanks."""
    made = None if node is None else resolver.passage(node)
    return made if made is not None and len(made.text.split(maxsplit=1)) > 1 else None


def _seconds(function: FunctionResource, node: Node | None, resolver: Resolver) -> float | None:
    written = resolver.located(node)
    if written is None:
        return None
    try:
        seconds = float(written.text)
    except ValueError:
        seconds = -1
    if not 0 < seconds < 10**9:
        found = (
            f"the time-out of function {quoted(function.id)} is {quoted(written.text)}; a number of seconds is needed"
        )
        resolver.problems.error(code.FUNCTION_PROPERTY, written.place, found)
        return None
    return seconds


def _env(function: FunctionResource, node: Node | None, resolver: Resolver) -> dict[str, str]:
    if node is None:
        return {}
    if type(node) is not Mapping:
        found = f"the environment of function {quoted(function.id)} is {describe(node)}; a map is needed"
        resolver.problems.error(code.FUNCTION_PROPERTY, node.place, found)
        return {}
    made = {}
    for name, (_, value) in node.entries.items():
        text = resolver.located(value)
        made[name] = "" if text is None else text.text
    return made
