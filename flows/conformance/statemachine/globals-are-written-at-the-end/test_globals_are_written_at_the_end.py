"""When a global variable is written, and who sees it (cloudflow-statemachine 3.3, 3.5)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_a_state_writes_for_those_after_it(flow):
    flow.stub("count").returns({"count": 3})

    execution = flow.run({"ignored": 1})

    assert execution.step("Both").visits[0].input == {"before": None, "output_only": True}
    # Right reads at second 1 what Left wrote at second 0.
    assert execution.output == {"seen": 3, "left": 1, "all": {"count": 3, "made_by": "Count", "left": 1}}


def test_the_next_execution_begins_with_none(flow):
    flow.stub("count").returns({"count": 3})
    flow.run()

    assert flow.run().step("Both").visits[0].input["before"] is None
