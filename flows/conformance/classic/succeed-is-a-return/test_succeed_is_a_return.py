"""succeed ends its list (fdl-classic W5)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"status": "ready"}, ["CheckStock", "Reserve", "Done"]),
        ({"status": "failed"}, ["CheckStock", "TellCustomer"]),
        ({"status": "unknown"}, ["CheckStock", "AskSupplier", "TellCustomer"]),
        ({}, ["CheckStock", "AskSupplier", "TellCustomer"]),
    ],
)
def test_what_stands_behind_it_runs_only_after_a_jump(flow, data, path):
    expect(flow.run(data)).succeeded().followed(*path)
