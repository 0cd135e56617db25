"""Valid state machines and the answers to their tasks, made from dice: the newer dialect's half of `generated`.

In: dice. Out: a world of the same form, whose flows may be of either dialect. Expressions stand here with what they
mean, as Python that an oracle can call; `Bad` is what cannot be evaluated.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from .generated import ERRORS, KEYS, TAKES, Dice, _Maker, _object, _report, _value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Bad(Exception):
    """An expression that cannot be evaluated."""


def path(*keys: str | int) -> Callable[[dict[str, Any]], Any]:
    """`$Input.a[0]`, null where it leads nowhere (OQ-11)."""

    def read(env: dict[str, Any]) -> Any:
        value: Any = env
        for key in keys:
            there = key in value if isinstance(value, dict) else isinstance(value, list) and key in range(len(value))
            if not there:
                return None
            value = value[key]
        return value

    return read


def needs(kinds: tuple[type, ...], read: Callable[..., Any], then: Callable[[Any], Any]) -> Callable[..., Any]:
    def evaluate(env: dict[str, Any]) -> Any:
        value = read(env)
        if type(value) not in kinds:
            raise Bad
        return then(value)

    return evaluate


INPUTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "$Input": path("Input"),
    "$Input.a": path("Input", "a"),
    "$Input.n": path("Input", "n"),
    "$Input.list": path("Input", "list"),
    "$Input.list[0]": path("Input", "list", 0),
    "$Context.Current.Name": path("Name"),
    "$Context.Execution.Input.b": path("Execution", "b"),
    "toArray($Input.a, 1)": lambda env: [path("Input", "a")(env), 1],
    "length($Input.list)": needs((list, dict, str), path("Input", "list"), len),
    'jsonMerge({"b": 1}, {"a": $Input.n})': lambda env: {"b": 1, "a": path("Input", "n")(env)},
}
OUTPUTS = {
    "$Output": path("Output"),
    "$Output.Body": path("Output", "Body"),
    "$Output.Body.a": path("Output", "Body", "a"),
    "$Output.Items": path("Output", "Items"),
    "$Output.Branch0": path("Output", "Branch0"),
    "$Output.n": path("Output", "n"),
}
SEEN = {"$Global": path("Global"), "$Global.a": path("Global", "a"), "$Context.Current.RetryCount": path("Retries")}
CAUGHT = {"$Context.Current.Error.Code": path("Error"), "$Input.b": path("Input", "b")}
CONDITIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "true": lambda env: True,
    '$Input.a == "x"': lambda env: same(path("Input", "a")(env), "x"),
    "$Input.a != $Input.b": lambda env: not same(path("Input", "a")(env), path("Input", "b")(env)),
    "$Input.n > 1": needs((int, float), path("Input", "n"), lambda n: n > 1),
    '"ok" in $Input': needs((list, dict), path("Input"), lambda value: "ok" in value),
    "$Input.ok": needs((bool,), path("Input", "ok"), lambda ok: ok),
    "!($Input.ok == true) && $Input.gone == null": lambda env: path("Input", "ok")(env) is not True,
}


def same(left: Any, right: Any) -> bool:
    """Equal by value, and a boolean is no number (OQ-10)."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


@st.composite
def machine_worlds(draw: Any, **kind: Any) -> dict[str, Any]:
    """The strategy."""
    return make_machine_world(Dice(lambda below: draw(st.integers(0, below - 1))), **kind)


def make_machine_world(dice: Dice, *, foreseeable: bool = False) -> dict[str, Any]:
    """A world whose first flow is a state machine, and whose second, if there is one, may be of either dialect.

    Args:
        dice: where the choices come from.
        foreseeable: only what an oracle can work out: no sizes, callbacks, hangs, sub-flows, stops or loops.
    """
    flows: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    names = ("main",) if foreseeable or dice.one_in(2) else ("main", "kid")
    for name in names:
        children = names[1:] if name == "main" else ()
        if name == "kid" and dice.one_in(2):
            classic = _Maker(dice, foreseeable=False, children=())
            flows[name], answers[name] = classic.flow(), classic.answers
            continue
        maker = _MachineMaker(dice, foreseeable=foreseeable, children=children)
        flows[name], answers[name] = maker.machine(), maker.answers
    return {
        "flows": flows,
        "answers": answers,
        "input": _object(dice),
        "limits": {
            "events": None if foreseeable else dice.pick((300, 60, 1000)),
            "data_bytes": None if foreseeable else dice.pick((65_536, 65_536, 65_536, 60, 200)),
        },
        "answers_go_by": "event" if foreseeable else "turn",
        "reports": [_report(dice) for _ in range(3)],
    }


class _MachineMaker:
    def __init__(self, dice: Dice, *, foreseeable: bool, children: Sequence[str]) -> None:
        self._dice = dice
        self._foreseeable = foreseeable
        self._children = children
        self._count = 0
        self.answers: dict[str, list[dict[str, Any]]] = {}

    def machine(self) -> dict[str, Any]:
        return {"Type": "StateMachine", "SpecVersion": "v1", **self._scope(3)}

    def _scope(self, depth: int) -> dict[str, Any]:
        states = self._dice.several(4, lambda: self._state(depth), least=1)
        names = [state["Name"] for state in states]
        for at, state in enumerate(states):
            self._lead_on(state, names, at)
        return {"StartAt": names[0], "States": states}

    def _lead_on(self, state: dict[str, Any], names: list[str], at: int) -> None:
        """Where a state leads: forwards, or anywhere where an event limit ends a loop."""
        dice = self._dice
        later = names[at + 1 :]
        targets = later if self._foreseeable else names
        if state["Type"] == "Choice":
            if not targets:
                # Nothing to choose from: the choice becomes a pass.
                state["Type"] = "Pass"
                del state["Branches"]
            else:
                for branch in state["Branches"]:
                    branch["Next"] = dice.pick(targets)
                state["Default"] = dice.pick(targets)
                return
        if state["Type"] in ("Task", "Parallel", "Map") and targets and dice.one_in(2):
            state["Catch"] = dice.several(2, lambda: self._rule(dice.pick(targets)), least=1)
        if state["Type"] in ("Succeed", "Fail"):
            return
        if later and not dice.one_in(8):
            state["Next"] = later[0] if self._foreseeable or not dice.one_in(6) else dice.pick(names)
        else:
            state["End"] = True

    def _rule(self, target: str) -> dict[str, Any]:
        return {
            "Errors": self._errors(),
            "Next": target,
            "OutputConstructor": self._constructor({**CAUGHT, **INPUTS}),
        }

    def _constructor(self, expressions: dict[str, Any]) -> dict[str, Any]:
        dice = self._dice
        made: dict[str, Any] = {}
        for _ in range(dice.below(4)):
            key = dice.pick(KEYS)
            made.pop(key, None)
            made.pop(f"{key}.$", None)
            if dice.one_in(3):
                made[key] = _value(dice)
            else:
                made[f"{key}.$"] = dice.pick(tuple(expressions))
        return made

    def _state(self, depth: int) -> dict[str, Any]:
        dice = self._dice
        self._count += 1
        kinds = ("Pass", "Task", "Wait", "Choice", "Succeed", "Fail", "Parallel", "Map")
        weighted = (*kinds[:1] * 4, *kinds[1:2] * 6, *kinds[2:4] * 3, *kinds[4:6], *(kinds[6:] * 2 if depth else ()))
        kind = dice.pick(weighted)
        state: dict[str, Any] = {"Type": kind, "Name": f"{kind}{self._count}"}
        if dice.one_in(3):
            state["InputConstructor"] = self._constructor(INPUTS)
        if kind not in ("Fail", "Choice") and dice.one_in(2):
            seen = {} if self._foreseeable else SEEN
            state["OutputConstructor"] = self._constructor({**INPUTS, **OUTPUTS, **seen})
            if not self._foreseeable and dice.one_in(3):
                state["GlobalConstructor"] = self._constructor({**INPUTS, **OUTPUTS})
        getattr(self, f"_{kind.lower()}")(state, depth)
        return state

    def _pass(self, state: dict[str, Any], depth: int) -> None:
        """Nothing more."""

    _succeed = _pass

    def _fail(self, state: dict[str, Any], depth: int) -> None:
        state.update(
            self._dice.pick(({"Code": "E", "Detail": "because"}, {"Detail": "d"}, {"Code": "F", "Detail": "f"}))
        )

    def _wait(self, state: dict[str, Any], depth: int) -> None:
        if self._dice.one_in(5):
            state["Seconds.$"] = "$Input.n"
        else:
            state["Seconds"] = self._dice.pick((1, 2, 10, 3))

    def _choice(self, state: dict[str, Any], depth: int) -> None:
        dice = self._dice
        state["Branches"] = dice.several(2, lambda: {"Condition": dice.pick(tuple(CONDITIONS))}, least=1)

    def _parallel(self, state: dict[str, Any], depth: int) -> None:
        state["Branches"] = self._dice.several(3, lambda: self._scope(depth - 1), least=1)
        self._retry(state)

    def _map(self, state: dict[str, Any], depth: int) -> None:
        dice = self._dice
        state["ItemsPath"] = dice.pick(("$Input.list", "$Input.list", "$Input.list", "$Input.a"))
        elements = dice.pick(([1, 2, 3], [], ["x", True], [{"a": 1, "n": 2}, {"n": 0.5}]))
        state["InputConstructor"] = {"list": elements, "a.$": dice.pick(tuple(INPUTS))}
        state["Processor"] = self._scope(depth - 1)
        if not self._foreseeable and dice.one_in(3):
            modes = ("Standard",) if '"TaskMode"' in json.dumps(state["Processor"]) else ("Standard", "Express")
            state["Processor"]["ProcessorConfig"] = {"ExecutionMode": dice.pick(modes)}
            if dice.one_in(2):
                state["ToleratedFailureCount"] = dice.below(3)
            if dice.one_in(3):
                state["ItemBatcher"] = {"MaxItemsPerBatch": 2}
            if dice.one_in(3):
                state["ItemConstructor"] = {"a.$": "$Item", "b.$": "$Input.a"}
        elif not self._foreseeable and dice.one_in(3):
            state["MaxConcurrency"] = 1 + dice.below(2)
        self._retry(state)

    def _errors(self) -> list[str]:
        return self._dice.pick((["FnF.ALL"], ["E"], ["F", "FnF.TaskTimeout"], ["FnF.ExpressionError", "FC.Unknown"]))

    def _retry(self, state: dict[str, Any]) -> None:
        dice = self._dice
        if dice.one_in(3):
            state["Retry"] = dice.several(2, self._policy, least=1)

    def _policy(self) -> dict[str, Any]:
        dice = self._dice
        policy: dict[str, Any] = {
            "Errors": self._errors(),
            "MaxAttempts": dice.pick((1, 0, 2)),
            "IntervalSeconds": dice.pick((1, 2, 3)),
        }
        for key, values in (("BackoffRate", (2, 1.5, 1)), ("MaxBackoffSeconds", (5, 1, 100))):
            if dice.one_in(3):
                policy[key] = dice.pick(values)
        return policy

    def _task(self, state: dict[str, Any], depth: int) -> None:
        dice = self._dice
        modes = ("RequestComplete", "RequestComplete", "WaitForSystemCallback", "WaitForCustomCallback")
        mode = "RequestComplete" if self._foreseeable else dice.pick(modes)
        if mode != "RequestComplete":
            state["TaskMode"] = mode
        self._retry(state)
        if dice.one_in(3):
            state["Timeout"] = 1 + dice.below(12)
        body = dice.pick(({"body.$": "$Input"}, {}, {"body": self._constructor(INPUTS)}))
        if self._children and dice.one_in(4):
            state["Action"] = "FNF:StartExecution"
            state["Parameters"] = {"resourceArn": f"acs:fnf:::flow/{dice.pick(self._children)}"}
            if body:
                state["Parameters"] |= {key.replace("body", "input"): value for key, value in body.items()}
            return
        state["Action"] = "FC:InvokeFunction"
        state["Parameters"] = {"resourceArn": f"acs:fc:::functions/f{dice.below(3)}", "invocationType": "Sync", **body}
        if not self._foreseeable and dice.one_in(6):
            state["Parameters"]["invocationType"] = "Async"
        self.answers[state["Name"]] = dice.several(3, lambda: self._answer(mode), least=1)

    def _answer(self, mode: str) -> dict[str, Any]:
        dice = self._dice
        kind = dice.below(10)
        if kind < 5 or (kind > 7 and self._foreseeable):
            if mode == "WaitForCustomCallback" and kind > 1:
                return {"reports": _report(dice), "after": dice.pick(TAKES)}
            return {"ok": _object(dice), "takes": dice.pick(TAKES)}
        if kind < 7:
            return {"error": dice.pick(ERRORS), "cause": dice.pick(("", "why")), "takes": dice.pick(TAKES)}
        if kind == 7:
            return {"ok": dice.pick(([1], "text", None)), "takes": 0}
        return {"hang": True} if kind == 8 else {"stop": dice.pick(ERRORS)}
