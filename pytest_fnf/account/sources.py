"""Sources: from what a test names to a definition that was read once.

In: a path, `template#LogicalId` or text, and the folders to look in. Out: the definition, the folder it stands in,
and a name. It leaves the language to the definition room.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from warnings import warn_explicit

from pytest_fnf import surroundings
from pytest_fnf.account.projects import (
    Project,
    Version,
    content,
    project_in,
    project_of,
    project_of_text,
    shown,
    version_of,
)
from pytest_fnf.definition.load import Definition, read_definition
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.silencing import Silencing
from pytest_fnf.errors import DefinitionWarning, UsageError, hidden_from_tracebacks, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.account.options import Reading, Source
    from pytest_fnf.definition.load import Mode
    from pytest_fnf.definition.problems import Problem
    from pytest_fnf.definition.templates.resources import FlowResource

__tracebackhide__ = hidden_from_tracebacks

_PLAIN_NAMES = {"flow", "index", "main", "template", "definition", "s", "fnf"}
# File names that say nothing about the flow: its folder's name does.
_ENDINGS = {".yml", ".yaml", ".json", ".tf"}


class Opened(NamedTuple):
    """A source that was found and read.

    Attributes:
        definition: what it says.
        folder: where the file stands; the first folder to look in for inline text.
        file: the file, `None` for inline text.
        name: the flow's name unless the test gives one.
        mode: how it runs.
        project: the deployment tool's file that describes it, if the test named that.
    """

    definition: Definition
    folder: Path | None
    file: Path | None
    name: str
    mode: Mode = "standard"
    project: Project | None = None


class FlowFile(NamedTuple):
    """A flow that a file holds or names.

    Attributes:
        label: what the file is called in messages.
        id: its id in a template; `None` if the file is the flow.
        result: the definition, or why it is none.
    """

    label: str
    id: str | None
    result: Definition | DefinitionError


def open_source(source: Source, folders: Sequence[Path], reading: Reading) -> Opened:
    """Find and read a flow.

    Args:
        source: a path (absolute, or looked for in `folders`), `path#LogicalId` for a flow of a template, or the text of
            a definition or template if it has a line break.
        folders: where to look, in order.
        reading: what the document is read with.

    Raises:
        UsageError: no such file or flow; the text lists the places tried, or the flows.
        DefinitionError: the definition is invalid.
    """
    if isinstance(source, str) and "\n" in source:
        return _open_text(source, folders, reading)
    path, flow = os.fspath(source), None
    found = _found(path, folders)
    if found is None and "#" in path:
        path, _, flow = path.rpartition("#")
        found = _found(path, folders)
    if found is None:
        raise UsageError(_no_file(path, _places(path, tuple(folders))))
    return _read_version(found, reading, folders, flow)


def read_file(file: Path, reading: Reading, roots: Sequence[Path] = (), flow: str | None = None) -> Opened:
    """Read a flow file, or a flow of a template, once a session as long as the files do not change.

    Args:
        file: the file.
        reading: what it is read with.
        roots: folders of the test, in which the files lie that a template names.
        flow: the flow's id in a template.

    Raises:
        UsageError: no such flow.
        DefinitionError: the definition is invalid.
    """
    return _read_version(Version.of(file), reading, roots, flow)


def _read_version(version: Version, reading: Reading, roots: Sequence[Path], flow: str | None) -> Opened:
    project, file = project_in(version, reading.variables), version.file
    if project is not None:
        return _open_project(project, project.flow(flow), file, reading, roots)
    if flow is not None:
        raise UsageError(f"'{shown(file)}' is no template of a deployment tool, so there is no flow '{flow}' in it")
    mode = reading.mode or "standard"
    definition = _read_cached(version, reading if reading.mode else reading._replace(mode=mode))
    folder, name = _folder_and_name(file)
    return Opened(definition, folder, file, name, mode)


def flows_in(file: Path, reading: Reading, roots: Sequence[Path] = ()) -> list[FlowFile]:
    """Every flow that a file holds or names, valid or not; a file without any counts as an invalid one.

    Args:
        file: a flow, or a template.
        reading: what they are read with.
        roots: folders in which the files lie that a template names, beside its own.
    """
    label = shown(file)
    try:
        project = project_of(file, reading.variables)
        if project is None:
            return [FlowFile(label, None, read_file(file, reading).definition)]
        flows = project.template.flows or [project.flow(None)]
    except DefinitionError as error:
        return [FlowFile(label, None, error)]
    found = []
    for flow in flows:
        try:
            definition = project.read(flow, reading, roots)
        except DefinitionError as error:
            found.append(FlowFile(label, flow.id, error))
        else:
            found.append(FlowFile(definition.label, flow.id, definition))
    return found


def flow_in(project: Project, name: str, reading: Reading, roots: Sequence[Path]) -> Opened | None:
    """The flow of this name or id that a template describes."""
    flows = project.template.flows
    flow = next((flow for flow in flows if flow.name == name), next((f for f in flows if f.id == name), None))
    return None if flow is None else _open_project(project, flow, project.file, reading, roots)


def _open_project(
    project: Project, flow: FlowResource, file: Path | None, reading: Reading, roots: Sequence[Path]
) -> Opened:
    definition = project.read(flow, reading, roots)
    mode = reading.mode or flow.mode or "standard"
    return Opened(definition, project.folder, file, _as_name(flow.name), mode, project)


def _open_text(text: str, folders: Sequence[Path], reading: Reading) -> Opened:
    folder = folders[0] if folders else None
    project = project_of_text(text, folder or Path.cwd(), reading.variables)
    if project is not None:
        return _open_project(project, project.flow(None), None, reading, folders)
    mode = reading.mode or "standard"
    return Opened(_read(text, "<flow>", reading._replace(mode=mode)), folder, None, "flow", mode)


def tell_warnings(definition: Definition) -> None:
    """Warn of what is valid but probably a slip, unless a comment or the ini file says that it is meant.

    Raises:
        DefinitionWarning: all that Python was told to raise (`-W error`), as an invalid definition tells its problems.
    """
    if not definition.problems:
        return
    around = surroundings.innermost()
    ignored = () if around is None else around.ignored()
    raised = []
    for problem in Silencing(definition.source).left(definition.problems):
        if problem.code not in ignored:
            try:
                warn_of(problem, definition.label)
            except DefinitionWarning:
                raised.append(problem)
    if raised:
        raise DefinitionWarning("\n".join(map(str, raised)))


def warn_of(problem: Problem, label: str) -> None:
    """Warn of a problem at its place in the document, as Python does."""
    hint = f" ({problem.hint})" if problem.hint else ""
    warn_explicit(f"{problem.code} {problem.message}{hint}", DefinitionWarning, label, problem.line)


def neighbour(name: str, folder: Path) -> Path | None:
    """The file of a sub-flow of this name beside a flow: `<name>.yml`, `<name>/flow.yml` or `../<name>/flow.yml`."""
    if Path(name).name != name:
        return None
    return next((place for place in neighbour_places(name, folder) if place.is_file()), None)


def neighbour_places(name: str, folder: Path) -> list[Path]:
    """Where `neighbour` looks, in order."""
    stems = (folder / name, folder / f"{name}.flow", folder / name / "flow", folder.parent / name / "flow")
    return [stem.with_name(f"{stem.name}{ending}") for stem in stems for ending in (".yml", ".yaml")]


def _found(path: str, folders: Sequence[Path]) -> Version | None:
    return next(filter(None, map(version_of, _places(path, tuple(folders)))), None)


def _no_file(path: str, places: Sequence[Path]) -> str:
    """What to say of a path that leads to no file."""
    name = Path(path).as_posix()
    if ": " in path:
        return f"there is no flow file '{name}'; a definition's text has a line break, so that it is no path"
    folder = next((place for place in places if place.is_dir()), None)
    if folder is not None:
        inside = [file.name for file in _files_of(folder) if file.suffix in (".yml", ".yaml")]
        files = f"; it holds {', '.join(inside[:5])}" if inside else ""
        return f"'{name}' is a folder; a flow is a file, such as '{name}/{inside[0] if inside else 'flow.yml'}'{files}"
    tried = "".join(f"\n  {shown(place)}" for place in places)
    near = next(filter(None, (_near(Path(path), place) for place in places)), None)
    hint = f" did you mean '{near.as_posix()}'?" if near else ""
    return f"there is no flow file '{name}';{hint} tried:{tried}"


def _near(path: Path, place: Path) -> Path | None:
    """The path that is probably meant: one of its names, file or folder, is written wrongly, and the rest is there."""
    wrong = place
    while not wrong.parent.is_dir():
        wrong = wrong.parent
    rest = place.relative_to(wrong)
    at = len(path.parts) - len(rest.parts) - 1
    if at < 0:  # the folder in which files are looked for is not there
        return None
    there = {file.stem: file for file in _files_of(wrong.parent) if (file / rest).suffix in _ENDINGS}
    near = (there[stem] for stem in nearest(wrong.stem, there))
    with suppress(OSError):  # a folder that nobody may look into
        meant = next((file.name for file in near if (file / rest).is_file()), None)
        return None if meant is None else Path(*path.parts[:at], meant, *path.parts[at + 1 :])
    return None


def _files_of(folder: Path) -> list[Path]:
    """What stands in a folder, by name; nothing of one that nobody may look into."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


@lru_cache(maxsize=256)
def _places(written: str, folders: tuple[Path, ...]) -> Sequence[Path]:
    path = Path(written)
    return (path,) if path.is_absolute() else tuple(dict.fromkeys(folder / path for folder in folders))


@lru_cache(maxsize=256)
def _read_cached(version: Version, reading: Reading) -> Definition:
    return _read(content(version), shown(version.file), reading)


@lru_cache(maxsize=64)
def _read(data: str | bytes, label: str, reading: Reading) -> Definition:
    mode = reading.mode or "standard"
    return read_definition(data, label=label, wait_seconds=reading.wait_seconds, mode=mode, variables=reading.variables)


@lru_cache(maxsize=256)
def _folder_and_name(file: Path) -> tuple[Path, str]:
    """Where a flow's file stands, and what the flow is called after it."""
    folder, stem = file.parent, file.name.split(".")[0]
    return folder, _as_name(folder.name if stem.lower() in _PLAIN_NAMES else stem)


def _as_name(text: str) -> str:
    """A name that the service allows, like this one."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", text)[:128]
    return name if re.match(r"[A-Za-z_]", name) else f"_{name}"[:128]
