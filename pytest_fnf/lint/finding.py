"""Finding flow files: by the paths that somebody named, or by the patterns of a project.

In: paths and patterns such as `flows/**/*.y*ml`. Out: files that are there. It opens none; whether a file found by a
pattern is a flow at all is told by `checking`.
"""

# ruff: noqa: PTH100, PTH112, PTH113, PTH118
# os.path answers for every path; pathlib raises for some, such as one that is too long, and has nothing that removes
# '..' and leaves links as they are.

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.errors import UsageError, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__tracebackhide__ = hidden_from_tracebacks

FLOW_FILES = "*.y*ml"
"""Which files of a folder are looked at when only the folder is named."""

_OTHERS = {"node_modules", "__pycache__", "site-packages"}
# Folders of other people's files. `**` passes them by, and all whose name begins with a dot.


_TWICE = ("**", "**")


class Found(NamedTuple):
    """A file to check.

    Attributes:
        file: its path.
        named: whether somebody named this very file, so that it has to be a flow.
    """

    file: Path
    named: bool


class FilePattern:
    """A pattern of file names: `*`, `?` and `[...]` stand for parts of one name, `**` for any folders.

    Args:
        text: the pattern, relative to `root`, or absolute; a folder stands for all its YAML files.
        root: the folder it is relative to.
    """

    def __init__(self, text: str, root: Path) -> None:
        whole = Path(os.path.abspath(root / text))
        parts = whole.relative_to(whole.anchor).parts
        plain = next((at for at, part in enumerate(parts) if re.search(r"[*?[]", part)), len(parts))
        if plain == len(parts) and not os.path.isdir(whole):
            plain -= 1
        self._base = Path(whole.anchor, *parts[:plain])
        names = parts[plain:] or ("**", FLOW_FILES)
        self._names = tuple(name for name, before in zip(names, ("", *names), strict=False) if (name, before) != _TWICE)
        self._start = self._with_none({0})

    def matches(self, file: Path) -> bool:
        """Whether it means this file, given by an absolute path."""
        if not file.is_relative_to(self._base):
            return False
        used = self._start
        for name in file.relative_to(self._base).parts:
            used = self._after(used, name)
        return len(self._names) in used

    def files(self) -> Iterator[Path]:
        """All files that it means. Folders that cannot be read and links to folders are passed by."""
        waiting = [(self._base, self._start)]
        while waiting:
            folder, before = waiting.pop()
            for entry in _entries(folder):
                after = self._after(before, entry.name)
                if after and entry.is_dir(follow_symlinks=False):
                    if not os.path.isfile(os.path.join(entry.path, "pyvenv.cfg")):
                        waiting.append((folder / entry.name, after))
                elif len(self._names) in after and os.path.isfile(entry.path):
                    yield folder / entry.name

    def _after(self, before: set[int], name: str) -> set[int]:
        """How many of its parts may be used up behind a name, if it was one of `before` in front of it."""
        after = set()
        for used in before - {len(self._names)}:
            part = self._names[used]
            if part == "**":
                if not name.startswith(".") and name not in _OTHERS:
                    after.add(used)
            elif fnmatchcase(name, part) and (part.startswith(".") or not name.startswith(".")):
                after.add(used + 1)
        return self._with_none(after)

    def _with_none(self, used: set[int]) -> set[int]:
        """`**` stands for no folder, too."""
        return used | {at + 1 for at in used if self._names[at : at + 1] == ("**",)}


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def named(paths: Iterable[str]) -> list[Found]:
    """The files that somebody named, and the YAML files of the folders among them, each once, by name.

    Raises:
        UsageError: there is no such file or folder, or a folder has no YAML file.
    """
    found: dict[Path, bool] = {}
    for text in paths:
        path = Path(text)
        if os.path.isdir(path):
            files = [*FilePattern(".", path).files()]
            if not files:
                raise UsageError(f"the folder '{text}' holds no file '{FLOW_FILES}'")
            for file in files:
                found.setdefault(file, False)
        elif os.path.isfile(path):
            found[Path(os.path.abspath(path))] = True
        else:
            raise UsageError(f"there is no file or folder '{text}'")
    return [Found(file, found[file]) for file in sorted(found)]


def of_project(patterns: Iterable[str], root: Path) -> list[Found]:
    """The files that a project's patterns mean, each once, by name."""
    files = {file for pattern in patterns for file in FilePattern(pattern, root).files()}
    return [Found(file, named=False) for file in sorted(files)]
