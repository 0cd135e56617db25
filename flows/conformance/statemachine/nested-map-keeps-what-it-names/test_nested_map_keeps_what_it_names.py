"""Iterations in iterations (cloudflow-statemachine 10.1)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.flow("flow.yml")


def test_the_rows_name_is_handed_on_by_hand(flow):
    execution = flow.run(
        {
            "sheet": "s",
            "rows": [
                {"name": "first", "cells": [{"text": "a"}, {"text": "b"}]},
                {"name": "second", "cells": []},
            ],
        }
    )

    assert execution.output == {
        "rows": [
            {"row": "first", "labels": [{"label": "s/a"}, {"label": "s/b"}]},
            {"row": "second", "labels": []},
        ]
    }
    assert [visit.where for visit in execution.step("Label").visits] == [
        ("EachRow[0]", "EachCell[0]"),
        ("EachRow[0]", "EachCell[1]"),
    ]
