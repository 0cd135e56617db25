"""The engine against a second reading of the specification that knows neither clock nor concurrency."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings

from .generated import worlds
from .oracle import foretell
from .playing import played
from .well_formed import faults


@settings(max_examples=300)
@given(worlds(foreseeable=True))
def test_a_flow_comes_to_what_a_second_reading_foretells(world):
    foretold = foretell(world)
    with played(world) as executions:
        (execution,) = executions
        assert (execution.status, execution.error) == (foretold.status, foretold.error)
        assert execution.output == foretold.output
        assert execution.elapsed == timedelta(milliseconds=foretold.ms)
        assert faults(execution.history.to_api(), world["flows"]["main"], 10**9) == []
        if execution.succeeded:
            visits = [
                (visit.where, name, visit.input, visit.output)
                for name in set(execution.path)
                for visit in execution.step(name).visits
                if visit.error is None
            ]
            assert sorted(visits, key=repr) == sorted(foretold.visits, key=repr)
