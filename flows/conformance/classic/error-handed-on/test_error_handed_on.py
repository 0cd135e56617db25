"""What a caught error leaves behind (fdl-classic W9)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect

pytestmark = pytest.mark.flow("flow.yml")


def test_the_catchs_target_sees_name_and_text(flow):
    flow.stub("Charge").raises("CardDeclined", "no money")
    report = flow.stub("Report").returns({})

    execution = flow.run({"order": "o-1"})

    expect(execution).succeeded({"error_code": "CardDeclined", "error_text": "no money"}).followed("Charge", "Report")
    assert report.received == [{"order": "o-1", "error_code": "CardDeclined", "error_text": "no money"}]


def test_without_an_error_there_is_nothing_of_it(flow):
    flow.stub("Charge").returns({"receipt": "r-1"})
    report = flow.stub("Report").returns({})

    expect(flow.run({"order": "o-1"})).succeeded({"receipt": "r-1"}).followed("Charge", "Thank", "Report")
    assert report.received == [{"order": "o-1", "receipt": "r-1"}]
