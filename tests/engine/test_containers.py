"""Parallel and foreach: concurrency on the clock, scopes, bounds, failures (fdl-classic 2.4, 4.5, 4.6; Q-13, Q-18)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pytest_fnf import DefinitionError, expect, open_flow

HEAD = "version: v1\ntype: flow\nsteps:\n"


def flow_of(*steps: dict) -> str:
    """A flow as JSON, which YAML reads too."""
    return json.dumps({"version": "v1", "type": "flow", "steps": steps}) + "\n"


def each(name: str, collection: str, item: str, *steps: dict, **more: object) -> dict:
    mapping = {"collection": collection, "item": item}
    index = more.pop("index", None)
    if index:
        mapping["index"] = index
    return {"type": "foreach", "name": name, "iterationMapping": mapping, "steps": steps, **more}


def take(*sources: str) -> list[dict]:
    """`$local.a` becomes target `a`; `key=source` names the target."""
    pairs = [source.split("=", 1) if "=" in source else (source.rpartition(".")[2], source) for source in sources]
    return [{"target": target, "source": source} for target, source in pairs]


def entered_at(execution, step: str) -> list[float]:
    return [(visit.entered_at - execution.started_at).total_seconds() for visit in execution.step(step).visits]


def test_branches_run_at_the_same_time_and_the_longest_decides():
    text = f"""{HEAD}
  - type: parallel
    name: all
    branches:
      - steps: [{{type: wait, name: a, duration: 5}}]
      - steps: [{{type: wait, name: b, duration: 30}}, {{type: wait, name: c, duration: 4}}]
      - steps: [{{type: wait, name: d, duration: 20}}]
  - {{type: pass, name: after}}
"""
    with open_flow(text) as flow:
        execution = flow.run()
    expect(execution).succeeded().took(34).waited("all", 34)
    assert execution.path == ["all", "a", "b", "d", "c", "after"]
    assert entered_at(execution, "c") == [30]
    assert entered_at(execution, "after") == [34]


def test_branches_have_locals_of_their_own_and_see_the_steps_input_only():
    text = f"""{HEAD}
  - {{type: pass, name: before, outputMappings: [{{target: key, source: outer}}]}}
  - type: parallel
    name: both
    branches:
      - steps:
          - {{type: pass, name: a1, outputMappings: [{{target: key, source: first}}]}}
          - {{type: wait, name: a2, duration: 2}}
      - steps:
          - {{type: wait, name: b1, duration: 1}}
          - {{type: pass, name: b2, outputMappings: [{{target: seen, source: $input.key}}]}}
          - type: pass
            name: b3
            inputMappings: [{{target: parent, source: $input.key}}, {{target: own, source: $local.seen}}]
    outputMappings: [{{target: locals, source: $local}}]
  - {{type: pass, name: after}}
"""
    with open_flow(text) as flow:
        execution = flow.run()
    assert execution.step("b2").visits[0].input == {"key": "outer"}
    assert execution.step("a2").visits[0].input == {"key": "first"}
    assert execution.step("b3").visits[0].input == {"parent": "outer", "own": "outer"}
    assert execution.step("both").visits[0].output == {"locals": [{"key": "first"}, {"seen": "outer"}]}
    assert execution.step("after").visits[0].input == {"key": "outer", "locals": [{"key": "first"}, {"seen": "outer"}]}


def test_what_an_iteration_makes_is_gathered_in_the_order_of_the_collection():
    flow_text = flow_of(
        each(
            "each",
            "$.list",
            "x",
            {"type": "wait", "name": "hold", "duration": "$.x", "outputMappings": take("waited=$input.x")},
            outputMappings=take("all=$local[*].waited", "whole=$local", "second=$local[1].waited", "base=$input.base"),
        )
    )
    with open_flow(flow_text) as flow:
        execution = flow.run({"list": [3, 1, 2], "base": 9})
    assert execution.output == {
        "all": [3, 1, 2],
        "whole": [{"waited": 3}, {"waited": 1}, {"waited": 2}],
        "second": 1,
        "base": 9,
    }
    expect(execution).took(3)


def test_an_elements_that_lacks_the_key_contributes_nothing():
    #
    inner = {"type": "pass", "name": "see", "outputMappings": take("id=$input.x.id")}
    text = flow_of(each("each", "$.list", "x", inner, outputMappings=take("ids=$local[*].id")))
    with open_flow(text) as flow:
        assert flow.run({"list": [{"id": 1}, {}, {"id": 3}]}).output == {"ids": [1, 3]}


def test_iteration_input_is_the_steps_input_with_item_and_index():
    text = flow_of(
        each(
            "each",
            "$.names",
            "name",
            {"type": "task", "name": "work", "resourceArn": "acs:fc:::functions/f"},
            index="at",
            inputMappings=take("names=$input.people", "extra=1"),
        )
    )
    with open_flow(text) as flow:
        stub = flow.stub("work").returns({})
        flow.run({"people": ["a", "b"], "hidden": True})
    assert stub.received == [
        {"names": ["a", "b"], "extra": "1", "name": "a", "at": 0},
        {"names": ["a", "b"], "extra": "1", "name": "b", "at": 1},
    ]


def test_item_and_index_shadow_keys_of_the_input():
    text = flow_of(each("each", "$.list", "list", {"type": "pass", "name": "see"}, index="id"))
    with open_flow(text) as flow:
        execution = flow.run({"list": ["a"], "id": "mine"})
    assert execution.step("see").visits[0].input == {"list": "a", "id": 0}


def test_nested_foreach_with_one_index_name_sees_the_nearest():
    inner = each("inner", "$.row", "cell", {"type": "pass", "name": "see"}, index="index")
    text = flow_of(each("outer", "$.rows", "row", inner, {"type": "pass", "name": "after"}, index="index"))
    with open_flow(text) as flow:
        execution = flow.run({"rows": [["a", "b"], ["c"]]})
    visits = execution.step("see").visits
    assert [(visit.where, visit.input["cell"], visit.input["index"]) for visit in visits] == [
        (("outer[0]", "inner[0]"), "a", 0),
        (("outer[0]", "inner[1]"), "b", 1),
        (("outer[1]", "inner[0]"), "c", 0),
    ]
    assert [visit.input["index"] for visit in execution.step("after").visits] == [0, 1]


def test_at_most_100_iterations_run_and_the_next_starts_when_one_ends():
    # 150 elements. All of the first 100 wait 10 s, but the 40th only 4 s: the 101st starts at 4 s, the other 49 when
    # the 99 others end at 10 s; they wait 10 s as well.
    seconds = [10] * 150
    seconds[39] = 4
    text = flow_of(each("each", "$.list", "x", {"type": "wait", "name": "hold", "duration": "$.x"}))
    with open_flow(text) as flow:
        execution = flow.run({"list": seconds})
    assert entered_at(execution, "hold") == [0] * 100 + [4] + [10] * 49
    expect(execution).succeeded().took(20)
    wheres = [visit.where for visit in execution.step("hold").visits]
    assert wheres == [(f"each[{index}]",) for index in range(150)]


def test_an_iteration_that_takes_no_time_makes_room_at_once():
    text = flow_of(each("each", "$.list", "x", {"type": "pass", "name": "see"}))
    with open_flow(text) as flow:
        execution = flow.run({"list": list(range(250))})
    assert execution.step("see").count == 250
    expect(execution).succeeded().took(0)


def test_an_iteration_started_in_anothers_turn_goes_first():
    # All of 102 iterations wait 1 s. When each[0] ends, each[100] starts at once, before each[1] has its turn.
    text = flow_of(each("each", "$.list", "x", {"type": "wait", "name": "hold", "duration": 1}))
    with open_flow(text) as flow:
        execution = flow.run({"list": list(range(102))})
    order = [
        (event.type, event.detail["input"]["x"] if event.type == "IterationEntered" else None)
        for event in execution.history
        if event.type.startswith("Iteration")
    ]
    assert order[100:105] == [
        ("IterationExited", None),
        ("IterationEntered", 100),
        ("IterationExited", None),
        ("IterationEntered", 101),
        ("IterationExited", None),
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({}, "missing"),
        ({"list": None}, "null"),
        ({"list": {"a": 1}}, 'the object {"a":1}'),
        ({"list": "abc"}, 'the text "abc"'),
        ({"list": 3}, "3"),
        ({"list": True}, "true"),
        ({"list": "x" * 100}, f'the text "{"x" * 56}...'),
    ],
)
def test_a_collection_that_is_no_array_fails_the_step(data, found):
    #
    cause = f"collection $.list of foreach 'each' is {found}; an array is needed"
    with open_flow(flow_of(each("each", "$.list", "x", {"type": "pass", "name": "never"}))) as flow:
        execution = flow.run(data)
    expect(execution).failed("FnF.RuntimeError", cause).followed("each")


def test_a_wildcard_collection_is_an_array():
    text = flow_of(each("each", "$.rows[*].cells[*]", "x", {"type": "pass", "name": "see"}))
    with open_flow(text) as flow:
        execution = flow.run({"rows": [{"cells": [1, 2]}, {}, {"cells": [3]}]})
    assert [visit.input["x"] for visit in execution.step("see").visits] == [1, 2, 3]


def test_succeed_and_end_end_their_branch_only():
    text = f"""{HEAD}
  - type: parallel
    name: both
    branches:
      - steps:
          - {{type: succeed, name: done, outputMappings: [{{target: a, source: 1}}]}}
          - {{type: pass, name: never}}
      - steps:
          - {{type: pass, name: last, end: true, outputMappings: [{{target: b, source: 2}}]}}
          - {{type: pass, name: neither}}
    outputMappings: [{{target: all, source: $local}}]
  - {{type: pass, name: after}}
"""
    with open_flow(text) as flow:
        execution = flow.run()
    expect(execution).succeeded(output={"all": [{"a": 1}, {"b": 2}]}).followed("both", "done", "last", "after")


def test_end_on_a_container_ends_the_list_it_stands_in():
    inner = each("each", "$.list", "x", {"type": "pass", "name": "see"}, end=True)
    with open_flow(flow_of(inner, {"type": "pass", "name": "never"})) as flow:
        expect(flow.run({"list": [1]})).succeeded().followed("each", "see")


def test_a_fail_in_an_iteration_fails_everything_at_that_instant():
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: x}}
    steps:
      - {{type: wait, name: hold, duration: $.x}}
      - type: choice
        name: check
        choices: [{{condition: $.x == 2, steps: [{{type: fail, name: broken, error: Two, cause: no twos}}]}}]
      - {{type: wait, name: more, duration: 1.5}}
  - {{type: pass, name: never}}
"""
    with open_flow(text) as flow:
        execution = flow.run({"list": [3, 2, 1]})
        events = len(execution.history)
        flow.clock.advance(3600)
    expect(execution).failed("Two", "no twos").took(2).not_visited("never")
    assert len(execution.history) == events
    assert [event.step for event in execution.history[-5:]] == ["broken", "broken", "check", "each", ""]
    assert [visit.where for visit in execution.step("more").visits] == [("each[2]",)]
    assert execution.step("more").visits[0].exited_at is None


def test_a_failing_branch_cancels_nested_forks_below_its_siblings():
    text = f"""{HEAD}
  - type: parallel
    name: top
    branches:
      - steps:
          - type: foreach
            name: each
            iterationMapping: {{collection: $.list, item: x}}
            steps:
              - type: parallel
                name: low
                branches: [{{steps: [{{type: wait, name: hold, duration: 9}}]}}]
      - steps: [{{type: wait, name: short, duration: 1}}, {{type: fail, name: broken, error: E}}]
"""
    with open_flow(text) as flow:
        execution = flow.run({"list": [1, 2, 3]})
        flow.clock.advance(60)
    expect(execution).failed("E").took(1)
    assert [event.type for event in execution.history][-4:] == [
        "StepStarted",
        "StepFailed",
        "StepFailed",
        "ExecutionFailed",
    ]
    assert [visit.exited_at for visit in execution.step("hold").visits] == [None, None, None]


def test_the_first_failure_in_the_order_of_the_instant_is_the_one_that_counts():
    text = f"""{HEAD}
  - type: parallel
    name: both
    branches:
      - steps: [{{type: wait, name: a, duration: 1}}, {{type: fail, name: x, error: First}}]
      - steps: [{{type: wait, name: b, duration: 1}}, {{type: fail, name: y, error: Second}}]
"""
    with open_flow(text) as flow:
        expect(flow.run()).failed("First").not_visited("y")


def test_a_goto_loop_inside_an_iteration_runs_on_its_own():
    # unzip: paging inside a foreach body.
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.files, item: file}}
    steps:
      - {{type: task, name: page, resourceArn: "acs:fc:::functions/page"}}
      - {{type: choice, name: more, choices: [{{condition: $.hasMore, goto: page}}]}}
    outputMappings: [{{target: marks, source: "$local[*].marker"}}]
"""
    with open_flow(text) as flow:
        flow.stub("page").answers(
            lambda event: {
                "marker": event.get("marker", 0) + 1,
                "hasMore": event.get("marker", 0) + 1 < event["file"],
            }
        )
        execution = flow.run({"files": [1, 3, 2]})
    assert execution.output == {"marks": [1, 3, 2]}
    expect(execution).within("each[1]").visited("page", times=3)
    expect(execution).within("each[2]").visited("page", times=2)
    expect(execution).visited("page", times=6)


def test_a_foreach_inside_a_choice_inside_a_loop_starts_anew_each_time():
    text = f"""{HEAD}
  - type: choice
    name: again
    choices:
      - condition: "!$.rounds || $.rounds < 3"
        steps:
          - {{type: task, name: list, resourceArn: "acs:fc:::functions/list"}}
          - type: foreach
            name: each
            iterationMapping: {{collection: $.items, item: x, index: i}}
            steps: [{{type: wait, name: hold, duration: 1}}]
            inputMappings: [{{target: items, source: $local.items}}]
        goto: again
"""
    with open_flow(text) as flow:
        flow.stub("list").answers(
            lambda event: {"items": ["a", "b"][: event.get("rounds", 0) + 1], "rounds": event.get("rounds", 0) + 1}
        )
        execution = flow.run()
    expect(execution).succeeded().took(3).visited("each", times=3).visited("hold", times=5)
    assert [visit.where for visit in execution.step("hold").visits] == [
        ("each[0]",),
        ("each[0]",),
        ("each[1]",),
        ("each[0]",),
        ("each[1]",),
    ]


def test_a_second_run_of_a_parallel_starts_with_empty_locals():
    text = f"""{HEAD}
  - type: parallel
    name: once
    branches:
      - steps:
          - {{type: pass, name: see, inputMappings: [{{target: old, source: $local.made}}]}}
          - {{type: pass, name: make, outputMappings: [{{target: made, source: 1}}]}}
    outputMappings: [{{target: n, source: $local}}]
  - {{type: task, name: count, resourceArn: "acs:fc:::functions/count"}}
  - {{type: choice, name: more, choices: [{{condition: $.c < 2, goto: once}}]}}
"""
    with open_flow(text) as flow:
        flow.stub("count").replies({"c": 1}, {"c": 2})
        execution = flow.run()
    assert [visit.input for visit in execution.step("see").visits] == [{}, {}]


def test_parallels_nest_as_deeply_as_a_document_may():
    # A parallel adds five levels of YAML (list, map, list, map, list); the innermost waits one second.
    step: dict = {"type": "wait", "name": "core", "duration": 1}
    for level in range(49):
        step = {
            "type": "parallel",
            "name": f"p{level}",
            "branches": [{"steps": [step]}],
            "outputMappings": take("all=$local"),
        }
    with open_flow(flow_of(step)) as flow:
        execution = flow.run()
    expect(execution).succeeded().took(1)
    assert len(execution.step("core").visits[0].where) == 49
    assert execution.path == [f"p{level}" for level in reversed(range(49))] + ["core"]


def test_choices_nest_as_deeply_as_a_document_may_and_a_failure_travels_all_the_way_out():
    step: dict = {"type": "fail", "name": "core", "error": "Deep"}
    for level in range(49):
        step = {"type": "choice", "name": f"c{level}", "choices": [{"condition": "true", "steps": [step]}]}
    with open_flow(flow_of(step)) as flow:
        execution = flow.run()
    expect(execution).failed("Deep")
    failed = [event.step for event in execution.history if event.type == "StepFailed"]
    assert failed == ["core", *(f"c{level}" for level in range(49))]


def test_deeper_nesting_than_a_document_may_have_is_a_problem_of_the_definition():
    step: dict = {"type": "pass", "name": "core"}
    for level in range(51):
        step = {"type": "parallel", "name": f"p{level}", "branches": [{"steps": [step]}]}
    with pytest.raises(DefinitionError, match="200"), open_flow(flow_of(step)):
        pass


def test_a_hundred_branches_run_at_once():
    branches = [{"steps": [{"type": "wait", "name": f"w{index}", "duration": index + 1}]} for index in range(100)]
    with open_flow(flow_of({"type": "parallel", "name": "all", "branches": branches})) as flow:
        execution = flow.run()
    expect(execution).succeeded().took(100)
    assert execution.elapsed == timedelta(seconds=100)


def test_stopping_an_execution_ends_all_branches():
    text = flow_of(each("each", "$.list", "x", {"type": "wait", "name": "hold", "duration": 10}))
    with open_flow(text) as flow:
        execution = flow.start({"list": list(range(5))}).advance(1)
        execution.stop()
        events = len(execution.history)
        flow.clock.advance(60)
        assert len(execution.history) == events
    assert execution.history[-1].type == "ExecutionStopped"
    assert execution.history[-1].schedule_id == 3
