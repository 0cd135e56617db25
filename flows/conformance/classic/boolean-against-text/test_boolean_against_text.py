"""A JSON boolean equals the text that names it (fdl-classic section 5, Q-10)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_the_functions_own_boolean_approves(flow):
    execution = flow.run({"amount": 50})

    assert execution.output == {"audited": True}  # a boolean, not a text
    expect(execution).followed("Audit", "Audited", "Approved")


def test_the_functions_own_boolean_denies(flow):
    expect(flow.run({"amount": 500})).failed("OrderDenied").followed("Audit", "Audited", "Denied")


@pytest.mark.parametrize(
    ("audited", "last"),
    [("true", "Approved"), ("TRUE", "Approved"), ("false", "Denied"), ("yes", "Denied"), (None, "Denied")],
)
def test_texts_are_converted_too(flow, audited, last):
    flow.stub("Audit").returns({"audited": audited})

    assert flow.run({"amount": 50}).path[-1] == last
