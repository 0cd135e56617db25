"""The graph of a classic flow: every transition (fdl-classic 4.4 and section 6)."""

# ruff: noqa: E501  (a step is shown on one line)

from __future__ import annotations

import pytest

from pytest_fnf.definition.load import read_definition

HEAD = "version: v1\ntype: flow\nsteps:\n"


def ways(steps: str) -> list[tuple[str, str]]:
    """Id and kind of every transition."""
    return [(way.id, way.kind) for way in read_definition(HEAD + steps).graph().transitions]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("- {type: pass, name: a}", [("-> a", "next"), ("a -> (end)", "end")]),
        (
            "- {type: pass, name: a}\n- {type: pass, name: b, end: true}\n- {type: pass, name: c}",
            [("-> a", "next"), ("a -> b", "next"), ("b -> (end)", "end"), ("c -> (end)", "end")],
        ),
        (
            "- {type: succeed, name: a}\n- {type: fail, name: b}\n- {type: pass, name: c}",
            [("-> a", "next"), ("a -> (end)", "end"), ("b -> (end)", "end"), ("c -> (end)", "end")],
        ),
        (
            (
                "- {type: task, name: a, resourceArn: 'acs:fnf:::flow/x', catch: "
                "[{errors: [A], goto: c}, {errors: [FnF.ALL], goto: a}]}\n- {type: pass, name: b}\n- {type: pass, name: c}"
            ),
            [
                ("-> a", "next"),
                ("a -> b", "next"),
                ("a/catch[0] -> c", "catch"),
                ("a/catch[1] -> a", "catch"),
                ("b -> c", "next"),
                ("c -> (end)", "end"),
            ],
        ),
        (
            (
                "- {type: choice, name: a, choices: [{condition: $.x, goto: c}, {condition: $.y}]}\n"
                "- {type: pass, name: b}\n- {type: pass, name: c}"
            ),
            [
                ("-> a", "next"),
                ("a/choices[0] -> c", "choice"),
                ("a/choices[1] -> b", "choice"),
                ("a/fall-through -> b", "fall-through"),
                ("b -> c", "next"),
                ("c -> (end)", "end"),
            ],
        ),
        (
            # A list inside an entry is entered; when it has ended, the choice goes on.
            (
                "- type: choice\n  name: a\n  choices:\n"
                "    - {condition: $.x, steps: [{type: pass, name: x1}, {type: pass, name: x2}]}\n"
                "    - {condition: $.y, steps: [{type: pass, name: y1}], goto: c}\n"
                "  default: {steps: [{type: pass, name: d1}], goto: a}\n"
                "- {type: pass, name: b}\n- {type: pass, name: c}"
            ),
            [
                ("-> a", "next"),
                ("a/choices[0] -> x1", "choice"),
                ("x1 -> x2", "next"),
                ("x2 -> (end)", "end"),
                ("a/choices[0]/steps -> b", "next"),
                ("a/choices[1] -> y1", "choice"),
                ("y1 -> (end)", "end"),
                ("a/choices[1]/goto -> c", "choice"),
                ("a/default -> d1", "default"),
                ("d1 -> (end)", "end"),
                ("a/default/goto -> a", "default"),
                ("b -> c", "next"),
                ("c -> (end)", "end"),
            ],
        ),
        (
            # `end` holds where no goto is written.
            (
                "- type: choice\n  name: a\n  end: true\n  choices:\n"
                "    - {condition: $.x, goto: b}\n    - {condition: $.y, steps: [{type: pass, name: y1}]}\n"
                "- {type: pass, name: b}"
            ),
            [
                ("-> a", "next"),
                ("a/choices[0] -> b", "choice"),
                ("a/choices[1] -> y1", "choice"),
                ("y1 -> (end)", "end"),
                ("a/choices[1]/steps -> (end)", "end"),
                ("a/fall-through -> (end)", "fall-through"),
                ("b -> (end)", "end"),
            ],
        ),
        (
            (
                "- {type: parallel, name: a, branches: [{steps: [{type: pass, name: b}]}, {steps: [{type: fail, name: c}]}]}\n"
                "- {type: pass, name: d}"
            ),
            [
                ("-> a", "next"),
                ("a/branches[0] -> b", "branch"),
                ("b -> (end)", "end"),
                ("a/branches[1] -> c", "branch"),
                ("c -> (end)", "end"),
                ("a -> d", "next"),
                ("d -> (end)", "end"),
            ],
        ),
        (
            "- {type: foreach, name: a, iterationMapping: {collection: $.x, item: i}, steps: [{type: pass, name: b}]}",
            [("-> a", "next"), ("a/iteration -> b", "iteration"), ("b -> (end)", "end"), ("a -> (end)", "end")],
        ),
        (
            # One name in two lists (design section 6): the ids stay unique.
            (
                "- type: choice\n  name: a\n  choices: [{condition: $.x, steps: [{type: pass, name: b}]}]\n"
                "  default: {steps: [{type: pass, name: b}]}"
            ),
            [
                ("-> a", "next"),
                ("a/choices[0] -> b", "choice"),
                ("b -> (end)", "end"),
                ("a/choices[0]/steps -> (end)", "end"),
                ("a/default -> b", "default"),
                ("b -> (end) #2", "end"),
                ("a/default/steps -> (end)", "end"),
            ],
        ),
    ],
)
def test_every_way_of_a_flow_is_a_transition(steps: str, expected: list[tuple[str, str]]) -> None:
    assert ways(steps) == expected


def test_transition_says_from_where_to_where() -> None:
    graph = read_definition(HEAD + "- {type: choice, name: a, choices: [{condition: $.x, goto: a}]}").graph()
    assert [(way.from_, way.to) for way in graph.transitions] == [("", "a"), ("a", "a"), ("a", "")]


def test_steps_stand_in_the_order_of_the_text_with_the_step_around_them() -> None:
    graph = read_definition(
        HEAD
        + """\
- type: choice
  name: a
  default:
    steps:
      - type: foreach
        steps:
          - {type: wait, name: c, duration: 1}
        name: b
        iterationMapping: {collection: $.x, item: i}
  choices:
    - {condition: $.x, steps: [{type: fail, name: d}]}
- {type: succeed, name: e}
"""
    ).graph()
    assert [(step.name, step.kind, step.place.line, step.parent) for step in graph.steps] == [
        ("a", "choice", 4, None),
        ("b", "foreach", 8, "a"),
        ("c", "wait", 10, "b"),
        ("d", "fail", 14, "a"),
        ("e", "succeed", 15, None),
    ]
