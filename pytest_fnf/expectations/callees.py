"""What a test means by the name of something called: the same names as for stubs, the most specific first.

In: a name, and what the flow's tasks call. Out: the attempts that are meant. It leaves counting them to `expect`.
Source: design 2.4.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pytest_fnf.definition.targets import (
    FLOW_CALL,
    FUNCTION_CALL,
    ActionTarget,
    FlowTarget,
    FunctionTarget,
    Target,
    parse_target,
)
from pytest_fnf.errors import UsageError, did_you_mean, hidden_from_tracebacks
from pytest_fnf.expectations.arguments import UnknownName, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fnf.expectations.facts import Facts
    from pytest_fnf.history.history import History
    from pytest_fnf.history.records import OpenAttempt, OpenVisit

__tracebackhide__ = hidden_from_tracebacks


class Callee:
    """What one name means in one execution.

    Args:
        name: a step, `service/function`, `function`, a resource ARN or an action.
        facts: the whole execution, since a name is known wherever it is looked for.

    Attributes:
        name: as the test wrote it.

    Raises:
        UnknownName: nothing is called that, or functions of two services are.
        UsageError: it is no name, or a resource ARN that nothing can have.
    """

    def __init__(self, name: str, facts: Facts) -> None:
        if not isinstance(name, str) or not name:
            raise UsageError(f"called() takes a step, a function, a resource ARN or an action; found {name!r}")
        if name.startswith("acs:"):
            _parse(name)
        self.name = name
        self._step: str | None = None
        self._target: Target | None = None
        self._by_step = _targets(facts)
        if name in self._by_step:
            self._step = name
        elif facts.definition is not None and name in facts.steps:
            raise UnknownName(f"called('{name}'): step '{name}' is no task; only tasks call something")
        else:
            self._target = self._resolve(name, facts)

    @property
    def step(self) -> str | None:
        """A step that makes the call, for its lines of the document."""
        if self._step is not None:
            return self._step
        meant = self._target
        return next((step for step, called in self._by_step.items() if meant in (*called, *map(_call, called))), None)

    def made(self, visit: OpenVisit, attempt: OpenAttempt) -> bool:
        """Whether this attempt is such a call."""
        if self._step is not None:
            return visit.step == self._step
        if isinstance(self._target, ActionTarget):
            return _action_of(attempt) == self._target
        return self._target is not None and target_of(attempt) == self._target

    def made_in(self, history: History) -> bool:
        """Whether there is such a call in a history."""
        return any(self.made(visit, attempt) for visit in history.visits for attempt in visit.attempts)

    def _resolve(self, name: str, facts: Facts) -> Target | None:
        known = list(dict.fromkeys(target for targets in self._by_step.values() for target in targets))
        matching = [target for target in dict.fromkeys((*known, *_actions(facts, known))) if _means(name, target)]
        if len(matching) > 1:
            texts = " and ".join(f"'{target.text}'" for target in matching)
            raise UnknownName(f"called('{name}'): that could be {texts}; write one of them")
        if matching:
            return matching[0]
        names = list(dict.fromkeys([*self._by_step, *(text for target in known for text in _names(target))]))
        if facts.definition is None:
            alike = [text for text in names if plain(text) == plain(name)]
            if alike:
                raise UnknownName(f"called('{name}'): nothing of that name was called; did you mean '{alike[0]}'?")
            return None
        listed = ", ".join(f"'{text}'" for text in names)
        advice = did_you_mean(name, names) or f"its tasks and what they call: {listed or 'none'}"
        raise UnknownName(f"called('{name}'): the flow ({facts.definition.label}) calls nothing of that name; {advice}")


def target_of(attempt: OpenAttempt) -> Target | None:
    """What an attempt called, from its TaskScheduled event (fdl-classic 11.4, cloudflow-statemachine 14.4)."""
    parameters = attempt.scheduled.get("parameters")
    named = parameters if isinstance(parameters, dict) else attempt.scheduled
    arn, action = named.get("resourceArn"), attempt.scheduled.get("action")
    return _read(str(arn or ""), str(action or ""))


def _action_of(attempt: OpenAttempt) -> Target | None:
    return _read("", str(attempt.scheduled.get("action") or ""))


def _call(target: Target) -> Target:
    """The action by which a state machine calls this."""
    if isinstance(target, FunctionTarget):
        return FUNCTION_CALL
    return FLOW_CALL if isinstance(target, FlowTarget) else target


def _actions(facts: Facts, known: Iterable[Target]) -> Iterator[Target]:
    """By which actions things are called, beside what is called."""
    if facts.definition is not None and facts.definition.dialect == "statemachine":
        yield from map(_call, known)
    for visit in facts.history.visits:
        yield from filter(None, map(_action_of, visit.attempts))


@lru_cache(maxsize=256)
def _read(arn: str, action: str) -> Target | None:
    if arn:
        try:
            return _bare(parse_target(arn))
        except ValueError:
            return None
    service, _, operation = action.partition(":")
    return ActionTarget(service, operation) if operation else None


def _targets(facts: Facts) -> dict[str, list[Target]]:
    """What each task step calls: as its definition says, and as its attempts did."""
    targets: dict[str, list[Target]] = {}
    if facts.definition is not None:
        for step, called in facts.definition.calls:
            targets.setdefault(step, []).append(_bare(called))
    for visit in facts.history.visits:
        known = targets.setdefault(visit.step, []) if visit.attempts else []
        for attempt in visit.attempts:
            target = target_of(attempt)
            if target is not None and target not in known:
                known.append(target)
    return targets


def _bare(target: Target) -> Target:
    """Without the qualifier, which does not matter here."""
    return FunctionTarget(target.service, target.function) if isinstance(target, FunctionTarget) else target


def _means(name: str, target: Target) -> bool:
    if name.startswith("acs:"):
        return _parse(name) == target
    if isinstance(target, ActionTarget):
        service, _, operation = name.partition(":")
        return (service.lower(), operation) == (target.service.lower(), target.operation)
    return name in _names(target)


def _parse(arn: str) -> Target:
    try:
        return _bare(parse_target(arn))
    except ValueError as error:
        raise UsageError(f"called(): {error}") from None


def _names(target: Target) -> tuple[str, ...]:
    """All names under which a test may speak of what is called."""
    if isinstance(target, ActionTarget):
        return (target.text,)
    return (target.text, target.function if isinstance(target, FunctionTarget) else target.name)
