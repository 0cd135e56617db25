"""Problems of a document: their codes, how they are gathered, and the one error that carries them.

In: what the tree and the readers find, with its place. Out: `DefinitionError`, whose text shows every problem with an
excerpt. It leaves the rules to the readers; what each code means stands in `docs/reference/problems.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Literal

from pytest_fnf.definition.places import Place, SourceText, printable
from pytest_fnf.errors import FnfError, did_you_mean, hidden_from_tracebacks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__tracebackhide__ = hidden_from_tracebacks

UNREADABLE = "FNF001"
NO_YAML = "FNF002"
TAB = "FNF003"
DUPLICATE_KEY = "FNF004"
ALIAS = "FNF005"
TOO_DEEP = "FNF006"
SEVERAL_DOCUMENTS = "FNF007"
TAG = "FNF008"
NUMBER_TOO_LARGE = "FNF009"
KEY_IS_NO_TEXT = "FNF010"
MERGE_KEY = "FNF011"
TOO_LARGE = "FNF012"

NO_FLOW = "FNF020"
VERSION = "FNF021"
FLOW_TYPE = "FNF022"
NO_STEPS = "FNF023"
DIALECT = "FNF024"
STEP_TYPE = "FNF025"
STEP_NAME = "FNF026"
MISSING_ATTRIBUTE = "FNF027"
WRONG_VALUE = "FNF028"
OUT_OF_RANGE = "FNF029"

NAME_TWICE = "FNF030"
GOTO = "FNF031"
OTHER_STEPS_ATTRIBUTE = "FNF032"
RESOURCE = "FNF033"
PATTERN = "FNF034"
WAIT_FORM = "FNF035"
ERROR_MAPPING = "FNF036"
CATCH_STEPS = "FNF037"

CONDITION = "FNF040"
PATH = "FNF041"

UNKNOWN_ATTRIBUTE = "FNF060"
NAME_IN_TWO_LISTS = "FNF061"
ONLY_DEFAULT = "FNF062"
REFERENCE_STAYS_TEXT = "FNF063"
TARGET_LOOKS_LIKE_PATH = "FNF064"
ERROR_MATCHES_NOTHING = "FNF065"
EMPTY_ATTRIBUTE = "FNF066"

CODES = {
    UNREADABLE: "the file is no readable text",
    NO_YAML: "the text is no YAML",
    TAB: "a tab where blanks are needed",
    DUPLICATE_KEY: "a key stands twice in one map",
    ALIAS: "an alias that leads nowhere, contains itself, or brings in too much",
    TOO_DEEP: "nesting beyond 200 levels",
    SEVERAL_DOCUMENTS: "more than one document",
    TAG: "a tag that is not understood",
    NUMBER_TOO_LARGE: "a number that JSON cannot carry",
    KEY_IS_NO_TEXT: "a key that is no text",
    MERGE_KEY: "a merge key without a map",
    TOO_LARGE: "a document larger than any flow",
    NO_FLOW: "the document is no flow definition",
    VERSION: "the version is missing or unknown",
    FLOW_TYPE: "the flow's type is missing or unknown",
    NO_STEPS: "no steps where steps are needed",
    DIALECT: "a dialect that is not supported yet",
    STEP_TYPE: "the step's type is missing or unknown",
    STEP_NAME: "the step's name is missing or no text",
    MISSING_ATTRIBUTE: "a required attribute is missing",
    WRONG_VALUE: "a value of the wrong kind",
    OUT_OF_RANGE: "a value outside the allowed range",
    NAME_TWICE: "a step name twice in one list",
    GOTO: "a goto to what is no step of its list",
    OTHER_STEPS_ATTRIBUTE: "an attribute that this step type cannot have",
    RESOURCE: "what the task calls is missing, given twice, or has no known form",
    PATTERN: "an unknown pattern",
    WAIT_FORM: "a wait without one end, or with two",
    ERROR_MAPPING: "a source that errorMappings cannot read",
    CATCH_STEPS: "steps inside a catch",
    CONDITION: "a condition that cannot be read",
    PATH: "a path that cannot be read",
    UNKNOWN_ATTRIBUTE: "an unknown attribute, which is ignored",
    NAME_IN_TWO_LISTS: "a step name in two lists",
    ONLY_DEFAULT: "a choice that has only a default",
    REFERENCE_STAYS_TEXT: "what looks like a reference stays text",
    TARGET_LOOKS_LIKE_PATH: "a target that looks like a path is a literal key",
    ERROR_MATCHES_NOTHING: "an error name that matches nothing",
    EMPTY_ATTRIBUTE: "an attribute without a value",
}
"""Every code with its short title. Codes are stable: a number is never used again for something else."""

_MOST_SHOWN = 100
_LONGEST_NAME = 80

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a document.

    Attributes:
        code: stable, listed in `docs/reference/problems.md`.
        message: `where: what was found; what is allowed`, for people.
        line: from 1.
        column: from 1, in characters.
        hint: what to write instead, where that can be told; else empty.
        severity: an error refuses the document, a warning does not.
    """

    code: str
    message: str
    line: int
    column: int
    hint: str = ""
    severity: Severity = "error"
    source: SourceText | None = field(default=None, compare=False, repr=False)

    @property
    def place(self) -> Place:
        """Line and column together."""
        return Place(self.line, self.column)

    def __str__(self) -> str:
        return "\n".join(self.text())

    def text(self) -> Iterator[str]:
        """The whole problem as lines: `label:line:col: CODE message`, excerpt, hint."""
        label = self.source.label if self.source is not None else "<text>"
        warning = "warning: " if self.severity == "warning" else ""
        yield f"{label}:{self.line}:{self.column}: {self.code} {warning}{self.message}"
        if self.source is not None:
            yield from self.source.excerpt(self.place)
        if self.hint:
            yield f"  hint: {self.hint}"


class DefinitionError(FnfError):
    """An invalid definition.

    Attributes:
        problems: all of them, errors and warnings, in the order of the text.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        shown = self.problems
        if len(shown) > _MOST_SHOWN:
            # Warnings must not push the reason of the refusal out of sight.
            shown = tuple(problem for problem in shown if problem.severity == "error")[:_MOST_SHOWN]
        lines = [line for problem in shown for line in problem.text()]
        if len(shown) < len(self.problems):
            lines.append(f"and {len(self.problems) - len(shown)} more problems")
        return "\n".join(lines)


class Problems:
    """Gathers the problems of one document."""

    _COMPARISONS = 20_000
    # Looking for the nearest name is the one thing here whose cost grows with names times problems. Beyond this many
    # comparisons a document gets no more hints, so that the time stays linear.

    _MOST = 10_000
    # Errors, and as many warnings: a document of ten megabytes may have a million, which would only fill the memory.

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._found: dict[tuple[int, int, str, str], Problem] = {}
        self._count: dict[Severity, int] = {"error": 0, "warning": 0}
        self._comparisons_left = self._COMPARISONS
        self._settled: frozenset[tuple[int, int]] = frozenset()
        self.has_errors = False

    def settle(self) -> None:
        """From now on nothing more is told of the places that have a problem already.

        What cannot be read as YAML would make rules of the language complain of the same place in other words.
        """
        self._settled = frozenset((line, column) for line, column, *_ in self._found)

    def error(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """The document cannot be accepted."""
        self.has_errors = True
        self._add(code, place, message, hint, "error")

    def warning(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Worth telling, yet accepted."""
        self._add(code, place, message, hint, "warning")

    def _add(self, code: str, place: Place, message: str, hint: str, severity: Severity) -> None:
        # What an alias brings in is read at each of its uses; it is told once.
        key = (place.line, place.column, code, message)
        if key in self._found or key[:2] in self._settled:
            return
        self._count[severity] += 1
        if self._count[severity] <= self._MOST:
            self._found[key] = Problem(code, message, place.line, place.column, hint, severity, self.source)

    def near(self, name: str, names: Iterable[str]) -> str:
        """`did you mean 'X'?`, or nothing."""
        if len(name) > _LONGEST_NAME or self._comparisons_left <= 0:
            return ""
        known = [known for known in islice(names, self._COMPARISONS) if len(known) <= _LONGEST_NAME]
        self._comparisons_left -= len(known)
        return did_you_mean(name, known)

    def ordered(self) -> tuple[Problem, ...]:
        """All problems in the order of the text."""
        return tuple(self._found[key] for key in sorted(self._found))


def quoted(text: str) -> str:
    """A name or text as messages show it: on one line, in single quotes, a long one cut."""
    short = text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 3]}..."
    return f"'{printable(' '.join(short.split()) if not short.isprintable() else short)}'"
