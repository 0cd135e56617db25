"""Indexes and wildcards in mappings (fdl-classic 3.4)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_indexes_wildcards_and_flattening(flow):
    execution = flow.run(
        {
            "events": [{"oss": {"object": {"key": "in/a.zip"}}}, {"oss": {"object": {"key": "in/b.zip"}}}],
            "key_info": ["in", "Li"],
            "folders": [{"files": ["a", "b"]}, {"files": []}, {"files": ["c"]}],
        }
    )

    assert execution.output == {
        "key": "in/a.zip",
        "owner": "Li",
        "all": ["a", "b", "c"],
        "by_folder": [["a", "b"], [], ["c"]],
        "first_folder": ["a", "b"],
        "sizes": [],  # no element has the key: an empty list, not a missing key
    }


def test_without_folders_the_lists_are_empty_and_an_index_finds_nothing(flow):
    execution = flow.run({"events": [], "key_info": ["in"], "folders": []})

    # The paths that lead nowhere (events[0], key_info[1], $local[0]) leave their targets out.
    assert execution.output == {"all": [], "by_folder": [], "sizes": []}
