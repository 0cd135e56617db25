"""The sandbox: what of the process is swapped when a handler gets the baton, and swapped back when it comes back.

In: an instance's own state. Out: a process in which its modules, environment, folder and random numbers are in place;
then, as before. It leaves clocks, sleeps and sockets to `window`.
"""

from __future__ import annotations

import os
import random
import sys
import time
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import ModuleType


class Sandbox:
    """One instance's view of the process.

    Args:
        code: the folder that is deployed with the handler, `None` for a callable of the test.
        env: its environment; what the handler changes stays in the instance.
        shut: a context in which the window is shut, for modules of the process that are imported first here.
        numbers: the world's random numbers, shared by all its instances.

    Attributes:
        modules: the instance's own modules, by name.
    """

    def __init__(
        self,
        code: Path | None,
        env: Mapping[str, str],
        shut: Callable[[], AbstractContextManager[None]],
        numbers: Numbers,
    ) -> None:
        self.modules: dict[str, ModuleType] = {}
        self._code = code
        self._env = dict(env)
        self._shut = shut
        self._numbers = numbers
        self._finder = _Finder(code, self._outside)
        self._state: dict[str, Any] = {}

    @property
    def zone(self) -> str:
        """The time zone that its environment names."""
        return self._env.get("TZ", "UTC")

    def enter(self) -> None:
        """Put the instance's state in place."""
        self._state = {
            "env": dict(os.environ),
            "folder": _folder(),
            "path": list(sys.path),
            "meta_path": list(sys.meta_path),
            "bytecode": sys.dont_write_bytecode,
            "masked": self._mask(),
        }
        self._numbers.enter()
        _set_environment(self._env)
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, self._finder)
        sys.modules.update(self.modules)
        self._state["count"] = len(sys.modules)
        if self._code is not None:
            sys.path.insert(0, str(self._code))
            os.chdir(self._code)

    def leave(self) -> None:
        """Put the process back, and keep what belongs to the instance."""
        state, self._state = self._state, {}
        self._keep_modules()
        sys.modules.update(state["masked"])
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self._finder]
        sys.path[:] = state["path"]
        if self._code is not None:
            for place in [place for place in sys.path_importer_cache if Path(place).is_relative_to(self._code)]:
                del sys.path_importer_cache[place]
        sys.dont_write_bytecode = state["bytecode"]
        self._env = dict(os.environ)
        _set_environment(state["env"])
        if state["folder"] is not None:
            os.chdir(state["folder"])
        self._numbers.leave()

    def _mask(self) -> dict[str, ModuleType]:
        """Take modules of the process out of the way that have the name of one in the code folder."""
        own = self._finder.own_names()
        masked = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in own} if own else {}
        for name in masked:
            del sys.modules[name]
        return masked

    def _keep_modules(self) -> None:
        own = self._finder.own_names() | {name.partition(".")[0] for name in self.modules}
        for name in [name for name in sys.modules if name.partition(".")[0] in own]:
            self.modules[name] = sys.modules.pop(name)

    @contextmanager
    def _outside(self) -> Iterator[None]:
        """For the import of a module that stays: real time, and the process's own random numbers."""
        self._numbers.leave()
        try:
            with self._shut():
                yield
        finally:
            self._numbers.enter()


class Numbers:
    """The random numbers of one world: module `random` and random bytes, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self._state = random.Random(seed).getstate()  # noqa: S311  (tests want the same numbers, not secret ones)
        self._bytes = random.Random(f"bytes {seed}")  # noqa: S311
        self._before: Any = None

    def enter(self) -> None:
        """Handlers draw from the world's state."""
        self._before = random.getstate()
        random.setstate(self._state)

    def leave(self) -> None:
        """The test draws from its own."""
        self._state = random.getstate()
        random.setstate(self._before)

    def random_bytes(self, size: int) -> bytes:
        """What `os.urandom` gives a handler."""
        return self._bytes.randbytes(size)


class _Finder:
    """First on `sys.meta_path` while a handler runs.

    Modules of the code folder are found there, before any of the process; all others are found as ever, but run with
    the window shut, since they stay in the process.
    """

    def __init__(self, code: Path | None, outside: Callable[[], AbstractContextManager[None]]) -> None:
        self._code = code
        self._outside = outside
        self._names: frozenset[str] | None = None

    def own_names(self) -> frozenset[str]:
        """Top-level names that the code folder provides; the standard library's own cannot be replaced."""
        if self._names is None:
            self._names = frozenset() if self._code is None else _provided(self._code) - sys.stdlib_module_names
        return self._names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module."""
        if name.partition(".")[0] in self.own_names() and self._code is not None:
            return PathFinder.find_spec(name, [str(self._code)] if path is None else path, target)
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                    spec.loader = _RealTimeLoader(spec.loader, self._outside)  # type: ignore[assignment]
                return spec
        return None


class _RealTimeLoader:
    """Runs a module with the window shut, and leaves the module with its real loader."""

    def __init__(self, loader: Any, outside: Callable[[], AbstractContextManager[None]]) -> None:
        self._loader = loader
        self._outside = outside

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        create = getattr(self._loader, "create_module", None)
        module: ModuleType | None = create(spec) if create is not None else None
        return module

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        with self._outside():
            self._loader.exec_module(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


def _provided(code: Path) -> frozenset[str]:
    """Names that can be imported from a folder."""
    names = set()
    for entry in code.iterdir():
        if entry.suffix in (".py", ".so", ".pyd"):
            names.add(entry.name.partition(".")[0])
        elif entry.is_dir() and (entry / "__init__.py").is_file():
            names.add(entry.name)
    return frozenset(names)


def _folder() -> str | None:
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        return None


def _set_environment(wanted: Mapping[str, str]) -> None:
    """Make the environment this one, touching only what differs; the C library's time zone follows."""
    zone = os.environ.get("TZ")
    for name in [name for name in os.environ if name not in wanted]:
        del os.environ[name]
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            os.environ[name] = value
    if os.environ.get("TZ") != zone and hasattr(time, "tzset"):
        time.tzset()
