"""Actions of Tasks and their parameters.

In: `Action` and `Parameters`. Out: what is called, as far as that is known before it runs; problems. An action of which
nothing is known here, any `<Product>:<Operation>`, takes any parameters. Source: cloudflow-statemachine 11.2; 1.2
(check 8).
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.statemachine.expressions import SUFFIX
from pytest_fnf.definition.statemachine.model import Constant, MapTemplate
from pytest_fnf.definition.statemachine.vocabulary import INVOCATION_TYPES, METHODS, NEEDED, PARAMETERS
from pytest_fnf.definition.targets import ActionTarget, FlowTarget, FunctionTarget, parse_action, parse_target
from pytest_fnf.definition.tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from pytest_fnf.definition.attributes import Attributes
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.statemachine.model import Template
    from pytest_fnf.definition.targets import Target

FUNCTION = "FC:InvokeFunction"
FLOW = "FNF:StartExecution"

_IN_ONE_CASE = {name.casefold(): name for name in PARAMETERS}
_PARTS = frozenset(part.casefold() for name in PARAMETERS for part in name.split(":"))
_LIKENESS = 0.9
_LONGEST = 80
_FUNCTION_FORMS = (
    "acs:fc:::functions/{function}/{qualifier} or acs:fc:::services/{service}.{qualifier}/functions/{function}"
)
_FLOW_FORM = "acs:fnf:::flow/{flow}"
_NEEDED_FOR = {
    "resourceArn": "it says what is called",
    "url": "it is the whole address, with http:// or https://",
    "method": f"it is one of {', '.join(METHODS)}",
}
_NAMED_BY_ARN = "what is called is named by resourceArn"
_OTHER_NAMES = {
    **dict.fromkeys(("functionname", "servicename", "flowname", "function", "flow", "qualifier"), _NAMED_BY_ARN),
    **dict.fromkeys(("payload", "event"), "what a function is given is its body"),
    "name": "the name of the new execution is executionName",
}


def read_action(attributes: Attributes, problems: Problems) -> ActionTarget | None:
    """`Action`; two spellings that the service's own samples have are accepted with a warning."""
    why = f"it is written Service:Operation, such as {FUNCTION}"
    node = attributes.text_of("Action", attributes.need("Action", code.RESOURCE, why), f"a text is needed; {why}")
    if node is None:
        return None
    text = node.text.replace("::", ":", 1) if node.text.count(":") == 2 else node.text
    try:
        action = parse_action(text)
    except ValueError:
        hint = problems.near(node.text, PARAMETERS)
        if node.text.startswith("acs:") and len(node.text) <= _LONGEST:
            meant = FLOW if ":fnf:" in node.text else FUNCTION
            hint = f"write Action: {meant}, and below Parameters resourceArn: {node.text}"
        attributes.wrong("Action", node, why, hint, code.RESOURCE)
        return None
    known = _IN_ONE_CASE.get(text.casefold(), text)
    if known != node.text:
        attributes.warn(
            code.ACTION_SPELLING,
            node,
            f"has the action {quoted(node.text)}; it is read as {quoted(known)}",
            f"write {known}",
        )
        return parse_action(known)
    if known not in PARAMETERS and not _PARTS.isdisjoint(text.casefold().split(":")):
        _check_spelling(node, attributes, problems)
    return action


def _check_spelling(node: Scalar, attributes: Attributes, problems: Problems) -> None:
    """Any operation of any product may stand there, so only what is nearly a known one is told."""
    hint = problems.near(node.text, PARAMETERS)
    if hint and any(SequenceMatcher(None, node.text, known).ratio() > _LIKENESS for known in PARAMETERS):
        attributes.warn(code.ACTION_SPELLING, node, f"has the unknown action {quoted(node.text)}", hint)


def target_of(action: ActionTarget, parameters: Template) -> Target | None:
    """What is called: a function or a flow where its name is a constant, `None` where it is computed."""
    if action.text not in (FUNCTION, FLOW):
        return action
    arn = None
    if isinstance(parameters, Constant):
        arn = parameters.value.get("resourceArn")
    elif isinstance(parameters, MapTemplate):
        arn = next(
            (part.value for name, part in parameters.entries if name == "resourceArn" and type(part) is Constant), None
        )
    try:
        return parse_target(arn) if isinstance(arn, str) else None
    except ValueError:
        return None


def check_parameters(action: ActionTarget, node: Mapping | None, attributes: Attributes, problems: Problems) -> None:
    """Names and constant values of the parameters of a known action; `node` is `None` where there are none."""
    if action.text in PARAMETERS:
        _Parameters(action.text, f"Parameters of {attributes.owner}", problems).check(node, attributes)


class _Parameters(NamedTuple):
    """The parameters of one Task."""

    action: str
    owner: str
    problems: Problems

    def check(self, node: Mapping | None, attributes: Attributes) -> None:
        """All of them."""
        known = PARAMETERS[self.action]
        names = {} if node is None else {key.removesuffix(SUFFIX): key for key in node.entries}
        for name in NEEDED[self.action]:
            if name not in names:
                self._missing(name, [*names.keys() - set(known)], node, attributes)
        if node is None:
            return
        for name, written in names.items():
            key, value = node.entries[written]
            if name not in known:
                self._unknown(name, key)
            elif name == written:
                self._check_value(name, value)

    def _missing(self, name: str, unknown: list[str], node: Mapping | None, attributes: Attributes) -> None:
        near = self.problems.near(name, sorted(unknown)) if unknown else ""
        hint = near.replace("did you mean", f"write '{name}' for").rstrip("?") if near else ""
        why = f"{self.action} needs it: {_NEEDED_FOR[name]}"
        if node is None:
            hint = attributes.misspelt("Parameters")
            message = f"{attributes.owner} has no 'Parameters' with {quoted(name)}; {why}"
        else:
            message = f"{self.owner} has no {quoted(name)}; {why}"
        place = attributes.node.place if node is None else attributes.place_of("Parameters")
        self.problems.error(code.MISSING_ATTRIBUTE, place, message, hint)

    def _unknown(self, name: str, key: Scalar) -> None:
        known = PARAMETERS[self.action]
        hint = _OTHER_NAMES.get(name.casefold(), "") or self.problems.near(name, known)
        message = f"{self.owner} has {quoted(name)}, which {self.action} does not take; it takes {', '.join(known)}"
        self.problems.warning(code.UNKNOWN_PARAMETER, key.place, message, hint)

    def _wrong(self, name: str, node: Node, allowed: str, hint: str = "", error: str = code.WRONG_VALUE) -> None:
        self.problems.error(error, node.place, f"{name} of {self.owner} is {describe(node)}; {allowed}", hint)

    def _check_value(self, name: str, node: Node) -> None:
        if type(node) is Scalar and type(node.value) is str:
            self._check_text(name, node)
        elif name in ("resourceArn", "invocationType", "url", "method", "executionName"):
            self._wrong(name, node, "a text is needed")
        elif name in ("input", "headers") and type(node) is not Mapping:
            self._wrong(name, node, "a map is needed")

    def _check_text(self, name: str, node: Scalar) -> None:
        text = node.text
        match name:
            case "resourceArn":
                self._check_arn(node)
            case "invocationType" if text not in INVOCATION_TYPES:
                hint = self.problems.near(text, INVOCATION_TYPES)
                self._wrong(name, node, f"one of {', '.join(INVOCATION_TYPES)} is allowed", hint)
            case "method" if text.upper() not in METHODS:
                hint = self.problems.near(text, METHODS)
                self._wrong(name, node, f"one of {', '.join(METHODS)} is allowed", hint)
            case "url" if "://" not in text and not any(mark in text for mark in ("${", "{{", "<")):
                hint = f"write https://{text}" if 0 < len(text) <= _LONGEST and not text.startswith("$") else ""
                self._wrong(name, node, "the whole address is needed, with http:// or https://", hint)
            case "input" | "headers":
                hint = f"an expression is written {name}{SUFFIX}: $Input" if text.startswith("$") else ""
                self._wrong(name, node, "a map is needed", hint)

    def _check_arn(self, node: Scalar) -> None:
        kind, form = ("function", _FUNCTION_FORMS) if self.action == FUNCTION else ("flow", _FLOW_FORM)
        allowed = f"{self.action} calls a {kind}, written {form}"
        hint = ""
        try:
            target = parse_target(node.text)
        except ValueError:
            if node.text.startswith("$"):
                hint = f"an expression is written resourceArn{SUFFIX}"
        else:
            if isinstance(target, FunctionTarget if self.action == FUNCTION else FlowTarget):
                return
            if isinstance(target, FunctionTarget | FlowTarget):
                hint = f"write Action: {FLOW if self.action == FUNCTION else FUNCTION}"
        self._wrong("resourceArn", node, allowed, hint, code.RESOURCE)
