"""HCL, the language of Terraform, as far as texts in it go: blocks, attributes, texts in quotes, heredocs.

In: the text of a `.tf` file. Out: its top-level blocks with their attributes. Expressions that are no text are kept as
they are written. Nothing is evaluated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pytest_fnf.definition.passages import LONGEST, Part, Passage

if TYPE_CHECKING:
    from pytest_fnf.definition.places import SourceText

_SPACE = re.compile(r"(?:\s+|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_INLINE_SPACE = re.compile(r"[ \t]*")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_HEREDOC = re.compile(r"<<(?P<strip>-?)(?P<mark>[A-Za-z_][\w-]*)[ \t]*\r?\n")
_SPECIAL = re.compile(r'["\n\\]|(?:\$\$|%%)|[$%]\{')
# `$${` is a text that looks like `${`.
_ESCAPE = re.compile(r"\\(?:[nrt\"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
_OTHER = re.compile(r"[^\"'<{}\[\]()\n#/]+|.", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_DEEPEST = 50
_BRACKETS = {"{": "}", "[": "]", "(": ")"}


class HclError(ValueError):
    """The text is no HCL.

    Attributes:
        index: where reading breaks.
    """

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.message = message
        self.index = index


@dataclass(frozen=True, slots=True)
class Expression:
    """A value that is no text: a reference, a call, a number.

    Attributes:
        text: as it is written.
        index: where it begins.
    """

    text: str
    index: int


Value: TypeAlias = Passage | Expression


@dataclass(slots=True)
class Block:
    """A block.

    Attributes:
        kind: its first word, such as `resource`.
        labels: the texts behind it.
        index: where it begins.
        attributes: its own attributes; blocks inside it are left out.
    """

    kind: str
    labels: list[str]
    index: int
    attributes: dict[str, Value] = field(default_factory=dict)


def blocks_of(source: SourceText) -> list[Block]:
    """The top-level blocks of a file.

    Raises:
        HclError: the text is no HCL.
    """
    reader = _Reader(source.text)
    found = []
    while not reader.at_end():
        found.append(reader.block())
    return found


class _Reader:
    """Reads a text from its beginning on, never back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._levels = 0
        self._skip()

    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._text)

    def block(self) -> Block:
        """A top-level block; an attribute beside the blocks (as in `.tfvars`) counts as one without a body."""
        start = self._at
        block = Block(self._name(), [], start)
        self._skip()
        while self._char() == '"' or _NAME.match(self._text, self._at):
            block.labels.append(self._quoted().text if self._char() == '"' else self._name())
            self._skip()
        if self._char() == "=":
            self._take("=")
            self._value()
            self._skip()
            return block
        self._take("{")
        self._body(block)
        return block

    def _body(self, block: Block) -> None:
        self._skip()
        while self._char() != "}":
            name = self._name()
            self._skip_inline()
            if self._char() == "=":
                self._take("=")
                block.attributes.setdefault(name, self._value())
            else:
                self._past_block()
            self._skip()
        self._take("}")
        self._skip()

    def _value(self) -> Value:
        """A text if the value is one text and nothing else, else whatever stands up to the end of the line."""
        self._skip_inline()
        start = self._at
        text: Passage | None = None
        if self._char() == '"':
            text = self._quoted()
        elif found := _HEREDOC.match(self._text, self._at):
            return self._heredoc(found)
        self._skip_inline()
        if text is not None and (self.at_end() or self._char() in "\r\n#}" or self._text.startswith("//", self._at)):
            return text
        self._past_expression()
        return Expression(self._text[start : self._at].strip(), start)

    def _past_expression(self) -> None:
        """To the end of the line, or the bracket that closes what is around; over brackets, texts and heredocs."""
        open_brackets: list[str] = []
        while not self.at_end():
            char = self._char()
            if not open_brackets and char in "\n}":
                return
            if char == '"':
                self._quoted()
            elif found := _HEREDOC.match(self._text, self._at):
                self._heredoc(found)
                if not open_brackets:
                    return
            elif char == "#" or self._text.startswith(("//", "/*"), self._at):
                end = self._text.find("*/" if self._text[self._at + 1 : self._at + 2] == "*" else "\n", self._at)
                self._at = len(self._text) if end < 0 else end + 2 * (self._text[end] == "*")
            else:
                self._bracket(char, open_brackets)
        if open_brackets:
            raise HclError(f"a bracket is not closed; '{open_brackets[-1]}' is missing", self._at)

    def _bracket(self, char: str, open_brackets: list[str]) -> None:
        if char in _BRACKETS:
            open_brackets.append(_BRACKETS[char])
            self._at += 1
        elif char in ")]}":
            if not open_brackets or open_brackets.pop() != char:
                raise HclError(f"'{char}' closes nothing", self._at)
            self._at += 1
        else:
            found = _OTHER.match(self._text, self._at)
            self._at = self._at + 1 if found is None else found.end()

    def _past_block(self) -> None:
        """Over a block inside a block."""
        while self._char() != "{":
            if self._char() == '"':
                self._quoted()
            else:
                self._name()
            self._skip()
        self._past_brackets()

    def _past_brackets(self) -> None:
        """From an open bracket to behind the one that closes it."""
        start = self._at
        open_brackets: list[str] = []
        self._levels += 1
        if self._levels > _DEEPEST:
            raise HclError(f"texts inside texts go beyond {_DEEPEST} levels", start)
        while True:
            if self.at_end():
                raise HclError("a '{' here is not closed", start)
            char = self._char()
            if char == '"':
                self._quoted()
            elif found := _HEREDOC.match(self._text, self._at):
                self._heredoc(found)
            elif char == "#" or self._text.startswith(("//", "/*"), self._at):
                self._skip()
            else:
                self._bracket(char, open_brackets)
                if not open_brackets:
                    self._levels -= 1
                    return

    def _heredoc(self, found: re.Match[str]) -> Passage:
        start = found.end()
        end = re.compile(rf"^[ \t]*{re.escape(found['mark'])}[ \t]*\r?$", re.MULTILINE).search(self._text, start)
        if end is None:
            raise HclError(f"the text that begins with <<{found['mark']} has no end", self._at)
        self._at = end.end()
        if not found["strip"]:
            return Passage([Part(self._text[start : end.start()], start, verbatim=True)])
        return _stripped(self._text, start, end.start())

    def _quoted(self) -> Passage:
        """A text in quotes; `${...}` in it stays, whatever stands between the braces."""
        begin = self._at
        self._take('"')
        while (found := _SPECIAL.search(self._text, self._at)) is not None and found[0] != "\n":
            self._at = found.end()
            if found[0] == '"':
                return _unescaped(self._text, begin + 1, found.start())
            if found[0] == "\\":
                self._at += 1
            elif found[0] in ("${", "%{"):
                self._at -= 1
                self._past_brackets()
        raise HclError("a text that begins with a quote here has no closing quote", begin)

    def _name(self) -> str:
        found = _NAME.match(self._text, self._at)
        if found is None:
            what = f"'{self._char()}'" if self._char() else "the end of the file"
            raise HclError(f"{what} stands where a name is needed", self._at)
        self._at = found.end()
        return found[0]

    def _take(self, char: str) -> None:
        if self._char() != char:
            found = f"'{self._char()}'" if self._char() else "the end of the file"
            raise HclError(f"{found} stands where '{char}' is needed", self._at)
        self._at += 1

    def _char(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = self._at if found is None else found.end()

    def _skip_inline(self) -> None:
        found = _INLINE_SPACE.match(self._text, self._at)
        self._at = self._at if found is None else found.end()


def _unescaped(text: str, start: int, end: int) -> Passage:
    """What stands between quotes, with what its escapes stand for."""
    parts: list[Part] = []
    if text.find("\\", start, end) < 0:
        return Passage([Part(text[start:end], start, verbatim=True)])
    if end - start > LONGEST:
        return Passage([Part(_ESCAPE.sub(_meant, text[start:end]), start, verbatim=False)])
    for escape in _ESCAPE.finditer(text, start, end):
        parts.append(Part(text[start : escape.start()], start, verbatim=True))
        parts.append(Part(_meant(escape), escape.start(), verbatim=False))
        start = escape.end()
    parts.append(Part(text[start:end], start, verbatim=True))
    return Passage(parts)


def _meant(escape: re.Match[str]) -> str:
    """The character that an escape stands for."""
    code = escape[0][1:]
    return _ESCAPED[code] if code in _ESCAPED else chr(min(int(code[1:], 16), 0x10FFFF))


def _stripped(text: str, start: int, end: int) -> Passage:
    """A heredoc that begins with `<<-`: the blanks that all its lines begin with do not count."""
    lines = text[start:end].splitlines(keepends=True)
    widths = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    indent = min(widths, default=0)
    parts, at = [], start
    for line in lines:
        cut = min(indent, len(line) - len(line.lstrip(" \t")))
        parts.append(Part(line[cut:], at + cut, verbatim=True))
        at += len(line)
    return Passage(parts)
