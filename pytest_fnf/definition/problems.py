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
EXPRESSION = "FNF042"
VARIABLE = "FNF043"

UNKNOWN_ATTRIBUTE = "FNF060"
NAME_IN_TWO_LISTS = "FNF061"
ONLY_DEFAULT = "FNF062"
REFERENCE_STAYS_TEXT = "FNF063"
TARGET_LOOKS_LIKE_PATH = "FNF064"
ERROR_MATCHES_NOTHING = "FNF065"
EMPTY_ATTRIBUTE = "FNF066"
USELESS_IGNORE = "FNF067"

CHOICE_FALLS_THROUGH = "FNF080"
NEVER_REACHED = "FNF081"
ENDLESS_LOOP = "FNF082"
IDLE_LOOP = "FNF083"
KEY_NOT_SET = "FNF084"
LEADS_NOWHERE = "FNF085"
DECIDED_CONDITION = "FNF086"
ERROR_NOT_RAISED = "FNF087"
ERROR_NAME_NEAR = "FNF088"
RULE_NOT_REACHED = "FNF089"
REPORT_WITHOUT_LIMIT = "FNF090"
POLLING_WITHOUT_LIMIT = "FNF091"
TOKEN_NOT_SENT = "FNF092"  # noqa: S105  (a code, no secret)
LONGER_THAN_FLOW = "FNF093"
LIMIT_PASSED = "FNF094"
CALL_REFUSED = "FNF095"
SAME_EXECUTION_NAME = "FNF096"
PLACEHOLDER = "FNF097"
GLOBAL_RACE = "FNF098"

MIXED_DIALECTS = "FNF100"
KEY_CASE = "FNF101"
WAY_ON = "FNF102"
EXPRESSION_KEY = "FNF103"
NOT_RUN = "FNF104"
OBSOLETE = "FNF105"
EXPRESS = "FNF106"

KEY_ENDS_TWICE = "FNF120"
UNKNOWN_PARAMETER = "FNF121"
ACTION_SPELLING = "FNF122"
NO_DETAIL = "FNF123"
CATCH_WITHOUT_OUTPUT = "FNF124"
NAME_IS_YAML_WORD = "FNF125"
FLOW_NAME = "FNF126"
NOT_DISTRIBUTED = "FNF127"
WRONG_RESULT = "FNF128"
GLOBAL_OUTSIDE = "FNF129"
ITEMS_NO_OBJECTS = "FNF130"

UNFILLED = "FNF140"
UNRESOLVED = "FNF141"
TEMPLATE_FUNCTION = "FNF142"
ENDLESS_REFERENCE = "FNF143"
NO_DEFINITION = "FNF144"
NO_FILE = "FNF145"
LEAVES_PROJECT = "FNF146"
FUNCTION_PROPERTY = "FNF147"
TERRAFORM = "FNF148"

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
    NO_STEPS: "no steps or states where some are needed",
    STEP_TYPE: "the type of a step or state is missing or unknown",
    STEP_NAME: "the name of a step or state is missing or no text",
    MISSING_ATTRIBUTE: "a required attribute is missing",
    WRONG_VALUE: "a value of the wrong kind",
    OUT_OF_RANGE: "a value outside the allowed range",
    NAME_TWICE: "a name twice in one list of steps or states",
    GOTO: "a goto or Next to what does not stand in its list",
    OTHER_STEPS_ATTRIBUTE: "an attribute that this type of step or state cannot have",
    RESOURCE: "what the task calls is missing, given twice, or has no known form",
    PATTERN: "an unknown pattern or TaskMode",
    WAIT_FORM: "a wait without one end, or with two",
    ERROR_MAPPING: "a source that errorMappings cannot read",
    CATCH_STEPS: "steps inside a catch",
    CONDITION: "a condition that cannot be read",
    PATH: "a path that cannot be read",
    EXPRESSION: "an expression that cannot be read",
    VARIABLE: "a variable where it cannot be read",
    UNKNOWN_ATTRIBUTE: "an unknown attribute, which is ignored",
    NAME_IN_TWO_LISTS: "a name in two lists of steps or states",
    ONLY_DEFAULT: "a choice that has only a default",
    REFERENCE_STAYS_TEXT: "what looks like a reference stays text",
    TARGET_LOOKS_LIKE_PATH: "a target that looks like a path is a literal key",
    ERROR_MATCHES_NOTHING: "an error name that matches nothing",
    EMPTY_ATTRIBUTE: "an attribute without a value",
    USELESS_IGNORE: "an ignore comment that silences nothing",
    CHOICE_FALLS_THROUGH: "a choice without a default goes on where nothing fits",
    NEVER_REACHED: "a step or state that nothing leads to",
    ENDLESS_LOOP: "a loop that nothing leaves",
    IDLE_LOOP: "a loop in which nothing changes",
    KEY_NOT_SET: "a key is read that nothing sets",
    LEADS_NOWHERE: "a path that leads nowhere",
    DECIDED_CONDITION: "a condition that is decided before the flow runs",
    ERROR_NOT_RAISED: "an error is handled that cannot occur there",
    ERROR_NAME_NEAR: "an error name that is nearly a known one",
    RULE_NOT_REACHED: "a rule of retry or catch behind one that takes its errors",
    REPORT_WITHOUT_LIMIT: "a task waits for a report without a limit",
    POLLING_WITHOUT_LIMIT: "a loop polls without a limit",
    TOKEN_NOT_SENT: "a task waits for a report, but sends no token",
    LONGER_THAN_FLOW: "a time that is longer than the flow's time-out",
    LIMIT_PASSED: "a limit of the service is certainly passed",
    CALL_REFUSED: "a call that the service refuses or misreads",
    SAME_EXECUTION_NAME: "an execution name that is used again",
    PLACEHOLDER: "a placeholder left in a resource",
    GLOBAL_RACE: "a global variable that is written at the same time",
    MIXED_DIALECTS: "words of two dialects in one flow",
    KEY_CASE: "an attribute written in the wrong case",
    WAY_ON: "a state that says neither where to go on nor that it ends, or both",
    EXPRESSION_KEY: "a key both with and without .$, or a .$ without a name",
    NOT_RUN: "an attribute that cannot be run here",
    OBSOLETE: "an attribute that the service has replaced",
    EXPRESS: "what an Express execution cannot do",
    KEY_ENDS_TWICE: "a key that ends in .$ twice",
    UNKNOWN_PARAMETER: "a parameter that the action does not have",
    ACTION_SPELLING: "an action that is probably misspelt",
    NO_DETAIL: "a Fail without Detail",
    CATCH_WITHOUT_OUTPUT: "a Catch rule without OutputConstructor",
    NAME_IS_YAML_WORD: "a name that other readers of YAML do not take for text",
    FLOW_NAME: "a flow name that the service refuses",
    NOT_DISTRIBUTED: "an attribute of the distributed mode in an inline Map",
    WRONG_RESULT: "an expression that cannot give what is needed",
    GLOBAL_OUTSIDE: "$Global outside constructors",
    ITEMS_NO_OBJECTS: "items of a Map that are no objects",
    UNFILLED: "a placeholder without a value",
    UNRESOLVED: "a reference to what is not in the template",
    TEMPLATE_FUNCTION: "a function of a template that cannot be worked out",
    ENDLESS_REFERENCE: "references without an end",
    NO_DEFINITION: "a flow of a template without a definition",
    NO_FILE: "a file that a template names is not there",
    LEAVES_PROJECT: "a file outside the project",
    FUNCTION_PROPERTY: "a property of a function that is of no use",
    TERRAFORM: "a Terraform file that cannot be read",
}
"""Every code with its short title. Codes are stable: a number is never used again for something else, so there is
no FNF024 any more (`Type: StateMachine` was not run yet)."""

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
        self._told: set[tuple[int, int]] = set()
        self.has_errors = False

    def settle(self) -> None:
        """From now on nothing more is told of the places that have a problem already.

        What cannot be read as YAML would make rules of the language complain of the same place in other words.
        """
        self._settled = frozenset((line, column) for line, column, *_ in self._found) | self._told

    def settle_also(self, place: Place) -> None:
        """What is wrong with what stands here was told at another place."""
        self._told.add((place.line, place.column))

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

    def is_full(self, severity: Severity) -> bool:
        """Whether no more of them are kept, so that looking for more is for nothing."""
        return self._count[severity] >= self._MOST

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
