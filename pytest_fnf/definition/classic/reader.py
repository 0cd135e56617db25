"""From the tree to the model of a classic flow, with all problems at once.

In: the root of a tree. Out: a `Flow` as far as it could be read; whether it may be used, the problems say. It leaves
text and YAML to the tree, the kinds of steps to the modules beside it, whole-list rules to `rules`.
Source: fdl-classic 1 and 12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, Words, describe
from pytest_fnf.definition.classic.containers import read_choice, read_foreach, read_parallel
from pytest_fnf.definition.classic.mappings import read_mappings
from pytest_fnf.definition.classic.model import Flow, PassStep, Step, SucceedStep
from pytest_fnf.definition.classic.rules import check_lists
from pytest_fnf.definition.classic.slips import STEP_TYPES, unknown_step_key
from pytest_fnf.definition.classic.steps import read_fail, read_wait
from pytest_fnf.definition.classic.tasks import read_task, read_timeout
from pytest_fnf.definition.classic.vocabulary import FLOW, STEPS, VERSIONS
from pytest_fnf.definition.problems import Problems, quoted
from pytest_fnf.definition.siblings import Siblings
from pytest_fnf.definition.tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVERY_ATTRIBUTE = Words(*dict.fromkeys(name for names in STEPS.values() for name in names))
_STEPS_WANTED = "a list of at least one step is needed"
_DASH = "each step begins with '- '"


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
        self.problems = problems
        self._wait_seconds = wait_seconds
        self._lists: list[Siblings] = []

    def flow(self, root: Mapping) -> Flow | None:
        """The whole flow (fdl-classic 1.1, V2 to V4)."""
        attributes = Attributes(root, "the flow", FLOW, self.problems, unknown_step_key())
        version = self._version(attributes)
        self._flow_type(attributes)
        inputs = read_mappings("inputMappings", attributes, self.problems)
        outputs = read_mappings("outputMappings", attributes, self.problems)
        timeout = read_timeout(attributes)
        steps = self.needed_steps(attributes)
        check_lists(self._lists, self.problems)
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
        if type(node) is Scalar and node.value in VERSIONS:
            return node.text
        if node is not None:
            attributes.wrong("version", node, "v1 (or the older v1beta1) is needed", error=code.VERSION)
        return None

    def _flow_type(self, attributes: Attributes) -> None:
        node = attributes.need("type", code.FLOW_TYPE, "it is flow")
        if node is None or (type(node) is Scalar and node.value == "flow"):
            return
        text = node.text if type(node) is Scalar else ""
        hint = self.problems.near(text, ("flow",))
        if text in STEPS:
            hint = "this is a single step; steps stand in a list under 'steps:'"
        elif text == "StateMachine":
            hint = "the words of that dialect begin with capitals: Type: StateMachine"
        attributes.wrong("type", node, "flow is needed", hint, code.FLOW_TYPE)

    def needed_steps(self, attributes: Attributes) -> tuple[Step, ...]:
        """A list of at least one step (V4)."""
        node = attributes.need("steps", code.NO_STEPS, _STEPS_WANTED)
        items = attributes.items_of("steps", node, _DASH)
        if node is not None and items is not None and not items:
            self.problems.error(code.NO_STEPS, node.place, f"steps of {attributes.owner} is empty; {_STEPS_WANTED}")
        return self._steps(items or (), attributes.owner)

    def optional_steps(self, attributes: Attributes) -> tuple[Step, ...]:
        """The steps of a choice's entry, which may have none (fdl-classic 4.4)."""
        return self._steps(attributes.items("steps", _DASH) or (), attributes.owner)

    def _steps(self, items: Sequence[Node], owner: str) -> tuple[Step, ...]:
        if not items:
            return ()
        serial = Siblings()
        self._lists.append(serial)
        read = [self._step(item, f"steps[{index}] of {owner}", serial) for index, item in enumerate(items)]
        return tuple(step for step in read if step is not None)

    def _step(self, node: Node, position: str, serial: Siblings) -> Step | None:
        if type(node) is not Mapping:
            self.problems.error(code.WRONG_VALUE, node.place, f"{position} is {describe(node)}; a step is a map")
            serial.nameless = True
            return None
        kind = _text_at("type", node)
        name = _text_at("name", node)
        named = type(name) is Scalar and bool(name.text.strip())
        type_name = kind.text if kind is not None else ""
        owner = f"step {quoted(name.text)}" if name is not None and named else position
        attributes = Attributes(
            node, owner, STEPS.get(type_name, _EVERY_ATTRIBUTE), self.problems, unknown_step_key(type_name)
        )
        if type_name not in STEPS:
            self._wrong_type(attributes, type_name)
        if name is not None and named:
            serial.names.append(name)
        else:
            serial.nameless = True
            self._wrong_name(attributes)
        common: dict[str, Any] = {
            "place": node.place,
            "name": name.text if name is not None else "",
            "input_mappings": read_mappings("inputMappings", attributes, self.problems),
            "output_mappings": read_mappings("outputMappings", attributes, self.problems),
        }
        if "end" in attributes.allowed.known:
            common["end"] = attributes.boolean("end", default=False)
        return self._of_type(type_name, attributes, common, serial)

    def _wrong_type(self, attributes: Attributes, kind: str) -> None:
        allowed = f"one of {', '.join(STEPS)} is needed"
        node = attributes.need("type", code.STEP_TYPE, allowed)
        if node is not None:
            hint = STEP_TYPES.get(kind.casefold(), "") or self.problems.near(kind, STEPS)
            attributes.wrong("type", node, allowed, hint, code.STEP_TYPE)

    def _wrong_name(self, attributes: Attributes) -> None:
        wanted = "every step has a name"
        node = attributes.need("name", code.STEP_NAME, wanted)
        text = attributes.text_of("name", node, f"a text is needed; {wanted}", code.STEP_NAME)
        if text is not None:
            self.problems.error(code.STEP_NAME, text.place, f"name of {attributes.owner} is blank; {wanted}")

    def _of_type(  # noqa: PLR0911  (one return a type)
        self, kind: str, attributes: Attributes, common: dict[str, Any], serial: Siblings
    ) -> Step | None:
        match kind:
            case "task":
                return read_task(attributes, common, serial, self.problems)
            case "pass":
                return PassStep(**common)
            case "wait":
                return read_wait(attributes, common, self._wait_seconds, self.problems)
            case "choice":
                return read_choice(attributes, common, serial, self)
            case "parallel":
                return read_parallel(attributes, common, self)
            case "foreach":
                return read_foreach(attributes, common, self)
            case "succeed":
                return SucceedStep(**common)
            case "fail":
                return read_fail(attributes, common)
        return None


def _text_at(name: str, node: Mapping) -> Scalar | None:
    """An attribute that is text, before the others are read, since messages are made with it."""
    entry = node.entries.get(name)
    if entry is None or type(entry[1]) is not Scalar or type(entry[1].value) is not str:
        return None
    return entry[1]
