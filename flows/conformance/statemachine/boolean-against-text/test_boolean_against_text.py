"""Comparisons of unlike types (cloudflow-statemachine 8, OQ-10, OQ-11)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_a_boolean_is_no_text(flow):
    expect(flow.run({"audited": True, "amount": 50})).failed("OrderDenied").followed("Audited", "Denied")


def test_a_text_is_one(flow):
    expect(flow.run({"audited": "true", "amount": 50})).succeeded().followed("Audited", "Approved")


@pytest.mark.parametrize("data", [{"audited": True, "amount": "50"}, {"audited": True}])
def test_an_order_of_unlike_types_fails_the_state(flow, data):
    # A missing amount is null, which is neither more nor less than a number.
    expect(flow.run(data)).failed("FnF.ExpressionError").followed("Audited")
