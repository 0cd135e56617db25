"""A second reading of the specification: what a flow comes to, worked out without clock, events or concurrency.

In: a foreseeable world (see `generated`): no sizes, callbacks, sub-flows or backward gotos. Out: how it ends, and when.
It is as short as it can be so that it can be checked by eye. Conditions are the product's own; their room tests them.

Instants are milliseconds from the start; a quarter more is the same instant by the limit of a task, which comes
after results (design section 5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pytest_fnf.expression.conditions import compile_condition

from .playing import chosen

GONE = object()
IN_WORDS = {"[1]": "the array [1]", "'text'": 'the text "text"', "None": "null"}
"""Results that are no object (Q-33), as our own error text names them."""


class FailedAt(Exception):
    """A list or step failed."""

    def __init__(self, error: str, at: float) -> None:
        super().__init__(error, at)
        self.error = error
        self.at = at


@dataclass
class Foretold:
    """How an execution ends: milliseconds from its start, and each run of a step as `(where, name, input, output)`."""

    status: str
    output: Any
    error: str | None
    ms: int
    visits: list[tuple[Any, ...]] = field(default_factory=list)


def foretell(world: dict[str, Any]) -> Foretold:
    """Work it out."""
    flow, data = world["flows"]["main"], world["input"]
    oracle = _Oracle(world["answers"]["main"])
    if "inputMappings" in flow:
        data = made(flow["inputMappings"], data, {})
    limit = flow.get("timeoutSeconds", 10**9) * 1000
    try:
        local, at = oracle.serial_list(flow["steps"], data, 0, ())
    except FailedAt as failed:
        return Foretold("Failed", None, failed.error, int(failed.at)) if failed.at < limit + 1 else _late(limit)
    if at >= limit + 1:
        return _late(limit)
    output = made(flow["outputMappings"], data, local) if "outputMappings" in flow else local
    return Foretold("Succeeded", output, None, int(at), oracle.visits)


def _late(limit: int) -> Foretold:
    return Foretold("TimedOut", None, "", limit)


def later(at: float, seconds: float) -> float:
    """An instant so much later; no time at all leaves it as it is, rank and all."""
    ms = round(seconds * 1000)
    return int(at) + ms if ms else at


def made(mappings: list[dict[str, Any]], data: Any, local: Any) -> dict[str, Any]:
    """An object of mappings (3.1): in order, the last wins, what is missing is left out (Q-6)."""
    result = {}
    for mapping in mappings:
        source = mapping["source"]
        value = source
        if isinstance(source, str) and source.startswith("$"):
            value = look_up(data if source.startswith("$input") else local, source[6:])
        if value is not GONE:
            result[mapping["target"]] = value
    return result


def look_up(value: Any, path: str) -> Any:
    """`.key`, `[0]` and `[*]` (3.4); with a wildcard the result is always an array, of what is there (Q-7)."""
    parts = re.findall(r"\.(\w+)|\[(\d+|\*)\]", path)
    values = [value]
    for key, index in parts:
        found = []
        for one in values:
            if key and isinstance(one, dict) and key in one:
                found.append(one[key])
            elif index and isinstance(one, list):
                found += one if index == "*" else one[int(index) : int(index) + 1]
        values = found
    if any(index == "*" for _, index in parts):
        return values
    return values[0] if values else GONE


class _Oracle:
    def __init__(self, answers: dict[str, list[dict[str, Any]]]) -> None:
        self.visits: list[tuple[Any, ...]] = []
        self._answers = answers

    def serial_list(self, steps: list[dict[str, Any]], data: Any, at: float, where: tuple[str, ...]) -> Any:
        local: dict[str, Any] = {}
        index = 0
        while index < len(steps):
            step = steps[index]
            own = made(step["inputMappings"], data, local) if "inputMappings" in step else {**data, **local}
            inner, default, at, goto = getattr(self, f"_{step['type']}")(step, own, at, where)
            if goto != "caught":
                output = made(step["outputMappings"], own, inner) if "outputMappings" in step else default
                self.visits.append((where, step["name"], own, output))
            else:
                inner, goto = inner
                output = made(step.get("errorMappings", []), {}, inner)
            local = {**local, **output}
            index += 1
            if goto:
                index = next(number for number, other in enumerate(steps) if other["name"] == goto)
            elif step.get("end") or step["type"] == "succeed":
                break
        return local, at

    def _pass(self, step: dict[str, Any], data: Any, at: float, where: Any) -> Any:
        return {}, {}, at, None

    _succeed = _pass

    def _fail(self, step: dict[str, Any], data: Any, at: float, where: Any) -> Any:
        raise FailedAt(step.get("error", ""), at)

    def _wait(self, step: dict[str, Any], data: Any, at: float, where: Any) -> Any:
        seconds = step["duration"]
        if isinstance(seconds, str):
            seconds = look_up(data, seconds[1:])
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise FailedAt("FnF.RuntimeError", at)
        return {}, {}, later(at, seconds), None

    def _choice(self, step: dict[str, Any], data: Any, at: float, where: Any) -> Any:
        branches = [c for c in step["choices"] if compile_condition(c["condition"]).holds(data)]
        for branch in (*branches, step.get("default", {}))[:1]:
            local, at = self.serial_list(branch.get("steps", []), data, at, where)
        return local, local, at, branch.get("goto")

    def _parallel(self, step: dict[str, Any], data: Any, at: float, where: Any) -> Any:
        return self._all(step, [(branch["steps"], data) for branch in step["branches"]], at, where)

    def _foreach(self, step: dict[str, Any], data: Any, at: float, where: Any) -> Any:
        mapping = step["iterationMapping"]
        collection = look_up(data, mapping["collection"][1:])
        if not isinstance(collection, list):
            raise FailedAt("FnF.RuntimeError", at)
        iterations = []
        for index, element in enumerate(collection):
            own = {**data, mapping["item"]: element}
            if "index" in mapping:
                own[mapping["index"]] = index
            iterations.append((step["steps"], own))
        return self._all(step, iterations, at, where)

    def _all(self, step: dict[str, Any], lists: list[Any], at: float, where: tuple[str, ...]) -> Any:
        """All at the same time: the last end, or the first failure; of equal instants the first in order (Q-13)."""
        locals_, ends, failures = [], [at], []
        for index, (steps, data) in enumerate(lists):
            try:
                local, end = self.serial_list(steps, data, at, (*where, f"{step['name']}[{index}]"))
            except FailedAt as failed:
                failures.append(failed)
            else:
                locals_.append(local)
                ends.append(end)
        if failures:
            raise min(failures, key=lambda failed: failed.at)
        return locals_, {}, max(ends), None

    def _task(self, step: dict[str, Any], data: Any, at: float, where: Any) -> Any:
        used = [0] * len(step.get("retry", ()))
        while True:
            answer = chosen(self._answers[step["name"]], data)
            limit = step.get("timeoutSeconds", 10**9)
            error, cause = answer.get("error", "FnF.InvalidLocal"), answer.get("cause")
            if answer["takes"] > limit:
                at = int(at) + limit * 1000 + 0.25
                error, cause = "FnF.TaskTimeout", f"task '{step['name']}' was not done in {limit} s"
            else:
                at = later(at, answer["takes"])
                if isinstance(answer.get("ok"), dict):
                    return answer["ok"], answer["ok"], at, None
            if cause is None:
                cause = f"the result is {IN_WORDS[repr(answer['ok'])]}; a task's result is a JSON object"
            number = next((n for n, policy in enumerate(step.get("retry", ())) if _takes(policy, error)), None)
            if number is None or used[number] >= step["retry"][number].get("maxAttempts", 3):
                break
            policy = step["retry"][number]
            delay = policy.get("intervalSeconds", 1) * policy.get("multiplier", 2) ** used[number]
            at = later(at, min(delay, policy.get("maxIntervalSeconds", 86_400)))
            used[number] += 1
        for rule in step.get("catch", ()):
            if _takes(rule, error):
                return ({"error": error, "cause": cause}, rule["goto"]), None, at, "caught"
        raise FailedAt(error, at)


def _takes(rule: dict[str, Any], error: str) -> bool:
    return error in rule["errors"] or "FnF.ALL" in rule["errors"]
