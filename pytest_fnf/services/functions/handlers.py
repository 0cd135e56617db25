"""What a handler is, how a test names it, and where one is found beside a flow.

In: what `flow.function` or the marker got. Out: a `Handler`. It leaves loading and calling to instances.
Source: design 2.2.
"""

from __future__ import annotations

import inspect
import os
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__tracebackhide__ = hidden_from_tracebacks


class Inline(NamedTuple):
    """Code that stands in a template.

    Attributes:
        text: the code, with as many empty lines before it as there are lines above it in the file.
        file: the file that tracebacks name.
        module: the name of its module, as the handler's setting says it.
    """

    text: str
    file: str
    module: str


class Handler(NamedTuple):
    """How a function is implemented: by a file, loaded anew in each instance, or by a callable that is shared.

    Attributes:
        name: the callable's name in the file, or what people call the callable.
        file: the file, `None` for a callable.
        code: the folder that is deployed with the file.
        call: the callable, `None` for a file.
        shown: what messages and timelines call it.
        inline: the code itself, loaded as a file is.
    """

    name: str
    file: Path | None
    code: Path | None
    call: Callable[..., Any] | None
    shown: str
    inline: Inline | None = None


def places(service: str | None, name: str, folder: Path) -> list[Path]:
    """Where a handler is looked for beside a flow, in order."""
    return [*_places(service, name, folder)]


@lru_cache(maxsize=512)
def _places(service: str | None, name: str, folder: Path) -> Sequence[Path]:
    root = folder / "functions"
    found = [root / f"{name}.py", root / name / "index.py"]
    if service is not None:
        found += [root / service / f"{name}.py", root / service / name / "index.py"]
    return found


def discover(service: str | None, name: str, folder: Path) -> Handler | None:
    """The handler that the layout of the files names, or `None`."""
    if not _plain(name) or (service is not None and not _plain(service)):
        return None
    place = next((place for place in _places(service, name, folder) if place.is_file()), None)
    return None if place is None else _in_file(place, "handler", folder)


def handler_of(given: Any, base: Path) -> Handler:
    """A handler as a test names it: a file, `file:name`, `package.module:name`, or a callable.

    Args:
        given: what the test wrote.
        base: the folder that relative paths start from.

    Raises:
        UsageError: there is no such file, module or name; the text says where it was looked for.
    """
    if isinstance(given, Handler):
        return given
    if callable(given):
        return _callable(given, getattr(given, "__qualname__", repr(given)))
    if isinstance(given, os.PathLike):
        given = os.fspath(given)
    if not isinstance(given, str) or not given:
        raise UsageError(f"a handler is a callable, a file or 'package.module:name'; found {given!r}")
    path, _, name = given.rpartition(":") if ":" in given and not given.endswith(".py") else (given, "", "handler")
    if path.endswith(".py"):
        file = base / path
        if not file.is_file():
            raise UsageError(f"there is no handler file '{path}'; looked for {file.as_posix()}")
        return _in_file(file, name, base)
    return _imported(path, name, given)


def _in_file(file: Path, name: str, base: Path) -> Handler:
    real = os.path.realpath(file)  # each time, since a test may set a link anew
    if not real.startswith(f"{base}{os.sep}"):  # else it is resolved, as a part of what is
        base = base.resolve()
    return _handler_in(real, name, base)


@lru_cache(maxsize=512)
def _handler_in(real: str, name: str, base: Path) -> Handler:
    """What the names alone say."""
    file = Path(real)
    shown = file.relative_to(base).as_posix() if file.is_relative_to(base) else file.name
    return Handler(name, file, file.parent, None, shown if name == "handler" else f"{shown}:{name}")


def _imported(module: str, name: str, given: str) -> Handler:
    if ":" not in given or not name or not all(part.isidentifier() for part in module.split(".")):
        raise UsageError(f"a handler is a file ending in .py or 'package.module:name'; found {given!r}")
    try:
        loaded = import_module(module)
    except ImportError as error:
        raise UsageError(f"handler {given!r} cannot be imported: {error}") from error
    call = getattr(loaded, name, None)
    if not callable(call):
        hint = did_you_mean(name, [known for known in vars(loaded) if not known.startswith("_")])
        raise UsageError(f"module {module!r} has no function {name!r}{f'; {hint}' if hint else ''}")
    return _callable(call, given)


def _callable(call: Callable[..., Any], shown: str) -> Handler:
    if inspect.iscoroutinefunction(call):
        raise UsageError(f"handler {shown!r} is an async function; Function Compute calls plain ones")
    return Handler(getattr(call, "__name__", shown), None, None, call, shown)


def names_of(call: Any) -> dict[str, Any]:
    """The globals of the module that a callable was written in."""
    while not hasattr(call, "__globals__"):
        if hasattr(call, "func"):
            call = call.func  # a `functools.partial`
        else:
            call = getattr(type(call), "__call__", None)  # noqa: B004  (an object that can be called)
            if not hasattr(call, "__globals__"):
                return {}
    names: dict[str, Any] = inspect.unwrap(call).__globals__
    return names


def _plain(name: str) -> bool:
    return bool(name) and name not in (".", "..") and "/" not in name and "\\" not in name
