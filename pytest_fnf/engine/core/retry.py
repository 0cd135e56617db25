"""Retry: which policy takes an error, and how long to wait before the next try.

In: policies of either dialect, brought to one form. Out: delays in milliseconds. It leaves the trying to the task
(or, in the StateMachine dialect, to parallel and map states as well).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = "FnF.ALL"
"""The pseudo-name that matches every error (fdl-classic 7.1)."""


def matches(errors: Sequence[str], error: str) -> bool:
    """Whether a list of names takes this error: exactly, case and all, or by `FnF.ALL`."""
    return error in errors or ALL in errors


@dataclass(frozen=True, slots=True)
class Policy:
    """One retry policy (fdl-classic 7.2).

    Attributes:
        errors: names it takes.
        interval_ms: delay before the first retry.
        multiplier: growth of the delay from one retry to the next.
        longest_ms: cap of the delay.
        attempts: how many retries, the first execution not counted.
    """

    errors: tuple[str, ...]
    interval_ms: float
    multiplier: float
    longest_ms: float
    attempts: int

    def delay(self, retry: int) -> int:
        """Milliseconds before the `retry`-th retry: interval x multiplier^(retry - 1), at most the cap."""
        try:
            grown = self.interval_ms * self.multiplier ** (retry - 1)
        except OverflowError:
            grown = self.longest_ms
        return round(min(grown, self.longest_ms))


class Retries:
    """The counters of one visit of a step: one a policy (Q-11), anew each time the step is entered.

    Attributes:
        total: retries made so far, whatever the policy.
    """

    __slots__ = ("_policies", "_used", "total")

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._policies = policies
        self._used = [0] * len(policies)
        self.total = 0

    def next_delay(self, error: str) -> int | None:
        """Milliseconds until the next try, by the first policy that takes this error; `None` to give up."""
        for at, policy in enumerate(self._policies):
            if matches(policy.errors, error):
                if self._used[at] >= policy.attempts:
                    return None
                self._used[at] += 1
                self.total += 1
                return policy.delay(self._used[at])
        return None
