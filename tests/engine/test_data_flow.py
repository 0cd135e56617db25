"""How values travel: defaults, merges, mappings, scopes, `$context` (fdl-classic sections 2 and 3)."""

from __future__ import annotations

import json

import pytest

from pytest_fnf import expect, open_flow

# Slips that are allowed, and warned of elsewhere, are run here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")

HEAD = "version: v1\ntype: flow\nsteps:\n"


def flow_of(*steps: dict, **more: object) -> str:
    return json.dumps({"version": "v1", "type": "flow", "steps": steps, **more}) + "\n"


def passes(name: str, **more: object) -> dict:
    return {"type": "pass", "name": name, **more}


def mappings(**sources: object) -> list[dict]:
    return [{"target": target, "source": source} for target, source in sources.items()]


def test_a_pass_does_not_echo_its_input_but_later_steps_still_see_it():
    with open_flow(flow_of(passes("a"), passes("b"))) as flow:
        execution = flow.run({"x": 1})
    assert execution.step("a").visits[0].output == {}
    assert execution.step("b").visits[0].input == {"x": 1}
    assert execution.output == {}


def test_the_local_wins_over_the_input_on_equal_keys():
    with open_flow(flow_of(passes("a", outputMappings=mappings(x=2)), passes("b"))) as flow:
        execution = flow.run({"x": 1, "y": 1})
    assert execution.step("b").visits[0].input == {"x": 2, "y": 1}
    assert execution.output == {"x": 2}


def test_outputs_merge_by_top_level_keys_and_replace_values():
    # not a deep merge; keys are never removed.
    steps = (
        passes("a", outputMappings=mappings(deep={"one": 1}, kept=1)),
        passes("b", outputMappings=mappings(deep={"two": 2})),
    )
    with open_flow(flow_of(*steps)) as flow:
        assert flow.run().output == {"deep": {"two": 2}, "kept": 1}


def test_with_mappings_only_the_listed_targets_exist():
    step = passes("b", inputMappings=mappings(y="$input.x"))
    with open_flow(flow_of(passes("a", outputMappings=mappings(l=1)), step)) as flow:
        assert flow.run({"x": 1, "z": 2}).step("b").visits[0].input == {"y": 1}


def test_an_empty_list_of_mappings_makes_an_empty_object():
    with open_flow(flow_of(passes("a", inputMappings=[]), passes("b", outputMappings=[]))) as flow:
        execution = flow.run({"x": 1})
    assert execution.step("a").visits[0].input == {}


def test_a_missing_path_leaves_its_target_out():
    # neither null nor a failure.
    step = passes("a", inputMappings=mappings(x="$input.gone", y="$input.there.gone", z="$local.gone", here="$input.n"))
    with open_flow(flow_of(step)) as flow:
        assert flow.run({"there": {"x": 1}, "n": None}).step("a").visits[0].input == {"here": None}


def test_of_equal_targets_the_last_that_is_there_wins():
    sources = [("x", 1), ("y", 1), ("x", "$input.two"), ("y", "$input.gone")]
    step = passes("a", inputMappings=[{"target": target, "source": source} for target, source in sources])
    with open_flow(flow_of(step)) as flow:
        assert flow.run({"two": 2}).step("a").visits[0].input == {"x": 2, "y": 1}


def test_a_target_with_dots_is_one_key():
    #
    step = passes("a", outputMappings=[{"target": "a.b", "source": 1}])
    with open_flow(flow_of(step)) as flow:
        assert flow.run().output == {"a.b": 1}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("pass1", "pass1"),
        ("''", ""),
        ("/", "/"),
        ("100  # comment", 100),
        ("-1", -1),
        ("0", 0),
        ("1.5", 1.5),
        ("true", True),
        ("{}", {}),
        ("[]", []),
        ('["A", 2, {k: null}]', ["A", 2, {"k": None}]),
        ("https://example.com/?a=$input.x", "https://example.com/?a=$input.x"),
        ("'text $input.x'", "text $input.x"),
        ("{a: $input.x, b: [$local.y]}", {"a": "$input.x", "b": ["$local.y"]}),
        ("$.x", "$.x"),
        ("2019-05-02T15:04:05Z", "2019-05-02T15:04:05Z"),
        ("me@example.com", "me@example.com"),
    ],
)
def test_a_constant_is_anything_that_does_not_begin_with_a_root(source, value):
    # Also Q-4 (references inside constants stay text) and Q-5 (`$.x` is text).
    text = f"{HEAD}  - type: pass\n    name: a\n    outputMappings:\n      - target: v\n        source: {source}\n"
    with open_flow(text) as flow:
        assert flow.run({"x": 1}).output == {"v": value}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("$input", {"list": [{"n": 1, "p": [1, 2]}, {"p": [3]}], "key_info": ["a", "b"], "deep": {"a-b": {"文": 5}}}),
        ("$input.key_info[1]", "b"),
        ("$input.key_info[-1]", "b"),
        ("$input.list[0].n", 1),
        ("$input.list[*].n", [1]),
        ("$input.list[*].p[*]", [1, 2, 3]),
        ("$input.list[*].gone", []),
        ('$input.deep["a-b"].文', 5),
    ],
)
def test_a_reference_takes_a_part_of_a_value(source, value):
    data = {"list": [{"n": 1, "p": [1, 2]}, {"p": [3]}], "key_info": ["a", "b"], "deep": {"a-b": {"文": 5}}}
    with open_flow(flow_of(passes("a", outputMappings=mappings(v=source)))) as flow:
        assert flow.run(data).output == {"v": value}


def test_a_step_can_take_the_parents_whole_input_or_local():
    steps = (
        passes("a", outputMappings=mappings(made=1)),
        passes("b", inputMappings=mappings(i="$input", l="$local")),
    )
    with open_flow(flow_of(*steps)) as flow:
        assert flow.run({"x": 1}).step("b").visits[0].input == {"i": {"x": 1}, "l": {"made": 1}}


def test_a_key_of_the_local_of_a_loop_is_overwritten_each_round():
    text = f"""{HEAD}
  - {{type: task, name: work, resourceArn: "acs:fc:::functions/f"}}
  - {{type: choice, name: more, choices: [{{condition: $.n < 3, goto: work}}]}}
"""
    with open_flow(text) as flow:
        stub = flow.stub("work").answers(
            lambda event: {"n": event.get("n", 0) + 1, f"k{event.get('n', 0)}": True},
        )
        assert flow.run().output == {"n": 3, "k0": True, "k1": True, "k2": True}
    assert stub.received == [{}, {"n": 1, "k0": True}, {"n": 2, "k0": True, "k1": True}]


def test_a_choice_hands_its_input_down_and_its_local_up():
    # detect-mask: the inner `$input` holds what was an outer local, the inner local is read after the choice.
    text = f"""{HEAD}
  - {{type: pass, name: found, outputMappings: [{{target: faces, source: [1, 2]}}]}}
  - type: choice
    name: any
    choices:
      - condition: $.faces
        steps: [{{type: pass, name: never}}]
    default:
      steps:
        - type: choice
          name: deeper
          choices:
            - condition: $.id == 7
              steps:
                - type: pass
                  name: pick
                  inputMappings: [{{target: all, source: $input.faces}}, {{target: local, source: $local}}]
                  outputMappings: [{{target: single, source: "$input.all[0]"}}]
  - {{type: pass, name: after, inputMappings: [{{target: single, source: $local.single}}]}}
"""
    with open_flow(text) as flow:
        execution = flow.run({"id": 7})
    assert execution.step("pick").visits[0].input == {"all": [1, 2], "local": {}}
    assert execution.step("after").visits[0].input == {"single": 1}
    assert execution.output == {"faces": [1, 2], "single": 1}


def test_input_mappings_of_a_choice_rename_for_its_conditions_and_the_outer_local_survives():
    # ml-pipeline
    text = f"""{HEAD}
  - {{type: pass, name: deploy, outputMappings: [{{target: state, source: ok}}, {{target: endpoint, source: url}}]}}
  - type: choice
    name: check
    inputMappings: [{{target: status, source: $local.state}}]
    choices: [{{condition: $.status == "ok", steps: [{{type: pass, name: inside}}]}}]
  - {{type: pass, name: expose, inputMappings: [{{target: url, source: $local.endpoint}}]}}
"""
    with open_flow(text) as flow:
        execution = flow.run()
    assert execution.step("inside").visits[0].input == {"status": "ok"}
    assert execution.step("expose").visits[0].input == {"url": "url"}


def test_a_tasks_result_is_its_local_and_output_mappings_choose_from_it():
    text = f"""{HEAD}
  - type: task
    name: work
    resourceArn: acs:fc:::functions/f
    outputMappings: [{{target: id, source: $local.id}}, {{target: asked, source: $input.q}}]
"""
    with open_flow(text) as flow:
        flow.stub("work").returns({"id": 1, "secret": 2})
        assert flow.run({"q": "?"}).output == {"id": 1, "asked": "?"}


def test_a_parallels_local_is_an_array_so_that_a_key_leads_nowhere():
    parallel = {
        "type": "parallel",
        "name": "both",
        "branches": [{"steps": [passes("a", outputMappings=mappings(key=1))]}],
        "outputMappings": mappings(wrong="$local.key", right="$local[0].key"),
    }
    with open_flow(flow_of(parallel)) as flow:
        assert flow.run().output == {"right": 1}


def test_the_flows_input_mappings_replace_the_input_and_its_output_reads_what_was_never_set():
    # trip saga: flow-level outputMappings read `$local.x` that the failing path never set.
    text = flow_of(
        passes("a", outputMappings=mappings(made=1)),
        inputMappings=mappings(id="$input.order.id"),
        outputMappings=mappings(id="$input.id", order="$input.order", made="$local.made", gone="$local.gone"),
    )
    with open_flow(text) as flow:
        execution = flow.run({"order": {"id": 7}})
    assert execution.input == {"order": {"id": 7}}
    assert execution.step("a").visits[0].input == {"id": 7}
    assert execution.output == {"id": 7, "made": 1}


def test_the_flows_input_mappings_know_no_local_and_no_step():
    # fdl-classic 3.2: the flow's local starts empty only when its steps begin.
    sources = mappings(made="$local.made", local="$local", step="$context.step.name", flow="$context.flow.name")
    with open_flow(
        flow_of(passes("a", inputMappings=mappings(all="$input")), inputMappings=sources), name="shop"
    ) as flow:
        execution = flow.run({"made": 1})
    assert execution.step("a").visits[0].input == {"all": {"local": {}, "flow": "shop"}}


def test_the_context_names_flow_execution_and_step():
    # step.eventId is the id of this visit's StepEntered (fdl-classic 3.5): 2 and 6 here, so it grows.
    sources = mappings(
        flow="$context.flow.name",
        execution="$context.execution.name",
        step="$context.step.name",
        event="$context.step.eventId",
        gone="$context.task.token",
        all="$context",
    )
    steps = (passes("a", inputMappings=sources), passes("b", outputMappings=sources))
    with open_flow(flow_of(*steps), name="shop") as flow:
        execution = flow.run(name="mine")
    assert execution.step("a").visits[0].input == {
        "flow": "shop",
        "execution": "mine",
        "step": "a",
        "event": 2,
        "all": {"flow": {"name": "shop"}, "execution": {"name": "mine"}, "step": {"name": "a", "eventId": 2}},
    }
    assert execution.output["step"] == "b"
    assert execution.output["event"] == 6


def test_every_kind_of_step_knows_its_own_event_in_its_output_mappings():
    sources = mappings(at="$context.step.eventId", who="$context.step.name")
    pass_inside = {"steps": [passes("inner")]}
    kinds = [
        {"type": "wait", "name": "wait", "duration": 1},
        {"type": "choice", "name": "choice", "choices": [{"condition": "true", **pass_inside}]},
        {"type": "parallel", "name": "parallel", "branches": [pass_inside]},
        {"type": "foreach", "name": "each", "iterationMapping": {"collection": "$.l", "item": "x"}, **pass_inside},
        {"type": "task", "name": "task", "resourceArn": "acs:fc:::functions/f"},
        {"type": "succeed", "name": "succeed"},
    ]
    with open_flow(flow_of(*({**kind, "outputMappings": sources} for kind in kinds))) as flow:
        flow.stub("task").returns({})
        execution = flow.run({"l": [1]})
    entered = {event.step: event.id for event in execution.history if event.type == "StepEntered"}
    for kind in kinds:
        name = kind["name"]
        assert execution.step(name).visits[0].output == {"at": entered[name], "who": name}


def test_the_token_of_a_task_is_in_its_output_mappings_too():
    text = f"""{HEAD}
  - type: task
    name: ask
    resourceArn: acs:fc:::functions/f
    pattern: waitForCallback
    outputMappings: [{{target: token, source: $context.task.token}}]
"""
    with open_flow(text) as flow:
        flow.stub("ask").returns({})
        execution = flow.start()
        (pending,) = execution.pending
        pending.succeed({})
    assert execution.output == {"token": pending.token}


def test_a_step_forks_itself_when_its_event_id_nears_the_limit():
    # oss-copy: compare `$context.step.eventId` with a number to leave the loop in time.
    text = f"""{HEAD}
  - {{type: pass, name: work}}
  - type: choice
    name: full
    inputMappings: [{{target: event_id, source: $context.step.eventId}}]
    choices: [{{condition: $.event_id >= 20, goto: fork}}]
    default: {{goto: work}}
  - {{type: task, name: fork, resourceArn: "acs:fnf:::flow/copy"}}
"""
    with open_flow(text, name="other") as flow:
        flow.stub("fork").returns({"forked": True})
        execution = flow.run()
    # StepEntered of the choice: 6, 14, 22; each round has 4 + 4 events.
    expect(execution).succeeded({"forked": True}).visited("work", times=3)


def test_values_are_never_shared_between_steps_and_a_stubs_function():
    text = f"""{HEAD}
  - {{type: task, name: one, resourceArn: "acs:fc:::functions/one"}}
  - {{type: task, name: two, resourceArn: "acs:fc:::functions/two"}}
"""
    kept = {"list": [1]}

    def spoil(event):
        event["x"].append(99)
        return kept

    with open_flow(text) as flow:
        flow.stub("one").answers(spoil)
        two = flow.stub("two").answers(spoil)
        execution = flow.run({"x": [0]})
    kept["list"].append(2)
    assert two.received == [{"x": [0], "list": [1]}]
    assert execution.output == {"list": [1]}
    assert execution.step("one").visits[0].input == {"x": [0]}
