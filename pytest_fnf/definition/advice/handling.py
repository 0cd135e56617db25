"""Advice about retry and catch: errors that cannot occur, names that are nearly known ones, rules never reached.

In: the steps that handle errors, and what they can raise. Out: warnings. Names are compared exactly, case and all
(fdl-classic 7.1, cloudflow-statemachine 12.4); a wildcard of another language is the readers' (FNF065).
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.advice.locating import locate
from pytest_fnf.definition.advice.ways import names
from pytest_fnf.definition.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fnf.definition.advice.facts import Facts, Guarded, Rule, Words
    from pytest_fnf.definition.problems import Problems

ALL = "FnF.ALL"

KNOWN = (
    ALL,
    "FnF.TaskTimeout",
    "FnF.InvalidLocal",
    "FnF.RuntimeError",
    "FnF.ExpressionError",
    "FnF.InvalidData",
    "FnF.Fail",
    "FnF.DataLimitExceeded",
    "FnF.EventLimitExceeded",
    "FnF.StateDataLimitExceeded",
    "FC.ResourceExhausted",
    "FC.ResourceThrottled",
    "FC.InternalServerError",
    "FC.ServiceNotFound",
    "FC.FunctionNotFound",
    "FC.InvalidArgument",
    "FC.Unknown",
)
"""Names of documents, samples and our own readings (fdl-classic 7.1, cloudflow-statemachine 12.4)."""

_NEAR = {"fnf": 0.8, "fc": 0.9}
# The engine has few names, so that one like them is meant. Services have many that are like one another.


def check_handling(facts: Facts, problems: Problems) -> None:
    """Tell of each rule that does not do what it says."""
    near: dict[str, str] = {}
    for guarded in facts.guarded:
        for rules, word in ((guarded.retry, facts.words.retry), (guarded.catch, facts.words.catch)):
            _check_order(rules, word, problems)
            for rule in rules:
                _check_names(rule, near, problems)
                _check_raised(rule, guarded, facts.words, problems)


def _check_order(rules: Sequence[Rule], word: str, problems: Problems) -> None:
    """The first rule that takes an error is used (fdl-classic 7.2, 7.3; cloudflow-statemachine 12.2, 12.3)."""
    taken: set[str] = set()
    for number, rule in enumerate(rules):
        if number and rule.errors and (ALL in taken or taken.issuperset(rule.errors)):
            found = "takes every error" if ALL in taken else f"take {names(rule.errors)}"
            before = f"{word}[{_first(ALL, rules)}]" if ALL in taken else f"the rules of {word} before it"
            hint = "a rule for particular errors stands before the one that takes all" if ALL in taken else ""
            problems.warning(
                code.RULE_NOT_REACHED, rule.place, f"{rule.where} is never used; {before} {found} already", hint
            )
        taken.update(rule.errors)


def _first(name: str, rules: Sequence[Rule]) -> int:
    return next(number for number, rule in enumerate(rules) if name in rule.errors)


def _check_names(rule: Rule, near: dict[str, str], problems: Problems) -> None:
    for name in rule.errors:
        if name not in near:
            near[name] = _nearest(name)
        if near[name]:
            problems.warning(
                code.ERROR_NAME_NEAR,
                locate(problems.source, rule.place, name),
                f"{rule.where} lists the error {quoted(name)}, which is not known; names match exactly",
                f"did you mean '{near[name]}'?",
            )


def _nearest(name: str) -> str:
    """The known name that is probably meant, or nothing."""
    space = name.partition(".")[0]
    near = _NEAR.get(space.casefold())
    if near is None or name in KNOWN or len(name) > 80 or name.casefold() == ALL.casefold():
        return ""
    if space == "fnf":
        near = 1.0  # codes of the service's own API, such as fnf.ExecutionAlreadyExists
    likeness, known = max(_likenesses(name.casefold(), f"{space.casefold()}."))
    return known if likeness >= near else ""


def _likenesses(name: str, space: str) -> Iterator[tuple[float, str]]:
    for known in KNOWN:
        if known.casefold().startswith(space):
            yield SequenceMatcher(None, name, known.casefold()).ratio(), known


def _check_raised(rule: Rule, guarded: Guarded, words: Words, problems: Problems) -> None:
    impossible = [name for name in rule.errors if name != ALL and not guarded.raises.can(name)]
    timeouts = [name for name in impossible if name == "FnF.TaskTimeout"]
    others = [name for name in impossible if name != "FnF.TaskTimeout"]
    if others:
        problems.warning(
            code.ERROR_NOT_RAISED, rule.place, f"{rule.where} takes {names(others)}, which cannot occur; {guarded.what}"
        )
    elif timeouts and len(rule.errors) == 1:
        # Lists of all that may be retried name it, task by task; alone it is the whole point of the rule.
        problems.warning(
            code.ERROR_NOT_RAISED,
            rule.place,
            f"{rule.where} takes 'FnF.TaskTimeout', which cannot occur; {guarded.no_limit}",
            words.limit_task,
        )
