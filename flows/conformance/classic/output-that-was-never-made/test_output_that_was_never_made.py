"""A mapping whose path leads nowhere leaves its key out (Q-6)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_the_path_that_pays_has_a_receipt(flow):
    flow.stub("Pay").returns({"receipt": "r-1", "card": "4711"})

    expect(flow.run({"order": "o-1"})).succeeded(output={"order": "o-1", "receipt": "r-1"}).followed("Pay")


def test_the_caught_path_has_none(flow):
    flow.stub("Pay").raises("CardDeclined")

    expect(flow.run({"order": "o-1"})).succeeded(output={"order": "o-1", "remind": True}).followed("Pay", "RemindLater")


def test_a_failed_execution_has_no_output_at_all(flow):
    flow.stub("Pay").raises("FC.InternalServerError")

    execution = flow.run({"order": "o-1"})

    expect(execution).failed("FC.InternalServerError")
    assert execution.output is None
