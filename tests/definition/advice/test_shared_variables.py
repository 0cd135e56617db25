"""Global variables that are written at the same time."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WRITER = "{{Type: Pass, Name: {0}, GlobalConstructor: {{{1}: 1}}, End: true}}"


def test_key_that_two_branches_write_is_told(advice_on_states: Callable[..., list[str]]) -> None:
    states = f"""\
- Type: Parallel
  Name: A
  Branches:
    - {{StartAt: P, States: [{WRITER.format("P", "k")}]}}
    - {{StartAt: Q, States: [{WRITER.format("Q", "l")}]}}
    - {{StartAt: R, States: [{WRITER.format("R", "k")}]}}
  End: true
"""
    assert advice_on_states(states) == [
        "10:29 FNF098 state 'R' writes '$Global.k', which state 'P' of another branch of 'A' writes too; the last to end is what stays | hand the value on in the output, or give each a key of its own"
    ]


def test_key_that_iterations_write_is_told(advice_on_states: Callable[..., list[str]]) -> None:
    states = f"""\
- Type: Map
  Name: A
  ItemsPath: $Input.items
  Processor: {{StartAt: P, States: [{WRITER.format("P", "k")}]}}
  End: true
"""
    assert advice_on_states(states) == [
        "8:36 FNF098 state 'P' writes '$Global.k', which all iterations of 'A' write at the same time; the last to end is what stays | hand the value on in the output, or give each a key of its own"
    ]


def test_writes_one_after_another_or_in_executions_of_their_own_are_not_told_of(
    advice_on_states: Callable[..., list[str]],
) -> None:
    states = f"""\
- {{Type: Pass, Name: A, GlobalConstructor: {{k: 1}}, Next: B}}
- {{Type: Pass, Name: B, GlobalConstructor: {{k: 2}}, Next: C}}
- Type: Map
  Name: C
  ItemsPath: $Input.items
  Processor: {{ProcessorConfig: {{ExecutionMode: Standard}}, StartAt: P, States: [{WRITER.format("P", "k")}]}}
  End: true
"""
    assert advice_on_states(states) == []
