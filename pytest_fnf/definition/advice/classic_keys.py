"""Which keys the values of a classic flow can have: a set of keys for each serial list, and what it ends with.

In: the model. Out: for each step, the keys that its parent's local can have when it begins. It leaves who reads them to
`classic_data`. Source: fdl-classic section 2.

A set of keys is a number: a bit for each key, and the lowest for keys that nobody knows. What may be set counts as set,
so that a key that is not there is certainly not set. Outputs do not depend on inputs here, so that each list is gone
through once, however deep it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

from pytest_fnf.definition.classic.model import (
    ChoiceStep,
    Constant,
    FailStep,
    SucceedStep,
    TaskStep,
    inner_lists,
)
from pytest_fnf.definition.targets import FlowTarget, FunctionTarget, TopicTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fnf.definition.classic.model import Mappings, Step

KeySet: TypeAlias = int

UNKNOWN: KeySet = 1

END = -1
_MOST_KEYS = 4_000
_MOST_VISITS = 50
# Bounds of the work, far above any real flow: beyond them keys count as unknown, and nothing is told.

RECEIPT = ("FlowName", "ExecutionName", "RequestId")
MESSAGE = ("MessageId", "RequestId", "MessageBodyMD5")


class Keys:
    """Numbers of keys."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}

    def of(self, names: Iterable[str]) -> KeySet:
        """The set of these names."""
        found = 0
        for name in names:
            bit = self._bits.get(name)
            if bit is None:
                if len(self._bits) >= _MOST_KEYS:
                    return UNKNOWN
                bit = self._bits[name] = 2 << len(self._bits)
            found |= bit
        return found

    def of_targets(self, mappings: Mappings | None, default: KeySet) -> KeySet:
        """What a list of mappings makes: only the listed targets (fdl-classic 3.1)."""
        return default if mappings is None else self.of(mapping.target for mapping in mappings)

    def names(self, keys: KeySet) -> list[str]:
        """The names of a set, in the order in which they were met."""
        return [name for name, bit in self._bits.items() if keys & bit]

    def lacks(self, keys: KeySet, name: str) -> bool:
        """Whether a key is certainly not in a set."""
        return not keys & UNKNOWN and not keys & self._bits.get(name, 0)


@dataclass(slots=True)
class ListKeys:
    """What is known of one serial list.

    Attributes:
        before: for each step, the keys of the list's local when it begins; `None` where it is never reached.
        after: the keys of the local when the list ends; `None` where it never does.
    """

    before: list[KeySet | None]
    after: KeySet | None


class Locals:
    """What is known of every serial list of a flow."""

    def __init__(self, steps: tuple[Step, ...], keys: Keys) -> None:
        self._keys = keys
        self._lists: dict[int, ListKeys] = {}
        self._gather(steps)

    def of(self, steps: tuple[Step, ...]) -> ListKeys:
        """What is known of this list; an empty one ends as it begins."""
        return self._lists.get(id(steps)) or ListKeys([], 0)

    def after(self, step: Step) -> list[KeySet | None]:
        """What the lists inside a step end with, in the order written."""
        return [self.of(steps).after for steps in inner_lists(step)]

    def result(self, step: Step) -> KeySet:
        """Keys of a step's own local, where that is an object (fdl-classic 2.3)."""
        match step:
            case TaskStep():
                return self._task_result(step)
            case ChoiceStep():
                found = 0
                for after in self.after(step):
                    found |= after or 0
                return found
            case _:
                return 0

    def _task_result(self, task: TaskStep) -> KeySet:
        """A service's receipt is known where nobody waits for a result (fdl-classic 8.3 to 8.5, Q-25)."""
        if task.pattern == "requestResponse":
            if isinstance(task.target, FlowTarget):
                return self._keys.of(RECEIPT)
            if isinstance(task.target, TopicTarget):
                return self._keys.of(MESSAGE)
            if isinstance(task.target, FunctionTarget) and is_async(task):
                return self._keys.of(RECEIPT[2:])
        return UNKNOWN

    def _gather(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            for inner in inner_lists(step):
                self._gather(inner)
        if steps:
            self._lists[id(steps)] = self._walk(steps)

    def _walk(self, steps: tuple[Step, ...]) -> ListKeys:
        at = {step.name: number for number, step in enumerate(steps)}
        ways = [[*self._ways(step, number, at)] for number, step in enumerate(steps)]
        before: list[KeySet | None] = [None] * len(steps)
        before[0] = 0
        after: KeySet | None = None
        waiting, visits = [0], 0
        while waiting:
            number = heappop(waiting)  # in the order of the text, so that most steps are visited once
            visits += 1
            if visits > _MOST_VISITS * len(steps):
                return ListKeys([UNKNOWN] * len(steps), UNKNOWN)
            for to, added in ways[number]:
                here = (before[number] or 0) | added
                if to == END:
                    after = here | (after or 0)
                elif before[to] is None or here & ~(before[to] or 0):
                    before[to] = here | (before[to] or 0)
                    heappush(waiting, to)
        return ListKeys(before, after)

    def _ways(self, step: Step, number: int, at: dict[str, int]) -> Iterator[tuple[int, KeySet]]:
        """Where a step goes on, and what it adds to the local on that way (fdl-classic 2.2, 4.4, 7.4)."""
        following = END if step.end or number + 1 == len(at) else number + 1
        output = self._keys.of_targets(step.output_mappings, self.result(step))
        match step:
            case FailStep():
                return
            case SucceedStep():
                yield END, output
            case ChoiceStep():
                for way in (*step.choices, *(() if step.default is None else (step.default,))):
                    inner = self.of(way.steps).after
                    if inner is not None:
                        to = following if way.goto is None else at[way.goto]
                        yield to, self._keys.of_targets(step.output_mappings, inner)
                if step.default is None:
                    yield following, self._keys.of_targets(step.output_mappings, 0)
            case _:
                yield following, output
                if isinstance(step, TaskStep):
                    caught = self._keys.of_targets(step.error_mappings, 0)
                    yield from ((at[rule.goto], caught) for rule in step.catch)


def is_async(task: TaskStep) -> bool:
    """Whether the function is only started (fdl-classic 8.3)."""
    return any(
        param.name == "InvocationType" and isinstance(param.value, Constant) and param.value.value == "Async"
        for param in task.service_params
    )
