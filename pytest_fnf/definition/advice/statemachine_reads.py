"""What the expressions of a state read, and whether it can be there.

In: what is known of the variables around an expression. Out: the shape of what a template makes; warnings of paths that
are null in every run. It leaves how states follow one another to `statemachine_data`. Source: cloudflow-statemachine
3.2, 3.4, 3.5, OQ-11.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.advice.locating import locate
from pytest_fnf.definition.advice.shapes import PLAIN, Fields, Lost, elements, fields, follow, shape_of
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.statemachine.model import Constant, Dynamic, MapTemplate

if TYPE_CHECKING:
    from pytest_fnf.definition.advice.shapes import Shape
    from pytest_fnf.definition.places import Place, SourceText
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.statemachine.model import Template
    from pytest_fnf.expression.statemachine.expressions import Expression, Read

_PATH = re.compile(r"\$\w+(?:\.[\w-]+|\[[^\]]*\])*")
_MOST_NAMED = 6

_EXECUTION = fields({"Name": PLAIN, "Input": None, "RoleArn": PLAIN})
_ERROR = fields({"Code": PLAIN, "Detail": PLAIN})
_LATER = {
    "Error": "only the OutputConstructor of a Catch rule has it; hand it on from there",
    "Output": "it is there in OutputConstructor and GlobalConstructor",
    "TaskToken": "only a Task has a token",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known around an expression.

    Attributes:
        input: of `$Input`.
        output: of `$Output`, if that is there.
        after: whether `$Output` is there.
        failed: whether an error is being handled.
        task: whether the state is a Task.
        global_: the keys that `$Global` can have.
    """

    input: Shape
    output: Shape = None
    after: bool = False
    failed: bool = False
    task: bool = False
    global_: frozenset[str]

    def follow(self, read: Read) -> Shape | Lost:
        """What is known of what is read, but for `$Global`."""
        match read.root:
            case "Input":
                return follow(self.input, read.keys)
            case "Output":
                return follow(self.output, read.keys)
            case "Context":
                return follow(self._context(), read.keys)
            case _:
                return None

    def _context(self) -> Shape:
        """The context object (cloudflow-statemachine 3.2)."""
        current = {"Name": PLAIN, "Input": self.input, "RetryCount": PLAIN}
        if self.after:
            current["Output"] = self.output
        if self.failed:
            current["Error"] = _ERROR
        if self.task:
            current["TaskToken"] = PLAIN
        return fields({"Execution": _EXECUTION, "Current": fields(current)})


class Reads:
    """Looks at expressions and templates, and tells of what cannot be there."""

    def __init__(self, source: SourceText, problems: Problems) -> None:
        self._source = source
        self._problems = problems

    def template(self, template: Template, where: str, around: Around) -> Shape:
        """Check a template; what is known of the value that it makes."""
        match template:
            case Constant():
                return shape_of(template.value)
            case Dynamic():
                self.expression(template.expression, template.place, where, around)
                return self.shape(template.expression, around)
            case MapTemplate():
                return fields({key: self.template(part, where, around) for key, part in template.entries})
            case _:
                for item in template.items:
                    self.template(item, where, around)
                return elements(None)

    def shape(self, expression: Expression, around: Around) -> Shape:
        """What is known of the value of an expression."""
        if expression.path is not None and expression.path.root != "Global":
            shape = around.follow(expression.path)
            return PLAIN if isinstance(shape, Lost) else shape
        if expression.gives == "array":
            return elements(None)
        return None if expression.gives in ("any", "object") else PLAIN

    def expression(self, expression: Expression, place: Place, where: str, around: Around, outcome: str = "") -> None:
        """Check what an expression reads; `outcome` is what comes of null."""
        for read in expression.reads:
            if read.tested or not read.keys:
                continue
            if read.root == "Global":
                self._global(read, expression, place, where, around)
                continue
            shape = around.follow(read)
            if isinstance(shape, Lost):
                text = _text_of(read, expression)
                self._problems.warning(
                    code.LEADS_NOWHERE,
                    locate(self._source, place, text),
                    f"{where}: {quoted(text)} is always null{outcome}; {_why(shape)}",
                    self._hint(read, shape),
                )

    def _global(self, read: Read, expression: Expression, place: Place, where: str, around: Around) -> None:
        key = read.keys[0]
        if isinstance(key, str) and key not in around.global_:
            text = _text_of(read, expression)
            self._problems.warning(
                code.KEY_NOT_SET,
                locate(self._source, place, text),
                f"{where}: {quoted(text)} is always null; no GlobalConstructor of this execution sets it",
                self._problems.near(key, sorted(around.global_)),
            )

    def _hint(self, read: Read, lost: Lost) -> str:
        if not isinstance(lost.shape, Fields) or not isinstance(lost.key, str):
            return ""
        if read.root == "Context" and read.keys[:1] == ("Current",) and lost.key in _LATER and len(read.keys) > 1:
            return _LATER[lost.key] if read.keys[1] == lost.key else ""
        near = self._problems.near(lost.key, lost.shape.keys)
        body = f"${read.root}.Body.{lost.key}"
        if not near and len(read.keys) == 1 and "Body" in lost.shape.keys and lost.shape.keys["Body"] is None:
            return f"did you mean {quoted(body)}?"
        return near


def _why(lost: Lost) -> str:
    if not isinstance(lost.shape, Fields):
        return f"what {quoted(str(lost.key))} is looked for in is no object"
    names = list(lost.shape.keys)
    if not names:
        return "the object is empty"
    shown = ", ".join(quoted(name)[1:-1] for name in names[:_MOST_NAMED])
    return f"the keys there are {shown}{' and others' if len(names) > _MOST_NAMED else ''}"


def _text_of(read: Read, expression: Expression) -> str:
    found = _PATH.match(expression.text, read.offset)
    return found[0] if found is not None else f"${read.root}"
