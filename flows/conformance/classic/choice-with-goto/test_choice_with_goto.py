"""Where a choice goes on (fdl-classic W4)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


@pytest.mark.parametrize(
    ("status", "path"),
    [
        ("ready", ["CheckStock", "Reserve", "Ship", "Close"]),
        ("failed", ["CheckStock", "Close"]),
        ("unknown", ["CheckStock", "AskSupplier", "Close"]),
    ],
)
def test_each_status_has_its_way(flow, status, path):
    expect(flow.run({"status": status})).succeeded().followed(*path)


def test_a_missing_status_takes_the_default(flow):
    expect(flow.run()).succeeded().followed("CheckStock", "AskSupplier", "Close")
