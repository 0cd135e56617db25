"""What holds of every execution: a history says as much as the execution it is of, and what is true passes."""

from __future__ import annotations

import json
from collections import Counter
from itertools import cycle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_fnf import History, expect, failure, hang, ok, open_flow, reports
from pytest_fnf.report.timeline import Timeline

# Slips that are allowed, and warned of elsewhere, are run here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")

ALL = ["FnF.ALL"]
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MORE = settings(FEW, max_examples=50)


class Maker:
    """Makes a valid flow with anything that takes time, fails, retries, catches or nests; and answers for its tasks."""

    def __init__(self, draw):
        self.draw = draw
        self.answers = {}
        self.number = 0

    def name(self, kind):
        self.number += 1
        # Now and then a name that another list has too (design section 6).
        return f"{kind}{self.draw(st.sampled_from([0, self.number, self.number]))}"

    def steps(self, depth):
        made, taken = [], set()
        for _ in range(self.draw(st.integers(1, 3))):
            following = made[-1]["name"] if made else None  # lists are made from their end
            step = self.step(depth, following)
            if step["name"] not in taken:
                taken.add(step["name"])
                made.append(step)
        return made[::-1]

    def step(self, depth, following):
        kinds = ["pass", "wait", "wait", "task", "task", "succeed", "fail"]
        kind = self.draw(st.sampled_from(kinds if depth == 0 else [*kinds, "parallel", "foreach", "choice"]))
        if kind == "task":
            return self.task(following)
        return {"type": kind, "name": self.name(kind), **getattr(self, f"{kind}_")(depth - 1)}

    def pass_(self, _):
        return {"outputMappings": [{"target": "p", "source": self.draw(st.integers(0, 3))}]}

    def wait_(self, _):
        return {"duration": self.draw(st.integers(0, 3))}

    def succeed_(self, _):
        return {}

    def fail_(self, _):
        return {"error": self.draw(st.sampled_from(["", "E"])), "cause": "why"}

    def parallel_(self, depth):
        return {"branches": [{"steps": self.steps(depth)} for _ in range(self.draw(st.integers(1, 3)))]}

    def foreach_(self, depth):
        return {"iterationMapping": {"collection": "$.list", "item": "it"}, "steps": self.steps(depth)}

    def choice_(self, depth):
        choices = [{"condition": "$.it == 1", "steps": self.steps(depth)}]
        return {"choices": choices, "default": {"steps": self.steps(depth)}}

    def task(self, following):
        draw, name = self.draw, self.name("task")
        step = {"type": "task", "name": name, "resourceArn": f"acs:fc:::services/s/functions/{name.title()}"}
        callback = name != "task0" and draw(st.booleans())  # one stub answers all steps of a name
        if callback:
            step["pattern"] = "waitForCallback"
        if draw(st.booleans()):
            step["timeoutSeconds"] = draw(st.integers(1, 3))
        if draw(st.booleans()):
            step["retry"] = [{"errors": ALL, "intervalSeconds": draw(st.integers(1, 2)), "maxAttempts": 2}]
        if following and draw(st.booleans()):
            step["catch"] = [{"errors": ALL, "goto": following}]
        takes = st.integers(0, 4)
        answer = st.one_of(
            st.builds(ok, st.just({"x": 1}), takes=takes),
            st.builds(failure, st.sampled_from(["E", "F"]), st.just("why"), takes=takes),
            st.builds(hang),
            *([st.builds(reports, st.just({"y": 2}), after=takes)] if callback else []),
        )
        self.answers.setdefault(name, draw(st.lists(answer, min_size=1, max_size=3)))
        return step


@st.composite
def runs(draw):
    """An execution of such a flow: ended, stopped, or still running."""
    maker = Maker(draw)
    document = {"version": "v1", "type": "flow", "steps": maker.steps(3)}
    with open_flow(json.dumps(document, indent=1), strict_stubs=False) as flow:
        for step in flow.definition.task_targets():
            replies = cycle(maker.answers[step])
            flow.stub(step).answers(lambda _, replies=replies: next(replies))
        execution = flow.start({"list": draw(st.lists(st.integers(0, 2), max_size=3))})
        execution.advance(draw(st.sampled_from([0, 1, 3, 100])))
        if execution.status == "Running" and draw(st.booleans()):
            execution.stop("Stop", "enough")
        return execution


def told(branches):
    return [(b.where, b.entered, b.exited, b.failed, b.error, b.cause, b.local, b.cancelled) for b in branches]


@FEW
@given(runs())
def test_records_of_a_downloaded_history_are_those_of_the_execution(execution):
    history = History.from_api(execution.history.to_api())
    assert history == execution.history
    assert history.path == execution.path
    assert list(history.records) == list(execution.history.records)
    for step, record in history.records.items():
        assert record == execution.step(step)
        assert record.standing == execution.step(step).standing
        assert record.places == execution.step(step).places
    assert told(history.branches) == told(execution.history.branches)


@FEW
@given(runs())
def test_what_is_true_passes_on_an_execution_and_on_its_history(execution):
    history = History.from_api(execution.history.to_api())
    for checks in (expect(execution), expect(history), expect(history, definition=execution.definition)):
        checks.followed(*execution.path).followed(..., *execution.path[-2:]).followed(execution.path[0], ...)
        ended(checks, execution.status, execution.output, execution.error, execution.cause)
        if execution.status != "Running":
            checks.took(execution.elapsed)
        for step in execution.definition.step_names:
            visits = execution.step(step).visits
            checks.visited(step, times=len(visits))
            if not visits:
                checks.not_visited(step)
            lasted = Counter(visit.exited_at - visit.entered_at for visit in visits if visit.exited_at is not None)
            for duration, times in lasted.items():
                checks.waited(step, duration, times=times).waited(step, duration)
            attempts = [attempt for visit in visits for attempt in visit.attempts]
            if attempts:
                checks.called(step, times=len(attempts))
                pauses = [
                    after.started_at - before.ended_at
                    for visit in visits
                    for before, after in zip(visit.attempts, visit.attempts[1:], strict=False)
                ]
                checks.retried(step, times=len(pauses), delays=pauses)
        checks.emitted(*(event.type for event in execution.history))


def ended(checks, status, output, error, cause):
    if status == "Succeeded":
        checks.succeeded(output=output)
    elif status == "Failed":
        checks.failed(error=error, cause=cause)
    elif status == "Stopped":
        checks.stopped()
    elif status == "TimedOut":
        checks.timed_out()


CHECKS = st.one_of(
    st.tuples(st.sampled_from(["succeeded", "failed", "stopped", "timed_out"])),
    st.tuples(st.just("took"), st.integers(0, 6)),
    st.tuples(st.sampled_from(["visited", "retried", "called"]), st.integers(0, 20), st.sampled_from([None, 0, 1, 2])),
    st.tuples(st.just("not_visited"), st.integers(0, 20)),
    st.tuples(st.just("waited"), st.integers(0, 20), st.integers(0, 4)),
    st.tuples(st.just("followed"), st.lists(st.one_of(st.integers(0, 20), st.just(...)), min_size=1, max_size=5)),
    st.tuples(st.just("emitted"), st.lists(st.integers(0, 60), min_size=1, max_size=3)),
)


@MORE
@given(runs(), st.lists(CHECKS, min_size=1, max_size=6), st.data())
def test_checks_judge_a_history_as_they_judge_its_execution(execution, checks, data):
    history = History.from_api(execution.history.to_api())
    where = data.draw(st.sampled_from([(), *dict.fromkeys(branch.where for branch in history.branches)]))
    for check, *arguments in checks:
        call = resolved(check, arguments, execution)
        if where and check in ("stopped", "timed_out"):
            continue
        verdicts = [
            verdict(subject, where, call)
            for subject in (expect(execution), expect(history), expect(history, definition=execution.definition))
        ]
        assert verdicts[0] == verdicts[1] == verdicts[2], call


def resolved(check, arguments, execution):
    """Drawn numbers stand for steps that ran, so that every name is known to a bare history too."""
    path = execution.path
    if check == "followed":
        return check, [... if item is ... else path[item % len(path)] for item in arguments[0]], {}
    if check == "emitted":
        return check, [execution.history[item % len(execution.history)].type for item in arguments[0]], {}
    if check in ("visited", "retried", "called"):
        steps = path
        if check != "visited":
            steps = [step for step in path if execution.step(step).visits[0].attempts]
        if not steps:
            return "visited", path[:1], {}
        return check, [steps[arguments[0] % len(steps)]], {"times": arguments[1]}
    if check in ("not_visited", "waited"):
        return check, [path[arguments[0] % len(path)], *arguments[1:]], {}
    return check, arguments, {}


def verdict(checks, where, call):
    check, arguments, options = call
    if where:
        checks = checks.within(*where)
    try:
        getattr(checks, check)(*arguments, **options)
    except AssertionError as error:
        return type(error)
    return "holds"


@FEW
@given(runs())
def test_a_timeline_tells_every_visit_in_the_order_of_time(execution):
    for subject in (execution, History.from_api(execution.history.to_api())):
        lines = list(Timeline(most=None, cut=False).lines(subject))
        offsets = [int(line[:9].replace(",", "")) for line in lines[1:]]
        assert offsets == sorted(offsets)
        text = "\n".join(lines)
        for step in execution.path:
            assert step in text
        assert len(lines) >= len(execution.path) + 3
        assert len(list(Timeline().lines(subject))) <= len(lines)
