"""Reading data: mappings, their sources, paths, service parameters.

In: nodes of the tree. Out: parts of the model. Source: fdl-classic 3, 8.6, V18, V20, Q-4 to Q-8.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, Words, describe
from pytest_fnf.definition.classic.model import Constant, DataMapping, Mappings, Reference, ServiceParam, Source
from pytest_fnf.definition.classic.slips import unknown_mapping_key
from pytest_fnf.definition.classic.vocabulary import MAPPING
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.tree import REFERENCE_TAG, Mapping, Node, Scalar, Sequence
from pytest_fnf.expression.paths import PathError, compile_path

if TYPE_CHECKING:
    from pytest_fnf.definition.classic.model import Root
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.expression.paths import Path

LONGEST_EXPRESSION = 10_000
"""Characters of a path or a condition."""

_ROOT = re.compile(r"\$(input|local|context)")
_LOOKS_LIKE_PATH = re.compile(r"\$(?:\.|\[|\{|[A-Za-z_]\w*[.\[])")
_NAME = re.compile(r"\$\w+")
_LONGEST_SHOWN = 80
_OTHER_ROOT = re.compile(r"\$\{?(input|local|context)\b", re.IGNORECASE)
_HOLDS_REFERENCE = re.compile(r"\$(?:(?:input|local|context)\b|\.[A-Za-z_]|[A-Z][a-z]+\.)")
_CALL = re.compile(
    r"(?:arrayContains|arrayUnique|toArray|format|length|split|regexMatchString|mapKeys|mapValues|jsonMerge"
    r"|stringToJson|jsonToString|fromBase64|toBase64|hash|uuid|get|intAdd|randomInt)\((?:[^\"'`$]*[\"'`$].*)?\)",
    re.DOTALL,
)
# Functions of the other dialect (cloudflow-statemachine 13.2); an official page calls one in a mapping.
_AS_MAP = "write a list: - {target: key, source: $local.key}"


def read_mappings(name: str, attributes: Attributes, problems: Problems) -> Mappings | None:
    """A list of mappings; `None` where it is absent and a default applies."""
    items = attributes.items(name, _AS_MAP)
    if items is None:
        return None
    owner = attributes.owner
    read = [_read_mapping(item, f"{name}[{index}] of {owner}", problems) for index, item in enumerate(items)]
    return tuple(mapping for mapping in read if mapping is not None)


def _read_mapping(node: Node, owner: str, problems: Problems) -> DataMapping | None:
    if type(node) is not Mapping:
        problems.error(
            code.WRONG_VALUE, node.place, f"{owner} is {describe(node)}; a map of target and source is needed", _AS_MAP
        )
        return None
    attributes = Attributes(node, owner, MAPPING, problems, unknown_mapping_key)
    target = attributes.needed_text("target", code.MISSING_ATTRIBUTE, "it is the key that is written")
    if target is not None and (target.text.startswith("$") or target.text.endswith(".$")):
        key = target.text.lstrip("$").lstrip(".").removesuffix(".$")
        problems.warning(
            code.TARGET_LOOKS_LIKE_PATH,
            target.place,
            f"target of {owner} is {quoted(target.text)}; a target is a plain key, so the $ becomes part of it",
            f"write {key}" if key.strip("$.") else "",
        )
    source = _read_source(attributes, problems)
    if target is None or source is None:
        return None
    return DataMapping(place=node.place, target=target.text, source=source)


def _read_source(attributes: Attributes, problems: Problems) -> Source | None:
    entry = attributes.node.entries.get("source")
    if entry is None or (type(entry[1]) is Scalar and entry[1].value is None and not entry[1].text):
        attributes.need("source", code.MISSING_ATTRIBUTE, "it is what is read: $input.x, $local.x, or a constant")
        return None
    node = entry[1]
    if type(node) is Scalar and type(node.value) is str and node.style != REFERENCE_TAG:
        text = node.text
        if text.startswith("$"):
            found = _ROOT.match(text)
            if found is not None:
                return _read_reference(node, cast("Root", found[1]), found.end(), attributes.owner, problems)
        if "$" in text or _CALL.fullmatch(text):
            _warn_of_text(node, attributes.owner, problems)
        return Constant(place=node.place, value=text)
    if type(node) is not Scalar:
        _warn_inside(node, attributes.owner, problems)
    return Constant(place=node.place, value=attributes.json_of("source", node))


def _read_reference(node: Scalar, root: Root, length: int, owner: str, problems: Problems) -> Reference | None:
    rest = node.text[length:]
    if rest and rest[0] not in ".[":
        problems.error(
            code.PATH,
            node.place_of(length),
            f"source of {owner} begins with ${root}, but goes on with {quoted(rest)}; a path goes on with . or [",
        )
        return None
    path = read_path(node, length, f"source of {owner}", problems)
    return None if path is None else Reference(place=node.place, root=root, path=path, text=node.text)


def read_path(node: Scalar, start: int, what: str, problems: Problems) -> Path | None:
    """Compile the path that begins at this offset of a text, or tell where it breaks."""
    if too_long(node, what, code.PATH, problems):
        return None
    try:
        return compile_path(node.text[start:])
    except PathError as error:
        problems.error(
            code.PATH,
            node.place_of(start + error.offset),
            f"{what} is {quoted(node.text)}, which is no path: {error.message}",
        )
        return None


def too_long(node: Scalar, what: str, error: str, problems: Problems) -> bool:
    """Whether an expression is longer than anything a person writes; compiling it could take forever."""
    if len(node.text) <= LONGEST_EXPRESSION:
        return False
    problems.error(
        error, node.place, f"{what} has {len(node.text):,} characters; at most {LONGEST_EXPRESSION:,} are read"
    )
    return True


def read_input_path(node: Scalar, what: str, problems: Problems) -> Path | None:
    """A path into the step's input, written `$.key` (fdl-classic 4.3, 4.6)."""
    text = node.text
    found = _ROOT.match(text)
    if found is not None:
        problems.error(
            code.PATH,
            node.place,
            f"{what} is {quoted(text)}; it reads the step's input, which is written $ here",
            f"write ${text[found.end() :]}"
            if found[1] == "input" and text[found.end() :]
            else "map it with inputMappings",
        )
        return None
    if not text.startswith(("$.", "$[")):
        hint = f"write $.{text}" if re.fullmatch(r"[A-Za-z_][\w.]*", text) else ""
        problems.error(code.PATH, node.place, f"{what} is {quoted(text)}; a path into the step's input is needed", hint)
        return None
    return read_path(node, 1, what, problems)


def _warn_of_text(node: Scalar, owner: str, problems: Problems) -> None:
    """A constant that looks as if something in it were to be replaced (Q-4, Q-5)."""
    text = node.text
    if _CALL.fullmatch(text):
        problems.warning(
            code.REFERENCE_STAYS_TEXT,
            node.place,
            f"source of {owner} is {quoted(text)}, which stays text; functions belong to the dialect "
            "'Type: StateMachine'",
            "let the function that is called put the value together",
        )
    elif _LOOKS_LIKE_PATH.match(text):
        hint = f"write $input{text[1:]} or $local{text[1:]}" if text.startswith(("$.", "$[")) else ""
        if root := _OTHER_ROOT.match(text):
            hint = f"write ${root[1].lower()}{text[root.end() :].removesuffix('}')}"
        elif name := _NAME.match(text):
            near = problems.near(name[0], ("$input", "$local", "$context"))
            hint = near.replace("'?", f"{text[name.end() :]}'?") if len(text) <= _LONGEST_SHOWN else near
        problems.warning(
            code.REFERENCE_STAYS_TEXT,
            node.place,
            f"source of {owner} is {quoted(text)}, which stays text; references begin with $input, $local or $context",
            hint,
        )
    elif found := _HOLDS_REFERENCE.search(text):
        problems.warning(
            code.REFERENCE_STAYS_TEXT,
            node.place_of(found.start()),
            f"source of {owner} holds {quoted(text[found.start() :].split()[0])} inside a text, "
            "where nothing is replaced",
            "give it a target of its own, and let the function put the parts together",
        )


def _warn_inside(node: Node, owner: str, problems: Problems) -> None:
    """References nested in constant maps and lists stay as they are (Q-4)."""
    if type(node) is Scalar:
        if type(node.value) is str and "$" in node.text and _HOLDS_REFERENCE.search(node.text):
            problems.warning(
                code.REFERENCE_STAYS_TEXT,
                node.place,
                f"{owner} holds {quoted(node.text)} inside a constant; references in lists and maps stay text",
                "give it a target of its own",
            )
        return
    children = node.items if type(node) is Sequence else [value for _, value in node.entries.values()]
    for child in children:
        _warn_inside(child, owner, problems)


def read_error_mappings(attributes: Attributes, problems: Problems) -> Mappings | None:
    """`errorMappings`, which read `$local.error` and `$local.cause` only (V20)."""
    mappings = read_mappings("errorMappings", attributes, problems)
    for mapping in mappings or ():
        source = mapping.source
        if isinstance(source, Reference) and source.root == "local" and source.path.text in (".error", ".cause"):
            continue
        found = quoted(source.text) if isinstance(source, Reference) else "a constant"
        problems.error(
            code.ERROR_MAPPING,
            source.place,
            f"an entry of errorMappings of {attributes.owner} reads {found}; it can read $local.error and $local.cause",
            "the error's name is $local.error" if found == "'$local.code'" else "",
        )
    return mappings


def read_service_params(attributes: Attributes, problems: Problems) -> tuple[ServiceParam, ...]:
    """`serviceParams`: `$` and `$.a` read the step's input, anything else is a constant (fdl-classic 8.6)."""
    node = attributes.get("serviceParams")
    if node is None:
        return ()
    if type(node) is not Mapping:
        attributes.wrong("serviceParams", node, "a map is needed", "write serviceParams: {Input: $}")
        return ()
    params = []
    inner = Attributes(node, f"serviceParams of {attributes.owner}", Words(), problems, _known_to_the_service)
    for name, (key, value) in node.entries.items():
        read = _read_param(name, value, inner, problems)
        if read is not None:
            params.append(ServiceParam(place=key.place, name=name, value=read))
    return tuple(params)


def _known_to_the_service(_attributes: Attributes, _key: Scalar) -> None:
    """Any parameter may be one of the service's."""


def _read_param(name: str, node: Node, attributes: Attributes, problems: Problems) -> Constant | Path | None:
    if type(node) is Scalar and type(node.value) is str and node.style != REFERENCE_TAG:
        text = node.text
        if text == "$" or text.startswith(("$.", "$[")):
            return read_path(node, 1, f"{name} of {attributes.owner}", problems)
        if found := _ROOT.match(text):
            problems.warning(
                code.REFERENCE_STAYS_TEXT,
                node.place,
                f"{name} of {attributes.owner} is {quoted(text)}, which stays text; the step's input is written $ here",
                f"write ${text[found.end() :]}"
                if found[1] == "input"
                else "map it with inputMappings, then read it as $.key",
            )
    elif type(node) is not Scalar:
        _warn_inside(node, attributes.owner, problems)
    return Constant(place=node.place, value=attributes.json_of(name, node))
