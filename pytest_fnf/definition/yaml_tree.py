"""From text to a tree that knows its places: the only module that touches the YAML library.

In: text or bytes. Out: a tree, and problems: undecodable bytes, syntax, duplicate keys, aliases that explode, nesting
too deep. It leaves the meaning of keys to the readers.

The tree is built from the library's event stream with a stack of our own: its composer recurses in C, so that 100,000
brackets overflow the stack and kill the process, and its constructors know YAML 1.1 (`yes` as a boolean, dates as
objects, `1:30` as a number). Here plain scalars follow the core schema of YAML 1.2, except that `.inf` and `.nan`,
which JSON cannot carry, stay text.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.entries import fill
from pytest_fnf.definition.passages import PlacesOf
from pytest_fnf.definition.places import Place, SourceText
from pytest_fnf.definition.problems import Problems
from pytest_fnf.definition.tags import Tags, mustache
from pytest_fnf.definition.tree import KEYWORDS, NUMBERS_BEGIN_WITH, PLAIN, Mapping, Node, Scalar, Sequence
from pytest_fnf.definition.yaml_words import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fnf.definition.passages import Passage

DEEPEST = 200
"""Levels of nesting that a document may have."""

MOST_ALIASED = 100_000
"""Nodes that aliases may bring in, all together; of a long text, every thousand characters count as one more."""

MOST_EVENTS = 1_500_000
"""Values and brackets that a document may have. The service takes requests of 1,024 KiB (fdl-classic 9), which hold
fewer."""

_MOST_TAG_DIRECTIVES = 20
# libyaml compares each %TAG line with all others: a file of nothing else would take quadratic time.

_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# Compiled when a text is not plain: that takes as long as reading a hundred steps.
_PLAIN_CHARACTERS = bytes((*b"\t\n\r", *range(0x20, 0x7F)))
_TAG_DIRECTIVE = re.compile(r"^%TAG\b", re.MULTILINE)


def decode(data: str | bytes, label: str) -> tuple[SourceText, Problems]:
    """The text of a document: UTF-8 with or without a byte order mark, or UTF-16 with one."""
    if isinstance(data, str):
        source = SourceText(label, data.removeprefix("\ufeff"))
        return source, Problems(source)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, name, body = "utf-16", "UTF-16", data
    else:
        encoding, name, body = "utf-8", "UTF-8", data.removeprefix(codecs.BOM_UTF8)
    try:
        source = SourceText(label, body.decode(encoding))
    except UnicodeDecodeError as error:
        source = SourceText(label, body.decode(encoding, "replace"))
        problems = Problems(source)
        place = source.at(len(body[: error.start].decode(encoding, "replace")))
        problems.error(code.UNREADABLE, place, f"this is no {name} text", "save the file as UTF-8")
        return source, problems
    return source, Problems(source)


def build_tree(
    source: SourceText, problems: Problems, passage: Passage | None = None, *, functions: bool = False
) -> Node | None:
    """The tree of a text that holds one YAML document; `None` if it is empty or cannot be read.

    Args:
        source: the document; all places are places in it.
        problems: where problems go.
        passage: what of the document is read, with what was filled in; `None` for all of it, as it is.
        functions: whether tags of its own are short forms of functions, as templates have them.
    """
    if passage is None:
        return _build(source, problems, Tags(problems, functions=functions), lambda place: place)
    places = PlacesOf(passage, source)
    found = Problems(source)
    inner, tags = SourceText(source.label, passage.text), Tags(found, functions=functions)
    root = _build(inner, found, tags, places.outer)
    for problem in found.ordered():
        problems.error(problem.code, places.outer(problem.place), problem.message, problem.hint)
    places.move(root)
    return root


def _build(source: SourceText, problems: Problems, tags: Tags, where: Callable[[Place], Place]) -> Node | None:
    forbidden = None if _is_plain(source.text) else re.search(_FORBIDDEN, source.text)
    if forbidden:
        character = f"U+{ord(forbidden[0]):04X}"
        problems.error(
            code.UNREADABLE,
            source.at(forbidden.start()),
            f"the character {character} stands in the text; YAML does not allow it",
            "write it as an escape in double quotes, if it is meant",
        )
    elif "%TAG" in source.text and len(_TAG_DIRECTIVE.findall(source.text)) > _MOST_TAG_DIRECTIVES:
        problems.error(code.NO_YAML, Place(1, 1), f"more than {_MOST_TAG_DIRECTIVES} %TAG lines; a flow needs none")
    if problems.has_errors:
        return None
    try:
        return _Builder(source, problems, tags, where).build()
    except _GiveUp:
        return None


def _is_plain(text: str) -> bool:
    """Whether a text is ASCII without control characters, as most are; the same can be told of others more slowly."""
    return text.isascii() and not text.encode().translate(None, _PLAIN_CHARACTERS)


class _GiveUp(Exception):
    """The rest of the document cannot be read; the problem is told."""


class _Builder:
    """Turns the event stream of one text into a tree; `where` says what places are called in messages."""

    def __init__(self, source: SourceText, problems: Problems, tags: Tags, where: Callable[[Place], Place]) -> None:
        self._source = source
        self._problems = problems
        self._tags = tags
        self._where = where
        self._stack: list[tuple[Sequence | Mapping, list[Node], str | None]] = []  # open nodes, and what is around
        self._anchors: dict[str, Node | None] = {}  # None: still open
        self._sizes: dict[int, tuple[int, int, Node]] = {}  # by identity; the node, so that it stays
        self._aliased = 0
        self._documents = 0

    def build(self) -> Node | None:
        """Read all events.

        Raises:
            _GiveUp: reading cannot go on.
        """
        import yaml  # noqa: PLC0415  (a test run without flows must not pay for the import)

        # Events come from libyaml where it is built in.
        parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(self._source.text)
        try:
            roots = self._read(parser.get_event)
            if parser.get_event() is not None:
                self._problems.error(
                    code.TOO_LARGE,
                    Place(1, 1),
                    f"the document has more than {MOST_EVENTS:,} values and brackets; the service takes 1 MiB",
                )
        except yaml.YAMLError as error:
            self._syntax_error(error)
        finally:
            parser.dispose()
        return roots[0] if roots else None

    def _read(self, get_event: Callable[[], Any]) -> list[Node]:
        """The roots of all trees, of as many events as a document may have."""
        roots: list[Node] = []
        children = roots  # of what is open now; of a map, keys and values in turn
        stack = self._stack
        for _ in range(MOST_EVENTS):
            event = get_event()
            # By name: libyaml may be loaded twice in a process (a session inside a session), with classes of its own.
            kind = type(event).__name__
            if kind == "ScalarEvent":
                text, style = event.value, event.style or PLAIN
                node = Scalar(event.start_mark, event.end_mark, text, style)
                if event.tag is not None or event.anchor is not None:
                    children.append(self._marked_scalar(node, event))
                    continue
                if style == PLAIN and (text in KEYWORDS or text[0] in NUMBERS_BEGIN_WITH):
                    self._tags.resolve(node)
                children.append(node)
            elif kind == "MappingStartEvent":
                mapping = Mapping(event.start_mark)
                children.append(self._opened(mapping, event, "map"))
                stack.append((mapping, children, event.anchor))
                children = []
            elif kind == "SequenceStartEvent":
                sequence = Sequence(event.start_mark)
                children.append(self._opened(sequence, event, "seq"))
                stack.append((sequence, children, event.anchor))
                children = sequence.items
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                children = self._closed(children)
            elif kind == "AliasEvent":
                children.append(self._alias(event))
            elif kind == "DocumentStartEvent":
                self._document(event)
            elif event is None:
                break
        return roots

    def _marked_scalar(self, node: Scalar, event: Any) -> Node:
        """A scalar with a tag or an anchor."""
        made: Node = node
        if event.tag is not None:
            made = self._tags.scalar(node, event.tag)
        elif node.style == PLAIN:
            self._tags.resolve(node)
        if event.anchor is not None:
            self._anchors[event.anchor] = made
        return made

    def _opened(self, node: Sequence | Mapping, event: Any, core: str) -> Node:
        """What stands for a list or map that begins here."""
        made = node if event.tag is None else self._tags.collection(node, event.tag, core)
        if len(self._stack) >= DEEPEST:
            self._too_deep(node.place)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        return made

    def _closed(self, inner: list[Node]) -> list[Node]:
        """End the innermost list or map, which holds these; gives what stands around it."""
        made: Node
        made, children, anchor = self._stack.pop()
        if type(made) is Mapping:
            placeholder = mustache(made, inner) if inner and type(inner[0]) is Mapping else None
            if placeholder is None:
                fill(made, inner, self._problems, self._where)
            else:
                made = children[-1] = placeholder
        if anchor is not None:
            self._anchors[anchor] = made
        return children

    def _alias(self, event: Any) -> Node:
        """What an alias stands for."""
        name: str = event.anchor
        place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        target = self._anchors.get(name)
        if target is None:
            if name in self._anchors:
                text, hint = f"the alias *{name} stands inside what it names; that would have no end", ""
            else:
                text, hint = f"the alias *{name} names no anchor before it", self._problems.near(name, self._anchors)
                hint = hint or f"put a text that begins with * in quotes, else write &{name} at the first place"
            self._problems.error(code.ALIAS, place, text, hint)
            return Scalar(event.start_mark, None, "", '"')
        nodes, height = self._size(target)
        self._aliased += nodes
        if self._aliased > MOST_ALIASED:
            self._problems.error(code.ALIAS, place, f"aliases bring in more than {MOST_ALIASED:,} values")
            raise _GiveUp
        if len(self._stack) + height > DEEPEST:
            self._too_deep(place)
        return target

    def _size(self, node: Node) -> tuple[int, int]:
        """How many nodes a finished node has, those of aliases inside it counted in full, and how many levels."""
        if type(node) is Scalar:
            return 1 + len(node.text) // 1_000, 0
        if id(node) not in self._sizes:
            nodes, height = 1, 0
            for child in node.items if type(node) is Sequence else [value for _, value in node.entries.values()]:
                below = self._size(child)
                nodes, height = nodes + below[0], max(height, below[1])
            self._sizes[id(node)] = nodes, height + 1, node
        return self._sizes[id(node)][:2]

    def _too_deep(self, place: Place) -> None:
        self._problems.error(code.TOO_DEEP, place, f"nesting goes beyond {DEEPEST} levels here")
        raise _GiveUp

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
            self._problems.error(
                code.SEVERAL_DOCUMENTS,
                place,
                "a second document begins here; a file holds one flow",
                "remove the '---'",
            )
            raise _GiveUp

    def _syntax_error(self, error: Any) -> None:
        mark = getattr(error, "problem_mark", None)
        context_mark = getattr(error, "context_mark", None)
        problem, context = str(getattr(error, "problem", None) or ""), str(getattr(error, "context", None) or "")
        char = self._source.text[mark.index : mark.index + 1] if mark is not None else ""
        if "nesting depth" in problem and mark is not None:
            # Newer releases of libyaml have a limit of their own and read ahead, so they come to it first.
            self._too_deep(Place(mark.line + 1, mark.column + 1))
        if char == "\t" or "tab character" in problem:
            words = None
        else:
            words = wording(problem, context, char)
            if words.at_context and context_mark is not None:
                mark = context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)
        if words is None:
            self._problems.error(code.TAB, place, "a tab stands here; YAML indents with blanks only", "write blanks")
        else:
            self._problems.error(code.NO_YAML, place, words.message, words.hint)
        raise _GiveUp
