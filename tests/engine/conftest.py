"""How the tests of this room write a history down: one line an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.values import compact

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf import Execution


def lines_of(execution: Execution) -> list[str]:
    """`EventId ScheduleEventId milliseconds Type StepName EventDetail`, `-` for no step."""
    start = execution.started_at
    return [
        f"{event.id} {event.schedule_id} {round((event.time - start).total_seconds() * 1000)} "
        f"{event.type} {event.step or '-'} {compact(event.detail)}"
        for event in execution.history
    ]


@pytest.fixture
def same_history() -> Callable[[Execution, str], None]:
    """Compare an execution's whole history with a table; the columns may be aligned as people like them."""

    def compare(execution: Execution, table: str) -> None:
        expected = [" ".join(line.split(None, 5)) for line in table.splitlines() if line.strip()]
        assert lines_of(execution) == expected

    return compare
