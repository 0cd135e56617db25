"""How one value travels: parent's input and local, a step's input, its local, its output, the merge back.

In: mappings of the model. Out: mappings compiled once, and the scope of one serial list. Each value is carried with
an upper bound of its size. Source: fdl-classic sections 2 and 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_fnf.definition.classic.model import Constant, Reference
from pytest_fnf.errors import hidden_from_tracebacks
from pytest_fnf.expression.paths import MISSING
from pytest_fnf.values import size, size_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_fnf.definition.classic.model import DataMapping
    from pytest_fnf.values import Json, JsonObject

__tracebackhide__ = hidden_from_tracebacks

_CONSTANT, _INPUT, _LOCAL, _CONTEXT = range(4)
_ROOTS = {"input": _INPUT, "local": _LOCAL, "context": _CONTEXT}

_SCALARS = {bool: 5, float: 25, type(None): 4}
_PLAIN_INTS = (-(10**23), 10**23)
# Between these an integer has 24 characters at most.

_TIGHTEN = 16 * 1024
# A local whose bound has grown past this is counted, so that a long loop's sum of bounds does not force a count at
# every step.


class Scope:
    """What the steps of one serial list see as their parent's values (fdl-classic 2.4).

    Attributes:
        input: the parent's input.
        input_size: upper bound of its bytes.
        local: the parent's local, replaced (never changed) when a child's output is merged in.
        local_size: upper bound of its bytes.
    """

    __slots__ = ("input", "input_size", "local", "local_size")

    def __init__(self, data: JsonObject, data_size: int) -> None:
        self.input = data
        self.input_size = data_size
        self.local: JsonObject = {}
        self.local_size = 2

    def merge(self, output: JsonObject, output_size: int) -> None:
        """A child's output goes into the local key by key; an equal key is replaced (fdl-classic 2.1, Q-1)."""
        if not output:
            return
        if self.local.keys() <= output.keys():
            # A loop's step makes the same keys each time; the output as it is saves the history a copy.
            self.local, self.local_size = output, output_size
        else:
            self.local = {**self.local, **output}
            self.local_size += output_size
        if self.local_size > _TIGHTEN:
            self.local_size = size(self.local)

    def merged(self) -> tuple[JsonObject, int]:
        """The default input of a child: input and local, on equal keys the local wins (fdl-classic 2.2)."""
        if not self.local:
            return self.input, self.input_size
        if not self.input:
            return self.local, self.local_size
        return {**self.input, **self.local}, self.input_size + self.local_size


class _Entry(NamedTuple):
    target: str
    root: int
    get: Callable[[Json], Any] | None
    value: Json
    size: int


class Mappings:
    """A list of mappings, compiled: `make` builds the object that holds only the listed targets.

    Attributes:
        asks_context: whether a source begins with `$context`.
    """

    __slots__ = ("_echo", "_entries", "asks_context")

    def __init__(self, mappings: Sequence[DataMapping]) -> None:
        entries = []
        for mapping in mappings:
            key_size = 6 * len(mapping.target) + 4
            source = mapping.source
            if isinstance(source, Constant):
                entry = _Entry(mapping.target, _CONSTANT, None, source.value, key_size + size_bound(source.value))
            else:
                entry = _Entry(mapping.target, _ROOTS[source.root], source.path.get, None, key_size)
            entries.append(entry)
        self._entries = tuple(entries)
        # The keys of a local that comes out of these mappings as it went in, where each reads the key that it writes.
        self._echo = tuple(mapping.target for mapping in mappings if _reads_its_target(mapping))
        if len(self._echo) < len(entries):
            self._echo = ()
        self.asks_context = any(entry.root == _CONTEXT for entry in entries)

    def make(
        self,
        data: JsonObject,
        data_size: int,
        local: Json,
        local_size: int,
        context: Callable[[], JsonObject] | None = None,
    ) -> tuple[JsonObject, int]:
        """Evaluate in order; a path that leads nowhere leaves its target out (Q-6); of equal targets the last wins.

        A part of a value is no larger than the whole, so the bound of an object found by a path is that of its root.
        """
        if self._echo and type(local) is dict and tuple(local) == self._echo:
            return local, local_size  # the object as it is saves the history a copy, which a long loop would keep
        made: JsonObject = {}
        bound = 2
        lowest, highest = _PLAIN_INTS
        for target, root, get, constant, entry_size in self._entries:
            bound += entry_size
            if get is None:
                made[target] = constant
                continue
            if root == _LOCAL:
                value, whole = get(local), local_size
            elif root == _INPUT:
                value, whole = get(data), data_size
            else:
                value = get(context() if context is not None else {})
                whole = 0 if value is MISSING else size_bound(value)
            if value is MISSING:
                continue
            made[target] = value
            if type(value) is str:
                bound += 6 * len(value) + 2
            elif type(value) is int and lowest < value < highest:
                bound += 24
            else:
                bound += _SCALARS.get(type(value), whole)
        return made, bound


def _reads_its_target(mapping: DataMapping) -> bool:
    source = mapping.source
    return isinstance(source, Reference) and source.root == "local" and source.path.text == f".{mapping.target}"


def compile_mappings(mappings: Sequence[DataMapping] | None) -> Mappings | None:
    """Compiled mappings, or `None` where the list is absent and a default applies."""
    return None if mappings is None else Mappings(mappings)
