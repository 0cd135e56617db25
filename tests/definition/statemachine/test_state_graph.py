"""The graph of a state machine (cloudflow-statemachine 1.1, 8 to 10, 12.3)."""

from __future__ import annotations

from pytest_fnf.definition.graph import GraphStep, Transition
from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.targets import ActionTarget, FunctionTarget

FLOW = """\
Type: StateMachine
SpecVersion: v1
StartAt: Ask
States:
  - {Type: Succeed, Name: Done}
  - Type: Task
    Name: Ask
    Action: FC:InvokeFunction
    Parameters: {resourceArn: acs:fc:::functions/ask}
    Next: Ready?
    Catch:
      - {Errors: [FC.Unknown], OutputConstructor: {}, Next: Ask}
      - {Errors: [FnF.ALL], OutputConstructor: {}, Next: Bad}
  - Type: Choice
    Name: Ready?
    Branches:
      - {Condition: $Input.ok, Next: All}
      - {Condition: $Input.never, Next: Bad}
    Default: Pause
  - {Type: Wait, Name: Pause, Seconds: 10, Next: Ask}
  - Type: Map
    Name: All
    ItemsPath: $Input.items
    Processor:
      StartAt: Both
      States:
        - Type: Parallel
          Name: Both
          Branches:
            - StartAt: One
              States: [{Type: Pass, Name: One, End: true}]
            - StartAt: Two
              States: [{Type: Task, Name: Two, End: true, Action: A:B}]
          Next: Last
        - {Type: Pass, Name: Last, End: true}
    Next: Done
  - {Type: Fail, Name: Bad, Code: Bad, Detail: bad}
"""


def test_every_state_and_way_is_in_the_graph() -> None:
    graph = read_definition(FLOW).graph()
    assert [(step.name, step.kind, step.parent) for step in graph.steps] == [
        ("Done", "succeed", None),
        ("Ask", "task", None),
        ("Ready?", "choice", None),
        ("Pause", "wait", None),
        ("All", "map", None),
        ("Both", "parallel", "All"),
        ("One", "pass", "Both"),
        ("Two", "task", "Both"),
        ("Last", "pass", "All"),
        ("Bad", "fail", None),
    ]
    assert graph.steps[0] == GraphStep("Done", "succeed", Place(5, 5), None)
    assert [(way.id, way.from_, way.to, way.kind) for way in graph.transitions] == [
        ("-> Ask", "", "Ask", "next"),
        ("Done -> (end)", "Done", "", "end"),
        ("Ask -> Ready?", "Ask", "Ready?", "next"),
        ("Ask/Catch[0] -> Ask", "Ask", "Ask", "catch"),
        ("Ask/Catch[1] -> Bad", "Ask", "Bad", "catch"),
        ("Ready?/Branches[0] -> All", "Ready?", "All", "choice"),
        ("Ready?/Branches[1] -> Bad", "Ready?", "Bad", "choice"),
        ("Ready?/Default -> Pause", "Ready?", "Pause", "default"),
        ("Pause -> Ask", "Pause", "Ask", "next"),
        ("All/Processor -> Both", "All", "Both", "iteration"),
        ("Both/Branches[0] -> One", "Both", "One", "branch"),
        ("One -> (end)", "One", "", "end"),
        ("Both/Branches[1] -> Two", "Both", "Two", "branch"),
        ("Two -> (end)", "Two", "", "end"),
        ("Both -> Last", "Both", "Last", "next"),
        ("Last -> (end)", "Last", "", "end"),
        ("All -> Done", "All", "Done", "next"),
        ("Bad -> (end)", "Bad", "", "end"),
    ]


def test_definition_tells_of_states_as_of_steps() -> None:
    definition = read_definition(FLOW, label="flow.yml")
    assert definition.problems == ()
    assert definition.kind_of("Ready?") == "choice"
    assert definition.kind_of("nothing") == ""
    assert definition.step_place("Two") == Place(33, 24)
    assert definition.step_names[:3] == ("Done", "Ask", "Ready?")
    assert definition.task_targets() == {
        "Ask": FunctionTarget(None, "ask"),
        "Two": ActionTarget("A", "B"),
    }
    assert repr(definition) == "<Definition 'flow.yml': statemachine, 10 steps>"


def test_names_in_two_scopes_give_two_ways() -> None:
    graph = read_definition(
        """\
Type: StateMachine
SpecVersion: v1
StartAt: a
States:
  - Type: Parallel
    Name: a
    End: true
    Branches:
      - {StartAt: x, States: [{Type: Pass, Name: x, End: true}]}
      - {StartAt: x, States: [{Type: Pass, Name: x, End: true}]}
"""
    ).graph()
    assert graph.transitions == (
        Transition("-> a", "", "a", "next"),
        Transition("a/Branches[0] -> x", "a", "x", "branch"),
        Transition("x -> (end)", "x", "", "end"),
        Transition("a/Branches[1] -> x", "a", "x", "branch"),
        Transition("x -> (end) #2", "x", "", "end"),
        Transition("a -> (end)", "a", "", "end"),
    )
