"""Instances: a function's code loaded at one instant, serving one invocation at a time.

In: an event and the instant. Out: done, failed or sleeping. It leaves choosing an instance to `compute`, and the
process around it to `sandbox` and `window`. Source: design section 4.
"""

from __future__ import annotations

import inspect
import json
import linecache
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb, format_list
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.outcomes import OutcomeException

from pytest_fnf.errors import ApiError, FnfError, UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.services.functions.context import context_for
from pytest_fnf.services.functions.worker import Worker
from pytest_fnf.services.replies import Done, Failed
from pytest_fnf.values import NotJson, compact, copy_json

if TYPE_CHECKING:
    from types import ModuleType, TracebackType

    from pytest_fnf.services.functions.function import Function
    from pytest_fnf.services.functions.handlers import Handler
    from pytest_fnf.services.functions.sandbox import Sandbox
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

_PACKAGE = str(Path(__file__).resolve().parent)


class Instance:
    """One instance of a function.

    Args:
        function: the function.
        handler: how it is implemented.
        sandbox: its view of the process.
        number: which instance of the function it is, from 1.

    Attributes:
        free_at: when its last invocation ended; it serves the next from then on.
        serving: whether an invocation is under way.
        dead: whether it serves no more: it timed out, or could not be loaded.
        fault: what it did that no test may let it do.
    """

    def __init__(self, function: Function, handler: Handler, sandbox: Sandbox, number: int) -> None:
        self.function = function
        self.handler = handler
        self.sandbox = sandbox
        self.worker = Worker(f"fnf {function.text} {number}")
        self.free_at = 0
        self.serving = False
        self.dead = False
        self.fault: Exception | None = None
        self._module: ModuleType | None = None
        self._loaded = False

    @property
    def loaded(self) -> bool:
        """Whether its code has run."""
        return self._loaded

    def load(self) -> None:
        """Run its code and its initializer; in its own thread, at its cold start."""
        handler = self.handler
        if handler.file is not None:
            self._module = _fresh(handler.file)
            self.sandbox.modules[self._module.__name__] = self._module
            for name, value in self.function.patches.items():
                self.patch(name, value)
            self._check_handler(self._module)
        else:
            for name, value in self.function.patches.items():
                self.patch(name, value)
        self._initialize()
        self._loaded = True

    def patch(self, name: str, value: Any) -> None:
        """Set a global of its module.

        Raises:
            UsageError: there is none of that name.
        """
        module = self._module
        if module is None:
            return
        if not hasattr(module, name):
            hint = did_you_mean(name, vars(module))
            raise UsageError(f"{self.handler.shown} has no global {name!r} to patch{f'; {hint}' if hint else ''}")
        setattr(module, name, value)

    def call(self, event: Json, request_id: str) -> Any:
        """Serve one invocation; in its own thread."""
        if not self._loaded:
            self.load()
        context = context_for(self.function, request_id)
        text = compact(event).encode("utf-8", "surrogatepass")
        if self._module is not None:
            return getattr(self._module, self.handler.name)(text, context)
        return self.handler.call(text, context) if self.handler.call is not None else None

    def _initialize(self) -> None:
        initializer = self.function.initializer
        if initializer is None:
            return
        if isinstance(initializer, str):
            module = self._module or sys.modules[getattr(self.handler.call, "__module__", "builtins")]
            found = getattr(module, initializer, None)
            if not callable(found):
                hint = did_you_mean(initializer, vars(module))
                raise UsageError(
                    f"{self.handler.shown} has no initializer {initializer!r}{f'; {hint}' if hint else ''}"
                )
            initializer = found
        initializer(context_for(self.function, "initialize"))

    def _check_handler(self, module: ModuleType) -> None:
        name, shown = self.handler.name, self.handler.shown
        found = getattr(module, name, None)
        if not callable(found):
            hint = did_you_mean(name, [known for known, value in vars(module).items() if callable(value)])
            raise UsageError(f"{shown} has no function {name!r}(event, context){f'; {hint}' if hint else ''}")
        if inspect.iscoroutinefunction(found):
            raise UsageError(f"{name!r} of {shown} is an async function; Function Compute calls plain ones")


def _fresh(file: Path) -> ModuleType:
    """The module of a file, loaded anew."""
    spec = spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise UsageError(f"{file.name} cannot be loaded as Python")
    linecache.checkcache(str(file))
    module = module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


def passes_through(exception: BaseException) -> bool:
    """Whether what a handler raised is pytest's, the user's hand on the keyboard, or the test's own mistake."""
    if isinstance(exception, ApiError):
        return False
    return isinstance(exception, OutcomeException | pytest.exit.Exception | KeyboardInterrupt | FnfError)


def as_failure(exception: BaseException, handler: Handler) -> Failed:
    """An exception of a handler as an error of the flow (fdl-classic 7.1): its type's name, and the runtime's cause."""
    trace = [line.rstrip("\n") for line in _stack(exception.__traceback__, handler.code)]
    if isinstance(exception, SyntaxError):
        trace.append(f"{Path(exception.filename or '').name}, line {exception.lineno}")
    name = type(exception).__name__ if isinstance(exception, Exception) else "FC.Unknown"
    message = str(exception) if isinstance(exception, Exception) else f"Process exited unexpectedly: {exception!r}"
    cause = {"errorMessage": message, "errorType": type(exception).__name__, "stackTrace": trace}
    return Failed(name, compact(cause), by=handler.shown, exception=exception)


def as_result(value: Any, handler: Handler, *, objects_only: bool) -> Done | Failed:
    """What a handler returned, as over the wire: JSON text, or a value that JSON can carry (fdl-classic 8.3, Q-33)."""
    try:
        copy, size = copy_json(_decoded(value))
    except (NotJson, ValueError, TypeError, RecursionError) as error:
        return Failed("FnF.InvalidLocal", f"{handler.shown} returned no JSON: {error}", by=handler.shown)
    if objects_only and type(copy) is not dict:
        found = compact(copy)
        found = found if len(found) <= 60 else f"{found[:57]}..."
        return Failed(
            "FnF.InvalidLocal", f"{handler.shown} returned {found}; a task's result is a JSON object", by=handler.shown
        )
    return Done(copy, size, by=handler.shown)


def _decoded(value: Any) -> Any:
    if isinstance(value, str | bytes | bytearray):
        return json.loads(value)
    # The runtime serialises what is no text, so keys that are numbers become text.
    return json.loads(json.dumps(value))


def _stack(traceback: TracebackType | None, code: Path | None) -> list[str]:
    """The handler's own frames, with paths from its code folder on, so that they are the same on every machine."""
    frames = [frame for frame in extract_tb(traceback) if not frame.filename.startswith(_PACKAGE)]
    frames = [frame for frame in frames if "importlib" not in frame.filename]
    for frame in frames:
        file = Path(frame.filename)
        inside = code is not None and file.is_relative_to(code)
        frame.filename = file.relative_to(code).as_posix() if inside and code is not None else file.name
    return format_list(frames)
