"""Reading task steps: what they call, retry, catch.

In: the attributes of a task. Out: a `TaskStep`, or `None` where it cannot be made. Source: fdl-classic 4.2, 7 and 8;
V8, V9, V15, V19.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.attributes import Attributes, Words, describe
from pytest_fnf.definition.classic.mappings import read_error_mappings, read_service_params
from pytest_fnf.definition.classic.model import CatchRule, RetryPolicy, TaskStep
from pytest_fnf.definition.classic.slips import unknown_policy_key
from pytest_fnf.definition.classic.vocabulary import CATCH, PATTERNS, RETRY
from pytest_fnf.definition.error_names import read_error_names
from pytest_fnf.definition.resources import without_reference
from pytest_fnf.definition.siblings import Way
from pytest_fnf.definition.targets import FORMS, parse_action, parse_target
from pytest_fnf.definition.tree import Mapping, Scalar

if TYPE_CHECKING:
    from pytest_fnf.definition.classic.model import Pattern
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.definition.siblings import Siblings
    from pytest_fnf.definition.targets import Target

LONGEST_RETRY_SECONDS = 86_400
"""The longest `intervalSeconds` and `maxIntervalSeconds` (fdl-classic 7.2, V19)."""

LONGEST_TIMEOUT_SECONDS = 3_153_600_000
"""A hundred years. The service documents no bound; beyond, the clock's calendar would end."""

_AS_LIST = {name: f"write a list: - {{{', '.join(words[:2])}}}" for name, words in (("retry", RETRY), ("catch", CATCH))}
_PATTERN = f"one of {', '.join(PATTERNS)} is allowed"
_RETRY_SECONDS = f"a whole number of seconds from 0 to {LONGEST_RETRY_SECONDS} is allowed"
_TIMEOUT = f"a whole number of seconds from 1 to {LONGEST_TIMEOUT_SECONDS} is allowed"

_FARAWAY = 10**15


def read_task(attributes: Attributes, common: dict[str, Any], serial: Siblings, problems: Problems) -> TaskStep | None:
    """A task step; `common` is what all steps have."""
    target, resource_arn, action = _read_target(attributes, problems)
    pattern = _read_pattern(attributes, problems)
    params = read_service_params(attributes, problems)
    timeout = read_timeout(attributes)
    retry = _read_retry(attributes, problems)
    catch = _read_catch(attributes, serial, problems)
    error_mappings = read_error_mappings(attributes, problems)
    if target is None:
        return None
    return TaskStep(
        **common,
        target=target,
        resource_arn=resource_arn,
        action=action,
        pattern=pattern,
        service_params=params,
        timeout_seconds=timeout,
        retry=retry,
        catch=catch,
        error_mappings=error_mappings,
    )


def read_timeout(attributes: Attributes) -> int | None:
    """`timeoutSeconds` of a task or a flow (V19)."""
    seconds = attributes.number("timeoutSeconds", 1, LONGEST_TIMEOUT_SECONDS, _TIMEOUT, whole=True)
    return cast("int | None", seconds)


def _read_target(attributes: Attributes, problems: Problems) -> tuple[Target | None, str | None, str | None]:
    has_arn, has_action = attributes.has("resourceArn"), attributes.has("action")
    if not has_action:
        node = attributes.need("resourceArn", code.RESOURCE, f"it says what is called, such as {FORMS[0]}")
        arn = attributes.text_of("resourceArn", without_reference(node, problems), "a text is needed")
        return (*_parse(arn, problems), None)
    if has_arn:
        problems.error(
            code.RESOURCE,
            attributes.place_of("action"),
            f"{attributes.owner} has both 'resourceArn' and 'action'; one of the two says what is called",
        )
        return None, None, None
    action = attributes.text_of(
        "action", attributes.need("action", code.RESOURCE, "it is written service:Operation"), "a text is needed"
    )
    if action is None:
        return None, None, None
    try:
        return parse_action(action.text), None, action.text
    except ValueError as error:
        hint = f"write {action.text.replace('::', ':', 1)}" if "::" in action.text else ""
        problems.error(code.RESOURCE, action.place, str(error), hint)
        return None, None, None


def _parse(arn: Scalar | None, problems: Problems) -> tuple[Target | None, str | None]:
    if arn is None:
        return None, None
    try:
        return parse_target(arn.text), arn.text
    except ValueError as error:
        problems.error(code.RESOURCE, arn.place, str(error))
        return None, None


def _read_pattern(attributes: Attributes, problems: Problems) -> Pattern:
    pattern = attributes.text_of("pattern", attributes.get("pattern"), _PATTERN)
    if pattern is not None and pattern.text not in PATTERNS:
        attributes.wrong("pattern", pattern, _PATTERN, problems.near(pattern.text, PATTERNS), code.PATTERN)
        return "requestResponse"
    return "requestResponse" if pattern is None else cast("Pattern", pattern.text)


def _read_retry(attributes: Attributes, problems: Problems) -> tuple[RetryPolicy, ...]:
    read = [_read_policy(inner) for inner in _entries("retry", RETRY, attributes, problems)]
    return tuple(policy for policy in read if policy is not None)


def _read_policy(attributes: Attributes) -> RetryPolicy | None:
    errors = read_error_names("errors", attributes)
    interval = attributes.number("intervalSeconds", 0, LONGEST_RETRY_SECONDS, _RETRY_SECONDS, whole=True)
    longest = attributes.number("maxIntervalSeconds", 0, LONGEST_RETRY_SECONDS, _RETRY_SECONDS, whole=True)
    attempts = attributes.number("maxAttempts", 0, _FARAWAY, "a whole number of retries from 0 is allowed", whole=True)
    multiplier = attributes.number("multiplier", 0, _FARAWAY, "a number from 0 is allowed")
    if errors is None:
        return None
    return RetryPolicy(
        place=attributes.node.place,
        errors=errors,
        interval_seconds=1 if interval is None else interval,
        max_interval_seconds=LONGEST_RETRY_SECONDS if longest is None else longest,
        max_attempts=3 if attempts is None else int(attempts),
        multiplier=2 if multiplier is None else multiplier,
    )


def _read_catch(attributes: Attributes, serial: Siblings, problems: Problems) -> tuple[CatchRule, ...]:
    rules = []
    for inner in _entries("catch", CATCH, attributes, problems):
        errors = read_error_names("errors", inner)
        why = "it names the step that goes on when the error is caught"
        goto = inner.needed_text("goto", code.MISSING_ATTRIBUTE, why)
        if goto is not None:
            serial.ways.append(Way(f"catch of {attributes.owner}", goto))
        if errors is not None and goto is not None:
            rules.append(CatchRule(place=inner.node.place, errors=errors, goto=goto.text))
    return tuple(rules)


def _entries(name: str, allowed: Words, attributes: Attributes, problems: Problems) -> list[Attributes]:
    found = []
    for index, node in enumerate(attributes.items(name, _AS_LIST[name]) or ()):
        owner = f"{name}[{index}] of {attributes.owner}"
        if type(node) is Mapping:
            found.append(Attributes(node, owner, allowed, problems, unknown_policy_key))
        else:
            problems.error(
                code.WRONG_VALUE, node.place, f"{owner} is {describe(node)}; a map of {', '.join(allowed)} is needed"
            )
    return found
