"""Imports inside handlers: what belongs to an instance, and what is the process's.

In: a code folder. Out: the names it provides, and a finder. Modules under the code folder belong to the instance,
wherever they lie on its path; all others are found as ever, but run with the window shut, since they stay.
A process can load an extension module only once, so packages that hold one are the process's wherever they lie.
What belongs to instances runs anew in each, but is compiled once.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import cache_from_source
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from types import CodeType, ModuleType

_NEVER_OWN = sys.stdlib_module_names | {"pytest_fnf", "pytest", "_pytest", "pluggy", "freezegun"}
# The standard library's modules are loaded before any handler is; the others are in use while it runs.
_NO_CODE = ("__pycache__", "node_modules")
_ONCE = "extension"


class Finder:
    """An entry of `sys.meta_path`.

    Args:
        code: the folder that is deployed with the handler, `None` for a callable of the test.
        outside: a context for running a module that is the process's.

    Attributes:
        own: top-level names that belong to the instance. More are added when they are found under the code folder.
        packages: whether any of them may have parts.
    """

    def __init__(self, code: Path | None, outside: Callable[[], AbstractContextManager[None]]) -> None:
        self._code = code
        self._outside = outside
        self._installed = tuple(f"{path}{os.sep}" for path in (sys.prefix, sys.base_prefix) if _below(path, code))
        provided = {} if code is None else _provided(code)
        self.own = set(provided)
        self.packages = any(kind != "module" for kind in provided.values())

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module."""
        top = name.partition(".")[0]
        if top in self.own and self._code is not None:
            spec = PathFinder.find_spec(name, [str(self._code)] if path is None else path, target)
            if spec is not None:
                return _compiled_once(spec)
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                return self._seen(name, spec)
        return None

    def _seen(self, name: str, spec: ModuleSpec) -> ModuleSpec:
        top, _, below = name.partition(".")
        if top in self.own or (not below and top not in _NEVER_OWN and self._is_own(spec)):
            self.own.add(top)
            self.packages = self.packages or spec.submodule_search_locations is not None
            return _compiled_once(spec)
        if spec.loader is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = _RealTimeLoader(spec.loader, self._outside)  # type: ignore[assignment]
        return spec

    def _is_own(self, spec: ModuleSpec) -> bool:
        """Whether a module lies under the code folder, outside an environment there, and can be loaded twice."""
        places = list(spec.submodule_search_locations or ()) or [spec.origin or ""]
        return all(
            _below(place, self._code)
            and not place.startswith(self._installed)
            and _kind(Path(place)) not in ("", _ONCE)
            for place in places
        )


class OwnLoader(SourceFileLoader):
    """Loads a module of an instance from its source, which was compiled if any instance has loaded it before."""

    def get_data(self, path: str) -> bytes:
        """What stands in the file; without a buffer, since it is read at once."""
        with FileIO(path) as file:
            return file.readall()

    def get_code(self, fullname: str) -> CodeType | None:  # noqa: ARG002  (the loader knows its name)
        """The code of the file as it is now."""
        return _code(self, self.get_data(self.path))


@lru_cache(maxsize=512)
def _code(loader: OwnLoader, source: bytes) -> CodeType | None:  # noqa: ARG001  (another text is another code)
    return SourceFileLoader.get_code(loader, loader.name)


def own_spec(name: str, file: str) -> tuple[ModuleSpec, OwnLoader]:
    """What `spec_from_file_location` makes of a file, which asks the loader first whether it is a package."""
    loader = OwnLoader(name, file)
    spec = ModuleSpec(name, loader, origin=file)
    spec.has_location = True
    spec.cached = _compiled_file(file)
    return spec, loader


@lru_cache(maxsize=512)
def _compiled_file(file: str) -> str | None:
    try:
        return cache_from_source(file)
    except NotImplementedError:  # where a Python keeps none
        return None


def _compiled_once(spec: ModuleSpec) -> ModuleSpec:
    if type(spec.loader) is SourceFileLoader:
        spec.loader = OwnLoader(spec.loader.name, spec.loader.path)
    return spec


class _RealTimeLoader:
    """Runs a module with the window shut, and leaves the module with its real loader."""

    def __init__(self, loader: Any, outside: Callable[[], AbstractContextManager[None]]) -> None:
        self._loader = loader
        self._outside = outside

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        create = getattr(self._loader, "create_module", None)
        if create is None:
            return None
        with self._outside():
            module: ModuleType | None = create(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        with self._outside():
            self._loader.exec_module(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


def _below(place: str, code: Path | None) -> bool:
    return code is not None and place.startswith(f"{code}{os.sep}")


def _provided(code: Path) -> dict[str, str]:
    """Top-level names that can be imported from a folder, as often as one likes, and what is behind them."""
    own: dict[str, str] = {}
    for file in os.listdir(code):  # noqa: PTH208  (text, at every cold start)
        name = file.partition(".")[0]
        if name in _NEVER_OWN or name in _NO_CODE or not name.isidentifier():
            continue
        kind = "module" if file.endswith(".py") else _kind(code / file)
        if kind in ("module", "package") or (kind == "namespace" and not _known_elsewhere(name, code)):
            own[name] = kind
    return own


def _kind(entry: Path) -> str:
    """What Python can import from a file or folder: `module`, `package`, `namespace`, `extension`, or nothing."""
    if entry.suffix == ".py":
        return "module"
    if entry.name.endswith(tuple(EXTENSION_SUFFIXES)):
        return _ONCE
    return _kind_of_folder(entry, entry.stat().st_mtime_ns) if entry.is_dir() else ""


@lru_cache(maxsize=1024)
def _kind_of_folder(folder: Path, changed: int) -> str:  # noqa: ARG001  (a folder that changed is looked at again)
    kind = "package" if (folder / "__init__.py").is_file() else ""
    for _, folders, files in os.walk(folder):
        if "pyvenv.cfg" in files:
            return ""
        if any(file.endswith(tuple(EXTENSION_SUFFIXES)) for file in files):
            return _ONCE
        if not kind and any(file.endswith(".py") for file in files):
            kind = "namespace"
        folders[:] = [name for name in folders if name.isidentifier() and name not in _NO_CODE]
    return kind


def _known_elsewhere(name: str, code: Path) -> bool:
    """Whether a folder without `__init__.py` loses its name to a package on the path, as it does in any Python."""
    spec = PathFinder.find_spec(name, [entry for entry in sys.path if entry != str(code)])
    return spec is not None and spec.has_location
