"""From the tree to the model of a classic flow, with all problems at once.

In: the root of a tree. Out: a `Flow` as far as it could be read; whether it may be used, the problems say. It leaves
text and YAML to the tree, tasks, waits and data to the modules beside it, whole-list rules to `rules`.
Source: fdl-classic sections 1, 4 and 12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, describe
from pytest_fnf.definition.classic.mappings import read_input_path, read_mappings
from pytest_fnf.definition.classic.model import (
    Branch,
    Choice,
    ChoiceStep,
    Default,
    Flow,
    ForeachStep,
    ParallelStep,
    PassStep,
    Step,
    SucceedStep,
)
from pytest_fnf.definition.classic.rules import Goto, SerialList, check_lists
from pytest_fnf.definition.classic.slips import STEP_TYPES, remedy
from pytest_fnf.definition.classic.steps import read_fail, read_wait
from pytest_fnf.definition.classic.tasks import read_task, read_timeout
from pytest_fnf.definition.classic.vocabulary import (
    BRANCH,
    CHOICE,
    COMMON,
    DEFAULT,
    FLOW,
    ITERATION_MAPPING,
    STEPS,
    TASK_ONLY,
    VERSIONS,
)
from pytest_fnf.definition.problems import Problems, quoted
from pytest_fnf.definition.tree import Mapping, Node, Scalar
from pytest_fnf.expression.conditions import ConditionError, compile_condition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.definition.places import Place
    from pytest_fnf.expression.conditions import Condition

MOST_BRANCHES = 100
"""Branches of a parallel (fdl-classic 4.5, V12)."""

_EVERY_ATTRIBUTE = tuple(dict.fromkeys(name for names in STEPS.values() for name in names))
_STEPS_WANTED = "a list of at least one step is needed"


def read_flow(root: Mapping, problems: Problems, wait_seconds: float | None) -> Flow | None:
    """Read a classic flow.

    Args:
        root: the document's map.
        problems: where problems go.
        wait_seconds: the longest constant wait, `None` for no limit.
    """
    return _Reader(problems, wait_seconds).flow(root)


class _Reader:
    """Reads one document; remembers every serial list for the rules over lists."""

    def __init__(self, problems: Problems, wait_seconds: float | None) -> None:
        self._problems = problems
        self._wait_seconds = wait_seconds
        self._lists: list[SerialList] = []

    def flow(self, root: Mapping) -> Flow | None:
        attributes = Attributes(root, "the flow", FLOW, self._problems, _unknown_key("step"))
        version = self._version(attributes)
        self._flow_type(attributes)
        inputs = read_mappings("inputMappings", attributes, self._problems)
        outputs = read_mappings("outputMappings", attributes, self._problems)
        timeout = read_timeout(attributes)
        steps = self._needed_steps(attributes)
        check_lists(self._lists, self._problems)
        if version is None:
            return None
        return Flow(
            place=root.place,
            version=version,
            steps=steps,
            input_mappings=inputs,
            output_mappings=outputs,
            timeout_seconds=timeout,
        )

    def _version(self, attributes: Attributes) -> str | None:
        node = attributes.need("version", code.VERSION, "it is v1")
        if node is None or (type(node) is Scalar and node.value in VERSIONS):
            return None if node is None else str(node.text)  # type: ignore[union-attr]
        attributes.wrong("version", node, "v1 (or the older v1beta1) is needed", error=code.VERSION)
        return None

    def _flow_type(self, attributes: Attributes) -> None:
        node = attributes.need("type", code.FLOW_TYPE, "it is flow")
        if node is None or (type(node) is Scalar and node.value == "flow"):
            return
        fragment = type(node) is Scalar and node.text in STEPS
        hint = "this is a single step; steps stand in a list under 'steps:'" if fragment else ""
        attributes.wrong("type", node, "flow is needed", hint, code.FLOW_TYPE)

    def _needed_steps(self, attributes: Attributes) -> tuple[Step, ...]:
        node = attributes.need("steps", code.NO_STEPS, _STEPS_WANTED)
        items = attributes.items_of("steps", node, "each step begins with '- '")
        if node is not None and items is not None and not items:
            self._problems.error(code.NO_STEPS, node.place, f"steps of {attributes.owner} is empty; {_STEPS_WANTED}")
        return self._steps(items or (), attributes.owner)

    def _optional_steps(self, attributes: Attributes) -> tuple[Step, ...]:
        """The steps of a choice branch, which may have none (fdl-classic 4.4)."""
        return self._steps(attributes.items("steps", "each step begins with '- '") or (), attributes.owner)

    def _steps(self, items: Sequence[Node], owner: str) -> tuple[Step, ...]:
        serial = SerialList()
        self._lists.append(serial)
        read = (self._step(item, index, owner, serial) for index, item in enumerate(items))
        return tuple(step for step in read if step is not None)

    def _step(self, node: Node, index: int, owner: str, serial: SerialList) -> Step | None:
        if type(node) is not Mapping:
            self._problems.error(
                code.WRONG_VALUE, node.place, f"steps[{index}] of {owner} is {describe(node)}; a step is a map"
            )
            return None
        name, place = self._peek_name(node)
        called = f"step {quoted(name)}" if name is not None else f"steps[{index}] of {owner}"
        kind = self._kind(node)
        attributes = Attributes(
            node, called, STEPS.get(kind, _EVERY_ATTRIBUTE), self._problems, _unknown_key("step", kind)
        )
        self._check_kind(attributes, kind)
        self._check_name(attributes, name)
        if name is not None:
            serial.names.append((name, place))
        common: dict[str, Any] = {
            "place": node.place,
            "name": name,
            "input_mappings": read_mappings("inputMappings", attributes, self._problems),
            "output_mappings": read_mappings("outputMappings", attributes, self._problems),
        }
        if "end" in attributes.allowed:
            common["end"] = attributes.boolean("end", default=False)
        step = self._of_kind(kind, attributes, common, serial)
        return step if name is not None else None

    def _peek_name(self, node: Mapping) -> tuple[str | None, Place]:
        entry = node.entries.get("name")
        if (
            entry is None
            or type(entry[1]) is not Scalar
            or type(entry[1].value) is not str
            or not entry[1].text.strip()
        ):
            return None, node.place
        return entry[1].text, entry[1].place

    def _check_name(self, attributes: Attributes, name: str | None) -> None:
        if name is not None:
            return
        node = attributes.need("name", code.STEP_NAME, "every step has a name")
        text = attributes.text_of("name", node, "a text is needed", code.STEP_NAME)
        if text is not None:
            self._problems.error(
                code.STEP_NAME, text.place, f"name of {attributes.owner} is blank; every step has a name"
            )

    def _kind(self, node: Mapping) -> str:
        entry = node.entries.get("type")
        return entry[1].text if entry is not None and type(entry[1]) is Scalar else ""

    def _check_kind(self, attributes: Attributes, kind: str) -> None:
        if kind in STEPS:
            return
        allowed = f"one of {', '.join(STEPS)} is needed"
        node = attributes.need("type", code.STEP_TYPE, allowed)
        if node is not None:
            hint = STEP_TYPES.get(kind.casefold(), "") or self._problems.near(kind, STEPS)
            attributes.wrong("type", node, allowed, hint, code.STEP_TYPE)

    def _of_kind(  # noqa: PLR0911  (one return a kind)
        self, kind: str, attributes: Attributes, common: dict[str, Any], serial: SerialList
    ) -> Step | None:
        match kind:
            case "task":
                return read_task(attributes, common, serial, self._problems)
            case "pass":
                return PassStep(**common)
            case "wait":
                return read_wait(attributes, common, self._wait_seconds, self._problems)
            case "choice":
                return self._choice(attributes, common, serial)
            case "parallel":
                return self._parallel(attributes, common)
            case "foreach":
                return self._foreach(attributes, common)
            case "succeed":
                return SucceedStep(**common)
            case "fail":
                return read_fail(attributes, common)
        return None

    def _choice(self, attributes: Attributes, common: dict[str, Any], serial: SerialList) -> ChoiceStep | None:
        items = attributes.items("choices", "each choice begins with '- '") or ()
        choices = [self._choice_branch(item, index, attributes.owner, serial) for index, item in enumerate(items)]
        default = self._default(attributes, serial)
        if not items and (not attributes.has("choices") or attributes.get("choices") is not None):
            self._without_choices(attributes)
        return ChoiceStep(**common, choices=tuple(choice for choice in choices if choice is not None), default=default)

    def _without_choices(self, attributes: Attributes) -> None:
        if attributes.has("default"):
            self._problems.warning(
                code.ONLY_DEFAULT,
                attributes.node.place,
                f"{attributes.owner} has a default and no choices, so the default is always taken",
            )
        else:
            attributes.missing("choices", code.MISSING_ATTRIBUTE, "it lists conditions and what to do where they hold")

    def _choice_branch(self, node: Node, index: int, owner: str, serial: SerialList) -> Choice | None:
        called = f"choices[{index}] of {owner}"
        if type(node) is not Mapping:
            self._problems.error(
                code.WRONG_VALUE,
                node.place,
                f"{called} is {describe(node)}; a map of condition, steps and goto is needed",
                "write - condition: '$.key == \"text\"', and below it goto: name",
            )
            return None
        attributes = Attributes(node, called, CHOICE, self._problems, _unknown_key("branch"))
        condition = self._condition(attributes)
        steps = self._optional_steps(attributes)
        goto = self._goto(attributes, serial)
        if condition is None:
            return None
        return Choice(place=node.place, condition=condition, steps=steps, goto=goto)

    def _default(self, attributes: Attributes, serial: SerialList) -> Default | None:
        node = attributes.get("default")
        if node is None:
            return None
        if type(node) is not Mapping:
            name = type(node) is Scalar and type(node.value) is str and len(node.text) < 80
            hint = f"write default: {{goto: {node.text}}}" if name else "write default: {steps: [...]}"  # type: ignore[union-attr]
            attributes.wrong("default", node, "a map of steps and goto is needed", hint)
            return None
        inner = Attributes(node, f"default of {attributes.owner}", DEFAULT, self._problems, _unknown_key("branch"))
        steps = self._optional_steps(inner)
        return Default(place=node.place, steps=steps, goto=self._goto(inner, serial))

    def _goto(self, attributes: Attributes, serial: SerialList) -> str | None:
        goto = attributes.text("goto")
        if goto is None:
            return None
        serial.gotos.append(Goto(attributes.owner, goto.place, goto.text))
        return goto.text

    def _condition(self, attributes: Attributes) -> Condition | None:
        node = attributes.need("condition", code.MISSING_ATTRIBUTE, "it says when this choice is taken")
        text = attributes.text_of("condition", node, 'a condition, a text such as $.key == "text", is needed')
        if text is None:
            return None
        try:
            return compile_condition(text.text)
        except ConditionError as error:
            self._problems.error(
                code.CONDITION, text.place_of(error.offset), f"condition of {attributes.owner}: {error.message}"
            )
            return None

    def _parallel(self, attributes: Attributes, common: dict[str, Any]) -> ParallelStep:
        node = attributes.need("branches", code.MISSING_ATTRIBUTE, "it lists what runs at the same time")
        items = attributes.items_of("branches", node, "each branch begins with '- steps:'")
        if node is not None and items is not None and not 0 < len(items) <= MOST_BRANCHES:
            self._problems.error(
                code.OUT_OF_RANGE,
                node.place,
                f"{attributes.owner} has {len(items)} branches; 1 to {MOST_BRANCHES} are allowed",
            )
        branches = [
            self._branch(item, f"branches[{index}] of {attributes.owner}") for index, item in enumerate(items or ())
        ]
        return ParallelStep(**common, branches=tuple(branch for branch in branches if branch is not None))

    def _branch(self, node: Node, owner: str) -> Branch | None:
        if type(node) is not Mapping:
            self._problems.error(
                code.WRONG_VALUE,
                node.place,
                f"{owner} is {describe(node)}; a map with steps is needed",
                "write - steps: [...]",
            )
            return None
        attributes = Attributes(node, owner, BRANCH, self._problems, _unknown_key("branch"))
        return Branch(place=node.place, steps=self._needed_steps(attributes))

    def _foreach(self, attributes: Attributes, common: dict[str, Any]) -> ForeachStep | None:
        mapped = self._iteration_mapping(attributes)
        steps = self._needed_steps(attributes)
        return None if mapped is None else ForeachStep(**common, **mapped, steps=steps)

    def _iteration_mapping(self, attributes: Attributes) -> dict[str, Any] | None:
        why = "it says which list is gone through: {collection: $.key, item: name}"
        node = attributes.need("iterationMapping", code.MISSING_ATTRIBUTE, why)
        if node is None:
            return None
        if type(node) is not Mapping:
            attributes.wrong("iterationMapping", node, "a map is needed", "write {collection: $.key, item: name}")
            return None
        inner = Attributes(node, f"iterationMapping of {attributes.owner}", ITERATION_MAPPING, self._problems)
        needed = inner.need("collection", code.MISSING_ATTRIBUTE, "it is a path to a list, such as $.names")
        collection = inner.text_of("collection", needed, "a path into the step's input, such as $.names, is needed")
        path = (
            None
            if collection is None
            else read_input_path(collection, f"collection of {attributes.owner}", self._problems)
        )
        item = self._key(inner, "item", required=True)
        index = self._key(inner, "index", required=False)
        if path is None or item is None:
            return None
        return {"collection": path, "item": item, "index": index}

    def _key(self, attributes: Attributes, name: str, *, required: bool) -> str | None:
        why = "it is the key under which the element reaches the steps"
        node = attributes.need(name, code.MISSING_ATTRIBUTE, why) if required else attributes.get(name)
        key = attributes.text_of(name, node, "a key, a text, is needed")
        if key is not None and key.text.startswith("$"):
            attributes.warn(
                code.TARGET_LOOKS_LIKE_PATH,
                key,
                f"has {name} {quoted(key.text)}; it is a plain key, so the $ becomes part of it",
            )
        return None if key is None else key.text


def _unknown_key(where: str, kind: str = "") -> Any:
    """What to do with an attribute that an object of this sort does not have."""

    def tell(attributes: Attributes, key: Scalar) -> None:
        name = key.text
        if where == "step" and kind in STEPS and name in TASK_ONLY:
            attributes.refuse(
                code.OTHER_STEPS_ATTRIBUTE,
                key,
                f"is a {kind} with {quoted(name)}; only a task can have it",
                "put the steps into a flow of their own and run that as a task, to handle its errors",
            )
        elif where == "step" and kind in ("succeed", "fail") and name == "end":
            attributes.refuse(
                code.OTHER_STEPS_ATTRIBUTE, key, f"is a {kind} with 'end'; it ends its list by itself", "remove it"
            )
        else:
            owners = [step for step, names in STEPS.items() if name in names and name not in COMMON]
            belongs = (
                f"it belongs to {' and '.join(owners)} steps" if where == "step" and kind in STEPS and owners else ""
            )
            attributes.unknown(key, belongs or remedy(where, name))

    return tell
