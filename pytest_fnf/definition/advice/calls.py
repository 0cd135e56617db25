"""Advice about what tasks call: tokens that are not sent, calls that the service refuses, names used again.

In: the calls of a definition. Out: warnings. Source: fdl-classic 8, cloudflow-statemachine 11.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.advice.locating import locate
from pytest_fnf.definition.problems import quoted
from pytest_fnf.definition.targets import QueueTarget, TopicTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fnf.definition.advice.facts import Call, Facts, Rule, Words
    from pytest_fnf.definition.places import SourceText
    from pytest_fnf.definition.problems import Problems

_PLACEHOLDER = re.compile(r"(?<![${])\{(?!\{)[^{}]+\}(?!\})")
# What a deployment tool would fill in, ${name} and the like, is the readers' (FNF140).


def check_calls(facts: Facts, source: SourceText, problems: Problems) -> None:
    """Tell of calls that cannot do what they say."""
    retries = {guarded.name: guarded.retry for guarded in facts.guarded}
    for call in facts.calls:
        _check_token(call, facts.words, problems)
        _check_placeholder(call, facts.words, source, problems)
        _check_message(call, facts.words, problems)
        _check_parameters(call, facts.words, problems)
        _check_execution_name(call, retries.get(call.name, ()), facts.words, problems)


def _check_token(call: Call, words: Words, problems: Problems) -> None:
    if call.token is False:
        problems.warning(
            code.TOKEN_NOT_SENT,
            call.place,
            f"{words.step} {quoted(call.name)} waits for a report, but what it sends does not hold {words.callback}, "
            "so that nobody can report",
            words.send,
        )


def _check_placeholder(call: Call, words: Words, source: SourceText, problems: Problems) -> None:
    """The documents write `{accountID}` where their readers put in their own (fdl-classic 8.2)."""
    found = _PLACEHOLDER.search(call.resource)
    if found is not None:
        problems.warning(
            code.PLACEHOLDER,
            locate(source, call.place, found[0]),
            f"resourceArn of {words.step} {quoted(call.name)} holds {quoted(found[0])}, which nothing replaces",
            "put in what it stands for; region and account may be left empty, as in acs:fc:::...",
        )


def _check_message(call: Call, words: Words, problems: Problems) -> None:
    """Topics and queues have two patterns, and a message has a body (fdl-classic 8.1, 8.5)."""
    if not isinstance(call.target, TopicTarget | QueueTarget):
        return
    if call.waits_for == "job":
        found, hint = f"calls {quoted(call.target.text)} with {words.job}, which messages do not have", ""
    elif "MessageBody" not in call.parameters:
        found = f"sends a message to {quoted(call.target.text)} without a MessageBody"
        hint = "write serviceParams: {MessageBody: $} to send the step's input"
    else:
        return
    problems.warning(
        code.CALL_REFUSED, call.place, f"{words.step} {quoted(call.name)} {found}; the task always fails", hint
    )


def _check_parameters(call: Call, words: Words, problems: Problems) -> None:
    for name, parameter in call.parameters.items():
        if call.known_parameters and name not in call.known_parameters:
            near = problems.near(name, call.known_parameters)
            if near:
                problems.warning(
                    code.CALL_REFUSED,
                    parameter.place,
                    f"{words.step} {quoted(call.name)} gives the parameter {quoted(name)}, which is not known; "
                    f"known are {', '.join(call.known_parameters)}",
                    near,
                )


def _check_execution_name(call: Call, retries: Sequence[Rule], words: Words, problems: Problems) -> None:
    """Under the name of an execution that has ended, no other starts (fdl-classic 10.2)."""
    name = call.execution_name
    if name is None:
        return
    if name.constant is not None:
        problems.warning(
            code.SAME_EXECUTION_NAME,
            name.place,
            f"{words.step} {quoted(call.name)} always starts its execution as {quoted(str(name.constant))}; "
            "each name can be used once, so that only the first start succeeds",
            "leave the name out, or make it of the input",
        )
        return
    for rule in retries if call.waits_for == "job" else ():
        if any(not error.startswith(("fnf.", "FNF.")) for error in rule.errors):
            problems.warning(
                code.SAME_EXECUTION_NAME,
                name.place,
                f"{words.step} {quoted(call.name)} starts its execution under the same name at each retry; "
                "each name can be used once, so that the retries fail",
                "leave the name out where the task has a retry",
            )
            return
