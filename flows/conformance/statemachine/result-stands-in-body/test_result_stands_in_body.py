"""How a function's result is wrapped (cloudflow-statemachine 11.2, OQ-18)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_an_object_is_wrapped_and_a_missing_key_is_null(flow):
    split = flow.stub("split").returns({"result": {"keys": ["a", "b"]}})

    execution = flow.run({"video": "v"})

    assert split.received == [{"video": "v"}]
    assert execution.output == {
        "keys": ["a", "b"],
        "split_keys": None,
        "whole": {"Body": {"result": {"keys": ["a", "b"]}}},
    }


@pytest.mark.parametrize("result", ["text", 7, None, [1, 2]])
def test_any_json_is_a_result_here(flow, result):
    flow.stub("split").returns(result)

    # In the classic dialect a result must be an object; here it is wrapped in one.
    assert flow.run({"video": "v"}).output == {"keys": None, "split_keys": None, "whole": {"Body": result}}
