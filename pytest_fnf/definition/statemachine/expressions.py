"""Reading expressions where they stand: conditions, items, seconds, and every value under a key that ends in `.$`.

In: a node, and which variables may be read there. Out: a compiled expression; problems at the exact character. It
leaves the language to `expression.statemachine`. Source: cloudflow-statemachine 3.2, 3.4 and 13.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import describe
from pytest_fnf.definition.inner_places import place_in
from pytest_fnf.definition.tree import REFERENCE_TAG, Node, Scalar
from pytest_fnf.expression.statemachine.expressions import ExpressionError, compile_expression

if TYPE_CHECKING:
    from pytest_fnf.definition.places import Place
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.expression.statemachine.expressions import Expression, Read

LONGEST_EXPRESSION = 10_000
"""Characters of an expression, as many as a condition of the classic dialect has."""

SUFFIX = ".$"
"""The end of a key whose value is an expression (cloudflow-statemachine 3.4)."""

LONGEST_WAIT_SECONDS = {"standard": 300.0, "express": 20.0}
"""The longest wait of each mode (cloudflow-statemachine 5, 14.1)."""


@dataclass(slots=True)
class Reading:
    """What one reading of a document shares.

    Attributes:
        problems: where problems go.
        wait_seconds: the longest constant wait, `None` for no limit, `service` for what the mode allows.
        mode: how what is read now runs; the processor of a distributed Map may run otherwise than the flow.
        functions: names of the functions that expressions call, in the order read.
    """

    problems: Problems
    wait_seconds: float | Literal["service"] | None
    mode: Literal["standard", "express"]
    functions: dict[str, None] = field(default_factory=dict)
    _failures: dict[str, ExpressionError] = field(default_factory=dict)
    _places: dict[tuple[int, int], tuple[Place, Scalar]] = field(default_factory=dict)

    def compile(self, text: str) -> Expression:
        """The expression; one that cannot be read is looked at once, however often an alias brings it in.

        Raises:
            ExpressionError: it cannot be read.
        """
        if text in self._failures:
            raise self._failures[text].with_traceback(None)
        try:
            return compile_expression(text)
        except ExpressionError as error:
            self._failures[text] = ExpressionError(error.message, error.offset, error.hint)
            raise

    def place_in(self, node: Scalar, offset: int) -> Place:
        """The place of one character of a text, looked for once."""
        key = id(node), offset
        if key not in self._places:
            # With the node, so that no other gets its id.
            self._places[key] = place_in(node, offset, self.problems.source), node
        return self._places[key][0]

    @property
    def longest_wait(self) -> float | None:
        """Seconds, `None` for no limit."""
        return LONGEST_WAIT_SECONDS[self.mode] if self.wait_seconds == "service" else self.wait_seconds


class Spot(NamedTuple):
    """Where expressions stand: the variables they can read besides `$Context` and `$Input`, and what they must give."""

    output: bool = False
    item: bool = False
    global_: bool = True
    failed: bool = False
    gives: Literal["boolean", "number", "array", "any"] = "any"


BEFORE = Spot()
"""`InputConstructor` and `Parameters`."""
CAUGHT = Spot(failed=True)
"""The `OutputConstructor` of a `Catch` rule: a failed state has no output (section 12.3)."""
AFTER = Spot(output=True)
"""`OutputConstructor` and `GlobalConstructor`."""
ITEM = Spot(item=True)
"""`ItemConstructor`."""
CONDITION = Spot(global_=False, gives="boolean")
ITEMS = Spot(global_=False, gives="array")
SECONDS = Spot(global_=False, gives="number")

_KINDS = {"boolean": "true or false", "number": "a number", "array": "an array"}
_GIVEN = {**_KINDS, "text": "a text", "object": "an object", "null": "null"}


def read_expression(node: Node, what: str, spot: Spot, reading: Reading) -> Expression | None:
    """Compile what stands at a node.

    Args:
        node: the value.
        what: how messages call it, such as `Condition of Branches[0] of state 'Check'`.
        spot: which variables it may read, and what it must give.
        reading: what is shared.
    """
    problems = reading.problems
    text = _text_of(node, what, spot, problems)
    if text is None or problems.is_full("error"):
        return None
    try:
        expression = reading.compile(text.text)
    except ExpressionError as error:
        place = reading.place_in(text, error.offset)
        hint = error.hint
        if hint.endswith(f' or "{text.text}"'):
            # YAML takes quotes around the whole value for its own.
            hint = hint.replace(f'"{text.text}"', f"'\"{text.text}\"'")
        problems.error(code.EXPRESSION, place, f"{what}: {error.message}", hint)
        return None
    for name in expression.functions:
        reading.functions[name] = None
    told = {"Input", "Context"}
    for read in expression.reads:
        if read.root not in told:
            told.add(read.root)  # once: finding a place costs as much as what stands before it
            _check_root(read, text, what, spot, reading)
    if spot.gives != "any":
        _check_result(expression, text, what, spot, problems)
    return expression


def _text_of(node: Node, what: str, spot: Spot, problems: Problems) -> Scalar | None:
    if type(node) is not Scalar or type(node.value) is not str:
        constant = f"a constant stands under a key without {SUFFIX}" if spot.gives in ("any", "number") else ""
        problems.error(
            code.WRONG_VALUE,
            node.place,
            f"{what} is {describe(node)}; an expression, a text such as $Input.key, is needed",
            constant,
        )
        return None
    if node.style == REFERENCE_TAG:
        message = f"{what} has the tag {node.style}; it stands at a resourceArn only"
        problems.error(code.TAG, node.place, message)
        return None
    if len(node.text) > LONGEST_EXPRESSION:
        message = f"{what} has {len(node.text):,} characters; at most {LONGEST_EXPRESSION:,} are read"
        problems.error(code.EXPRESSION, node.place, message)
        return None
    return node


def _check_root(read: Read, text: Scalar, what: str, spot: Spot, reading: Reading) -> None:
    """Each variable lives where section 3.2 says."""
    problems = reading.problems
    if read.root == "Output" and not spot.output:
        where = "an OutputConstructor or a GlobalConstructor"
        hint = "what failed is told by $Context.Current.Error" if spot.failed else "what the state gets is $Input"
    elif read.root == "Item" and not spot.item:
        where, hint = "the ItemConstructor of a Map", "in the Processor of a Map the item is $Input"
    elif read.root == "Global" and not spot.global_:
        problems.warning(
            code.GLOBAL_OUTSIDE,
            reading.place_in(text, read.offset),
            f"{what} reads $Global, which the service documents for constructors and Parameters only",
            "take it over with an InputConstructor, and read $Input here",
        )
        return
    else:
        return
    place = reading.place_in(text, read.offset)
    problems.error(code.VARIABLE, place, f"{what} reads ${read.root}; it can be read in {where} only", hint)


def _check_result(expression: Expression, text: Scalar, what: str, spot: Spot, problems: Problems) -> None:
    """What is known before it runs (OQ-12, 5, 10.1)."""
    if expression.gives not in ("any", spot.gives):
        problems.warning(
            code.WRONG_RESULT,
            text.place,
            f"{what} always gives {_GIVEN[expression.gives]}; {_KINDS[spot.gives]} is needed, so the state would fail",
        )
