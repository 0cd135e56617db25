"""Retry, then Catch, and what the target is given (cloudflow-statemachine 12)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure

pytestmark = pytest.mark.flow("flow.yml")

ORDER = {"order": "o-1", "card": "4711"}


def test_the_target_is_given_the_constructed_output(flow):
    flow.stub("charge").replies(failure("FC.ResourceThrottled"), failure("CardDeclined", "no money"))

    execution = flow.run(ORDER)

    handed_on = {"order": "o-1", "code": "CardDeclined", "detail": "no money", "retries": 1}
    expect(execution).succeeded(output=handed_on).followed("Charge", "Report").took(10)


def test_delays_grow_by_the_rate_up_to_the_bound(flow):
    charge = flow.stub("charge").raises("FC.ResourceThrottled", "busy")

    execution = flow.run(ORDER)

    # 10, 20, and 40 bounded to 30; no rule of Catch takes the error.
    expect(execution).failed("FC.ResourceThrottled", "busy").retried("Charge", times=3, delays=[10, 20, 30]).took(60)
    assert charge.call_count == 4


def test_without_an_error_the_states_own_constructor_applies(flow):
    flow.stub("charge").returns({"receipt": "r-1", "bank": "b"})

    expect(flow.run(ORDER)).succeeded(output={"receipt": "r-1"}).followed("Charge")
