"""fail ends the execution with its error and cause (fdl-classic W6)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_a_goto_over_it_keeps_the_flow_alive(flow):
    expect(flow.run({"status": "ready"})).succeeded().followed("CheckStock", "Reserve", "Close")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"status": "failed"}, ["CheckStock", "NotReady"]),
        # The default has no goto, so the step after the choice comes next: the fail.
        ({"status": "unknown"}, ["CheckStock", "AskSupplier", "NotReady"]),
        ({}, ["CheckStock", "AskSupplier", "NotReady"]),
    ],
)
def test_who_reaches_it_fails(flow, data, path):
    execution = flow.run(data)

    expect(execution).failed("StatusIsNotReady", "status is not ready").followed(*path)
    assert execution.output is None
