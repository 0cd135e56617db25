"""Reading how errors are handled: `Retry` and `Catch`.

In: the attributes of a Task, Parallel or Map. Out: rules in order. Source: cloudflow-statemachine 12, OQ-23.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, describe
from pytest_fnf.definition.error_names import read_error_names
from pytest_fnf.definition.statemachine.expressions import CAUGHT
from pytest_fnf.definition.statemachine.model import CatchRule, RetryRule
from pytest_fnf.definition.statemachine.slips import recased, unknown_key
from pytest_fnf.definition.statemachine.states import read_next
from pytest_fnf.definition.statemachine.templates import read_constructor
from pytest_fnf.definition.statemachine.vocabulary import CATCH, RETRY
from pytest_fnf.definition.tree import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.attributes import Words
    from pytest_fnf.definition.siblings import Siblings
    from pytest_fnf.definition.statemachine.expressions import Reading

LONGEST_RETRY_SECONDS = 86_400
"""The longest `IntervalSeconds` and `MaxBackoffSeconds` (cloudflow-statemachine 12.2)."""

_FARAWAY = 10**15
_SECONDS = f"a whole number of seconds from 0 to {LONGEST_RETRY_SECONDS} is allowed"
_ATTEMPTS = "a whole number of retries from 0 is allowed"


def read_retry(attributes: Attributes, reading: Reading) -> tuple[RetryRule, ...]:
    """The rules of `Retry`."""
    read = [_read_retry_rule(rule) for rule in _rules("Retry", RETRY, attributes, reading)]
    return tuple(rule for rule in read if rule is not None)


def _read_retry_rule(attributes: Attributes) -> RetryRule | None:
    errors = read_error_names("Errors", attributes)
    attributes.text("Description")
    attempts = _needed("MaxAttempts", _FARAWAY, _ATTEMPTS, "it is the number of retries", attributes)
    interval = _needed(
        "IntervalSeconds", LONGEST_RETRY_SECONDS, _SECONDS, "it is the delay before the first retry", attributes
    )
    rate = attributes.number("BackoffRate", 0, _FARAWAY, "a number from 0 is allowed")
    longest = attributes.number("MaxBackoffSeconds", 0, LONGEST_RETRY_SECONDS, _SECONDS, whole=True)
    if errors is None or attempts is None or interval is None:
        return None
    return RetryRule(
        place=attributes.node.place,
        errors=errors,
        max_attempts=int(attempts),
        interval_seconds=interval,
        backoff_rate=1 if rate is None else rate,
        max_backoff_seconds=longest,
    )


def _needed(name: str, high: int, allowed: str, why: str, attributes: Attributes) -> int | float | None:
    node = attributes.need(name, code.MISSING_ATTRIBUTE, why)
    return None if node is None else attributes.number_of(name, node, 0, high, allowed, whole=True)


def read_catch(attributes: Attributes, scope: Siblings, reading: Reading) -> tuple[CatchRule, ...]:
    """The rules of `Catch`; `scope` is where the state stands, whose states they name."""
    read = [_read_catch_rule(rule, scope, reading) for rule in _rules("Catch", CATCH, attributes, reading)]
    return tuple(rule for rule in read if rule is not None)


def _read_catch_rule(attributes: Attributes, scope: Siblings, reading: Reading) -> CatchRule | None:
    errors = read_error_names("Errors", attributes)
    attributes.text("Description")
    output = read_constructor("OutputConstructor", attributes, CAUGHT, reading)
    if not attributes.has("OutputConstructor"):
        attributes.warn(
            code.CATCH_WITHOUT_OUTPUT,
            attributes.node,
            "has no 'OutputConstructor', so that the next state gets {}",
            attributes.misspelt("OutputConstructor")
            or "write OutputConstructor: {code.$: $Context.Current.Error.Code}, or OutputConstructor: {}",
        )
    target = read_next("Next", attributes, scope, "it names the state that goes on when the error is caught")
    if errors is None or target is None:
        return None
    return CatchRule(place=attributes.node.place, errors=errors, next=target, output_constructor=output)


def _rules(name: str, allowed: Words, attributes: Attributes, reading: Reading) -> Iterator[Attributes]:
    shape = "- {Errors: [FnF.ALL], MaxAttempts: 3, IntervalSeconds: 1}"
    if name == "Catch":
        shape = "- {Errors: [FnF.ALL], Next: name}"
    for index, node in enumerate(attributes.items(name, f"write a list: {shape}") or ()):
        owner = f"{name}[{index}] of {attributes.owner}"
        if type(node) is Mapping:
            known = recased(node, allowed, owner, reading.problems)
            yield Attributes(known, owner, allowed, reading.problems, unknown_key)
        else:
            message = f"{owner} is {describe(node)}; a map of {', '.join(allowed)} is needed"
            reading.problems.error(code.WRONG_VALUE, node.place, message)
