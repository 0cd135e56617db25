"""How one value travels: what the expressions of a state read, and what lasts as long as the execution.

In: values that enter a state. Out: `Visit`, the variables of one run of a state, and `Shared`, those of the whole
execution. Source: cloudflow-statemachine 3.
"""

from __future__ import annotations

from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from pytest_fnf.engine.core.activity import StepFailed
from pytest_fnf.engine.statemachine.errors import DATA_LIMIT
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.values import size

if TYPE_CHECKING:
    from pytest_fnf.engine.core.run import Run
    from pytest_fnf.values import Json, JsonObject

__tracebackhide__ = hidden_from_tracebacks

ROLE = "acs:ram::123456789012:role/fnf-execution-role"
"""`$Context.Execution.RoleArn`: only the cloud has a real one."""

_LONGEST_VALUE = 256 * 1024


class Shared:
    """What all states of an execution share, those of branches and iterations included.

    Attributes:
        global_: `$Global`, replaced (never changed) when something is merged into it.
    """

    def __init__(self, run: Run, data: Json) -> None:
        self.global_: JsonObject = {}
        self._run = run
        self._input = data

    @property
    def execution(self) -> JsonObject:
        """`$Context.Execution`."""
        return {"Name": self._run.name, "Input": self._input, "RoleArn": ROLE}

    @cached_property
    def random(self) -> Random:
        """What `uuid()` and `randomInt` draw from: the same numbers on every run (design section 5)."""
        return Random(f"{self._run.host.seed} {self._run.number}")  # noqa: S311  (nothing secret is made of it)

    def merge(self, state: str, update: JsonObject, bound: int) -> None:
        """What a GlobalConstructor made goes into `$Global` key by key (cloudflow-statemachine 3.5).

        Args:
            state: whose constructor it was.
            update: what it made.
            bound: upper bound of the update's bytes.

        Raises:
            StepFailed: a value of more than 256 KiB; keys stand in the definition, whose reader knows their bounds.
        """
        for key, value in update.items() if bound > _LONGEST_VALUE else ():
            count = size(value)
            if count > _LONGEST_VALUE:
                raise StepFailed(
                    DATA_LIMIT,
                    f"GlobalConstructor of state '{state}' sets '{key}' to {count:,} bytes; "
                    f"at most {_LONGEST_VALUE:,} are allowed",
                )
        self.global_ = {**self.global_, **update}


class Visit:
    """The variables of one run of a state (cloudflow-statemachine 3.2).

    Attributes:
        shared: those of the execution.
        name: the state's name.
        input: `$Input`, first as it came, then as the InputConstructor made it.
        input_size: upper bound of its bytes.
        output: `$Output`; `None` before there is one.
        output_size: upper bound of its bytes.
        item: `$Item`, in an ItemConstructor.
        retries: how many retries were made, for `$Context.Current.RetryCount`.
        token: the callback token of the current attempt, `None` if there is none.
        failure: the error that is being handled, for `$Context.Current.Error`.
    """

    __slots__ = (
        "failure",
        "input",
        "input_size",
        "item",
        "name",
        "output",
        "output_size",
        "retries",
        "shared",
        "token",
    )

    def __init__(self, shared: Shared, name: str, data: Json, data_size: int) -> None:
        self.shared = shared
        self.name = name
        self.input = data
        self.input_size = data_size
        self.output: Json = None
        self.output_size = 4
        self.item: Json = None
        self.retries = 0
        self.token: str | None = None
        self.failure: StepFailed | None = None

    @property
    def global_(self) -> JsonObject:
        """`$Global`."""
        return self.shared.global_

    @property
    def random(self) -> Random:
        """What random functions draw from."""
        return self.shared.random

    @property
    def context(self) -> JsonObject:
        """`$Context`, made when an expression asks for it; what does not exist yet has no key."""
        current: dict[str, Any] = {"Name": self.name, "Input": self.input, "RetryCount": self.retries}
        if self.output is not None:
            current["Output"] = self.output
        if self.failure is not None:
            current["Error"] = {"Code": self.failure.error, "Detail": self.failure.cause}
        if self.token is not None:
            current["TaskToken"] = self.token
        return {"Execution": self.shared.execution, "Current": current}
