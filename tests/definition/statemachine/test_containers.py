"""Parallel and Map (cloudflow-statemachine 9 and 10; 1.2, checks 6 and 7; OQ-15, OQ-16)."""

# ruff: noqa: E501  (problems are shown whole)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fnf.definition.load import read_definition
from pytest_fnf.definition.places import Place
from pytest_fnf.definition.problems import DefinitionError
from pytest_fnf.definition.statemachine.model import MapState, MapTemplate, ParallelState, all_states, inner_scopes

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "Type: StateMachine\nSpecVersion: v1\nStartAt: a\nStates:\n"
SCOPE = "{StartAt: x, States: [{Type: Pass, Name: x, End: true}]}"


def only_state(attributes: str) -> object:
    definition = read_definition(f"{HEAD}- {{Name: a, End: true, {attributes}}}")
    assert definition.problems == ()
    return definition.model.scope.states[0]


def test_parallel_is_read() -> None:
    state = only_state(
        f"Type: Parallel, Branches: [{SCOPE}, {SCOPE.replace('x', 'z')}], "
        "Retry: [{Errors: [FnF.ALL], MaxAttempts: 1, IntervalSeconds: 2}], "
        "Catch: [{Errors: [FnF.ALL], OutputConstructor: {}, Next: a}]"
    )
    assert isinstance(state, ParallelState)
    assert [(scope.place, scope.start_at) for scope in state.branches] == [(Place(5, 51), "x"), (Place(5, 109), "z")]
    assert (len(state.retry), len(state.catch)) == (1, 1)
    assert inner_scopes(state) == state.branches


def test_inline_map_is_read() -> None:
    state = only_state(f"Type: Map, ItemsPath: $Input.items, Processor: {SCOPE}, MaxConcurrency: 40")
    assert isinstance(state, MapState)
    assert (state.items_path.text, state.processor.start_at) == ("$Input.items", "x")
    assert (state.distributed, state.max_concurrency, state.item_constructor) == (None, 40, None)
    assert (state.batch_size, state.max_items) == (None, None)
    assert (state.tolerated_failure_percentage, state.tolerated_failure_count) == (None, None)
    assert inner_scopes(state) == (state.processor,)


def test_distributed_map_is_read() -> None:
    state = only_state(
        "Type: Map, ItemsPath: $Context.Execution.Input.items, MaxConcurrency: 100, MaxItems: 500, "
        "ItemConstructor: {id.$: $Item.id, k: 1}, ItemBatcher: {MaxItemsPerBatch: 10}, "
        "ToleratedFailurePercentage: 12.5, ToleratedFailureCount: 3, "
        f"Processor: {{ProcessorConfig: {{ExecutionMode: Express}}, {SCOPE[1:]}"
    )
    assert isinstance(state, MapState)
    assert (state.distributed, state.max_concurrency, state.max_items, state.batch_size) == ("Express", 100, 500, 10)
    assert (state.tolerated_failure_percentage, state.tolerated_failure_count) == (12.5, 3)
    assert isinstance(state.item_constructor, MapTemplate)


def test_processor_config_may_stand_beside_the_processor() -> None:
    # OQ-16
    state = only_state(
        f"Type: Map, ItemsPath: $Input.x, ProcessorConfig: {{ExecutionMode: Standard}}, Processor: {SCOPE}"
    )
    assert isinstance(state, MapState)
    assert state.distributed == "Standard"


def test_misspelling_of_the_service_is_accepted() -> None:
    # section 10.1
    state = only_state(f"Type: Map, ItemsPath: $Input.x, MaxConcuccency: 5, Processor: {SCOPE}")
    assert isinstance(state, MapState)
    assert state.max_concurrency == 5


def test_states_are_found_in_the_order_of_the_document() -> None:
    definition = read_definition(
        HEAD
        + f"""\
- Type: Map
  Name: a
  Next: b
  ItemsPath: $Input.x
  Processor:
    StartAt: p
    States:
      - {{Type: Parallel, Name: p, End: true, Branches: [{SCOPE}]}}
- {{Type: Succeed, Name: b}}
"""
    )
    found = [(state.name, parent) for state, parent in all_states(definition.model.scope)]
    assert found == [("a", None), ("p", "a"), ("x", "p"), ("b", None)]


PARALLELS = [
    ("", ["5:3 FNF027 state 'a' has no 'Branches'; it lists what runs at the same time"]),
    (", Branches: []", ["5:50 FNF029 state 'a' has 0 branches; 1 to 50 are allowed"]),
    (
        ", Branches: {StartAt: x}",
        ["5:50 FNF028 Branches of state 'a' is a map; a list is needed | each branch begins with '- StartAt:'"],
    ),
    (
        ", Branches: [x]",
        ["5:51 FNF028 Branches[0] of state 'a' is the text 'x'; a map of StartAt and States is needed"],
    ),
    (
        ", Branches: [{Name: x, steps: []}]",
        [
            "5:51 FNF023 Branches[0] of state 'a' has no 'States'; a list of at least one state is needed | write 'States' for 'steps'",
            "5:51 FNF027 Branches[0] of state 'a' has no 'StartAt'; it names the state that is first",
            "5:52 FNF060 warning Branches[0] of state 'a' has an unknown attribute 'Name'; it is ignored | known are StartAt, States",
            "5:61 FNF060 warning Branches[0] of state 'a' has an unknown attribute 'steps'; it is ignored | 'steps' is a word of the classic dialect, type: flow; in this one it is States, a list of states, with StartAt beside it",
        ],
    ),
    (
        ", Branches: [{startAt: x, states: [{Type: Pass, Name: x, End: true}]}]",
        [
            "5:52 FNF101 Branches[0] of state 'a' has 'startAt'; in the dialect 'Type: StateMachine' it is written 'StartAt' | small first letters belong to the classic dialect, type: flow",
            "5:64 FNF101 Branches[0] of state 'a' has 'states'; in the dialect 'Type: StateMachine' it is written 'States' | small first letters belong to the classic dialect, type: flow",
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), PARALLELS)
def test_parallel_is_checked(attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Parallel, Name: a, End: true{attributes}") == lines


@pytest.mark.parametrize(("count", "accepted"), [(1, True), (50, True), (51, False)])
def test_parallel_has_up_to_fifty_branches(
    count: int,
    accepted: bool,  # noqa: FBT001  (a parameter)
    found_in_state: Callable[[str], list[str]],
) -> None:
    branches = ", ".join(SCOPE.replace("x", f"x{number}") for number in range(count))
    lines = found_in_state(f"Type: Parallel, Name: a, End: true, Branches: [{branches}]")
    assert lines == ([] if accepted else [f"5:50 FNF029 state 'a' has {count} branches; 1 to 50 are allowed"])


MAPS = [
    (
        "",
        [
            "5:3 FNF027 state 'a' has no 'ItemsPath'; it is an expression such as $Input.items",
            "5:3 FNF027 state 'a' has no 'Processor'; it holds the states that run for each item",
        ],
    ),
    (
        f", ItemsPath: [1], Processor: {SCOPE}",
        ["5:46 FNF028 ItemsPath of state 'a' is a list; an expression, a text such as $Input.key, is needed"],
    ),
    (
        f", ItemsPath.$: $Input.x, Processor: {SCOPE}",
        [
            "5:3 FNF027 state 'a' has no 'ItemsPath'; it is an expression such as $Input.items | write 'ItemsPath' for 'ItemsPath.$'",
            "5:35 FNF060 warning state 'a' has an unknown attribute 'ItemsPath.$'; it is ignored | ItemsPath is always an expression; write it without .$",
        ],
    ),
    (
        f", ItemsPath: length($Input), Processor: {SCOPE}",
        [
            "5:46 FNF128 warning ItemsPath of state 'a' always gives a number; an array is needed, so the state would fail"
        ],
    ),
    (
        f", ItemsPath: '[1, {{}}]', Processor: {SCOPE}",
        ["5:46 FNF130 warning state 'a' has items that are no objects; the service documents objects only"],
    ),
    (f", ItemsPath: '[{{}}, {{\"a\": 1}}]', Processor: {SCOPE}", []),
    (
        ", ItemsPath: $Input.x, Processor: [x]",
        ["5:67 FNF028 Processor of state 'a' is a list; a map of StartAt and States is needed"],
    ),
    (
        f", ItemsPath: $Input.x, Iterator: {SCOPE}",
        [
            "5:3 FNF027 state 'a' has no 'Processor'; it holds the states that run for each item",
            "5:56 FNF060 warning state 'a' has an unknown attribute 'Iterator'; it is ignored | 'Iterator' is a word of Amazon States Language; here what runs for each item is its Processor",
        ],
    ),
    (
        f", ItemsPath: $Input.x, MaxConcurrency: 41, Processor: {SCOPE}",
        ["5:72 FNF029 MaxConcurrency of state 'a' is the number 41; a whole number from 1 to 40 is allowed"],
    ),
    (
        f", ItemsPath: $Input.x, MaxConcurrency: 5, MaxConcuccency: 6, Processor: {SCOPE}",
        [
            "5:75 FNF060 warning state 'a' has an unknown attribute 'MaxConcuccency'; it is ignored | MaxConcurrency counts",
        ],
    ),
    (
        f", ItemsPath: $Input.x, MaxItems: 5, ItemBatcher: {{MaxItemsPerBatch: 2}}, Processor: {SCOPE}",
        [
            "5:56 FNF127 warning state 'a' is an inline Map with 'MaxItems', which means something in the distributed mode only | write ProcessorConfig: {ExecutionMode: Express} inside the Processor, or remove it",
            "5:69 FNF127 warning state 'a' is an inline Map with 'ItemBatcher', which means something in the distributed mode only | write ProcessorConfig: {ExecutionMode: Express} inside the Processor, or remove it",
        ],
    ),
    (
        f", ItemReader: {{Action: x}}, ResultWriter: {{}}, Processor: {SCOPE}",
        [
            "5:35 FNF104 state 'a' has 'ItemReader'; items and results in storage are not supported here | give the items in the input and name them in ItemsPath",
            "5:60 FNF104 state 'a' has 'ResultWriter'; items and results in storage are not supported here | remove it; the results are Items of the output",
        ],
    ),
    (
        f", ItemsPath: $Input.x, ProcessorConfig: {{Mode: INLINE}}, Processor: {SCOPE}",
        [
            "5:73 FNF027 ProcessorConfig of state 'a' has no 'ExecutionMode'; one of Standard, Express is needed",
            "5:74 FNF060 warning ProcessorConfig of state 'a' has an unknown attribute 'Mode'; it is ignored | 'Mode' is a word of Amazon States Language; here it is ExecutionMode, Standard or Express; a Map without ProcessorConfig is inline",
        ],
    ),
    (
        f", ItemsPath: $Input.x, ProcessorConfig: {{ExecutionMode: EXPRESS}}, Processor: {SCOPE}",
        [
            "5:89 FNF028 ExecutionMode of ProcessorConfig of state 'a' is the text 'EXPRESS'; one of Standard, Express is needed | did you mean 'Express'?"
        ],
    ),
    (
        f", ItemsPath: $Input.x, ProcessorConfig: {{ExecutionMode: Inline}}, Processor: {SCOPE}",
        [
            "5:89 FNF028 ExecutionMode of ProcessorConfig of state 'a' is the text 'Inline'; one of Standard, Express is needed | a Map without ProcessorConfig is inline"
        ],
    ),
    (
        f", ItemsPath: $Input.x, ProcessorConfig: Express, Processor: {SCOPE}",
        [
            "5:73 FNF028 ProcessorConfig of state 'a' is the text 'Express'; a map is needed | write ProcessorConfig: {ExecutionMode: Express}"
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "lines"), MAPS)
def test_map_is_checked(attributes: str, lines: list[str], found_in_state: Callable[[str], list[str]]) -> None:
    assert found_in_state(f"Type: Map, Name: a, End: true{attributes}") == lines


DISTRIBUTED = [
    (
        "MaxConcurrency: 10001",
        "MaxConcurrency of state 'a' is the number 10001; a whole number from 1 to 10000 is allowed",
    ),
    ("MaxItems: 0", "MaxItems of state 'a' is the number 0; a whole number from 1 to 1000000 is allowed"),
    (
        "ToleratedFailurePercentage: 101",
        "ToleratedFailurePercentage of state 'a' is the number 101; a number from 0 to 100 is allowed",
    ),
    (
        "ToleratedFailureCount: 1.5",
        "ToleratedFailureCount of state 'a' is the number 1.5; a whole number from 0 to 1000000 is allowed",
    ),
    ("ItemBatcher: 5", "ItemBatcher of state 'a' is the number 5; a map is needed"),
    (
        "ItemBatcher: {}",
        "ItemBatcher of state 'a' has no 'MaxItemsPerBatch'; a whole number from 1 to 1000000 is needed",
    ),
    (
        "ItemBatcher: {MaxItemsPerBatch: 0}",
        "MaxItemsPerBatch of ItemBatcher of state 'a' is the number 0; a whole number from 1 to 1000000 is needed",
    ),
    ("ItemConstructor: [x]", "ItemConstructor of state 'a' is a list; a map is needed"),
    (
        "ItemConstructor: {x.$: $Output.y}",
        "x.$ of ItemConstructor of state 'a' reads $Output; it can be read in an OutputConstructor or a GlobalConstructor only",
    ),
    (
        "InputConstructor: {x.$: $Item.y}",
        "x.$ of InputConstructor of state 'a' reads $Item; it can be read in the ItemConstructor of a Map only",
    ),
]


@pytest.mark.parametrize(("attributes", "message"), DISTRIBUTED)
def test_attributes_of_the_distributed_mode_are_checked(attributes: str, message: str) -> None:
    text = (
        f"{HEAD}- {{Type: Map, Name: a, End: true, ItemsPath: $Input.x, ProcessorConfig: {{ExecutionMode: Express}}, "
        f"{attributes}, Processor: {SCOPE}}}"
    )
    with pytest.raises(DefinitionError) as error:
        read_definition(text)
    assert [problem.message for problem in error.value.problems] == [message]


@pytest.mark.parametrize(
    ("execution_mode", "mode", "codes"),
    [
        ("Express", "standard", ["FNF106", "FNF029"]),
        ("Standard", "standard", []),
        ("Express", "express", ["FNF106", "FNF029"]),
        ("Standard", "express", []),
    ],
)
def test_processor_of_a_distributed_map_runs_in_its_own_mode(execution_mode: str, mode: str, codes: list[str]) -> None:
    # sections 10.2 and 14.1: its executions are executions of that mode
    text = (
        HEAD
        + f"""\
- Type: Map
  Name: a
  Next: b
  ItemsPath: $Input.x
  Processor:
    ProcessorConfig: {{ExecutionMode: {execution_mode}}}
    StartAt: x
    States:
      - {{Type: Task, Name: x, Action: A:B, TaskMode: WaitForCustomCallback, Next: z}}
      - {{Type: Wait, Name: z, Seconds: 21, End: true}}
- {{Type: Wait, Name: b, Seconds: 20, End: true}}
"""
    )
    try:
        problems = read_definition(text, mode=mode).problems  # type: ignore[arg-type]
    except DefinitionError as error:
        problems = error.problems
    assert [problem.code for problem in problems] == codes


def test_config_inside_the_processor_wins(found_in_state: Callable[[str], list[str]]) -> None:
    inside = f"{{ProcessorConfig: {{ExecutionMode: Express}}, {SCOPE[1:]}"
    assert found_in_state(
        f"Type: Map, Name: a, End: true, ItemsPath: $Input.x, ProcessorConfig: {{ExecutionMode: x}}, Processor: {inside}"
    ) == [
        "5:56 FNF060 warning state 'a' has an unknown attribute 'ProcessorConfig'; it is ignored | the one inside the Processor counts"
    ]
