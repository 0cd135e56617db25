"""The message for a task that nobody answers: what was asked, what was available, what to write.

In: the request and the account. Out: text. It leaves raising to the desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fnf.account.discovery import Unusable, find_function, looked_at
from pytest_fnf.account.projects import shown
from pytest_fnf.account.sources import neighbour_places
from pytest_fnf.definition.targets import ActionTarget, FlowTarget, FunctionTarget
from pytest_fnf.values import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fnf.account.account import Account
    from pytest_fnf.account.flow_under_test import FlowUnderTest
    from pytest_fnf.definition.targets import Target
    from pytest_fnf.engine.core.host import TaskRequest
    from pytest_fnf.services.stubs import Stub


def no_answer(
    account: Account,
    flow: FlowUnderTest,
    request: TaskRequest | None,
    target: Target,
    stub: Stub | None = None,
) -> str:
    """The whole text."""
    return "\n".join(_lines(account, flow, request, target, stub))


def _lines(
    account: Account, flow: FlowUnderTest, request: TaskRequest | None, target: Target, stub: Stub | None
) -> Iterator[str]:
    if request is None:
        yield f"'{target.text}' was invoked, but it has no handler"
    elif stub is None:
        yield f"{_place(flow, request.step)}task '{request.step}' calls '{target.text}', but nothing answers it"
    else:
        yield f"the stub of '{stub.target}' lets a call through, but '{target.text}' has nothing behind the stub"
    if request is not None:
        event = compact(request.input)
        yield f"  event: {event if len(event) <= 200 else f'{event[:197]}...'}"
    stubs = [*flow.step_stubs, *(known.target for known in account.catalogue.stubs)]
    yield f"  stubs of this test: {', '.join(map(repr, stubs)) or 'none'}"
    handled = [function.text for function in account.catalogue.functions]
    if handled:
        yield f"  functions with a handler: {', '.join(map(repr, handled))}"
    unusable = _unusable(account, flow, target)
    if unusable is None:
        yield from _looked_for(account, flow, target)
    else:
        yield f"  {unusable.reason}"
    yield from _advice(request, target)


def _unusable(account: Account, flow: FlowUnderTest, target: Target) -> Unusable | None:
    """Why the function that a template describes is not run here."""
    if not isinstance(target, FunctionTarget) or not flow.options.discover:
        return None
    found = find_function(target, flow, account.folders)
    return found if isinstance(found, Unusable) else None


def _looked_for(account: Account, flow: FlowUnderTest, target: Target) -> Iterator[str]:
    if not isinstance(target, FunctionTarget | FlowTarget):
        return
    if not flow.options.discover:
        yield "  files beside the flow: not looked for, discover is False"
        return
    if flow.folder is None:
        yield "  files beside the flow: none, the flow has no folder"
        return
    if isinstance(target, FunctionTarget):
        places = account.compute.places(target.service, target.function, flow.folder)
        yield "  handlers looked for:"
    else:
        places = neighbour_places(target.name, flow.folder)
        yield "  flow files looked for:"
    for place in places:
        yield f"    {shown(place)}"
    for template in looked_at(flow, account.folders):
        yield f"    {template}"


def _advice(request: TaskRequest | None, target: Target) -> Iterator[str]:
    name = target.text if request is None else request.step
    yield f'  write: flow.stub("{name}").returns({{...}})'
    if isinstance(target, FunctionTarget):
        yield f'     or: flow.function("{target.text}", "path/to/handler.py")'
    elif isinstance(target, FlowTarget):
        yield f'     or: flow.child("{target.name}", "path/to/flow.yml")'
    elif isinstance(target, ActionTarget):
        yield f'     or: flow.stub("{target.text}").raises("{target.service}.SomeError")'


def _place(flow: FlowUnderTest, step: str) -> str:
    place = flow.definition.step_place(step)
    return "" if place is None else f"{flow.definition.label}:{place.line}:{place.column}: "
