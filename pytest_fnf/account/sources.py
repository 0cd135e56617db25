"""Sources: from what a test names to a definition that was read once.

In: a path, `template#LogicalId` or text, and the folders to look in. Out: the definition, the folder it stands in,
and a name. It leaves the language to the definition room.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from warnings import warn_explicit

from pytest_fnf.definition.load import Definition, read_definition
from pytest_fnf.errors import DefinitionWarning, UsageError, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.account.options import Source

__tracebackhide__ = hidden_from_tracebacks

_PLAIN_NAMES = {"flow", "index", "main", "template", "definition", "s", "fnf"}
# File names that say nothing about the flow: its folder's name does.


class Opened(NamedTuple):
    """A source that was found and read.

    Attributes:
        definition: what it says.
        folder: where the file stands; the first folder to look in for inline text.
        file: the file, `None` for inline text.
        name: the flow's name unless the test gives one.
    """

    definition: Definition
    folder: Path | None
    file: Path | None
    name: str


def open_source(source: Source, folders: Sequence[Path], wait_seconds: float | None) -> Opened:
    """Find and read a flow.

    Args:
        source: a path (absolute, or looked for in `folders`), or the definition's text if it has a line break.
        folders: where to look, in order.
        wait_seconds: the longest constant wait that the document may name; `None` for no limit.

    Raises:
        UsageError: no such file; the text lists the places tried.
        DefinitionError: the definition is invalid.
    """
    if isinstance(source, str) and "\n" in source:
        definition = _read(source, "<flow>", wait_seconds)
        return Opened(definition, folders[0] if folders else None, None, "flow")
    file = _find(Path(os.fspath(source)), folders)
    return read_file(file, wait_seconds)


def read_file(file: Path, wait_seconds: float | None) -> Opened:
    """Read a flow file, once a session as long as it does not change.

    Raises:
        DefinitionError: the definition is invalid.
    """
    facts = file.stat()
    definition = _read_cached(file, facts.st_mtime_ns, facts.st_size, wait_seconds)
    return Opened(definition, file.parent, file, _name(file))


def tell_warnings(definition: Definition) -> None:
    """Warn of what is valid but probably a slip, at its place in the document: nothing is ignored in silence."""
    for problem in definition.problems:
        hint = f" ({problem.hint})" if problem.hint else ""
        text = f"{problem.code} {problem.message}{hint}"
        warn_explicit(text, DefinitionWarning, definition.label, problem.line)


def neighbour(name: str, folder: Path) -> Path | None:
    """The file of a sub-flow of this name beside a flow: `<name>.yml`, `<name>/flow.yml` or `../<name>/flow.yml`."""
    if Path(name).name != name:
        return None
    return next((place for place in neighbour_places(name, folder) if place.is_file()), None)


def neighbour_places(name: str, folder: Path) -> list[Path]:
    """Where `neighbour` looks, in order."""
    stems = (folder / name, folder / f"{name}.flow", folder / name / "flow", folder.parent / name / "flow")
    return [stem.with_name(f"{stem.name}{ending}") for stem in stems for ending in (".yml", ".yaml")]


def shown(path: Path) -> str:
    """A path for people: relative to the working directory where that is shorter."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _find(path: Path, folders: Sequence[Path]) -> Path:
    places = [path] if path.is_absolute() else list(dict.fromkeys(folder / path for folder in folders))
    for place in places:
        if place.is_file():
            return place
    tried = "".join(f"\n  {shown(place)}" for place in places)
    raise UsageError(f"there is no flow file '{path.as_posix()}'; tried:{tried}")


@lru_cache(maxsize=256)
def _read_cached(file: Path, modified: int, length: int, wait_seconds: float | None) -> Definition:  # noqa: ARG001
    return _read(file.read_bytes(), shown(file), wait_seconds)


@lru_cache(maxsize=64)
def _read(data: str | bytes, label: str, wait_seconds: float | None) -> Definition:
    return read_definition(data, label=label, wait_seconds=wait_seconds)


def _name(file: Path) -> str:
    stem = file.name.split(".")[0]
    name = file.parent.name if stem.lower() in _PLAIN_NAMES else stem
    name = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:128]
    return name if re.match(r"[A-Za-z_]", name) else f"_{name}"[:128]
