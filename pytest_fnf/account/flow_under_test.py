"""`FlowUnderTest`: the face of the account for one flow of a test.

In: what a test author writes. Out: executions, stubs, functions, messages. It leaves all work to the account.
Source: design 2.2.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_fnf.account.catalogue import as_function, names_of, resolve, target_keys
from pytest_fnf.definition.classic.model import Flow
from pytest_fnf.definition.targets import ActionTarget, FunctionTarget, QueueTarget, Target, TopicTarget
from pytest_fnf.engine.classic.program import ClassicProgram
from pytest_fnf.engine.core.limits import Limits
from pytest_fnf.errors import Spelled, UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.services.stubs import Stub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import CodeType

    from pytest_fnf.account.account import Account
    from pytest_fnf.account.driving import Clock
    from pytest_fnf.account.options import Options, Source
    from pytest_fnf.account.sources import Opened
    from pytest_fnf.clock.instants import Duration
    from pytest_fnf.definition.load import Definition
    from pytest_fnf.engine.core.run import Program
    from pytest_fnf.history.execution import Execution
    from pytest_fnf.services.functions.function import Function
    from pytest_fnf.services.mailbox import Message
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

Line: TypeAlias = "tuple[CodeType, int]"
"""A line of the test: its function and its number."""

_LIMITS = {
    ("classic", "standard"): Limits(),
    ("classic", "express"): Limits(),
    ("statemachine", "standard"): Limits(data_bytes=64 * 1024, wait_ms=300_000),
    ("statemachine", "express"): Limits(data_bytes=64 * 1024, wait_ms=20_000, execution_ms=300_000),
}
"""The service's limits by dialect and mode (fdl-classic 9, cloudflow-statemachine 14.1 and 14.2)."""

_PROGRAMS: dict[Definition, Program] = {}
# Compiled once for each definition; definitions are read once a session, so this stays as small as their cache.


class FlowUnderTest(Spelled):
    """A flow that a test runs; made by the fixtures `flow` and `load_flow`, by `open_flow` and by `child`.

    Attributes:
        definition: the read-only model.
        name: the flow's name.
        mode: how it runs: what the test says, else its template, else `standard`.
    """

    def __init__(self, account: Account, name: str, opened: Opened, options: Options) -> None:
        self.definition: Definition = opened.definition
        self.name = name
        self.options = options
        self.folder = opened.folder
        self.file = opened.file
        self.mode = opened.mode
        self.project = opened.project
        self.step_stubs: dict[str, Stub] = {}
        self._account = account
        self._targets: dict[str, Target] | None = None

    def __repr__(self) -> str:
        return f"<FlowUnderTest {self.name!r} of {self.definition.label}>"

    @property
    def clock(self) -> Clock:
        """The virtual clock of the test."""
        return self._account.clock

    @property
    def executions(self) -> list[Execution]:
        """All executions of this test, of every flow, in the order they started."""
        return self._account.executions

    def run(self, input: Json = None, *, name: str | None = None) -> Execution:  # noqa: A002
        """Start an execution and run it to its end; other executions live on.

        Args:
            input: the execution's input, a JSON object; `{}` if there is none.
            name: the execution's name; generated if there is none.

        Raises:
            ExecutionStuck: nothing due can end it; the text names the step, what it waits for and what to write.
            ApiError: what StartExecution refuses: `ExecutionAlreadyExists`, `InvalidArgument`.
            StubError: a task has neither stub nor handler, or a stub's answers ran out.
        """
        return self._account.run(self, input, name)

    def start(self, input: Json = None, *, name: str | None = None) -> Execution:  # noqa: A002
        """Start an execution and do all that is due at this instant.

        An execution of that name that still runs is returned as it is (fdl-classic 10.2).

        Raises:
            ApiError: what StartExecution refuses: `ExecutionAlreadyExists`, `InvalidArgument`.
            StubError: a task has neither stub nor handler, or a stub's answers ran out.
        """
        return self._account.start_and_settle(self, input, name)

    def stub(self, target: str, *, optional: bool = False) -> Stub:
        """The stub of a task; the same target gives the same stub.

        Args:
            target: a task step of this flow, else `service/function`, `function`, a resource ARN or an action.
            optional: whether the test may leave it unused.

        Raises:
            UsageError: the target matches nothing, or functions of two services.
        """
        found = resolve(target, self, self._account.targets())
        if isinstance(found, str):
            stub = self.step_stubs.setdefault(found, Stub(found, optional=optional))
            stub.optional = stub.optional or optional
        else:
            stub = self._account.catalogue.stub(target_keys(found)[0], found.text, optional=optional)
        self._account.stubbed_at.setdefault(stub, _line_of_the_test())
        return stub

    def function(
        self,
        target: str,
        handler: str | Callable[..., Any] | None = None,
        *,
        env: Mapping[str, str] | None = None,
        initializer: str | Callable[..., Any] | None = None,
        timeout: Duration | None = None,
        takes: Duration = 0,
    ) -> Function:
        """The function behind a target, with this handler if one is given.

        Args:
            target: `service/function`, `function`, or a resource ARN.
            handler: `"path/to/file.py"` (its `handler`), `"path/to/file.py:name"`, a callable, or
                `"package.module:name"`; `None` for the one that is registered or found beside the flow.
            env: environment of this function.
            initializer: a callable, or the name of one in the handler's module.
            timeout: the function's own limit in seconds.
            takes: seconds that each call lasts beside what it sleeps.

        Raises:
            UsageError: no such function or file; the text names the nearest, or the places tried.
        """
        found = self._function_target(target, known_only=handler is None)
        settings: dict[str, Any] = {"env": env, "initializer": initializer, "timeout": timeout, "takes": takes}
        base = self.folder or (self._account.folders[0] if self._account.folders else None)
        if handler is not None:
            return self._account.catalogue.register(found, handler, self._base(base, handler), **settings)
        function = self._account.catalogue.function_for(self, found)
        if function is None:
            raise UsageError(
                f'function \'{found.text}\' has no handler; write flow.function("{target}", "path/to/handler.py")'
            )
        if any(setting is not None and setting != 0 for setting in settings.values()):
            self._account.compute.configure(function, None, base=self._base(base, handler), **settings)
        return function

    def invoke(self, target: str, event: Json = None) -> Json:
        """Call a function directly, as a trigger would, and run on until it has returned.

        Returns:
            Its decoded result.

        Raises:
            ApiError: the function failed; the error's name is the code.
            StubError: the function has no handler.
        """
        found = self._function_target(target, known_only=False)
        return self._account.invoke(self, found, {} if event is None else event)

    def child(self, name: str, source: Source, **options: Any) -> FlowUnderTest:
        """Another flow, known under that name for sub-flow tasks.

        Args:
            name: the name that sub-flow tasks call it by.
            source: a path, looked for beside this flow first, or the definition's text.
            options: further options, as for `load_flow`.
        """
        return self._account.open_child(self, name, source, options)

    def report_succeeded(self, token: str, output: Json) -> None:
        """ReportTaskSucceeded for any token of this test; allowed in handlers too.

        Raises:
            ApiError: `InvalidArgument` for an unknown token or an output that is no object, `TaskAlreadyCompleted`.
        """
        self._account.report_succeeded(token, output)

    def report_failed(self, token: str, error: str, cause: str = "") -> None:
        """ReportTaskFailed for any token of this test; allowed in handlers too.

        Raises:
            ApiError: `InvalidArgument` for an unknown token or texts out of bounds, `TaskAlreadyCompleted`.
        """
        self._account.report_failed(token, error, cause)

    def messages(self, name: str) -> list[Message]:
        """What was published so far to that topic or queue.

        Raises:
            LookupError: no task of the test's flows publishes there.
        """
        targets = self._account.targets()
        known = [t.name for t in targets if isinstance(t, TopicTarget | QueueTarget)]
        if name not in known:
            hint = did_you_mean(name, known) or f"they publish to {', '.join(map(repr, known)) or 'nothing'}"
            for action in (t.text for t in targets if isinstance(t, ActionTarget) and t.service.lower() == "mns"):
                hint = f"what '{action}' was given stands in flow.stub(\"{action}\").received"
            raise LookupError(f"no task of this test's flows publishes to {name!r}; {hint}")
        return self._account.mailbox.messages(name)

    @property
    def task_targets(self) -> Mapping[str, Target]:
        """What each task step of this flow calls."""
        if self._targets is None:
            self._targets = dict(self.definition.task_targets())
        return self._targets

    @property
    def called(self) -> Iterator[Target]:
        """What its tasks call, in the order of the document; more than `task_targets` where names stand twice."""
        return (target for _, target in self.definition.calls)

    @property
    def program(self) -> Program:
        """The definition, compiled."""
        program = _PROGRAMS.get(self.definition)
        if program is None:
            if len(_PROGRAMS) >= 256:
                _PROGRAMS.clear()
            program = _PROGRAMS[self.definition] = _program_of(self.definition)
        return program

    def limits(self, mode: str | None = None) -> Limits:
        """The limits of an execution in the flow's own mode, or in another."""
        return self.options.engine_limits(_LIMITS[self.definition.dialect, mode or self.mode])

    def register_functions(self, functions: Mapping[str, Any]) -> None:
        """Handlers that the options name; those of functions that no flow uses are ignored."""
        for name, handler in functions.items():
            target = as_function(name)
            if target is None:
                raise UsageError(f"functions: {name!r} is no function; write 'service/function' or 'function'")
            self._account.catalogue.register(target, handler, self._base(self.folder, handler))

    def _base(self, folder: Path | None, handler: Any) -> Path:
        from pathlib import Path  # noqa: PLC0415

        if isinstance(handler, str):
            for place in (folder, *self._account.folders):
                if place is not None and (place / handler.partition(":")[0]).is_file():
                    return place
        return folder or Path.cwd()

    def _function_target(self, target: str, *, known_only: bool) -> FunctionTarget:
        targets = self._account.targets()
        try:
            found = resolve(target, self, targets, functions_only=True)
        except UsageError:
            unknown = as_function(target) if isinstance(target, str) else None
            if unknown is None or (known_only and self._account.catalogue.registered(unknown) is None):
                raise
            if did_you_mean(target, names_of(t for t in targets if isinstance(t, FunctionTarget))) and known_only:
                raise
            return unknown
        if not isinstance(found, FunctionTarget):
            raise UsageError(f"{target!r} is no function")
        return found


def _program_of(definition: Definition) -> Program:
    model = definition.model
    if isinstance(model, Flow):
        return ClassicProgram(model)
    from pytest_fnf.engine.statemachine.program import StateMachineProgram  # noqa: PLC0415  (for whom uses it)

    return StateMachineProgram(model.scope, model.timeout_seconds)


def _line_of_the_test() -> Line:
    """The line that called this package, for messages that come later."""
    frame = sys._getframe(1)  # noqa: SLF001  (the interpreter's own way)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("pytest_fnf."):
        frame = frame.f_back
    return frame.f_code, frame.f_lineno
