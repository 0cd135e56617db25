"""Flow files that a template describes: they are checked as the template has them, with its parameters and references.

In: a flow file. Out: the flows of templates beside it and above it whose definition it holds. It leaves reading to the
account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.account.discovery import FILES
from pytest_fnf.account.projects import project_of
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.errors import hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pytest_fnf.account.options import Reading
    from pytest_fnf.account.projects import Project
    from pytest_fnf.definition.load import Definition
    from pytest_fnf.definition.templates.resources import FlowResource

__tracebackhide__ = hidden_from_tracebacks


def described(file: Path, reading: Reading, roots: Sequence[Path]) -> Iterator[Definition | DefinitionError]:
    """What templates make of a file: a definition, or why it is none, for each flow that names the file.

    Args:
        file: a file that is no template itself.
        reading: what definitions are read with.
        roots: folders of the project; templates are looked for up to the highest.
    """
    for project in _projects_around(file, reading, roots):
        for flow in project.template.flows:
            if _names(project, flow, file, roots):
                try:
                    yield project.read(flow, reading, roots)
                except DefinitionError as error:
                    yield error


def _projects_around(file: Path, reading: Reading, roots: Sequence[Path]) -> Iterator[Project]:
    for folder in file.parents:
        if folder != file.parent and not any(folder.is_relative_to(root) for root in roots):
            return
        for template in (folder / name for name in FILES):
            try:
                project = project_of(template, reading.variables) if template.is_file() else None
            except (DefinitionError, OSError):
                continue  # its own check tells what is wrong with it
            if project is not None:
                yield project


def _names(project: Project, flow: FlowResource, file: Path, roots: Sequence[Path]) -> bool:
    try:
        return flow.file is not None and project.path(flow.file, roots) == file.resolve()
    except DefinitionError:
        return False
