"""Constants keep the type that YAML gives them (fdl-classic W1 and 3.3)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_a_list_of_constants_is_the_output_of_the_step_and_part_of_the_flows(flow):
    execution = flow.run()

    assert execution.step("Letters").visits[0].output == {"names": ["A", "B", "C"]}
    assert execution.output["names"] == ["A", "B", "C"]


def test_every_kind_of_value_arrives_as_it_was_written(flow):
    execution = flow.run()

    assert execution.step("Settings").visits[0].output == {
        "page_size": 100,
        "marker": "",
        "last_index": -1,
        "ratio": 0.5,
        "delimiter": "/",
        "endpoint": "https://oss.example.com/?list-type=2",
        "owner": "ops@example.com",
        "verbose": False,
        "tags": {},
        "failed": [],
        "since": "2019-05-02T15:04:05Z",
        "zip_code": "00123",
        "format": {"type": "csv", "columns": ["id", "name"]},
    }
