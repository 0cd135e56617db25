"""Advice about time: tasks that wait for ever, and times that are longer than the flow may take.

In: time-outs, waits and delays. Out: warnings with the figures. It leaves what an execution really takes to whoever
runs it, and bounds of single values to the readers.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.problems import quoted

if TYPE_CHECKING:
    from pytest_fnf.definition.advice.facts import Call, Facts, Pause, Rule
    from pytest_fnf.definition.problems import Problems

LONGEST_EXECUTION_SECONDS = 31_536_000
"""A year (fdl-classic 9, cloudflow-statemachine 14.1)."""

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def check_spans(facts: Facts, problems: Problems) -> None:
    """Tell of what has no limit, and of what its limit does not let end."""
    for call in facts.calls:
        if call.waits_for == "report" and call.timeout == inf and facts.flow_timeout == inf:
            problems.warning(
                code.REPORT_WITHOUT_LIMIT,
                call.place,
                f"{facts.words.step} {quoted(call.name)} waits for a report of its token without a limit; "
                "if none comes, the execution waits for a year",
                facts.words.limit,
            )
        if call.timeout is not None and facts.flow_timeout < call.timeout < inf:
            _tell_longer(f"the time-out of {facts.words.step} {quoted(call.name)}", call, call.timeout, facts, problems)
    for pause in facts.pauses:
        if pause.seconds > facts.flow_timeout:
            _tell_longer(f"the wait of {facts.words.step} {quoted(pause.name)}", pause, pause.seconds, facts, problems)
        elif pause.seconds > facts.longest_wait:
            # The limit of a test may be another, so that the reader accepted it.
            problems.warning(
                code.LIMIT_PASSED,
                pause.place,
                f"the wait of {facts.words.step} {quoted(pause.name)} is {in_words(pause.seconds)}; "
                f"the service allows {in_words(facts.longest_wait)}",
            )
    for guarded in facts.guarded:
        for rule in guarded.retry:
            _check_delays(rule, facts, problems)


def _tell_longer(what: str, at: Call | Pause, seconds: float, facts: Facts, problems: Problems) -> None:
    problems.warning(
        code.LONGER_THAN_FLOW,
        at.place,
        f"{what} is {in_words(seconds)}, longer than the flow's time-out of {in_words(facts.flow_timeout)}, "
        "which always comes first",
    )


def _check_delays(rule: Rule, facts: Facts, problems: Problems) -> None:
    if rule.delays is None:
        return
    total = rule.delays.total()
    count = f"{rule.delays.attempts} {'retry' if rule.delays.attempts == 1 else 'retries'}"
    found = f"the delays of {rule.where} add up to {in_words(total)} in {count}"
    if total > facts.flow_timeout:
        problems.warning(
            code.LONGER_THAN_FLOW,
            rule.place,
            f"{found}, longer than the flow's time-out of {in_words(facts.flow_timeout)}",
            "the flow times out before they are used up, and no catch is reached then",
        )
    elif total > LONGEST_EXECUTION_SECONDS:
        problems.warning(
            code.LIMIT_PASSED, rule.place, f"{found}; an execution lasts {in_words(LONGEST_EXECUTION_SECONDS)} at most"
        )


def in_words(seconds: float) -> str:
    """A length of time with at most two units: 90 is `1 min 30 s`."""
    if seconds == inf:
        return "an endless time"
    whole = round(seconds)
    for (length, unit), (shorter, small) in pairwise(_UNITS):
        if whole >= length:
            rest = whole % length // shorter
            return f"{whole // length:,} {unit}{f' {rest} {small}' if rest else ''}"
    return f"{seconds:g} s"
