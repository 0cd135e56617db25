"""Branches and what leaves them (fdl-classic W2)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_values_are_gathered_in_the_order_of_the_branches(flow):
    flow.stub("Left").returns({"grams": 10, "scale": "a"}, takes=5)
    flow.stub("Right").returns({"grams": 20, "scale": "b"}, takes=2)

    execution = flow.run({"item": "x"})

    expect(execution).succeeded(output={"grams": [10, 20]}).took(5)
    expect(execution).within("Measure[0]").succeeded({"grams": 10, "scale": "a"}).took(5)
    expect(execution).within("Measure[1]").succeeded({"grams": 20, "scale": "b"}).took(2)


def test_a_branch_that_fails_fails_them_all_at_once(flow):
    flow.stub("Left").returns({"grams": 10}, takes=5)
    flow.stub("Right").raises("ScaleBroken", takes=2)

    expect(flow.run({"item": "x"})).failed("ScaleBroken").took(2)
