"""Resources of ROS and Funcraft templates: which there are, and what is known of each without deploying it.

In: the template's tree. Out: resources by id. It leaves references in their properties to the resolver.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_fnf.definition.templates.resolver import entry, word
from pytest_fnf.definition.tree import Mapping, Node

if TYPE_CHECKING:
    from pytest_fnf.definition.places import Place

FLOWS = ("Aliyun::Serverless::Flow", "ALIYUN::FNF::Flow")
SERVICES = ("Aliyun::Serverless::Service", "ALIYUN::FC::Service")
FUNCTIONS = ("Aliyun::Serverless::Function", "ALIYUN::FC::Function", "ALIYUN::FC3::Function")


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A resource of a template.

    Attributes:
        id: its logical id.
        kind: its type.
        place: where it stands.
        properties: its properties.
        service: the service that it is written in; functions of Funcraft.
    """

    id: str
    kind: str
    place: Place
    properties: Node | None
    service: Resource | None = None

    @property
    def key(self) -> str:
        """What messages call it."""
        return self.id if self.service is None else f"{self.service.id}/{self.id}"

    @property
    def own_names(self) -> tuple[str, ...]:
        """Attributes that are its id where the template says nothing else: Funcraft's names, and flows without one."""
        if self.kind in FLOWS:
            return ("Name", "FlowName")
        if self.kind in SERVICES:
            return ("ServiceName", "Name")
        return ("FunctionName", "Name") if self.kind in FUNCTIONS else ()

    @property
    def reference(self) -> str:
        """The attribute that `Ref` gives."""
        if self.kind == SERVICES[0]:
            return "ARN"
        return self.own_names[0] if self.own_names else "Name"

    @property
    def arn(self) -> str:
        """The form of its ARN, with attributes in braces; empty if it is not known."""
        if self.kind in FLOWS:
            return "acs:fnf:::flow/{Name}"
        if self.kind in SERVICES:
            return "acs:fc:::services/{ServiceName}"
        if self.kind not in FUNCTIONS:
            return ""
        return "acs:fc:::functions/{FunctionName}" if self.kind == FUNCTIONS[2] else _FUNCTION_ARN

    def written(self, attribute: str) -> Node | None:
        """The property that says this attribute; `Name` may be written with the resource's kind before it."""
        found = entry(self.properties, attribute)
        if found is None and attribute == "Name":
            found = entry(self.properties, f"{self.kind.rpartition(':')[2]}Name")
        return found


_FUNCTION_ARN = "acs:fc:::services/{ServiceName}/functions/{FunctionName}"


def resources_of(root: Mapping) -> dict[str, Resource]:
    """All resources; functions inside a service by `service/function`, and by both ids in one word, as in ROS."""
    found: dict[str, Resource] = {}
    inside: dict[str, Resource] = {}
    resources = entry(root, "Resources")
    for name, (key, node) in resources.entries.items() if type(resources) is Mapping else ():
        if type(node) is not Mapping:
            continue
        kind = word(entry(node, "Type"))
        resource = found[name] = Resource(name, kind, key.place, entry(node, "Properties"))
        for below, (inner, function) in node.entries.items() if kind == SERVICES[0] else ():
            if word(entry(function, "Type")) == FUNCTIONS[0]:
                made = Resource(below, FUNCTIONS[0], inner.place, entry(function, "Properties"), resource)
                found[made.key] = made
                inside[name + below] = made
    return {**inside, **found}


def function_of(node: Node) -> tuple[str, Node] | None:
    """The function that a map is, with its argument."""
    if type(node) is not Mapping or len(node.entries) != 1:
        return None
    ((name, (_, argument)),) = node.entries.items()
    return (name, argument) if name == "Ref" or name.startswith("Fn::") else None
