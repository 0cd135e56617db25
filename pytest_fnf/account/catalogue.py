"""The catalogue: what tasks call, by which names tests may call it, and the stubs and handlers registered for it.

In: targets of definitions, names written by tests. Out: keys, stubs, functions. Region, account and qualifier do not
matter. It leaves answering to the desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_fnf.account.discovery import Implementation, find_function
from pytest_fnf.definition.targets import (
    FLOW_CALL,
    FUNCTION_CALL,
    ActionTarget,
    FlowTarget,
    FunctionTarget,
    QueueTarget,
    Target,
    TopicTarget,
    parse_target,
)
from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.services.functions.function import texts
from pytest_fnf.services.stubs import Stub

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.account.projects import Project
    from pytest_fnf.services.functions.compute import FunctionCompute
    from pytest_fnf.services.functions.function import Function

__tracebackhide__ = hidden_from_tracebacks

Key: TypeAlias = tuple[str, ...]
"""`("function", service, function)`, `("function", function)`, `("flow", name)` and so on."""


def target_keys(target: Target) -> list[Key]:
    """The keys of what is called, the most specific first."""
    if isinstance(target, FunctionTarget):
        bare: list[Key] = [("function", target.function)]
        return bare if target.service is None else [("function", target.service, target.function), *bare]
    if isinstance(target, FlowTarget):
        return [("flow", target.name)]
    if isinstance(target, TopicTarget):
        return [("topics", target.name)]
    if isinstance(target, QueueTarget):
        return [("queues", target.name)]
    return [("action", target.service.lower(), target.operation)]


class Catalogue:
    """Stubs and functions of one account.

    Args:
        compute: where functions run.
        roots: folders of the test, in which files are looked for that nobody named.
    """

    def __init__(self, compute: FunctionCompute, roots: Sequence[Path]) -> None:
        self._compute = compute
        self._roots = roots
        self._stubs: dict[Key, Stub] = {}
        self._functions: dict[Key, Function] = {}
        self._discovered: dict[tuple[Key, Path, Project | None], Function | None] = {}

    def stub_for(
        self, flow: FlowUnderTest, step: str, target: Target, action: ActionTarget | None = None
    ) -> Stub | None:
        """The most specific stub of a task of this flow; stubs of steps belong to their flow.

        Args:
            flow: whose task it is.
            step: the task's name.
            target: what it calls.
            action: by which action it does so, where that is not the target; its stub is the least specific.
        """
        stub = flow.step_stubs.get(step)
        if stub is not None or not self._stubs:
            return stub
        keys = target_keys(target) if action is None else [*target_keys(target), *target_keys(action)]
        return next((self._stubs[key] for key in keys if key in self._stubs), None)

    def stub(self, key: Key, name: str, *, optional: bool) -> Stub:
        """The stub of what has this key; the same one each time."""
        stub = self._stubs.get(key)
        if stub is None:
            stub = self._stubs[key] = Stub(name, optional=optional)
        stub.optional = stub.optional or optional
        return stub

    @property
    def stubs(self) -> list[Stub]:
        """Stubs of what tasks call, in the order they were made."""
        return list(self._stubs.values())

    @property
    def functions(self) -> list[Function]:
        """Functions that have a handler by the test's word or by the layout of the files, in the order they got it."""
        found = [function for function in self._discovered.values() if function is not None]
        return list(dict.fromkeys([*self._functions.values(), *found]))

    def register(self, target: FunctionTarget, handler: Any, base: Path, **settings: Any) -> Function:
        """Use this handler for a function from now on."""
        function = self._compute.function(target.service, target.function)
        self._functions[target_keys(target)[0]] = function
        self._compute.configure(function, handler, base=base, **settings)
        return function

    def registered(self, target: FunctionTarget) -> Function | None:
        """The function registered under one of the target's keys, the most specific first."""
        return next((self._functions[key] for key in target_keys(target) if key in self._functions), None)

    def function_for(self, flow: FlowUnderTest, target: FunctionTarget) -> Function | None:
        """The function behind a target: registered, else found in the files beside the flow."""
        function = self.registered(target)
        if function is not None or not flow.options.discover or flow.folder is None:
            return function
        key = (target_keys(target)[0], flow.folder, flow.project)
        if key not in self._discovered:
            self._discovered[key] = self._discover(target, flow, flow.folder)
        return self._discovered[key]

    def _discover(self, target: FunctionTarget, flow: FlowUnderTest, folder: Path) -> Function | None:
        found = find_function(target, flow, self._roots)
        if not isinstance(found, Implementation):
            return None
        function = self._compute.function(target.service, target.function)
        self._compute.configure(
            function, found.handler, initializer=found.initializer, timeout=found.timeout, base=folder
        )
        function.deployed_env = texts(found.env or {}, f"the environment of '{function.text}'")
        return function


def resolve(name: str, flow: FlowUnderTest, targets: Iterable[Target], *, functions_only: bool = False) -> Target | str:
    """What a test means by a name: a task step of this flow (as text), or a target.

    Args:
        name: a step, `service/function`, `function`, a resource ARN, or an action.
        flow: whose steps are meant.
        targets: all that tasks of the test's flows call.
        functions_only: leave out everything but functions, for `flow.function` and `flow.invoke`.

    Raises:
        UsageError: it matches nothing, or functions of two services; the text names the nearest.
    """
    if not isinstance(name, str) or not name:
        raise UsageError(f"a target is the name of a step, a function, a resource ARN or an action; found {name!r}")
    if not functions_only and name in flow.definition.step_names:
        if name in flow.task_targets:
            return name
        raise UsageError(f"step '{name}' of flow '{flow.name}' is no task; only tasks call something")
    known = list(targets)
    matching = {target_keys(target)[0]: target for target in (*known, *_actions(flow)) if _means(name, target)}
    if functions_only:
        matching = {key: target for key, target in matching.items() if isinstance(target, FunctionTarget)}
    if len(matching) > 1:
        texts = " and ".join(f"'{target.text}'" for target in matching.values())
        raise UsageError(f"'{name}' could be {texts}; write one of them")
    if matching:
        (target,) = matching.values()
        # A stub named without a service is less specific than one with it; a handler belongs to the one function.
        return FunctionTarget(None, name, None) if _bare(name, target) and not functions_only else target
    computed = _computed(name, known, functions_only=functions_only)
    sure = name.startswith(("acs:", "flow/"))
    if computed is not None and (sure or not did_you_mean(name, [*flow.task_targets, *names_of(known)])):
        return computed
    raise UsageError(_unknown(name, flow, known, functions_only=functions_only))


def _actions(flow: FlowUnderTest) -> Iterator[ActionTarget]:
    """How a state machine calls functions and flows: a stub of the action is one of all that it calls so."""
    if flow.definition.dialect == "statemachine":
        for kind, action in ((FunctionTarget, FUNCTION_CALL), (FlowTarget, FLOW_CALL)):
            if any(isinstance(target, kind) for target in flow.called):
                yield action


def _computed(name: str, known: Sequence[Target], *, functions_only: bool) -> Target | None:
    """What a name stands for where a task may call anything: a function, or else a flow."""
    target = FlowTarget(name[5:]) if name[:5] == "flow/" and FLOW_CALL in known else as_target(name)
    if isinstance(target, FunctionTarget):
        if FUNCTION_CALL in known:
            return target
        target = FlowTarget(name) if target.service is None and not name.startswith("acs:") else None
    return target if isinstance(target, FlowTarget) and FLOW_CALL in known and not functions_only else None


def names_of(targets: Iterable[Target]) -> Iterator[str]:
    """The names by which tests may call these targets."""
    for target in targets:
        yield target.text
        if isinstance(target, FunctionTarget):
            yield target.function


def as_function(name: str) -> FunctionTarget | None:
    """A function's name as a target, whether a flow calls it or not; `None` if it is none."""
    target = as_target(name)
    return target if isinstance(target, FunctionTarget) else None


def as_target(name: str) -> Target | None:
    """What a resource ARN names, or a function's name."""
    if name.startswith("acs:"):
        return _parsed(name)
    if ":" in name:
        return None  # an action
    service, _, function = name.rpartition("/")
    return FunctionTarget(service.split(".")[0] or None, function, None) if function else None


def _means(name: str, target: Target) -> bool:
    if name.startswith("acs:"):
        parsed = _parsed(name)
        return parsed is not None and target_keys(parsed)[0] == target_keys(target)[0]
    if isinstance(target, FunctionTarget):
        return name in (target.function, f"{target.service}/{target.function}")
    if isinstance(target, ActionTarget):
        service, _, operation = name.partition(":")
        return (service.lower(), operation) == (target.service.lower(), target.operation)
    return name in (target.text, target.name)


def _parsed(name: str) -> Target | None:
    try:
        return parse_target(name)
    except ValueError:
        return None


def _bare(name: str, target: Target) -> bool:
    return isinstance(target, FunctionTarget) and name == target.function and target.service is not None


def _unknown(name: str, flow: FlowUnderTest, known: list[Target], *, functions_only: bool) -> str:
    functions = [target for target in known if isinstance(target, FunctionTarget)]
    callable_names = list(names_of(functions if functions_only else known))
    steps = [] if functions_only else list(flow.task_targets)
    hint = did_you_mean(name, [*steps, *callable_names])
    if hint:
        return f"nothing in flow '{flow.name}' is called '{name}'; {hint}"
    listed = ", ".join(f"'{known_name}'" for known_name in dict.fromkeys([*steps, *callable_names]))
    return f"nothing in flow '{flow.name}' is called '{name}'; its tasks are {listed or 'none'}"
