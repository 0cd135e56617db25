"""Instances: a function's code loaded at one instant, serving one invocation at a time.

In: an event and the instant. Out: done, failed or sleeping. It leaves choosing an instance to `compute`, and the
process around it to `sandbox` and `window`. Source: design section 4.
"""

from __future__ import annotations

import inspect
import linecache
import sys
from importlib.util import module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.services.functions.context import context_for
from pytest_fnf.services.functions.handlers import names_of
from pytest_fnf.services.functions.imports import own_spec
from pytest_fnf.services.functions.worker import Worker
from pytest_fnf.values import Payload, compact

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_fnf.services.functions.function import Function
    from pytest_fnf.services.functions.handlers import Handler, Inline
    from pytest_fnf.services.functions.sandbox import Sandbox
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks


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
        served: how many invocations it has had.
        dead: whether it serves no more: it timed out, or could not be loaded.
        fault: what it did that no test may let it do.
    """

    def __init__(self, function: Function, handler: Handler, sandbox: Sandbox, number: int) -> None:
        self.function = function
        self.handler = handler
        self.sandbox = sandbox
        self.number = number
        self.worker = Worker(f"fnf {function.text} {number}")
        self.free_at = 0
        self.serving = False
        self.served = 0
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
        if handler.call is None:
            self._module = _inline(handler.inline) if handler.file is None else _fresh(handler.file)
            self.sandbox.modules[self._module.__name__] = self._module
            for name, value in self.function.patches.items():
                self.patch(name, value)
            self._check_handler(self._module)
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
        text = (event if isinstance(event, Payload) else compact(event)).encode("utf-8", "surrogatepass")
        if self._module is not None:
            return getattr(self._module, self.handler.name)(text, context)
        return self.handler.call(text, context) if self.handler.call is not None else None

    def _initialize(self) -> None:
        initializer = self.function.initializer
        if initializer is None:
            return
        if isinstance(initializer, str):
            names = names_of(self.handler.call) if self._module is None else vars(self._module)
            found = names.get(initializer)
            if not callable(found):
                hint = did_you_mean(initializer, [name for name, value in names.items() if callable(value)])
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


def _inline(code: Inline | None) -> ModuleType:
    """The module of code that stands in a template."""
    if code is None:
        raise UsageError("a handler without code cannot be loaded")
    module = ModuleType(f"{code.module}_handler")
    module.__file__ = code.file
    if code.file.startswith("<"):
        linecache.cache[code.file] = (len(code.text), None, code.text.splitlines(keepends=True), code.file)
    sys.modules[module.__name__] = module
    try:
        exec(compile(code.text, code.file, "exec"), vars(module))  # noqa: S102  (the test runs its flow's own code)
    except BaseException:
        sys.modules.pop(module.__name__, None)
        raise
    return module


def _fresh(file: Path) -> ModuleType:
    """The module of a file, loaded anew."""
    # A file named like a module of the standard library must not stand in that one's place, which others import.
    name = f"{file.stem}_handler" if file.stem in sys.stdlib_module_names else file.stem
    path = str(file)
    linecache.checkcache(path)
    spec, loader = own_spec(name, path)
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module
