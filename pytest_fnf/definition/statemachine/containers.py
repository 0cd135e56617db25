"""Reading the states that hold scopes: Parallel and Map.

In: their attributes, and a reader of scopes. Out: parts of the model. Source: cloudflow-statemachine 9 and 10; 1.2
(checks 6, 7), OQ-15, OQ-16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, describe
from pytest_fnf.definition.statemachine.expressions import ITEM, ITEMS, read_expression
from pytest_fnf.definition.statemachine.handling import read_catch, read_retry
from pytest_fnf.definition.statemachine.model import MapState, ParallelState
from pytest_fnf.definition.statemachine.slips import recased, unknown_key
from pytest_fnf.definition.statemachine.templates import read_constructor
from pytest_fnf.definition.statemachine.vocabulary import (
    DISTRIBUTED,
    EXECUTION_MODES,
    ITEM_BATCHER,
    NOT_RUN,
    PARALLEL_BRANCH,
    PROCESSOR,
    PROCESSOR_CONFIG,
)
from pytest_fnf.definition.tree import Mapping, Node
from pytest_fnf.expression.statemachine.expressions import EvaluationFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.definition.attributes import Words
    from pytest_fnf.definition.siblings import Siblings
    from pytest_fnf.definition.statemachine.expressions import Reading
    from pytest_fnf.definition.statemachine.model import ExecutionMode, Scope
    from pytest_fnf.expression.statemachine.expressions import Expression

MOST_BRANCHES = 50
"""Branches of a Parallel (cloudflow-statemachine 9)."""

MOST_INLINE = 40
"""Iterations of an inline Map at the same time (cloudflow-statemachine 10.1)."""

MOST_DISTRIBUTED = 10_000
"""Executions of a distributed Map, all together (cloudflow-statemachine 10.2); a hundred at the same time is a quota
that can be raised."""

MOST_ITEMS = 1_000_000
"""Items of a distributed Map, on request (cloudflow-statemachine 10.2)."""

_INSTEAD = {
    "ItemReader": "give the items in the input and name them in ItemsPath",
    "ResultWriter": "remove it; the results are Items of the output",
}


class ScopeReader(Protocol):
    """What reads the scopes inside a container."""

    reading: Reading

    def scope(self, attributes: Attributes) -> Scope | None:
        """`StartAt` and `States` of a branch or a processor."""


def read_parallel(
    attributes: Attributes, common: dict[str, Any], scope: Siblings, reader: ScopeReader
) -> ParallelState:
    """A Parallel; `scope` is where it stands."""
    problems = reader.reading.problems
    node = attributes.need("Branches", code.MISSING_ATTRIBUTE, "it lists what runs at the same time")
    items = attributes.items_of("Branches", node, "each branch begins with '- StartAt:'")
    if node is not None and items is not None and not 0 < len(items) <= MOST_BRANCHES:
        message = f"{attributes.owner} has {len(items)} branches; 1 to {MOST_BRANCHES} are allowed"
        problems.error(code.OUT_OF_RANGE, node.place, message)
    branches = [
        _read_scope(item, f"Branches[{index}] of {attributes.owner}", PARALLEL_BRANCH, reader)
        for index, item in enumerate(items or ())
    ]
    return ParallelState(
        **common,
        branches=tuple(branch for branch in branches if branch is not None),
        retry=read_retry(attributes, reader.reading),
        catch=read_catch(attributes, scope, reader.reading),
    )


def _read_scope(node: Node, owner: str, allowed: Words, reader: ScopeReader) -> Scope | None:
    problems = reader.reading.problems
    if type(node) is not Mapping:
        message = f"{owner} is {describe(node)}; a map of StartAt and States is needed"
        problems.error(code.WRONG_VALUE, node.place, message)
        return None
    node = recased(node, allowed, owner, problems)
    return reader.scope(Attributes(node, owner, allowed, problems, unknown_key))


def read_map(attributes: Attributes, common: dict[str, Any], scope: Siblings, reader: ScopeReader) -> MapState | None:
    """A Map, inline or distributed; `scope` is where it stands."""
    reading = reader.reading
    for name in NOT_RUN:
        _refuse_storage(name, attributes)
    items_path = _read_items_path(attributes, reading)
    node = attributes.need("Processor", code.MISSING_ATTRIBUTE, "it holds the states that run for each item")
    distributed = _read_execution_mode(node, attributes, reading)
    processor = None if node is None else _read_processor(node, distributed, attributes, reader)
    retry, catch = read_retry(attributes, reading), read_catch(attributes, scope, reading)
    most = _read_concurrency(distributed, attributes)
    own = _read_distributed(distributed, attributes, reading)
    if items_path is None or processor is None:
        return None
    return MapState(
        **common,
        **own,
        items_path=items_path,
        processor=processor,
        distributed=distributed,
        max_concurrency=most,
        retry=retry,
        catch=catch,
    )


def _refuse_storage(name: str, attributes: Attributes) -> None:
    if attributes.has(name):
        key = attributes.node.entries[name][0]
        message = f"has {name!r}; items and results in storage are not supported here"
        attributes.refuse(code.NOT_RUN, key, message, _INSTEAD[name])


def _read_items_path(attributes: Attributes, reading: Reading) -> Expression | None:
    if attributes.has("ItemReader") and not attributes.has("ItemsPath"):
        return None
    node = attributes.need("ItemsPath", code.MISSING_ATTRIBUTE, "it is an expression such as $Input.items")
    if node is None:
        return None
    expression = read_expression(node, f"ItemsPath of {attributes.owner}", ITEMS, reading)
    if expression is not None and expression.constant and expression.gives == "array":
        _check_items(expression, node, attributes)
    return expression


def _check_items(expression: Expression, node: Node, attributes: Attributes) -> None:
    """OQ-15."""
    try:
        items = expression.evaluate(cast("Any", None))
    except EvaluationFailed:
        return
    if not all(type(item) is dict for item in items):
        message = "has items that are no objects; the service documents objects only"
        attributes.warn(code.ITEMS_NO_OBJECTS, node, message)


def _read_execution_mode(processor: Node | None, attributes: Attributes, reading: Reading) -> ExecutionMode | None:
    """`ProcessorConfig`, inside the `Processor` or beside it (OQ-16)."""
    inside = processor.entries.get("ProcessorConfig") if type(processor) is Mapping else None
    beside = attributes.get("ProcessorConfig")
    if inside is not None and beside is not None:
        attributes.unknown(attributes.node.entries["ProcessorConfig"][0], "the one inside the Processor counts")
    node = inside[1] if inside is not None else beside
    if node is None:
        return None
    owner = f"ProcessorConfig of {attributes.owner}"
    if type(node) is not Mapping:
        attributes.wrong("ProcessorConfig", node, "a map is needed", "write ProcessorConfig: {ExecutionMode: Express}")
        return None
    node = recased(node, PROCESSOR_CONFIG, owner, reading.problems)
    config = Attributes(node, owner, PROCESSOR_CONFIG, reading.problems, unknown_key)
    allowed = f"one of {', '.join(EXECUTION_MODES)} is needed"
    needed = config.need("ExecutionMode", code.MISSING_ATTRIBUTE, allowed)
    mode = config.text_of("ExecutionMode", needed, allowed)
    if mode is None:
        return None
    if mode.text not in EXECUTION_MODES:
        hint = reading.problems.near(mode.text, EXECUTION_MODES)
        if mode.text.casefold() == "inline":
            hint = "a Map without ProcessorConfig is inline"
        config.wrong("ExecutionMode", mode, allowed, hint)
        return None
    return cast("ExecutionMode", mode.text)


def _read_processor(
    node: Node, distributed: ExecutionMode | None, attributes: Attributes, reader: ScopeReader
) -> Scope | None:
    """The scope of a Map; in the distributed mode its states run as `ExecutionMode` says."""
    reading, around = reader.reading, reader.reading.mode
    if distributed is not None:
        reading.mode = cast("Literal['standard', 'express']", distributed.lower())
    try:
        return _read_scope(node, f"Processor of {attributes.owner}", PROCESSOR, reader)
    finally:
        reading.mode = around


def _read_concurrency(distributed: ExecutionMode | None, attributes: Attributes) -> int | None:
    name = "MaxConcurrency"
    if attributes.has("MaxConcuccency"):
        if attributes.has(name):
            attributes.unknown(attributes.node.entries["MaxConcuccency"][0], f"{name} counts")
        else:
            name = "MaxConcuccency"
    most = MOST_INLINE if distributed is None else MOST_DISTRIBUTED
    allowed = f"a whole number from 1 to {most} is allowed"
    return cast("int | None", attributes.number(name, 1, most, allowed, whole=True))


def _read_distributed(distributed: ExecutionMode | None, attributes: Attributes, reading: Reading) -> dict[str, Any]:
    """What the distributed mode has alone; in an inline Map it is read, told, and left out."""
    number: Callable[..., int | float | None] = attributes.number
    read = {
        "item_constructor": read_constructor("ItemConstructor", attributes, ITEM, reading),
        "batch_size": _read_batch_size(attributes, reading),
        "max_items": number("MaxItems", 1, MOST_ITEMS, f"a whole number from 1 to {MOST_ITEMS} is allowed", whole=True),
        "tolerated_failure_percentage": number(
            "ToleratedFailurePercentage", 0, 100, "a number from 0 to 100 is allowed"
        ),
        "tolerated_failure_count": number(
            "ToleratedFailureCount", 0, MOST_ITEMS, f"a whole number from 0 to {MOST_ITEMS} is allowed", whole=True
        ),
    }
    if distributed is not None:
        return read
    for name in DISTRIBUTED:
        if attributes.has(name):
            attributes.warn(
                code.NOT_DISTRIBUTED,
                attributes.node.entries[name][0],
                f"is an inline Map with {name!r}, which means something in the distributed mode only",
                "write ProcessorConfig: {ExecutionMode: Express} inside the Processor, or remove it",
            )
    return {}


def _read_batch_size(attributes: Attributes, reading: Reading) -> int | None:
    node = attributes.get("ItemBatcher")
    if node is None:
        return None
    if type(node) is not Mapping:
        attributes.wrong("ItemBatcher", node, "a map is needed", "write ItemBatcher: {MaxItemsPerBatch: 10}")
        return None
    owner = f"ItemBatcher of {attributes.owner}"
    node = recased(node, ITEM_BATCHER, owner, reading.problems)
    batcher = Attributes(node, owner, ITEM_BATCHER, reading.problems, unknown_key)
    allowed = f"a whole number from 1 to {MOST_ITEMS} is needed"
    size = batcher.need("MaxItemsPerBatch", code.MISSING_ATTRIBUTE, allowed)
    if size is None:
        return None
    return cast("int | None", batcher.number_of("MaxItemsPerBatch", size, 1, MOST_ITEMS, allowed, whole=True))
