"""Constructors and `Parameters`, compiled: templates become closures that build the value.

In: templates of the model. Out: functions from a visit to a value and an upper bound of its bytes. Constants are
shared, so nobody changes what is made. Source: cloudflow-statemachine 3.4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_fnf.definition.statemachine.model import Constant, Dynamic, ListTemplate, MapTemplate
from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.statemachine.data import Visit
from pytest_fnf.engine.statemachine.errors import EXPRESSION
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.expression.statemachine.expressions import EvaluationFailed
from pytest_fnf.values import size_bound

if TYPE_CHECKING:
    from pytest_fnf.definition.statemachine.model import Template
    from pytest_fnf.expression.statemachine.expressions import Expression
    from pytest_fnf.values import Json

__tracebackhide__ = hidden_from_tracebacks

Maker: TypeAlias = Callable[[Visit], "tuple[Json, int]"]
"""Makes a value from the variables of a visit, with an upper bound of its bytes."""

_SCALARS = {bool: 5, float: 25, type(None): 4}
_LOWEST, _HIGHEST = -(10**23), 10**23
# Between these an integer has 24 characters at most.


class Constructor:
    """One constructor of a state.

    Args:
        template: of the model.
        what: how messages call it, such as `OutputConstructor`.
    """

    __slots__ = ("_make", "_what")

    def __init__(self, template: Template, what: str) -> None:
        self._make = compile_template(template)
        self._what = what

    def make(self, visit: Visit) -> tuple[Json, int]:
        """The value, with an upper bound of its bytes.

        Raises:
            StepFailed: an expression cannot be evaluated.
        """
        try:
            return self._make(visit)
        except EvaluationFailed as failed:
            raise StepFailed(EXPRESSION, f"{self._what} of state '{visit.name}': {failed.cause}") from None


def constructor(template: Template | None, what: str) -> Constructor | None:
    """A compiled constructor, or `None` where the state has none."""
    return None if template is None else Constructor(template, what)


def evaluate(expression: Expression, visit: Visit, what: str) -> Json:
    """The value of an attribute that is an expression.

    Raises:
        StepFailed: it cannot be evaluated.
    """
    try:
        return expression.evaluate(visit)
    except EvaluationFailed as failed:
        raise StepFailed(EXPRESSION, f"{what} of state '{visit.name}': {failed.cause}") from None


def compile_template(template: Template) -> Maker:
    """A template as a function of a visit; it raises `EvaluationFailed`."""
    match template:
        case Constant():
            return _constant(template.value)
        case Dynamic():
            return _dynamic(template.expression)
        case MapTemplate():
            return _map(template)
        case ListTemplate():
            return _list(template)


def _constant(value: Json) -> Maker:
    made = (value, size_bound(value))
    return lambda _: made


def _dynamic(expression: Expression) -> Maker:
    read = expression.evaluate
    root = "" if expression.path is None else expression.path.root

    def make(visit: Visit) -> tuple[Json, int]:
        value = read(visit)
        return value, _bound(value, root, visit)

    return make


def _bound(value: Json, root: str, visit: Visit) -> int:
    """An upper bound of a value's bytes; a part of `$Input` or `$Output` is no larger than the whole."""
    kind = type(value)
    if kind is str:
        return 6 * len(value) + 2
    if kind is int and _LOWEST < value < _HIGHEST:
        return 24
    if kind in _SCALARS:
        return _SCALARS[kind]
    if root == "Input":
        return visit.input_size
    if root == "Output":
        return visit.output_size
    return size_bound(value)


def _map(template: MapTemplate) -> Maker:
    entries: list[tuple[str, int, Any, str, Maker | None]] = []
    for key, inner in template.entries:
        key_size = 6 * len(key) + 4
        if isinstance(inner, Dynamic):
            path = inner.expression.path
            entries.append((key, key_size, inner.expression.evaluate, "" if path is None else path.root, None))
        else:
            entries.append((key, key_size, None, "", compile_template(inner)))

    def make(visit: Visit) -> tuple[Json, int]:
        made: dict[str, Json] = {}
        bound = 2
        for key, key_size, read, root, inner in entries:
            if inner is None:
                value = made[key] = read(visit)
                # The frequent kinds here, since a call for each would be a tenth of a state's time.
                if type(value) is int and _LOWEST < value < _HIGHEST:
                    bound += key_size + 24
                else:
                    bound += key_size + _bound(value, root, visit)
            else:
                made[key], part = inner(visit)
                bound += key_size + part
        return made, bound

    return make


def _list(template: ListTemplate) -> Maker:
    makers = [compile_template(item) for item in template.items]

    def make(visit: Visit) -> tuple[Json, int]:
        parts = [maker(visit) for maker in makers]
        return [value for value, _ in parts], 2 + sum(part + 1 for _, part in parts)

    return make
