"""The local of a parallel (fdl-classic 2.3)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_a_branch_is_named_by_its_index(flow):
    execution = flow.run()

    # No "wrong"; and [*] skips the branch that has no bucket.
    assert execution.output == {"region": "cn-hangzhou", "bucket": "photos", "all_buckets": ["photos"]}
