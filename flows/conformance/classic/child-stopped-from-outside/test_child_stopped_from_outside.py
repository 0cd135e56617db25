"""StopExecution of a child, seen from its parent (fdl-classic W11)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")

REQUEST = {"run": "run10", "month": "2026-01"}


def test_the_stoppers_error_is_caught_by_its_name(flow):
    execution = flow.start(REQUEST).advance(600)
    (child,) = execution.children
    assert (child.name, child.input) == ("run10", REQUEST)

    child.stop("StoppedByOperator")

    assert (child.status, child.output) == ("Stopped", None)
    expect(execution).succeeded(output={}).followed("Export", "CleanUp").took(600)


def test_any_other_name_is_not_caught(flow):
    execution = flow.start(REQUEST).advance(600)

    execution.children[0].stop("Cancelled", "not this month")

    expect(execution).failed("Cancelled", "not this month").followed("Export")


def test_left_alone_it_ends_by_itself(flow):
    expect(flow.run(REQUEST)).succeeded(output={}).followed("Export", "Done").took(3600)
