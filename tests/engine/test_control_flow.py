"""Which step comes next: lists, choice, goto, end, succeed, fail (fdl-classic 4.4, 4.7, 4.8 and section 6)."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, open_flow

# Slips that are allowed, and warned of elsewhere, are run here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")

HEAD = "version: v1\ntype: flow\nsteps:\n"


def path_of(steps: str, data: dict | None = None) -> tuple[str, list[str]]:
    with open_flow(HEAD + steps, strict_stubs=False) as flow:
        execution = flow.run(data)
    return execution.status, execution.path


BRANCH_FORMS = """
  - type: choice
    name: pick
    choices:
      - {condition: $.n == 1, steps: [{type: pass, name: one}], goto: last}
      - {condition: $.n == 2, steps: [{type: pass, name: two}]}
      - {condition: $.n == 3, goto: last}
      - {condition: $.n == 4}
      - {condition: $.n > 0, steps: [{type: pass, name: any}]}
  - {type: pass, name: next}
  - {type: pass, name: last}
"""


@pytest.mark.parametrize(
    ("n", "path"),
    [
        (1, ["pick", "one", "last"]),
        (2, ["pick", "two", "next", "last"]),
        (3, ["pick", "last"]),
        (4, ["pick", "next", "last"]),
        (5, ["pick", "any", "next", "last"]),
        (0, ["pick", "next", "last"]),
    ],
)
def test_a_branch_has_steps_a_goto_both_or_neither_and_the_first_that_holds_is_taken(n, path):
    assert path_of(BRANCH_FORMS, {"n": n}) == ("Succeeded", path)


@pytest.mark.parametrize(
    ("default", "path"),
    [
        ("{steps: [{type: pass, name: d}], goto: last}", ["pick", "d", "last"]),
        ("{steps: [{type: pass, name: d}]}", ["pick", "d", "next", "last"]),
        ("{goto: last}", ["pick", "last"]),
        ("{goto: next}", ["pick", "next", "last"]),
    ],
)
def test_the_default_is_taken_when_no_condition_holds(default, path):
    steps = f"""
  - {{type: choice, name: pick, choices: [{{condition: $.n == 1}}], default: {default}}}
  - {{type: pass, name: next}}
  - {{type: pass, name: last}}
"""
    assert path_of(steps, {"n": 2}) == ("Succeeded", path)


def test_a_choice_with_a_default_only_takes_it():
    steps = "  - {type: choice, name: pick, default: {steps: [{type: pass, name: d}]}}\n"
    assert path_of(steps) == ("Succeeded", ["pick", "d"])


@pytest.mark.parametrize(("n", "path"), [(1, ["pick", "last"]), (2, ["pick"]), (3, ["pick", "inner"])])
def test_a_goto_wins_over_end_which_applies_otherwise(n, path):
    #
    steps = """
  - type: choice
    name: pick
    end: true
    choices:
      - {condition: $.n == 1, goto: last}
      - {condition: $.n == 3, steps: [{type: pass, name: inner}]}
  - {type: pass, name: next}
  - {type: pass, name: last}
"""
    assert path_of(steps, {"n": n}) == ("Succeeded", path)


@pytest.mark.parametrize("last", ["{type: succeed, name: inner}", "{type: pass, name: inner, end: true}"])
@pytest.mark.parametrize(
    ("goto", "path"), [("", ["pick", "inner", "next", "last"]), (", goto: last", ["pick", "inner", "last"])]
)
def test_succeed_and_end_in_a_branch_end_that_list_and_a_goto_beside_it_is_followed(last, goto, path):
    # Q-14; design section 6: "a goto beside them wins".
    steps = f"""
  - type: choice
    name: pick
    choices: [{{condition: "true", steps: [{last}, {{type: pass, name: never}}]{goto}}}]
  - {{type: pass, name: next}}
  - {{type: pass, name: last}}
"""
    assert path_of(steps) == ("Succeeded", path)


def test_goto_in_a_nested_choice_names_a_sibling_in_its_own_list():
    steps = """
  - type: choice
    name: outer
    choices:
      - condition: "true"
        steps:
          - {type: choice, name: inner, choices: [{condition: "true", goto: b}]}
          - {type: pass, name: a}
          - {type: pass, name: b}
  - {type: pass, name: after}
"""
    assert path_of(steps) == ("Succeeded", ["outer", "inner", "b", "after"])


def test_a_goto_may_name_the_choice_itself_or_jump_over_parked_steps():
    # Steps parked after succeed, fail and `end: true` are reached by goto only.
    steps = """
  - {type: choice, name: pick, choices: [{condition: $.to == "a", goto: a}, {condition: $.to == "b", goto: b}]}
  - {type: succeed, name: done}
  - {type: pass, name: a, end: true}
  - {type: fail, name: broken, error: E}
  - {type: pass, name: b}
"""
    assert path_of(steps, {}) == ("Succeeded", ["pick", "done"])
    assert path_of(steps, {"to": "a"}) == ("Succeeded", ["pick", "a"])
    assert path_of(steps, {"to": "b"}) == ("Succeeded", ["pick", "b"])


def test_a_goto_from_inside_a_loop_body_goes_back_as_often_as_it_holds():
    text = f"""{HEAD}
  - {{type: task, name: page, resourceArn: "acs:fc:::functions/page"}}
  - type: choice
    name: empty
    choices: [{{condition: $.count == 0, goto: done}}]
  - {{type: wait, name: hold, duration: $.pollInterval}}
  - {{type: choice, name: more, choices: [{{condition: $.hasMore, goto: page}}]}}
  - {{type: succeed, name: done}}
"""
    with open_flow(text) as flow:
        flow.stub("page").replies({"count": 2, "hasMore": True}, {"count": 1, "hasMore": True}, {"count": 0})
        execution = flow.run({"pollInterval": 5})
    expect(execution).succeeded().took(10).followed(
        *("page", "empty", "hold", "more", "page", "empty", "hold", "more", "page", "empty", "done")
    )


def test_the_same_name_in_two_lists_is_two_steps_that_path_repeats():
    steps = """
  - type: choice
    name: one
    choices: [{condition: "true", steps: [{type: pass, name: same}]}]
  - type: choice
    name: two
    choices: [{condition: "true", steps: [{type: pass, name: same}]}]
"""
    assert path_of(steps) == ("Succeeded", ["one", "same", "two", "same"])


@pytest.mark.parametrize(
    ("condition", "data", "taken"),
    [
        ('$.audited == "true"', {"audited": True}, True),
        ('$.audited == "true"', {"audited": "true"}, True),
        ('$.audited == "true"', {"audited": False}, False),
        ("$.event_id >= 4000", {}, False),
        ("$.hasMore && $.event_id >= 4000", {"hasMore": True}, False),
        ("!($.event_id >= 4000)", {}, True),
        ("$.hasMore", {"hasMore": True}, True),
        ("$.hasMore", {}, False),
        ("!$.hasMore", {}, True),
        ("$.key1==$.key2", {"key1": 1, "key2": 1.0}, True),
        ("$.a != 1", {}, False),
        ('$.m != ""', {"m": "x"}, True),
        ("$.n > -1", {"n": 0}, True),
        ("$.n", {"n": 0}, False),
    ],
)
def test_conditions_read_the_steps_input(condition, data, taken):
    # One of each kind; their room tests them in full. Also.
    steps = f"""
  - type: choice
    name: pick
    choices:
      - condition: '{condition}'
        steps: [{{type: pass, name: inner}}]
"""
    assert path_of(steps, data)[1] == (["pick", "inner"] if taken else ["pick"])


@pytest.mark.parametrize(
    ("error", "cause", "attributes"),
    [
        ("E", "C", "error: E, cause: C"),
        ("", "", "x-nothing: 1"),
        ("E", "", "error: E"),
        ("", "C", "cause: C"),
        ("$.error", "$input.cause", 'error: "$.error", cause: "$input.cause"'),
    ],
)
def test_fail_ends_the_execution_with_literals(error, cause, attributes):
    # Q-23; error and cause are no references.
    with open_flow(f"{HEAD}  - {{type: fail, name: broken, {attributes}}}\n  - {{type: pass, name: never}}\n") as flow:
        expect(flow.run({"error": "X", "cause": "Y"})).failed(error, cause).followed("broken")


@pytest.mark.parametrize(
    ("wait", "data", "seconds"),
    [
        ("duration: 0", {}, 0),
        ("duration: 0.0004", {}, 0),
        ("duration: 1.2345", {}, 1.234),
        ("duration: $.w", {"w": 0}, 0),
        ("duration: $.w.seconds", {"w": {"seconds": 3}}, 3),
        ("duration: '$.w[1]'", {"w": [1, 2]}, 2),
        ("duration: 172800", {}, 172_800),
        ("timestamp: 2026-01-01T00:00:00Z", {}, 0),
        ("timestamp: 2026-01-01T00:00:00.25Z", {}, 0.25),
        ("timestamp: 2026-01-02T23:59:59+00:00", {}, 172_799),
        ("timestamp: $.t", {"t": "2026-01-01T00:00:01Z"}, 1),
        ("timestamp: $.t", {"t": "1999-01-01T00:00:01Z"}, 0),
        ("timestamp: $.t", {"t": "2026-01-01T01:00:01+01:00"}, 1),
    ],
)
def test_a_wait_lasts_as_long_as_it_says(wait, data, seconds):
    with open_flow(f"{HEAD}  - {{type: wait, name: hold, {wait}}}\n") as flow:
        expect(flow.run(data)).succeeded().waited("hold", seconds).took(seconds)


def test_a_waits_path_reads_its_mapped_input():
    text = f"{HEAD}  - {{type: wait, name: hold, duration: $.s, inputMappings: [{{target: s, source: $input.t}}]}}\n"
    with open_flow(text) as flow:
        expect(flow.run({"s": 1, "t": 4})).took(4)


@pytest.mark.parametrize(
    ("wait", "value", "cause"),
    [
        ("duration", -1, "duration of wait 'hold' is -1; it is a number of seconds from 0"),
        ("duration", "5", "duration of wait 'hold' is the text \"5\"; it is a number of seconds from 0"),
        ("duration", True, "duration of wait 'hold' is true; it is a number of seconds from 0"),
        ("duration", None, "duration of wait 'hold' is null; it is a number of seconds from 0"),
        ("duration", [1], "duration of wait 'hold' is the array [1]; it is a number of seconds from 0"),
        ("duration", 172_800.001, "wait 'hold' would last 172,800.001 s; at most 172,800 s are allowed"),
        ("duration", 10**20, "wait 'hold' would last 1e+15 s; at most 172,800 s are allowed"),
        ("duration", 1e300, "wait 'hold' would last 1e+15 s; at most 172,800 s are allowed"),
        ("timestamp", "2026-01-03T00:00:01Z", "wait 'hold' would last 172,801 s; at most 172,800 s are allowed"),
        (
            "timestamp",
            "tomorrow",
            "timestamp of wait 'hold' is the text \"tomorrow\"; it is RFC 3339 text with a time zone",
        ),
        (
            "timestamp",
            "2026-01-01T00:00:00",
            "timestamp of wait 'hold' is the text \"2026-01-01T00:00:00\"; it is RFC 3339 text with a time zone",
        ),
        ("timestamp", 5, "timestamp of wait 'hold' is 5; it is RFC 3339 text with a time zone"),
        (
            "timestamp",
            "2026-02-30T00:00:00Z",
            "timestamp of wait 'hold' is the text \"2026-02-30T00:00:00Z\"; it is RFC 3339 text with a time zone",
        ),
    ],
)
def test_a_wait_that_cannot_be_fails_its_step(wait, value, cause):
    #
    with open_flow(f"{HEAD}  - {{type: wait, name: hold, {wait}: $.v}}\n") as flow:
        expect(flow.run({"v": value})).failed("FnF.RuntimeError", cause).took(0)


def test_a_constant_timestamp_beyond_two_days_fails_when_it_is_reached():
    with open_flow(f"{HEAD}  - {{type: wait, name: hold, timestamp: 2026-01-03T00:00:00.001Z}}\n") as flow:
        expect(flow.run()).failed(
            "FnF.RuntimeError", "wait 'hold' would last 172,800.001 s; at most 172,800 s are allowed"
        )
