"""Advice about the data of a classic flow: keys that nothing sets, and paths that lead nowhere.

In: the model, and the keys that values can have. Out: warnings. Only what is certain is told: the input of an
execution and the result of a task are unknown, unless mappings reshape them. Source: fdl-classic sections 2 and 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.definition import problems as code
from pytest_fnf.definition.advice.classic_keys import UNKNOWN, Keys, Locals
from pytest_fnf.definition.advice.locating import locate
from pytest_fnf.definition.advice.segments import first_of
from pytest_fnf.definition.classic.model import (
    ChoiceStep,
    Constant,
    ForeachStep,
    ParallelStep,
    Reference,
    TaskStep,
    WaitStep,
    inner_lists,
)
from pytest_fnf.definition.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.definition.advice.classic_keys import KeySet
    from pytest_fnf.definition.classic.model import Flow, Mappings, Step
    from pytest_fnf.definition.places import Place, SourceText
    from pytest_fnf.definition.problems import Problems
    from pytest_fnf.expression.paths import Path

_CONTEXT = {"flow": ("name",), "execution": ("name",), "step": ("eventId", "name"), "task": ("token",)}
_LEFT_OUT = "the target is left out"
_FAILS = "the step fails with FnF.RuntimeError"


def check_data(flow: Flow, source: SourceText, problems: Problems) -> None:
    """Tell of what is read and certainly not there."""
    _Checker(flow, source, problems).flow(flow)


class _Checker:
    """Goes through the steps with the keys of the values around them.

    `outer` is the parent's input, `local` its local, `own` the step's input (fdl-classic 2.4).
    """

    def __init__(self, flow: Flow, source: SourceText, problems: Problems) -> None:
        self._keys = Keys()
        self._locals = Locals(flow.steps, self._keys)
        self._source = source
        self._problems = problems

    def flow(self, flow: Flow) -> None:
        given = self._keys.of_targets(flow.input_mappings, UNKNOWN)
        self._list(flow.steps, given)
        after = self._locals.of(flow.steps).after
        if after is None:
            return
        for where, reference in _references(flow.output_mappings, "outputMappings", "the flow"):
            if reference.root == "local":
                hint = self._other("input", reference, given)
                self._object(reference, after, where, "no step leaves in the flow's local", hint)
            elif reference.root == "input":
                hint = self._other("local", reference, after)
                self._object(reference, given, where, "the flow's inputMappings do not make", hint)

    def _list(self, steps: tuple[Step, ...], outer: KeySet) -> None:
        for step, local in zip(steps, self._locals.of(steps).before, strict=True):
            if local is not None:
                self._inputs(step, outer, local)
                own = self._keys.of_targets(step.input_mappings, outer | local)
                self._paths(step, own)
                self._outputs(step, own)
                inner = own
                if isinstance(step, ForeachStep):
                    inner |= self._keys.of([step.item, *([] if step.index is None else [step.index])])
                for steps_inside in inner_lists(step):
                    self._list(steps_inside, inner)

    def _inputs(self, step: Step, outer: KeySet, local: KeySet) -> None:
        for where, reference in _references(step.input_mappings, "inputMappings", f"step {quoted(step.name)}"):
            if reference.root == "local":
                hint = self._other("input", reference, outer)
                self._object(reference, local, where, "no step of this list sets before it", hint)
            elif reference.root == "input":
                hint = self._other("local", reference, local)
                self._object(reference, outer, where, "the input around it does not have", hint)
            else:
                self._context(reference, step, where)

    def _outputs(self, step: Step, own: KeySet) -> None:
        for where, reference in _references(step.output_mappings, "outputMappings", f"step {quoted(step.name)}"):
            if reference.root == "context":
                self._context(reference, step, where)
            elif reference.root == "input":
                self._object(reference, own, where, "the step's input does not have", "")
            elif isinstance(step, ParallelStep | ForeachStep):
                self._elements(reference, step, where)
            else:
                result = self._locals.result(step)
                why = _why_not_in_result(step)
                self._object(reference, result, where, why, self._result_hint(step, reference, own))

    def _result_hint(self, step: Step, reference: Reference, own: KeySet) -> str:
        if isinstance(step, TaskStep):
            return "" if step.pattern == "sync" else "with pattern: sync the task waits, and has the result"
        return self._other("input", reference, own)

    def _paths(self, step: Step, own: KeySet) -> None:
        """What is read of a step's input besides mappings."""
        name = f"step {quoted(step.name)}"
        match step:
            case ChoiceStep():
                for number, choice in enumerate(step.choices):
                    for path in choice.condition.paths:
                        where = f"condition of choices[{number}] of {name}"
                        self._path(path, own, where, choice.place, "a comparison with it is false")
            case WaitStep(duration_path=path) if path is not None:
                self._path(path, own, f"duration of {name}", step.place, _FAILS)
            case WaitStep(timestamp_path=path) if path is not None:
                self._path(path, own, f"timestamp of {name}", step.place, _FAILS)
            case ForeachStep():
                self._path(step.collection, own, f"collection of {name}", step.place, _FAILS)
            case TaskStep():
                for param in step.service_params:
                    if not isinstance(param.value, Constant):
                        self._path(param.value, own, f"serviceParams.{param.name} of {name}", param.place, _FAILS)
            case _:
                return

    def _path(self, path: Path, own: KeySet, where: str, place: Place, outcome: str) -> None:
        text = f"${path.text}"
        found = self._missing(path.text, own)
        if found:
            place = locate(self._source, place, text)
            why = "the step's input does not have" if found == code.KEY_NOT_SET else "leads nowhere in an object"
            self._tell(found, place, where, text, f"{why}; {outcome}", self._near(path.text, own))

    def _object(self, reference: Reference, keys: KeySet, where: str, why: str, hint: str) -> None:
        found = self._missing(reference.path.text, keys)
        if found:
            why = why if found == code.KEY_NOT_SET else "leads nowhere in an object"
            hint = self._near(reference.path.text, keys) or hint
            self._tell(found, reference.place, where, reference.text, f"{why}; {_LEFT_OUT}", hint)

    def _missing(self, text: str, keys: KeySet) -> str:
        """The code of what is wrong with a path into an object, or nothing."""
        first = first_of(text)
        if first is None:
            return ""
        if first.key is None:
            return code.LEADS_NOWHERE
        return code.KEY_NOT_SET if self._keys.lacks(keys, first.key) else ""

    def _elements(self, reference: Reference, step: ParallelStep | ForeachStep, where: str) -> None:
        """A path into the array of branches or iterations (fdl-classic 2.3)."""
        first = first_of(reference.path.text)
        if first is None:
            return
        ends = [after or 0 for after in self._locals.after(step)]
        one = "branch" if isinstance(step, ParallelStep) else "iteration"
        if first.key is not None:
            why = f"leads nowhere: the local of a {step.kind} is a list, an object for each {one}"
            hint = f"write $local[*].{first.key}{first.rest}"
            self._tell(code.LEADS_NOWHERE, reference.place, where, reference.text, f"{why}; {_LEFT_OUT}", hint)
            return
        if isinstance(step, ParallelStep) and first.number is not None:
            if not -len(ends) <= first.number < len(ends):
                why = f"leads nowhere: it has {len(ends)} branches, counted from 0; {_LEFT_OUT}"
                self._tell(code.LEADS_NOWHERE, reference.place, where, reference.text, why, "")
                return
            ends = [ends[first.number]]
        keys = 0
        for end in ends:
            keys |= end
        if self._missing(first.rest, keys) == code.KEY_NOT_SET:
            why = f"no step of its {one}{'es' if one == 'branch' else 's'} sets; nothing is found"
            hint = self._near(first.rest, keys)
            self._tell(code.KEY_NOT_SET, reference.place, where, reference.text, why, hint)

    def _context(self, reference: Reference, step: Step, where: str) -> None:
        """Only what is nearly a known field is told: not all of the document that lists them is public."""
        first = first_of(reference.path.text)
        if first is None or first.key is None:
            return
        second = first_of(first.rest)
        known = _CONTEXT.get(first.key)
        hint = ""
        if known is None:
            hint = self._problems.near(first.key, _CONTEXT)
        elif second is not None and second.key is not None and second.key not in known:
            hint = self._problems.near(second.key, known)
        elif first.key == "task" and not isinstance(step, TaskStep):
            hint = "only a task has a token"
        if hint:
            why = f"leads nowhere; {_LEFT_OUT}"
            self._tell(code.LEADS_NOWHERE, reference.place, where, reference.text, why, hint)

    def _other(self, root: str, reference: Reference, keys: KeySet) -> str:
        """What to write where the key may stand in the other value."""
        first = first_of(reference.path.text)
        if first is None or first.key is None or self._keys.lacks(keys, first.key):
            return ""
        written = f"${root}{reference.path.text}"
        if keys & UNKNOWN:
            return f"write {written} if it stands in the {root}"
        return f"did you mean {quoted(written)}?"

    def _near(self, text: str, keys: KeySet) -> str:
        first = first_of(text)
        if first is None or first.key is None or keys & UNKNOWN:
            return ""
        return self._problems.near(first.key, self._keys.names(keys))

    def _tell(self, found: str, place: Place, where: str, text: str, why: str, hint: str) -> None:
        separator = "," if found == code.KEY_NOT_SET else ", which"
        why = f"which {why}" if found == code.KEY_NOT_SET else why
        self._problems.warning(found, place, f"{where} reads {quoted(text)}{separator} {why}", hint)


def _references(mappings: Mappings | None, name: str, owner: str) -> Iterator[tuple[str, Reference]]:
    for number, mapping in enumerate(mappings or ()):
        if isinstance(mapping.source, Reference):
            yield f"{name}[{number}] of {owner}", mapping.source


def _why_not_in_result(step: Step) -> str:
    if isinstance(step, TaskStep):
        return f"the answer of {quoted(step.target.text)} does not have, since the task does not wait for a result"
    if isinstance(step, ChoiceStep):
        return "no step of its branches sets"
    return f"is not there: a {step.kind} has no local of its own"
