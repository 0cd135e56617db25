"""The timeline as a whole: title, columns, order, what is cut."""

from __future__ import annotations

import time

import pytest

from pytest_fnf import History, open_flow
from pytest_fnf.report.timeline import Part, Timeline
from pytest_fnf.report.words import Ink

WORK = "resourceArn: 'acs:fc:::services/demo/functions/work'"


def flow_of(steps: str) -> str:
    return f"version: v1\ntype: flow\nsteps:\n{steps}"


NESTED = flow_of(f"""
  - type: parallel
    name: both
    branches:
      - steps:
          - type: foreach
            name: each
            iterationMapping: {{collection: $.list, item: x}}
            steps:
              - {{type: wait, name: hold, duration: $.x}}
              - type: choice
                name: which
                inputMappings: [{{target: x, source: $input.x}}]
                choices: [{{condition: $.x > 1, steps: [{{type: task, name: work, {WORK}}}]}}]
      - steps: [{{type: wait, name: long, duration: 2}}, {{type: pass, name: last}}]
  - {{type: succeed, name: end}}
""")


def test_events_of_branches_interleave_in_the_order_of_time():
    with open_flow(NESTED, name="nested") as flow:
        flow.stub("work").returns({"ok": True}, takes=1.5)
        execution = flow.run({"list": [3, 1]})
    assert list(Timeline().lines(execution)) == [
        "execution 'execution-1' of flow 'nested' (<flow>), started 2026-01-01T00:00:00Z",
        '        0 s  Started with {"list":[3,1]}',
        "        0 s  both                        parallel, 2 branches",
        "        0 s    both[0] each              foreach, 2 iterations",
        "        0 s      both[0]/each[0] hold    wait 3 s",
        "        0 s      both[0]/each[1] hold    wait 1 s",
        "        0 s    both[1] long              wait 2 s",
        '        1 s      both[0]/each[1] which   choice on {"x":1}',
        "        2 s    both[1] last              pass",
        '        3 s      both[0]/each[0] which   choice on {"x":3}',
        '        3 s        both[0]/each[0] work  task {"x":3}: after 1.5 s -> {"ok":true}  [stub \'work\']',
        '      4.5 s      both[0]/each[0] which   choice over -> {"ok":true}',
        "      4.5 s    both[0] each              foreach over -> {}",
        "      4.5 s  both                        parallel over -> {}",
        "      4.5 s  end                         succeed",
        "      4.5 s  Succeeded -> {}",
    ]


def test_deeper_ways_are_shown_by_their_last_two_parts(drawn):
    steps = "{type: pass, name: P}"
    for name in "dcba":
        steps = f"{{type: parallel, name: {name}, branches: [{{steps: [{steps}]}}]}}"
    with open_flow(flow_of(f"  - {steps}")) as flow:
        execution = flow.run()
    assert drawn(execution)[1:6] == [
        "        0 s  a                        parallel, 1 branch",
        "        0 s    a[0] b                 parallel, 1 branch",
        "        0 s      a[0]/b[0] c          parallel, 1 branch",
        "        0 s        .../b[0]/c[0] d    parallel, 1 branch",
        "        0 s          .../c[0]/d[0] P  pass",
    ]


def test_the_deepest_nesting_is_drawn(drawn):
    steps = "{type: pass, name: P}"
    for n in range(30):
        steps = f"{{type: parallel, name: p{n}, branches: [{{steps: [{steps}]}}]}}"
    with open_flow(flow_of(f"  - {steps}")) as flow:
        execution = flow.run()
    lines = drawn(execution, cut=False)
    assert len(lines) == 1 + 61 + 1
    assert max(map(len, lines)) < 80


LOOP = flow_of(f"""
  - {{type: task, name: count, {WORK}}}
  - {{type: choice, name: more, choices: [{{condition: $.n < $.limit, goto: count}}]}}
""")


@pytest.fixture
def looped():
    def run(limit):
        with open_flow(LOOP, limits={"events": None}) as flow:
            flow.stub("count").answers(lambda event: {"n": event.get("n", 0) + 1})
            return flow.run({"limit": limit})

    return run


def test_the_middle_of_a_long_one_is_left_out(drawn, looped):
    lines = drawn(looped(50))
    assert len(lines) == 1 + 12 + 1 + 28 + 1
    assert lines[1] == '        0 s  count  task {"limit":50} -> {"n":1}  [stub \'count\']'
    assert lines[12:15] == [
        '        0 s  more   choice on {"limit":50,"n":6}',
        "  ... 60 visits left out, shown with -vv ...",
        '        0 s  count  task {"limit":50,"n":36} -> {"n":37}',
    ]
    assert lines[-1] == '        0 s  Succeeded -> {"n":50}'


def test_one_that_is_barely_too_long_is_shown_whole(drawn, looped):
    assert len(drawn(looped(20))) == 1 + 40 + 1
    assert len(drawn(looped(21))) == 1 + 40 + 1 + 1
    assert "  ... 2 visits left out, shown with -vv ..." in drawn(looped(21))


def test_everything_is_drawn_on_demand(drawn, looped):
    assert len(drawn(looped(50), cut=False)) == 1 + 100 + 1


def test_a_hundred_thousand_events_are_drawn_in_a_moment(looped):
    execution = looped(10_000)
    history = History.from_api(execution.history.to_api()[:50_000])
    started = time.perf_counter()
    assert len(list(Timeline().lines(execution))) == 44
    assert len(list(Timeline(most=None, cut=False).lines(execution))) == 20_003
    assert len(list(Timeline().lines(history))) == 44
    assert time.perf_counter() - started < 10


def test_it_may_end_with_a_visit(drawn, looped):
    assert drawn(looped(3), part=Part(up_to=2)) == [
        '        0 s  Started with {"limit":3}',
        '        0 s  count  task {"limit":3} -> {"n":1}  [stub \'count\']',
        '        0 s  more   choice on {"limit":3,"n":1}',
        "  ... 4 later visits left out, shown with -vv ...",
        '        0 s  Succeeded -> {"n":3}',
    ]
    assert drawn(looped(3), part=Part(up_to=5))[-2] == "  ... 1 later visit left out, shown with -vv ..."
    assert drawn(looped(3), part=Part(up_to=6)) == drawn(looped(3))


def test_lines_of_later_events_go_with_what_is_left_out(drawn):
    with open_flow(NESTED) as flow:
        flow.stub("work").returns({})
        execution = flow.run({"list": [3, 1]})
    assert drawn(execution, part=Part(up_to=3)) == [
        '        0 s  Started with {"list":[3,1]}',
        "        0 s  both                      parallel, 2 branches",
        "        0 s    both[0] each            foreach, 2 iterations",
        "        0 s      both[0]/each[0] hold  wait 3 s",
        "  ... 7 later visits left out, shown with -vv ...",
        "        3 s  Succeeded -> {}",
    ]


def test_one_branch_is_drawn_alone(drawn):
    with open_flow(NESTED) as flow:
        flow.stub("work").returns({})
        execution = flow.run({"list": [3, 1]})
    assert drawn(execution, part=Part(where=("both[0]",))) == [
        '        0 s  Started with {"list":[3,1]}',
        "  only what happened in both[0]:",
        "        0 s  each              foreach, 2 iterations",
        "        0 s    each[0] hold    wait 3 s",
        "        0 s    each[1] hold    wait 1 s",
        '        1 s    each[1] which   choice on {"x":1}',
        '        3 s    each[0] which   choice on {"x":3}',
        "        3 s      each[0] work  task {\"x\":3} -> {}  [stub 'work']",
        "        3 s  each              foreach over -> {}",
        "        3 s  Succeeded -> {}",
    ]


def test_a_running_execution_says_so(drawn):
    with open_flow(NESTED) as flow:
        flow.stub("work").hangs()
        execution = flow.start({"list": [3]}).advance(10)
    assert drawn(execution)[-1] == "        3 s  Running (this is its last event so far)"


@pytest.mark.parametrize(
    ("stop", "line"),
    [
        ((), "        1 s  Stopped"),
        (("Enough",), "        1 s  Stopped with 'Enough'"),
        (("Enough", "really\nso"), "        1 s  Stopped with 'Enough': really so"),
    ],
)
def test_a_stopped_execution_says_why(drawn, stop, line):
    with open_flow(flow_of("  - {type: wait, name: W, duration: 9}")) as flow:
        execution = flow.start().advance(1).stop(*stop)
    assert drawn(execution) == [
        "        0 s  Started with {}",
        "        0 s  W  wait: cancelled at 1 s",
        line,
    ]


def test_a_full_history_shows_the_cycle(drawn):
    with open_flow(LOOP, limits={"events": 100}) as flow:
        flow.stub("count").returns({"n": 0})
        execution = flow.run({"limit": 1})
    assert drawn(execution)[-1] == (
        "        0 s  Failed with 'FnF.EventLimitExceeded': the history reached its limit of 100 events; "
        "the last steps go round in a cycle: count -> more -> count"
    )


def test_a_bare_history_tells_types_from_events(drawn):
    with open_flow(NESTED) as flow:
        flow.stub("work").returns({"ok": True}, takes=1.5)
        execution = flow.run({"list": [3, 1]})
    history = History.from_api(execution.history.to_api())
    assert next(Timeline().lines(history)) == "history of 53 events, started 2026-01-01T00:00:00Z"
    assert drawn(history) == [
        '        0 s  Started with {"list":[3,1]}',
        "        0 s  both                        parallel, 2 branches",
        "        0 s    both[0] each              foreach, 2 iterations",
        "        0 s      both[0]/each[0] hold    wait 3 s",
        "        0 s      both[0]/each[1] hold    wait 1 s",
        "        0 s    both[1] long              wait 2 s",
        "        1 s      both[0]/each[1] which   step",
        "        2 s    both[1] last              step",
        '        3 s      both[0]/each[0] which   choice on {"x":3}',
        '        3 s        both[0]/each[0] work  task {"x":3}: after 1.5 s -> {"ok":true}',
        '      4.5 s      both[0]/each[0] which   choice over -> {"ok":true}',
        "      4.5 s    both[0] each              foreach over -> {}",
        "      4.5 s  both                        parallel over -> {}",
        "      4.5 s  end                         step",
        "      4.5 s  Succeeded -> {}",
    ]
    assert drawn(history, definition=execution.definition)[6:8] == [
        '        1 s      both[0]/each[1] which   choice on {"x":1}',
        "        2 s    both[1] last              pass",
    ]


def test_an_empty_history_and_half_a_history():
    assert list(Timeline().lines(History.from_api([]))) == ["the history is empty"]
    with open_flow(flow_of("  - {type: wait, name: W, duration: 9}\n  - {type: pass, name: P}")) as flow:
        events = flow.run().history.to_api()
    assert list(Timeline().lines(History.from_api(events[5:]))) == [
        "history of 5 events, started 2026-01-01T00:00:09Z",
        "        0 s  P  step",
        "        0 s  Succeeded -> {}",
    ]


def test_wide_characters_take_two_columns(drawn):
    with open_flow(flow_of("  - {type: pass, name: 启动}\n  - {type: pass, name: Wait_1}")) as flow:
        execution = flow.run()
    assert drawn(execution)[1:3] == ["        0 s  启动    pass", "        0 s  Wait_1  pass"]


def test_a_start_between_seconds_keeps_its_milliseconds():
    with open_flow(flow_of("  - {type: pass, name: P}"), at="2026-01-01T00:00:00.250Z") as flow:
        execution = flow.run()
    assert next(Timeline().lines(execution)).endswith("started 2026-01-01T00:00:00.250Z")


def test_colours_mark_good_and_bad(drawn):
    text = flow_of(
        f"  - {{type: task, name: work, {WORK}, catch: [{{errors: [E], goto: end}}]}}\n  - {{type: pass, name: end}}"
    )
    with open_flow(text) as flow:
        flow.stub("work").raises("E")
        execution = flow.run()
    assert drawn(execution, ink=Ink(on=True)) == [
        "        0 s  \x1b[1mStarted\x1b[0m with {}",
        "        0 s  work  task {}: \x1b[31mfailed with 'E'\x1b[0m (caught)\x1b[2m  [stub 'work']\x1b[0m",
        "        0 s  end   pass",
        "        0 s  \x1b[32mSucceeded\x1b[0m -> {}",
    ]
