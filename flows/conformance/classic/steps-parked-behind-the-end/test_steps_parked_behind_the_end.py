"""Which parked step is reached how, and what a forgotten `end` does (fdl-classic 6.1)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"stock": 3}, ["Charge", "InStock", "Ship"]),
        ({"stock": 0}, ["Charge", "InStock", "SoldOut"]),
    ],
)
def test_a_jump_over_the_end_reaches_its_step_alone(flow, data, path):
    flow.stub("Charge").returns({})

    expect(flow.run(data)).succeeded().followed(*path)


def test_a_catch_reaches_what_nothing_else_does(flow):
    flow.stub("Charge").raises("CardDeclined")

    expect(flow.run({"stock": 3})).failed("NotSold").followed("Charge", "CancelOrder", "NotSold")


def test_a_parked_step_without_end_falls_into_its_neighbour(flow):
    flow.stub("Charge").returns({})

    execution = flow.run({"stock": 0, "supplier": True})

    expect(execution).failed("NotSold").followed("Charge", "InStock", "Reorder", "CancelOrder", "NotSold")
