"""References of ROS and Funcraft templates: `Ref`, `Fn::Replace`, `Fn::Sub`, `Fn::GetAtt` and their like.

In: nodes of the template's tree, in which short forms such as `!Sub` have become maps. Out: what they stand for, as
far as it stands in the same file, or in what every stack has. Source: api-2019-03-15 for ARNs; what the functions do
is the tools' own language.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.passages import Passage
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.templates.resolver import Resolver, entry, word
from pytest_fnf.definition.templates.ros_conditions import holds
from pytest_fnf.definition.templates.ros_resources import function_of
from pytest_fnf.definition.tree import REFERENCE_TAG, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.templates.ros_resources import Resource
    from pytest_fnf.definition.templates.variables import Variables

_STACK = {
    "ALIYUN::StackName": "stack",
    "ALIYUN::StackId": "stack-1",
    "ALIYUN::Region": "cn-hangzhou",
    "ALIYUN::TenantId": "123456789012",
    "ALIYUN::AccountId": "123456789012",
    "ALIYUN::NoValue": "",
}
"""What every stack has. Account and region are those that handlers see."""

_SUB = re.compile(r"\$\{(!?)([^{}\n]{1,200})\}")


class RosResolver(Resolver):
    """Replaces references of a ROS or Funcraft template.

    Args:
        source: the document that the nodes are of; the template, or a file that it names.
        problems: where problems go.
        variables: values that the test gives; they go before defaults.
        root: the template.
        resources: its resources by id, functions of services by `service/function` and by both ids in one word.
        home: the resolver of the template, where the document is a file that the template names.
    """

    def __init__(
        self,
        source: SourceText,
        problems: Problems,
        variables: Variables,
        root: Mapping,
        resources: dict[str, Resource],
        home: RosResolver | None = None,
    ) -> None:
        super().__init__(source, problems, variables, home)
        self._root = root
        self._resources = resources
        self._functions: dict[str, Callable[[Node, Node], Passage | None]] = {
            "Ref": self._ref,
            "Fn::Replace": self._replace,
            "Fn::Sub": self._sub,
            "Fn::GetAtt": self._get_att,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::FindInMap": self._find_in_map,
            "Fn::Str": lambda _, argument: self.passage(argument),
        }

    def is_reference(self, node: Node) -> bool:
        """A map of one function."""
        return function_of(node) is not None

    def see(self, node: Node) -> Node | None:
        """Past `Fn::If`, whose values may be maps."""
        while (found := function_of(node)) is not None and found[0] == "Fn::If":
            chosen = self._chosen(node, found[1])
            if chosen is None:
                return None
            node = chosen
        return node

    def is_typed(self, node: Node) -> bool:
        """A parameter may be a number."""
        parameter = self._parameter(word(entry(node, "Ref")))
        default = entry(parameter, "Default")
        untyped = default is None or (type(default) is Scalar and type(default.value) is not str)
        return parameter is not None and untyped and word(entry(parameter, "Type")) != "String"

    def stand_in(self, node: Node, text: str) -> Scalar:
        """A reference to a function stays one, so that it is checked as such."""
        made = super().stand_in(node, text)
        name = word(entry(node, "Ref"))
        if "/" in name and self._parameter(name) is None:
            made = Scalar(node.start, None, name, REFERENCE_TAG)
        return made

    def resolve(self, node: Node) -> Passage | None:
        """The text of a scalar, or of a function's result."""
        seen = self.see(node)
        if seen is None:
            return None
        found = function_of(seen)
        if found is None:
            if type(seen) is Scalar:
                return self.written(seen)
            self.no_text(seen, "what stands here")
            return None
        name, argument = found
        if name not in self._functions:
            known = [*self._functions, "Fn::If"]
            short = [function.removeprefix("Fn::") for function in known]
            hint = self.problems.near(name.removeprefix("Fn::"), short) or f"known are {', '.join(known)}"
            self.problems.error(
                code.TEMPLATE_FUNCTION, seen.place, f"the function {quoted(name)} is not worked out here", hint
            )
            return None
        return self._functions[name](seen, argument)

    # The functions.

    def _ref(self, node: Node, argument: Node) -> Passage | None:
        return self._named(node, word(argument))

    def _named(self, node: Node, name: str) -> Passage | None:
        """The value of a parameter, of a pseudo parameter, or the name of a resource."""
        given = self.variables.text(name)
        if given is not None:
            return self.value(node, given)
        parameter = self._parameter(name)
        default = entry(parameter, "Default")
        if default is not None:
            return self.home.passage(default)
        if parameter is not None:
            self.unresolved(node, f"the parameter {quoted(name)} has no default", name)
            return None
        if name in _STACK:
            return self.value(node, _STACK[name])
        resource = self._resources.get(name)
        if resource is not None:
            return self.attribute(node, resource, "ARN" if "/" in name else resource.reference)
        self.unresolved(
            node, f"{quoted(name)} is neither a parameter nor a resource of this template", name, self._known
        )
        return None

    def _get_att(self, node: Node, argument: Node) -> Passage | None:
        if type(argument) is Sequence and len(argument.items) == 2:
            name, attribute = map(word, argument.items)
        else:
            name, _, attribute = word(argument).rpartition(".")
        return self._attribute_named(node, name, attribute)

    def _attribute_named(self, node: Node, name: str, attribute: str) -> Passage | None:
        given = self.variables.text(f"{name}.{attribute}")
        if given is not None:
            return self.value(node, given)
        resource = self._resources.get(name)
        if resource is None:
            found = f"{quoted(name)} is no resource of this template"
            self.unresolved(node, found, f"{name}.{attribute}", self._resources)
            return None
        return self.attribute(node, resource, attribute)

    def attribute(self, node: Node, resource: Resource, attribute: str) -> Passage | None:
        """An attribute of a resource, as far as it stands in the template.

        Args:
            node: where it is asked for.
            resource: whose.
            attribute: such as `Name`.
        """
        if attribute.upper() == "ARN":
            return self._arn(node, resource)
        written = resource.written(attribute)
        if written is not None:
            return self.home.passage(written)
        if attribute in resource.own_names:
            return self.value(node, resource.id)
        if resource.service is not None and attribute in resource.service.own_names:
            return self.attribute(node, resource.service, attribute)
        key = f"{resource.key}.{attribute}"
        found = f"{quoted(attribute)} of {quoted(resource.key)} is not in this template"
        self.unresolved(node, found, key)
        return None

    def _arn(self, node: Node, resource: Resource) -> Passage | None:
        form = resource.arn
        parts = [self.attribute(node, resource, name) for name in re.findall(r"\{(\w+)\}", form)]
        if not form:
            self.unresolved(node, f"the ARN of {quoted(resource.key)} is not in this template", f"{resource.key}.Arn")
            return None
        if any(part is None for part in parts):
            return None
        texts = iter([part.text for part in parts if part is not None])
        return self.value(node, re.sub(r"\{\w+\}", lambda _: next(texts), form))

    def _replace(self, node: Node, argument: Node) -> Passage | None:
        """Each key of the map is replaced, the longest first; so a value may itself hold a shorter key."""
        values, text = _pair(argument)
        if type(values) is not Mapping or text is None:
            self._malformed(node, "Fn::Replace", "a list of a map and a text")
            return None
        made = self.passage(text)
        found = {key: self.passage(value) for key, (_, value) in values.entries.items()}
        if made is None or any(value is None for value in found.values()):
            return None
        for key in sorted(filter(None, found), key=len, reverse=True):
            new = found[key]
            if not self.spend(len(made.text)):
                self.endless(node)
                return None
            made = _with(made, key, "" if new is None else new.text)
        return made

    def _sub(self, node: Node, argument: Node) -> Passage | None:
        values, text = (None, argument) if type(argument) is Scalar else _pair(argument)[::-1]
        if text is None or type(text) is not Scalar:
            self._malformed(node, "Fn::Sub", "a text, or a list of a text and a map")
            return None
        before, missing = self.written(text), []

        def value(found: re.Match[str]) -> str | None:
            if found[1]:
                return f"${{{found[2]}}}"
            at = self.point(before, found.start(), found[2])
            own = entry(values, found[2])
            head, dot, attribute = found[2].rpartition(".")
            if own is not None:
                new = self.passage(own)
            elif dot and head in self._resources:
                new = self._attribute_named(at, head, attribute)
            else:
                new = self._named(at, found[2])
            if new is None:
                missing.append(found[2])
                return None
            self.spend(len(new.text))
            return new.text

        made = before.replaced(_SUB, value)
        return None if missing else made

    def _join(self, node: Node, argument: Node) -> Passage | None:
        between, items = _pair(argument)
        if type(between) is not Scalar or type(items) is not Sequence:
            self._malformed(node, "Fn::Join", "a list of a separator and a list")
            return None
        parts = [self.passage(item) for item in items.items]
        if any(part is None for part in parts):
            return None
        separator = self.value(between, between.text).parts
        made = [[*separator, *part.parts] for part in parts if part is not None]
        return Passage([piece for pieces in made for piece in pieces][len(separator) :])

    def _select(self, node: Node, argument: Node) -> Passage | None:
        index, items = _pair(argument)
        if type(index) is Scalar and type(items) is Sequence and index.text.isdecimal():
            if int(index.text[:9]) < len(items.items):
                return self.passage(items.items[int(index.text)])
        elif type(index) is Scalar and type(items) is Mapping and index.text in items.entries:
            return self.passage(items.entries[index.text][1])
        self._malformed(node, "Fn::Select", "a list of an index and a list that has it")
        return None

    def _find_in_map(self, node: Node, argument: Node) -> Passage | None:
        keys = argument.items if type(argument) is Sequence else []
        found: Node | None = entry(self._root, "Mappings")
        for key in keys:
            text = self.passage(key)
            if text is None:
                return None
            found = entry(found, text.text)
        if len(keys) != 3 or found is None:
            self._malformed(node, "Fn::FindInMap", "a list of three keys that Mappings has")
            return None
        return self.home.passage(found)

    def _chosen(self, node: Node, argument: Node) -> Node | None:
        """What `Fn::If` stands for."""
        if type(argument) is not Sequence or len(argument.items) != 3:
            self._malformed(node, "Fn::If", "a list of a condition and two values")
            return None
        condition, then, otherwise = argument.items
        chosen = holds(condition, self._root, self)
        return None if chosen is None else then if chosen else otherwise

    def _parameter(self, name: str) -> Mapping | None:
        found = entry(entry(self._root, "Parameters"), name)
        return found if type(found) is Mapping else None

    @cached_property
    def _known(self) -> list[str]:
        parameters = entry(self._root, "Parameters")
        return [*(parameters.entries if type(parameters) is Mapping else ()), *self._resources, *_STACK]

    def _malformed(self, node: Node, name: str, needed: str) -> None:
        argument = node.entries[name][1] if type(node) is Mapping else node
        self.problems.error(
            code.TEMPLATE_FUNCTION, node.place, f"{name} is given {describe(argument)}; it takes {needed}"
        )


def _with(passage: Passage, key: str, text: str) -> Passage:
    return passage.replaced(re.compile(re.escape(key)), lambda _: text)


def _pair(argument: Node) -> tuple[Node | None, Node | None]:
    if type(argument) is Sequence and len(argument.items) == 2:
        return argument.items[0], argument.items[1]
    return None, None
