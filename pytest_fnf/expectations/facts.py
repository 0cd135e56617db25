"""Facts: an execution or a bare history, seen the same way by all checks.

In: the subject, and the branch or iteration it is narrowed to. Out: status, visits, attempts, events, names. It leaves
comparing to `expect`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_fnf.clock.instants import from_datetime
from pytest_fnf.definition.targets import ActionTarget, FunctionTarget, Target, parse_target
from pytest_fnf.errors import did_you_mean
from pytest_fnf.history.events import ENDINGS
from pytest_fnf.history.history import History
from pytest_fnf.history.records import OpenAttempt, OpenVisit, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.history.execution import Execution


class Facts:
    """What is known of an execution.

    Args:
        subject: the execution or history.
        where: the way in to the branch or iteration that is meant; empty for all of it.
    """

    def __init__(self, subject: Execution | History, where: tuple[str, ...] = ()) -> None:
        self.subject = subject
        self.where = where
        self.history = subject if isinstance(subject, History) else subject.history
        self.definition = None if isinstance(subject, History) else subject.definition

    @cached_property
    def status(self) -> str:
        """The service's word for how it ended, or `Running`."""
        return ENDINGS.get(self.history[-1].type, "Running") if len(self.history) else "Running"

    @cached_property
    def ending(self) -> dict[str, Any]:
        """The detail of the last event."""
        return self.history[-1].detail if len(self.history) else {}

    @cached_property
    def start(self) -> int:
        """Instant of the first event."""
        return next(self.history.rows()).instant if len(self.history) else 0

    @cached_property
    def elapsed(self) -> int:
        """Milliseconds from start to end; for a branch, from its first entry to its last exit."""
        if self.where:
            visits = self.visits
            ends = [visit.exited if visit.exited is not None else visit.entered for visit in visits]
            return max(ends) - visits[0].entered if visits else 0
        return from_datetime(self.history[-1].time) - self.start if len(self.history) else 0

    @cached_property
    def visits(self) -> Sequence[OpenVisit]:
        """The runs of steps that are meant, in the order of entry."""
        depth = len(self.where)
        return [visit for visit in self.history.visits if visit.where[:depth] == self.where]

    @cached_property
    def path(self) -> list[str]:
        """Names of the steps entered, in order."""
        return [visit.step for visit in self.visits]

    def visits_of(self, step: str) -> list[OpenVisit]:
        """The runs of one step."""
        return [visit for visit in self.visits if visit.step == step]

    @cached_property
    def steps(self) -> Sequence[str]:
        """All names of steps that can be meant."""
        return self.definition.step_names if self.definition is not None else list(dict.fromkeys(self.path))

    def unknown_step(self, step: str) -> str | None:
        """Why there is no such step, or `None` if there is one."""
        if step in self.steps:
            return None
        hint = did_you_mean(step, self.steps)
        whose = "the history" if self.definition is None else f"the flow ({self.definition.label})"
        return f"{whose} has no step '{step}'; {hint or 'its steps are ' + ', '.join(map(repr, self.steps))}"

    def ways_in(self) -> list[tuple[str, ...]]:
        """All ways in that occurred, for messages."""
        return list(dict.fromkeys(visit.where for visit in self.history.visits if visit.where))

    def attempts(self) -> Iterator[tuple[OpenVisit, OpenAttempt]]:
        """All attempts of tasks, each with its visit."""
        return ((visit, attempt) for visit in self.visits for attempt in visit.attempts)

    def event_types(self) -> list[str]:
        """Types of the events that are meant, in order."""
        if not self.where:
            return [row.type for row in self.history.rows()]
        depth, where_of = len(self.where), places(self.history.rows())
        return [row.type for row in self.history.rows() if where_of[row.id][:depth] == self.where]

    @cached_property
    def targets(self) -> dict[str, Target]:
        """What tasks call, by the name of their step: from the definition, else from the history."""
        if self.definition is not None:
            return dict(self.definition.task_targets())
        found: dict[str, Target] = {}
        for visit, attempt in self.attempts():
            target = target_of(attempt)
            if target is not None:
                found[visit.step] = target
        return found


def target_of(attempt: OpenAttempt) -> Target | None:
    """What an attempt called, from its TaskScheduled event."""
    try:
        if attempt.scheduled.get("resourceArn"):
            return parse_target(str(attempt.scheduled["resourceArn"]))
        service, _, operation = str(attempt.scheduled.get("action", "")).partition(":")
    except ValueError:
        return None
    return ActionTarget(service, operation) if operation else None


def names_of(step: str, target: Target) -> list[str]:
    """All names under which a test may speak of a task."""
    names = [step, target.text]
    if isinstance(target, FunctionTarget):
        names.append(target.function)
    return names
