"""Facts: an execution or a bare history, seen the same way by all checks.

In: the subject, and the branch or iteration it is narrowed to. Out: how it ended, visits, attempts, events, names. It
leaves comparing to `expect`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.history.events import ENDINGS
from pytest_fnf.history.execution import Execution
from pytest_fnf.history.folding import places
from pytest_fnf.values import private

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.definition.load import Definition
    from pytest_fnf.history.history import History, Row
    from pytest_fnf.history.records import OpenAttempt, OpenBranch, OpenVisit


class Outcome(NamedTuple):
    """How an execution, a branch or an iteration ended.

    Attributes:
        status: the service's word, `Running` while it runs; of a branch `Succeeded`, `Failed` or `Cancelled`.
        elapsed: milliseconds from its start to its end, or to the last event while it runs.
        output: what it returned, or what a branch handed to its container.
        error: the error's name, empty if it did not fail.
        cause: the error's text; of what was cancelled, what ended around it.
    """

    status: str
    elapsed: int
    output: Any = None
    error: str = ""
    cause: str = ""


class Facts:
    """What is known of an execution.

    Args:
        subject: the execution or history.
        where: the way in to the branch or iteration that is meant; empty for all of it.
        definition: the flow's definition; by default the execution's own.
    """

    def __init__(
        self, subject: Execution | History, where: tuple[str, ...] = (), definition: Definition | None = None
    ) -> None:
        self.subject = subject
        self.where = where
        if isinstance(subject, Execution):
            self.history = subject.history
            self.definition = definition or subject.definition
        else:
            self.history = subject
            self.definition = definition

    def inside(self, where: tuple[str, ...]) -> Facts:
        """The same, narrowed to a branch or iteration."""
        return Facts(self.subject, where, self.definition)

    @cached_property
    def outcome(self) -> Outcome:
        """How it ended; of a branch that ran several times the last run counts."""
        if self.where:
            return self._of_branch([branch for branch in self.history.branches if branch.where == self.where][-1])
        last = self.history.last
        if last is None:
            return Outcome("Running", 0)
        detail = last.detail
        return Outcome(
            status=ENDINGS.get(last.type, "Running"),
            elapsed=last.instant - self.start,
            output=private(detail.get("output")) if last.type == "ExecutionSucceeded" else None,
            error=str(detail.get("error") or "") if last.type in ENDINGS else "",
            cause=str(detail.get("cause") or "") if last.type in ENDINGS else "",
        )

    def _of_branch(self, branch: OpenBranch) -> Outcome:
        begin = branch.entered
        if branch.exited is not None:
            return Outcome("Succeeded", branch.exited - begin, private(branch.local))
        if branch.failed is not None:
            return Outcome("Failed", branch.failed - begin, None, branch.error or "", branch.cause or "")
        if branch.cancelled is not None:
            return Outcome("Cancelled", branch.cancelled - begin, None, "", _why_cancelled(branch))
        last: Row = self.history.row(len(self.history) - 1)
        return Outcome("Running", last.instant - begin)

    @cached_property
    def start(self) -> int:
        """Instant of the first event, from which all offsets count."""
        first = self.history.first
        return 0 if first is None else first.instant

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
        """All names of steps that are known: those of the flow, or without its definition those that ran."""
        if self.definition is not None:
            return self.definition.step_names
        return list(dict.fromkeys(self.history.path))

    @cached_property
    def ways_in(self) -> Sequence[tuple[str, ...]]:
        """All branches and iterations that were entered, in the order of first entry."""
        return list(dict.fromkeys(branch.where for branch in self.history.branches))

    def attempts(self) -> Iterator[tuple[OpenVisit, OpenAttempt]]:
        """All attempts of tasks that are meant, each with its visit."""
        return ((visit, attempt) for visit in self.visits for attempt in visit.attempts)

    def events(self) -> Sequence[Row]:
        """The events that are meant, in order."""
        if not self.where:
            return list(self.history.rows())
        depth, where_of = len(self.where), places(self.history.rows())
        return [row for row in self.history.rows() if where_of[row.id][:depth] == self.where]

    def standing(self) -> OpenVisit | None:
        """The innermost step that is under way, or that was when everything around it ended."""
        left = [visit for visit in self.visits if visit.exited is None and visit.failed is None]
        return left[-1] if left else None


def _why_cancelled(branch: OpenBranch) -> str:
    around: OpenVisit | None = branch.container
    while around is not None:
        if around.failed is not None:
            return f"step '{around.step}' around it failed" + (f" with '{around.error}'" if around.error else "")
        around = around.parent
    return "the execution ended"
