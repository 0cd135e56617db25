"""The engine against a second reading of the specification that knows neither clock nor concurrency."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings

from .generated import worlds
from .machine_oracle import foretell_machine
from .machines import machine_worlds
from .oracle import foretell
from .playing import played
from .well_formed import faults
from .well_formed_states import faults_of_states


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


@settings(max_examples=300)
@given(machine_worlds(foreseeable=True))
def test_a_state_machine_comes_to_what_a_second_reading_foretells(world):
    foretold = foretell_machine(world)
    with played(world) as executions:
        (execution,) = executions
        assert (execution.status, execution.error) == (foretold.status, foretold.error)
        assert execution.output == foretold.output
        assert execution.elapsed == timedelta(milliseconds=foretold.ms)
        assert faults_of_states(execution.history.to_api(), world["flows"]["main"], 10**9) == []
        visits = Counter(
            repr((visit.where, name, visit.input, visit.output))
            for name in set(execution.path)
            for visit in execution.step(name).visits
            if visit.error is None
        )
        # Rounds and branches that failed were visited too, which the second reading does not follow.
        assert Counter(map(repr, foretold.visits)) <= visits
