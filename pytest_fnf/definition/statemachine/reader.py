"""From the tree to the model of a state machine, with all problems at once.

In: the root of a tree. Out: a `StateMachine` as far as it could be read; whether it may be used, the problems say. It
leaves text and YAML to the tree, the types of states to the modules beside it, whole scopes to `rules`.
Source: cloudflow-statemachine 1 and 2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, Words, describe
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.siblings import Siblings, Way
from pytest_fnf.definition.statemachine.containers import read_map, read_parallel
from pytest_fnf.definition.statemachine.expressions import AFTER, BEFORE, Reading
from pytest_fnf.definition.statemachine.model import PassState, Scope, State, StateMachine, SucceedState
from pytest_fnf.definition.statemachine.rules import check_name, check_scopes
from pytest_fnf.definition.statemachine.slips import recased, unknown_state_key
from pytest_fnf.definition.statemachine.states import read_choice, read_fail, read_wait
from pytest_fnf.definition.statemachine.tasks import read_task
from pytest_fnf.definition.statemachine.templates import read_constructor
from pytest_fnf.definition.statemachine.vocabulary import FLOW, STATES, VERSION
from pytest_fnf.definition.statemachine.words import STATE_TYPES
from pytest_fnf.definition.tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.problems import Problems

_EVERY_ATTRIBUTE = Words(*dict.fromkeys(name for names in STATES.values() for name in names))
_FLOW_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,127}")
_TO_BE_REPLACED = ("${", "{{", "<")
_STATES_WANTED = "a list of at least one state is needed"
_DASH = "each state begins with '- '"


def read_state_machine(
    root: Mapping, problems: Problems, wait_seconds: float | Literal["service"] | None, *, express: bool
) -> StateMachine | None:
    """Read a definition of this dialect.

    Args:
        root: the document's map.
        problems: where problems go.
        wait_seconds: the longest constant wait, `None` for no limit, `service` for what the mode allows.
        express: whether the flow runs in Express mode (section 14.1).
    """
    reading = Reading(problems, wait_seconds, "express" if express else "standard")
    return _Reader(reading).state_machine(root)


_LONGEST_SECONDS = 365 * 86_400
_TIMEOUT = f"a whole number of seconds from 1 to {_LONGEST_SECONDS} is allowed"


class _Reader:
    """Reads one document; remembers every scope for the rules over scopes."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.problems = reading.problems
        self._scopes: list[Siblings] = []

    def state_machine(self, root: Mapping) -> StateMachine | None:
        """The whole document (section 1)."""
        root = recased(root, FLOW, "the flow", self.problems)
        attributes = Attributes(root, "the flow", FLOW, self.problems, unknown_state_key())
        self._type(attributes)
        version = attributes.need("SpecVersion", code.VERSION, f"it is {VERSION}")
        if version is not None and not (type(version) is Scalar and version.value == VERSION):
            attributes.wrong("SpecVersion", version, f"{VERSION} is needed", error=code.VERSION)
        name = attributes.text("Name")
        if name is not None:
            self._flow_name(name, attributes)
        attributes.text("Description")
        timeout = attributes.number("Timeout", 1, _LONGEST_SECONDS, _TIMEOUT, whole=True)
        scope = self.scope(attributes)
        check_scopes(self._scopes, self.problems)
        if scope is None:
            return None
        return StateMachine(
            place=root.place,
            name=None if name is None else name.text,
            scope=scope,
            timeout_seconds=timeout,
            functions=tuple(self.reading.functions),
        )

    def _type(self, attributes: Attributes) -> None:
        node = attributes.need("Type", code.FLOW_TYPE, "it is StateMachine")
        if node is None or (type(node) is Scalar and node.value == "StateMachine"):
            return
        text = node.text if type(node) is Scalar else ""
        hint = self.problems.near(text, ("StateMachine",))
        if text in STATES:
            hint = "this is a single state; states stand in a list under 'States:', with StartAt beside it"
        elif text == "flow":
            hint = "the words of that dialect begin with small letters: type: flow"
        attributes.wrong("Type", node, "StateMachine is needed", hint, code.FLOW_TYPE)

    def _flow_name(self, name: Scalar, attributes: Attributes) -> None:
        """Names in templates are made when they are deployed."""
        if not _FLOW_NAME.fullmatch(name.text) and not any(mark in name.text for mark in _TO_BE_REPLACED):
            attributes.warn(
                code.FLOW_NAME,
                name,
                f"has the name {quoted(name.text)}; the service takes 1 to 128 letters, digits, '_' and '-', "
                "the first a letter or '_'",
            )

    def scope(self, attributes: Attributes) -> Scope | None:
        """`StartAt` and `States` of the flow, a branch or a processor."""
        names = Siblings()
        self._scopes.append(names)
        why = "it names the state that is first"
        start = attributes.needed_text("StartAt", code.MISSING_ATTRIBUTE, why)
        node = attributes.need("States", code.NO_STEPS, _STATES_WANTED)
        states = [self._state(*found, names) for found in self._items(node, attributes)]
        if start is not None and names.names:
            names.ways.append(Way(f"StartAt of {attributes.owner}", start, begins=True))
        if start is None or not states or node is None:
            return None
        known = tuple(state for state in states if state is not None)
        return Scope(place=attributes.node.place, start_at=start.text, states=known)

    def _items(self, node: Node | None, attributes: Attributes) -> Iterator[tuple[Node, str, Scalar | None]]:
        """Every state with what messages call it, and its name where it is the key of a map."""
        if type(node) is Mapping:
            attributes.wrong(
                "States",
                node,
                "a list is needed",
                "Amazon States Language has a map; here each state is an entry of a list, with its name in it: "
                "- Name: ...",
            )
            for key, value in node.entries.values():
                yield value, f"state {quoted(key.text)}", key
            return
        items = attributes.items_of("States", node, _DASH)
        if node is not None and items is not None and not items:
            self.problems.error(code.NO_STEPS, node.place, f"States of {attributes.owner} is empty; {_STATES_WANTED}")
        for index, item in enumerate(items or ()):
            yield item, f"States[{index}] of {attributes.owner}", None

    def _state(self, node: Node, position: str, key: Scalar | None, scope: Siblings) -> State | None:
        if type(node) is not Mapping:
            self.problems.error(code.WRONG_VALUE, node.place, f"{position} is {describe(node)}; a state is a map")
            scope.nameless = scope.nameless or key is None
            return None
        name = _name_at(node) or key
        named = name is not None and bool(name.text.strip())
        owner = f"state {quoted(name.text)}" if name is not None and named else position
        node = recased(node, _EVERY_ATTRIBUTE, owner, self.problems)
        kind = _text_at("Type", node)
        type_name = kind.text if kind is not None else ""
        allowed = STATES.get(type_name, _EVERY_ATTRIBUTE)
        attributes = Attributes(node, owner, allowed, self.problems, unknown_state_key(type_name))
        if type_name not in STATES:
            self._wrong_type(attributes, type_name)
        if name is not None and named:
            scope.names.append(name)
            check_name(name, self.problems)
        else:
            scope.nameless = True
            self._wrong_name(attributes)
        common = self._common(attributes, scope)
        common["name"] = name.text if name is not None else ""
        return self._of_type(type_name, attributes, common, scope)

    def _common(self, attributes: Attributes, scope: Siblings) -> dict[str, Any]:
        """What all states have (section 2)."""
        attributes.text("Description")
        common: dict[str, Any] = {"place": attributes.node.place}
        for name, field, spot in (
            ("InputConstructor", "input_constructor", BEFORE),
            ("OutputConstructor", "output_constructor", AFTER),
            ("GlobalConstructor", "global_constructor", AFTER),
        ):
            if attributes.has(name) and name in attributes.allowed.known:
                common[field] = read_constructor(name, attributes, spot, self.reading)
        if "Next" in attributes.allowed.known:
            common["next"], common["end"] = self._way_on(attributes, scope)
        elif "End" in attributes.allowed.known:
            self._built_in_end(attributes)
            common["end"] = True
        return common

    def _way_on(self, attributes: Attributes, scope: Siblings) -> tuple[str | None, bool]:
        """`Next` or `End` (section 1.2, check 3; OQ-2)."""
        target = attributes.text("Next")
        end = attributes.boolean("End", default=False)
        if target is None:
            ending = attributes.get("End")
            tried = ending is not None and not (type(ending) is Scalar and ending.value is False)
            # A state whose type is unknown may be one that has neither.
            known = attributes.allowed is not _EVERY_ATTRIBUTE
            if attributes.get("Next") is None and not tried and known:
                attributes.refuse(
                    code.WAY_ON,
                    attributes.node,
                    "has neither Next nor End: true; states do not follow each other in the order written",
                    attributes.misspelt("Next", "End"),
                )
            return None, end
        if end:
            self.problems.error(
                code.WAY_ON,
                max(attributes.place_of("Next"), attributes.place_of("End")),
                f"{attributes.owner} has both Next and End: true; either it goes on, or it ends its scope",
            )
        scope.ways.append(Way(f"Next of {attributes.owner}", target))
        return target.text, end

    def _built_in_end(self, attributes: Attributes) -> None:
        """A redundant `End: true` is accepted (check 5)."""
        node = attributes.get("End")
        if node is not None and not attributes.boolean("End", default=True):
            attributes.wrong("End", node, "a Succeed or Fail always ends its scope", "remove it")

    def _wrong_type(self, attributes: Attributes, kind: str) -> None:
        allowed = f"one of {', '.join(STATES)} is needed"
        node = attributes.need("Type", code.STEP_TYPE, allowed)
        if node is not None:
            hint = STATE_TYPES.get(kind.casefold(), "") or self.problems.near(kind, STATES)
            attributes.wrong("Type", node, allowed, hint, code.STEP_TYPE)

    def _wrong_name(self, attributes: Attributes) -> None:
        wanted = "every state has a name"
        node = attributes.need("Name", code.STEP_NAME, wanted)
        text = attributes.text_of("Name", node, f"a text is needed; {wanted}", code.STEP_NAME)
        if text is not None:
            self.problems.error(code.STEP_NAME, text.place, f"Name of {attributes.owner} is blank; {wanted}")

    def _of_type(  # noqa: PLR0911  (one return a type)
        self, kind: str, attributes: Attributes, common: dict[str, Any], scope: Siblings
    ) -> State | None:
        match kind:
            case "Task":
                return read_task(attributes, common, scope, self.reading)
            case "Pass":
                return PassState(**common)
            case "Wait":
                return read_wait(attributes, common, self.reading)
            case "Choice":
                return read_choice(attributes, common, scope, self.reading)
            case "Parallel":
                return read_parallel(attributes, common, scope, self)
            case "Map":
                return read_map(attributes, common, scope, self)
            case "Succeed":
                return SucceedState(**common)
            case "Fail":
                return read_fail(attributes, common, self.reading)
        return None


def _name_at(node: Mapping) -> Scalar | None:
    """The state's name, also where its key is written in another case, which is told later."""
    found = (_text_at(text, node) for text in node.entries if text.casefold() == "name")
    return _text_at("Name", node) or next(filter(None, found), None)


def _text_at(name: str, node: Mapping) -> Scalar | None:
    """An attribute that is text, before the others are read, since messages are made with it."""
    entry = node.entries.get(name)
    if entry is None or type(entry[1]) is not Scalar or type(entry[1].value) is not str:
        return None
    return entry[1]
