"""Reading definitions that deployment tools complete: a file that a template names, or a map inside a template.

In: the file's text or the map, and the tool's resolver. Out: a definition, or all problems of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition.load import Definition, WaitSeconds, read_tree
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.templates.placeholders import fill, tell_unfilled
from pytest_fnf.definition.yaml_tree import build_tree
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from pytest_fnf.definition.load import Mode
    from pytest_fnf.definition.templates.resolver import Resolver
    from pytest_fnf.definition.tree import Node

__tracebackhide__ = hidden_from_tracebacks


def read_file(resolver: Resolver, *, functions: bool, wait_seconds: WaitSeconds, mode: Mode) -> Definition:
    """Read the document that the resolver is for; references in it mean what they mean in the template.

    Args:
        resolver: the tool's, for the file's text.
        functions: whether tags are short forms of functions.
        wait_seconds: the longest constant wait that is accepted.
        mode: how the flow runs.

    Raises:
        DefinitionError: the definition is invalid, or refers to what is not there.
    """
    passage = fill(resolver.source, resolver.variables)
    root = build_tree(resolver.source, resolver.problems, passage, functions=functions)
    return read_map(root, resolver, wait_seconds=wait_seconds, mode=mode)


def read_map(root: Node | None, resolver: Resolver, *, wait_seconds: WaitSeconds, mode: Mode) -> Definition:
    """Read a definition that is a tree; the rest as for `read_file`."""
    source, problems = resolver.source, resolver.problems
    before = len(problems.ordered())
    if root is not None:
        root = resolver.tree(root)
    outer = () if resolver.home is resolver else resolver.home.problems.ordered()
    if outer or len(problems.ordered()) > before:
        # What is put in the place of a missing value would make rules of the language complain of it too.
        raise DefinitionError((*outer, *problems.ordered()))
    if not problems.has_errors:
        tell_unfilled(root, source, problems, resolver.variables)
    return read_tree(root, source, problems, wait_seconds=wait_seconds, mode=mode)
