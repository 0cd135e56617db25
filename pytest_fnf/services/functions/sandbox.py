"""The sandbox: what of the process is swapped when a handler gets the baton, and swapped back when it comes back.

In: an instance's own state. Out: a process in which its modules, path, environment, folder, loggers, output streams and
random numbers are in place; then, as before. It leaves clocks, sleeps and sockets to `window`, and finding modules to
`imports`.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_fnf.services.functions.imports import Finder
from pytest_fnf.services.functions.logs import Logs
from pytest_fnf.services.functions.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

    from pytest_fnf.services.functions.randomness import Numbers
    from pytest_fnf.services.functions.window import Window


class Sandbox:
    """One instance's view of the process.

    Args:
        code: the folder that is deployed with the handler, `None` for a callable of the test.
        env: its environment beside the process's; what the handler changes stays in the instance.
        window: is shut for modules of the process that are imported first here.
        numbers: the world's random numbers, shared by all its instances.

    Attributes:
        modules: the instance's own modules, by name.
    """

    def __init__(self, code: Path | None, env: Mapping[str, str], window: Window, numbers: Numbers) -> None:
        self.modules: dict[str, ModuleType] = {}
        self._code = code
        self._variables = Variables(env)
        self._window = window
        self._numbers = numbers
        self._finder = Finder(code, self._outside)
        self._logs = Logs()
        self._path: tuple[list[str], list[str]] = ([] if code is None else [str(code)], [])
        self._folder = None if code is None else str(code)
        self._streams: tuple[Any, Any] | None = None
        self._state: dict[str, Any] = {}

    @property
    def zone(self) -> str:
        """The time zone that its environment names."""
        return self._variables.zone

    def enter(self) -> None:
        """Put the instance's state in place."""
        folder, path = _folder(), sys.path[:]
        self._state = {
            "folder": folder,
            "path": path,
            "meta_path": list(sys.meta_path),
            "hooks": list(sys.path_hooks),
            "bytecode": sys.dont_write_bytecode,
            "streams": (sys.stdout, sys.stderr),
            "argv": list(sys.argv),
            "masked": self._mask(),
            "importers": len(sys.path_importer_cache),
        }
        self._numbers.enter()
        self._logs.enter()
        self._variables.enter()
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, self._finder)
        sys.modules.update(self.modules)
        self._state["count"] = len(sys.modules)
        self._state["own_path"] = sys.path[:] = [*self._path[0], *path, *self._path[1]]
        if self._streams is not None:
            sys.stdout, sys.stderr = self._streams
        _go_to(self._folder, folder)

    def leave(self) -> None:
        """Put the process back, and keep what belongs to the instance."""
        self.modules = self._take_modules()
        state, self._state = self._state, {}
        sys.modules.update(state["masked"])
        if sys.path != state["own_path"]:
            self._path = _added(sys.path, state["path"])
        sys.path[:], sys.path_hooks[:], sys.argv[:] = state["path"], state["hooks"], state["argv"]
        sys.meta_path[:] = state["meta_path"]
        if len(sys.path_importer_cache) != state["importers"]:
            self._forget_importers()
        sys.dont_write_bytecode = state["bytecode"]
        streams = (sys.stdout, sys.stderr)
        self._streams = streams if streams != state["streams"] else None
        sys.stdout, sys.stderr = state["streams"]
        self._variables.leave()
        folder = _folder()
        self._folder = None if self._code is None else folder
        _go_to(state["folder"], folder)
        self._logs.leave()

    def _mask(self) -> dict[str, ModuleType]:
        """Take modules of the process out of the way that have the name of one in the code folder."""
        return _taken(self._finder.own)

    def _take_modules(self) -> dict[str, ModuleType]:
        """Take the instance's modules out of the process."""
        # A package that failed to load may leave parts without their whole, so a change of number needs a look at all.
        whole = not self._finder.packages or len(sys.modules) == self._state.get("count")
        return _taken(self._finder.own | {name.partition(".")[0] for name in self.modules}, whole=whole)

    def _forget_importers(self) -> None:
        if self._code is None:
            return
        root, below = str(self._code), f"{self._code}{os.sep}"
        for place in [place for place in sys.path_importer_cache if place == root or place.startswith(below)]:
            del sys.path_importer_cache[place]

    @contextmanager
    def _outside(self) -> Iterator[None]:
        """For the import of a module that stays: real time, and the process's own random numbers."""
        if not self._window.open:
            yield
            return
        self._numbers.leave()
        try:
            with self._window.shut(self._aside):
                yield
        finally:
            self._numbers.enter()

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """The instance's modules and its finder are out of sight."""
        hidden, finders = self._take_modules(), list(sys.meta_path)
        sys.meta_path[:] = [finder for finder in finders if finder is not self._finder]
        try:
            yield
        finally:
            sys.meta_path[:] = finders
            sys.modules.update(hidden)


def _added(now: list[str], before: list[str]) -> tuple[list[str], list[str]]:
    """What somebody put on a path: in front of all that was there, and elsewhere."""
    known = set(before)
    first = next((index for index, entry in enumerate(now) if entry in known), len(now))
    return now[:first], [entry for entry in now[first:] if entry not in known]


def _folder() -> str | None:
    try:
        return os.getcwd()  # noqa: PTH109  (text, at every call of a handler)
    except FileNotFoundError:
        return None


def _go_to(folder: str | None, here: str | None) -> None:
    if folder is not None and folder != here:
        try:
            os.chdir(folder)
        except OSError:
            return  # somebody removed it; the handler, or the test, will find out


def _taken(tops: Collection[str], *, whole: bool = True) -> dict[str, ModuleType]:
    """Take modules out of the process, by their top-level names.

    Args:
        tops: the names.
        whole: no module is there without the package that it is part of.
    """
    here = [name for name in tops if name in sys.modules]
    if whole and not any(hasattr(sys.modules[name], "__path__") for name in here):
        return {name: sys.modules.pop(name) for name in here}
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in tops}
