"""Reading the steps that hold other steps: choice, parallel, foreach.

In: their attributes, and a reader of lists. Out: parts of the model. It leaves lists to the reader that calls it.
Source: fdl-classic 4.4 to 4.6; V4, V11 to V13.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, describe
from pytest_fnf.definition.classic.mappings import read_input_path, too_long
from pytest_fnf.definition.classic.model import Branch, Choice, ChoiceStep, Default, ForeachStep, ParallelStep
from pytest_fnf.definition.classic.slips import unknown_branch_key
from pytest_fnf.definition.classic.vocabulary import BRANCH, CHOICE, DEFAULT, ITERATION_MAPPING
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.siblings import Way
from pytest_fnf.definition.tree import Mapping, Node, Scalar
from pytest_fnf.expression.conditions import ConditionError, compile_condition

if TYPE_CHECKING:
    from pytest_fnf.definition.classic.model import Step
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.siblings import Siblings
    from pytest_fnf.expression.conditions import Condition

MOST_BRANCHES = 100
"""Branches of a parallel (fdl-classic 4.5, V12)."""


class ListReader(Protocol):
    """What reads the lists inside a container."""

    problems: Problems

    def needed_steps(self, attributes: Attributes) -> tuple[Step, ...]:
        """A list of at least one step."""

    def optional_steps(self, attributes: Attributes) -> tuple[Step, ...]:
        """A list that may be absent."""


def read_choice(attributes: Attributes, common: dict[str, Any], serial: Siblings, reader: ListReader) -> ChoiceStep:
    """A choice step; `serial` is the list that it stands in, whose steps its gotos name."""
    items = attributes.items("choices", "each choice begins with '- '")
    choices = [
        _read_branch(item, f"choices[{index}] of {attributes.owner}", serial, reader)
        for index, item in enumerate(items or ())
    ]
    default = _read_default(attributes, serial, reader)
    if not items and (items is not None or attributes.get("choices") is None):
        _without_choices(attributes, reader.problems)
    return ChoiceStep(**common, choices=tuple(choice for choice in choices if choice is not None), default=default)


def _without_choices(attributes: Attributes, problems: Problems) -> None:
    if attributes.has("default"):
        problems.warning(
            code.ONLY_DEFAULT,
            attributes.node.place,
            f"{attributes.owner} has a default and no choices, so the default is always taken",
            attributes.misspelt("choices"),
        )
    else:
        why = "it lists conditions and what to do where they hold"
        attributes.missing("choices", code.MISSING_ATTRIBUTE, why)


def _read_branch(node: Node, owner: str, serial: Siblings, reader: ListReader) -> Choice | None:
    if type(node) is not Mapping:
        reader.problems.error(
            code.WRONG_VALUE,
            node.place,
            f"{owner} is {describe(node)}; a map of condition, steps and goto is needed",
            "write - condition: '$.key == \"text\"', and below it goto: name",
        )
        return None
    attributes = Attributes(node, owner, CHOICE, reader.problems, unknown_branch_key)
    condition = _read_condition(attributes, reader.problems)
    steps = reader.optional_steps(attributes)
    goto = _read_goto(attributes, serial)
    return None if condition is None else Choice(place=node.place, condition=condition, steps=steps, goto=goto)


def _read_default(attributes: Attributes, serial: Siblings, reader: ListReader) -> Default | None:
    node = attributes.get("default")
    if node is None:
        return None
    if type(node) is not Mapping:
        name = node.text.removeprefix("goto ") if type(node) is Scalar and type(node.value) is str else ""
        hint = f"write default: {{goto: {name}}}" if 0 < len(name) <= 80 else "write default: {steps: [...]}"
        attributes.wrong("default", node, "a map of steps and goto is needed", hint)
        return None
    inner = Attributes(node, f"default of {attributes.owner}", DEFAULT, reader.problems, unknown_branch_key)
    return Default(place=node.place, steps=reader.optional_steps(inner), goto=_read_goto(inner, serial))


def _read_goto(attributes: Attributes, serial: Siblings) -> str | None:
    goto = attributes.text("goto")
    if goto is None:
        return None
    serial.ways.append(Way(attributes.owner, goto))
    return goto.text


def _read_condition(attributes: Attributes, problems: Problems) -> Condition | None:
    node = attributes.need("condition", code.MISSING_ATTRIBUTE, "it says when this choice is taken")
    text = attributes.text_of("condition", node, 'a condition, a text such as $.key == "text", is needed')
    if text is None or too_long(text, f"condition of {attributes.owner}", code.CONDITION, problems):
        return None
    try:
        return compile_condition(text.text)
    except ConditionError as error:
        place = text.place_of(error.offset)
        problems.error(code.CONDITION, place, f"condition of {attributes.owner}: {error.message}")
        return None


def read_parallel(attributes: Attributes, common: dict[str, Any], reader: ListReader) -> ParallelStep:
    """A parallel step."""
    node = attributes.need("branches", code.MISSING_ATTRIBUTE, "it lists what runs at the same time")
    items = attributes.items_of("branches", node, "each branch begins with '- steps:'")
    if node is not None and items is not None and not 0 < len(items) <= MOST_BRANCHES:
        reader.problems.error(
            code.OUT_OF_RANGE,
            node.place,
            f"{attributes.owner} has {len(items)} branches; 1 to {MOST_BRANCHES} are allowed",
        )
    branches = [
        _read_parallel_branch(item, f"branches[{index}] of {attributes.owner}", reader)
        for index, item in enumerate(items or ())
    ]
    return ParallelStep(**common, branches=tuple(branch for branch in branches if branch is not None))


def _read_parallel_branch(node: Node, owner: str, reader: ListReader) -> Branch | None:
    if type(node) is not Mapping:
        reader.problems.error(
            code.WRONG_VALUE,
            node.place,
            f"{owner} is {describe(node)}; a map with steps is needed",
            "write - steps: [...]",
        )
        return None
    attributes = Attributes(node, owner, BRANCH, reader.problems, unknown_branch_key)
    return Branch(place=node.place, steps=reader.needed_steps(attributes))


def read_foreach(attributes: Attributes, common: dict[str, Any], reader: ListReader) -> ForeachStep | None:
    """A foreach step."""
    mapped = _read_iteration_mapping(attributes, reader.problems)
    steps = reader.needed_steps(attributes)
    return None if mapped is None else ForeachStep(**common, **mapped, steps=steps)


def _read_iteration_mapping(attributes: Attributes, problems: Problems) -> dict[str, Any] | None:
    shape = "{collection: $.key, item: name}"
    why = f"it says which list is gone through: {shape}"
    node = attributes.need("iterationMapping", code.MISSING_ATTRIBUTE, why)
    if node is None:
        return None
    if type(node) is not Mapping:
        attributes.wrong("iterationMapping", node, "a map is needed", f"write {shape}")
        return None
    inner = Attributes(node, f"iterationMapping of {attributes.owner}", ITERATION_MAPPING, problems)
    needed = inner.need("collection", code.MISSING_ATTRIBUTE, "it is a path to a list, such as $.names")
    collection = inner.text_of("collection", needed, "a path into the step's input, such as $.names, is needed")
    what = f"collection of {attributes.owner}"
    path = None if collection is None else read_input_path(collection, what, problems)
    why = "it is the key under which the element reaches the steps"
    item = _read_key(inner, "item", inner.need("item", code.MISSING_ATTRIBUTE, why))
    index = _read_key(inner, "index", inner.get("index"))
    if path is None or item is None:
        return None
    return {"collection": path, "item": item, "index": index}


def _read_key(attributes: Attributes, name: str, node: Node | None) -> str | None:
    key = attributes.text_of(name, node, "a key, a text, is needed")
    if key is not None and key.text.startswith("$"):
        attributes.warn(
            code.TARGET_LOOKS_LIKE_PATH,
            key,
            f"has {name} {quoted(key.text)}; it is a plain key, so the $ becomes part of it",
        )
    return None if key is None else key.text
