"""A second reading of the StateMachine specification: what a machine comes to, without clock or concurrency.

In: a foreseeable world (see `machines`). Out: how it ends, when, and each run of a state. It is as short as it can be
so that it can be checked by eye. Instants as in `oracle`.
"""

from __future__ import annotations

from typing import Any

from .machines import CAUGHT, CONDITIONS, INPUTS, OUTPUTS, Bad
from .oracle import FailedAt, Foretold, later
from .playing import chosen

MEANING = {**INPUTS, **OUTPUTS, **CAUGHT}


def foretell_machine(world: dict[str, Any]) -> Foretold:
    """Work it out."""
    oracle = _Oracle(world)
    try:
        output, at = oracle.scope(world["flows"]["main"], world["input"], 0, ())
    except FailedAt as failed:
        return Foretold("Failed", None, failed.error, int(failed.at))
    return Foretold("Succeeded", output, None, int(at), oracle.visits)


class _Oracle:
    def __init__(self, world: dict[str, Any]) -> None:
        self.visits: list[tuple[Any, ...]] = []
        self._answers = world["answers"]["main"]
        self._execution = world["input"]

    def scope(self, scope: dict[str, Any], data: Any, at: float, where: tuple[str, ...]) -> tuple[Any, float]:
        states = {state["Name"]: state for state in scope["States"]}
        name = scope["StartAt"]
        while True:
            state = states[name]
            env = {"Name": name, "Execution": self._execution, "Input": data}
            kept = len(self.visits)
            try:
                if "InputConstructor" in state:
                    env["Input"] = made(state["InputConstructor"], env, at)
                env["Output"], at, onward = self._worked(state, env, at, where)
                data = made(state["OutputConstructor"], env, at) if "OutputConstructor" in state else env["Output"]
                self.visits.append((where, name, env["Input"], data))
            except FailedAt as failed:
                del self.visits[kept:]
                rule = next((rule for rule in state.get("Catch", ()) if takes(rule, failed.error)), None)
                if rule is None:
                    raise
                at = failed.at
                env.pop("Output", None)
                data = made(rule["OutputConstructor"], {**env, "Error": failed.error}, at)
                onward = rule["Next"]
            if onward is None:
                return data, at
            name = onward

    def _worked(self, state: dict[str, Any], env: dict[str, Any], at: float, where: Any) -> tuple[Any, float, Any]:
        kind, onward = state["Type"], state.get("Next")
        if kind == "Fail":
            raise FailedAt(state.get("Code", "FnF.Fail"), at)
        if kind == "Wait":
            return env["Input"], self._waited(state, env, at), onward
        if kind == "Choice":
            return env["Input"], at, self._chosen(state, env, at)
        if kind in ("Pass", "Succeed"):
            return env["Input"], at, onward
        if kind == "Map" and not isinstance(MEANING[state["ItemsPath"]](env), list):
            # What a retry repeats are the iterations; the items stay (OQ-22).
            raise FailedAt("FnF.InvalidData", at)
        used = [0] * len(state.get("Retry", ()))
        while True:
            kept = len(self.visits)
            try:
                return *getattr(self, f"_{kind.lower()}")(state, env, at, where), onward
            except FailedAt as failed:
                del self.visits[kept:]
                number = next((n for n, rule in enumerate(state.get("Retry", ())) if takes(rule, failed.error)), None)
                if number is None or used[number] >= state["Retry"][number]["MaxAttempts"]:
                    raise
                rule = state["Retry"][number]
                delay = rule["IntervalSeconds"] * rule.get("BackoffRate", 1) ** used[number]
                at = later(failed.at, min(delay, rule.get("MaxBackoffSeconds", delay)))
                used[number] += 1

    def _waited(self, state: dict[str, Any], env: dict[str, Any], at: float) -> float:
        seconds = state["Seconds"] if "Seconds" in state else MEANING[state["Seconds.$"]](env)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds != int(seconds) or seconds < 1:
            raise FailedAt("FnF.InvalidData", at)
        return later(at, seconds)

    def _chosen(self, state: dict[str, Any], env: dict[str, Any], at: float) -> str:
        for branch in state["Branches"]:
            try:
                if CONDITIONS[branch["Condition"]](env):
                    return str(branch["Next"])
            except Bad:
                raise FailedAt("FnF.ExpressionError", at) from None
        return str(state["Default"])

    def _task(self, state: dict[str, Any], env: dict[str, Any], at: float, where: Any) -> tuple[Any, float]:
        event = made(state["Parameters"], env, at).get("body", {})
        answer = chosen(self._answers[state["Name"]], event)
        limit = state.get("Timeout", 10**9)
        if answer["takes"] > limit:
            raise FailedAt("FnF.TaskTimeout", int(at) + limit * 1000 + 0.25)
        at = later(at, answer["takes"])
        if "error" in answer:
            raise FailedAt(answer["error"], at)
        return {"Body": answer["ok"]}, at

    def _parallel(self, state: dict[str, Any], env: dict[str, Any], at: float, where: Any) -> tuple[Any, float]:
        work = [(branch, env["Input"]) for branch in state["Branches"]]
        outputs, at = self._all(state, work, at, where)
        return {f"Branch{index}": output for index, output in enumerate(outputs)}, at

    def _map(self, state: dict[str, Any], env: dict[str, Any], at: float, where: Any) -> tuple[Any, float]:
        items = MEANING[state["ItemsPath"]](env)
        outputs, at = self._all(state, [(state["Processor"], item) for item in items], at, where)
        return {"Items": outputs}, at

    def _all(self, state: dict[str, Any], work: list[Any], at: float, where: tuple[str, ...]) -> tuple[Any, float]:
        """All at the same time: the last end, or the first failure; of equal instants the first in order (OQ-14)."""
        outputs, ends, failures = [], [at], []
        for index, (scope, data) in enumerate(work):
            try:
                output, end = self.scope(scope, data, at, (*where, f"{state['Name']}[{index}]"))
            except FailedAt as failed:
                failures.append(failed)
            else:
                outputs.append(output)
                ends.append(end)
        if failures:
            raise min(failures, key=lambda failed: failed.at)
        return outputs, max(ends)


def made(template: Any, env: dict[str, Any], at: float) -> Any:
    """A constructor's value (3.4)."""
    if isinstance(template, list):
        return [made(item, env, at) for item in template]
    if not isinstance(template, dict):
        return template
    result = {}
    for key, value in template.items():
        if key.endswith(".$"):
            try:
                result[key[:-2]] = MEANING[value](env)
            except Bad:
                raise FailedAt("FnF.ExpressionError", at) from None
        else:
            result[key] = made(value, env, at)
    return result


def takes(rule: dict[str, Any], error: str) -> bool:
    """Whether a rule names an error (12.4)."""
    return error in rule["Errors"] or "FnF.ALL" in rule["Errors"]
