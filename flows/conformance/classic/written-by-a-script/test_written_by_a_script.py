"""Flows that nobody wrote by hand: JSON text, a hundred branches, more than a hundred steps and elements."""

from __future__ import annotations

import json

import pytest

from pytest_fnf import DefinitionError, expect


def flow_of(*steps):
    """A flow as JSON, which is YAML too: what a script would write."""
    return json.dumps({"version": "v1", "type": "flow", "steps": steps}, indent=2) + "\n"


def wait(name, seconds):
    return {"type": "wait", "name": name, "duration": seconds, "outputMappings": [{"target": name, "source": seconds}]}


def test_a_hundred_and_twenty_steps_run_in_order(load_flow):
    flow = load_flow(flow_of(*(wait(f"Step{n}", 1) for n in range(120))))

    execution = flow.run()

    assert execution.path == [f"Step{n}" for n in range(120)]
    expect(execution).succeeded().took(120)


def parallel(branches):
    return flow_of({"type": "parallel", "name": "All", "branches": [{"steps": [step]} for step in branches]})


def test_a_hundred_branches_run_at_once(load_flow):
    flow = load_flow(parallel(wait(f"Branch{n}", n + 1) for n in range(100)))

    expect(flow.run()).succeeded(output={}).took(100)


def test_the_hundred_and_first_branch_is_refused(load_flow):
    with pytest.raises(DefinitionError, match="step 'All' has 101 branches; 1 to 100 are allowed"):
        load_flow(parallel(wait(f"Branch{n}", 1) for n in range(101)))


def test_a_longer_collection_runs_a_hundred_at_a_time(load_flow):
    each = {
        "type": "foreach",
        "name": "Each",
        "iterationMapping": {"collection": "$.list", "item": "x"},
        "steps": [{"type": "wait", "name": "Work", "duration": 10}],
    }

    # 100, 100 and 50 elements of ten seconds each.
    expect(load_flow(flow_of(each)).run({"list": list(range(250))})).succeeded().visited("Work", times=250).took(30)
