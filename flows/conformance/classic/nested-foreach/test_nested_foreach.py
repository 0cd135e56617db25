"""Iterations in iterations (fdl-classic 4.6)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_the_inner_index_hides_the_outer_one(flow):
    execution = flow.run(
        {"sheet": "s-1", "rows": [{"name": "first", "cells": ["a", "b"]}, {"name": "second", "cells": ["c"]}]}
    )

    assert execution.output == {
        "labels": [
            {"row": "first", "cell": "a", "index": 0},
            {"row": "first", "cell": "b", "index": 1},
            {"row": "second", "cell": "c", "index": 0},
        ],
        "row_indexes": [0, 1],
        "sheet": "s-1",
    }
