"""The output of a pass without outputMappings is {} (fdl-classic 2.2)."""

from __future__ import annotations

import pytest


@pytest.mark.flow("flow.yml")
def test_a_last_pass_with_input_mappings_only_adds_nothing(flow):
    flow.stub("Price").returns({"total": 30})

    execution = flow.run({"order": "o-1"})

    (join,) = execution.step("Join").visits
    assert (join.input, join.output) == ({"order": "o-1", "total": 30}, {})
    assert execution.output == {"total": 30}


@pytest.mark.flow("only-a-pass.yml")
def test_a_flow_of_one_pass_has_an_empty_output(flow):
    assert flow.run({"order": "o-1"}).output == {}
