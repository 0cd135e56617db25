"""Valid classic flows and the answers to their tasks, made from dice: what the laws and the fuzz run.

In: dice, hypothesis' or a seed's. Out: a world as plain JSON data (see `make_world`), so that a failing one can be
printed and kept. It leaves the running to `playing`. The first of every choice is the simplest, for shrinking.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

KEYS = ("a", "b", "n", "list", "ok")
ERRORS = ("E", "F", "FC.Unknown")
TAKES = (0, 0, 1, 2.5, 10)
PATTERNS = ("requestResponse", "requestResponse", "sync", "waitForCallback")
CONDITIONS = (
    "$.ok",
    "!$.ok",
    "$.n > 1",
    "$.n < 3 && $.a",
    '$.a == "x" || $.b == "y"',
    "$.a == $.b",
    "($.n >= 0) != false",
    "true",
    "$.list[0] == 1",
    '$.gone == "x"',
)


class Dice:
    """Draws numbers below a bound; everything else is made of them."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    def pick(self, options: Sequence[Any]) -> Any:
        return options[self.below(len(options))]

    def one_in(self, sides: int) -> bool:
        return self.below(sides) == sides - 1

    def several(self, most: int, make: Callable[[], Any], least: int = 0) -> list[Any]:
        return [make() for _ in range(least + self.below(most - least + 1))]


def from_seed(random: Random) -> Dice:
    return Dice(random.randrange)


@st.composite
def worlds(draw: Any, **kind: Any) -> dict[str, Any]:
    """The strategy."""
    return make_world(Dice(lambda below: draw(st.integers(0, below - 1))), **kind)


def make_world(dice: Dice, *, foreseeable: bool = False) -> dict[str, Any]:
    """A world.

    Args:
        dice: where the choices come from.
        foreseeable: only what an oracle can work out: no sizes, callbacks, hangs, sub-flows, stops or backward gotos.

    Returns:
        `flows`: name to document, the first one is run; `answers`: flow, then task step to its answers; `input`;
        `limits`; `reports`: what is reported when nothing else happens; `answers_go_by`: the call's `event` or `turn`.
    """
    flows: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    names = ("main",) if foreseeable or dice.one_in(2) else ("main", "kid")
    for name in names:
        maker = _Maker(dice, foreseeable=foreseeable, children=names[1:] if name == "main" else ())
        flows[name] = maker.flow()
        answers[name] = maker.answers
    return {
        "flows": flows,
        "answers": answers,
        "input": _object(dice),
        "limits": {
            "events": None if foreseeable else dice.pick((300, 60, 1000)),
            "data_bytes": None if foreseeable else dice.pick((32_768, 32_768, 32_768, 60, 200)),
        },
        "answers_go_by": "event" if foreseeable else "turn",
        "reports": [_report(dice) for _ in range(3)],
    }


def text_of(document: dict[str, Any]) -> str:
    """JSON is YAML; the line break says that this is no path."""
    return json.dumps(document) + "\n"


def _object(dice: Dice) -> dict[str, Any]:
    return {dice.pick(KEYS): _value(dice) for _ in range(dice.below(4))}


def _value(dice: Dice) -> Any:
    kind = dice.below(8)
    if kind < 6:
        return (1, "x", True, [1, 2, 3], 0.5, None)[kind]
    return {"a": dice.below(3), "b": [{"a": 1}, {}]} if kind == 6 else [{"a": dice.below(3)}, {"b": "y"}]


def _report(dice: Dice) -> dict[str, Any]:
    if dice.one_in(3):
        return {"error": dice.pick(ERRORS)}
    return {"output": _object(dice)}


class _Maker:
    def __init__(self, dice: Dice, *, foreseeable: bool, children: Sequence[str]) -> None:
        self._dice = dice
        self._foreseeable = foreseeable
        self._children = children
        self._count = 0
        self.answers: dict[str, list[dict[str, Any]]] = {}

    def flow(self) -> dict[str, Any]:
        dice = self._dice
        document: dict[str, Any] = {"version": "v1", "type": "flow", "steps": self._list(3)}
        if dice.one_in(4):
            document["inputMappings"] = self._mappings(inside=False)
        if dice.one_in(4):
            document["outputMappings"] = self._mappings()
        if dice.one_in(4):
            document["timeoutSeconds"] = 1 + dice.below(40)
        return document

    def _list(self, depth: int) -> list[dict[str, Any]]:
        steps = self._dice.several(4, lambda: self._step(depth), least=1)
        names = [step["name"] for step in steps]
        for at, step in enumerate(steps):
            self._jump(step, names, at)
        return steps

    def _jump(self, step: dict[str, Any], names: list[str], at: int) -> None:
        """Gotos of a step to its siblings; backwards only where an event limit ends a loop."""
        dice = self._dice
        targets = names[at + 1 :] if self._foreseeable else names
        if not targets:
            return
        if step["type"] == "choice":
            for branch in (*step["choices"], *([step["default"]] if "default" in step else [])):
                if dice.one_in(3):
                    branch["goto"] = dice.pick(targets)
        elif step["type"] == "task" and dice.one_in(3):
            step["catch"] = dice.several(2, lambda: {"errors": self._errors(), "goto": dice.pick(targets)}, least=1)
            if dice.one_in(2):
                step["errorMappings"] = [
                    {"target": "a", "source": "$local.error"},
                    {"target": "b", "source": "$local.cause"},
                ]

    def _step(self, depth: int) -> dict[str, Any]:
        dice = self._dice
        self._count += 1
        kinds = ("pass", "task", "wait", "choice", "succeed", "fail", "parallel", "foreach")
        weighted = (*kinds[:1] * 4, *kinds[1:2] * 6, *kinds[2:4] * 3, *kinds[4:6], *(kinds[6:] * 2 if depth else ()))
        kind = dice.pick(weighted)
        step: dict[str, Any] = {"type": kind, "name": f"{kind}{self._count}"}
        if dice.one_in(3):
            step["inputMappings"] = self._mappings()
        if kind != "fail" and dice.one_in(2):
            step["outputMappings"] = self._mappings(array=kind in ("parallel", "foreach"))
        if kind not in ("succeed", "fail") and dice.one_in(8):
            step["end"] = True
        getattr(self, f"_{kind}")(step, depth)
        return step

    def _mappings(self, *, inside: bool = True, array: bool = False) -> list[dict[str, Any]]:
        return self._dice.several(3, lambda: {"target": self._dice.pick(KEYS), "source": self._source(inside, array)})

    def _source(self, inside: bool, array: bool) -> Any:  # noqa: FBT001
        dice = self._dice
        kind = dice.below(6)
        if kind == 0:
            return _value(dice)
        if kind == 1 or not inside:
            return f"$input.{dice.pick(KEYS)}"
        if kind == 2 and not self._foreseeable:
            return dice.pick(("$context.step.eventId", "$context.execution.name", "$context.task.token"))
        if array:
            return dice.pick(("$local[*].a", "$local[0].n", "$local", "$local[*].list[*]", "$local.a"))
        return dice.pick(
            (f"$local.{dice.pick(KEYS)}", f"$local.{dice.pick(KEYS)}", "$input.list[*].a", "$input.list[0]")
        )

    def _pass(self, step: dict[str, Any], depth: int) -> None:
        """Nothing more."""

    _succeed = _pass

    def _fail(self, step: dict[str, Any], depth: int) -> None:
        step.update(self._dice.pick(({"error": "E", "cause": "because"}, {}, {"error": "F"})))

    def _wait(self, step: dict[str, Any], depth: int) -> None:
        step["duration"] = self._dice.pick((1, 0, 2.5, 10, 1, 3, 3, 3, 0.1, 2.5, 5, "$.n"))
        if not self._foreseeable and self._dice.one_in(6):
            del step["duration"]
            step["timestamp"] = self._dice.pick(("2026-01-01T00:00:10Z", "2019-05-02T15:04:05Z", "$.a"))

    def _choice(self, step: dict[str, Any], depth: int) -> None:
        dice = self._dice
        step["choices"] = dice.several(2, lambda: {"condition": dice.pick(CONDITIONS), **self._branch(depth)}, least=1)
        if dice.one_in(2):
            step["default"] = self._branch(depth)

    def _branch(self, depth: int) -> dict[str, Any]:
        return {"steps": self._list(depth - 1)} if depth > 0 and self._dice.one_in(2) else {}

    def _parallel(self, step: dict[str, Any], depth: int) -> None:
        step["branches"] = self._dice.several(3, lambda: {"steps": self._list(depth - 1)}, least=1)

    def _foreach(self, step: dict[str, Any], depth: int) -> None:
        dice = self._dice
        step["iterationMapping"] = {"collection": "$.list", "item": dice.pick(KEYS)}
        if dice.one_in(6):
            step["iterationMapping"]["collection"] = dice.pick(("$.a", "$.list[*].a", "$.list[0]"))
        else:
            elements = dice.pick(([1, 2, 3], [], ["x", True], [{"a": 1, "n": 2}, {"n": 0.5}]))
            step["inputMappings"] = [*self._mappings(), {"target": "list", "source": elements}]
        if dice.one_in(2):
            step["iterationMapping"]["index"] = dice.pick(("n", "i"))
        step["steps"] = self._list(depth - 1)

    def _errors(self) -> list[str]:
        return self._dice.pick((["FnF.ALL"], ["E"], ["F", "FnF.TaskTimeout"], ["FnF.InvalidLocal", "FC.Unknown"]))

    def _task(self, step: dict[str, Any], depth: int) -> None:
        dice = self._dice
        pattern = "requestResponse" if self._foreseeable else dice.pick(PATTERNS)
        if pattern != "requestResponse":
            step["pattern"] = pattern
        if dice.one_in(3):
            step["retry"] = dice.several(2, self._policy, least=1)
        if dice.one_in(3):
            step["timeoutSeconds"] = 1 + dice.below(12)
        if self._children and dice.one_in(4):
            step["resourceArn"] = f"acs:fnf:::flow/{dice.pick(self._children)}"
            if dice.one_in(3):
                step["serviceParams"] = dice.pick(({"Input": "$"}, {"ExecutionName": "kid-1"}, {"Input": "$.a"}))
            return
        step["resourceArn"] = f"acs:fc:::services/s/functions/f{dice.below(3)}"
        if not self._foreseeable and dice.one_in(6):
            step["serviceParams"] = {"InvocationType": "Async"}
        self.answers[step["name"]] = dice.several(3, lambda: self._answer(pattern), least=1)

    def _policy(self) -> dict[str, Any]:
        dice = self._dice
        policy: dict[str, Any] = {"errors": self._errors()}
        for key, values in (
            ("intervalSeconds", (1, 0, 3)),
            ("maxAttempts", (3, 0, 1)),
            ("multiplier", (2, 1.5, 1)),
            ("maxIntervalSeconds", (5, 1, 100)),
        ):
            if dice.one_in(3):
                policy[key] = dice.pick(values)
        return policy

    def _answer(self, pattern: str) -> dict[str, Any]:
        dice = self._dice
        kind = dice.below(10)
        if kind < 5 or (kind > 7 and self._foreseeable):
            if pattern == "waitForCallback" and kind > 1:
                return {"reports": _report(dice), "after": dice.pick(TAKES)}
            return {"ok": _object(dice), "takes": dice.pick(TAKES)}
        if kind < 7:
            return {"error": dice.pick(ERRORS), "cause": dice.pick(("", "why")), "takes": dice.pick(TAKES)}
        if kind == 7:
            return {"ok": dice.pick(([1], "text", None)), "takes": 0}
        return {"hang": True} if kind == 8 else {"stop": dice.pick(ERRORS)}
