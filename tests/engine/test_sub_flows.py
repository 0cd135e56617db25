"""Sub-flows: start, input, name, output, how a child's end reaches its parent (fdl-classic 8.4, 10.2; Q-17, Q-25)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pytest_fnf import ApiError, ExecutionStuck, StubError, UsageError, expect, open_flow

# Slips that are allowed, and warned of elsewhere, are run here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")

HEAD = "version: v1\ntype: flow\nsteps:\n"

PARENT = f"""{HEAD}
  - type: task
    name: call
    resourceArn: acs:fnf:::flow/child
    pattern: PATTERN
    MORE
  - {{type: pass, name: after}}
  - {{type: pass, name: caught}}
"""
CHILD = f"""{HEAD}
  - {{type: wait, name: doze, duration: 30}}
  - {{type: pass, name: make, outputMappings: [{{target: made, source: $input.id}}]}}
"""
FAILING = (
    f"{HEAD}  - {{type: wait, name: doze, duration: 2}}\n  - {{type: fail, name: broken, error: Mine, cause: why}}\n"
)


def parent_of(pattern: str = "sync", more: str = "end: false") -> str:
    return PARENT.replace("PATTERN", pattern).replace("MORE", more)


def test_request_response_goes_on_with_the_receipt_while_the_child_runs():
    #
    with open_flow(parent_of("requestResponse"), name="top") as flow:
        flow.child("child", CHILD)
        execution = flow.run({"id": 1})
        (child,) = execution.children
        assert execution.step("call").visits[0].output == {
            "FlowName": "child",
            "ExecutionName": child.name,
            "RequestId": "req-4",
        }
        assert (execution.status, child.status) == ("Succeeded", "Running")
        expect(execution).took(0)
        child.finish()
    expect(child).succeeded({"made": 1}).took(30)


def test_sync_waits_for_the_child_and_takes_its_output():
    with open_flow(parent_of()) as flow:
        flow.child("child", CHILD)
        execution = flow.run({"id": 1})
    assert execution.step("call").visits[0].output == {"made": 1}
    assert execution.children[0].status == "Succeeded"
    expect(execution).succeeded({"made": 1}).took(30)


@pytest.mark.parametrize(
    ("more", "data"),
    [
        ("end: false", {"id": 1, "x": 2}),
        ("inputMappings: [{target: only, source: $input.x}]", {"only": 2}),
        ("serviceParams: {Input: $}", {"id": 1, "x": 2}),
        ("{inputMappings: [{target: only, source: $input.x}], serviceParams: {Input: $}}", {"only": 2}),
        ("{inputMappings: [{target: in, source: $input}], serviceParams: {Input: $.in}}", {"id": 1, "x": 2}),
        ("serviceParams: {Input: {fixed: $.x, n: [1]}}", {"fixed": "$.x", "n": [1]}),
        ("serviceParams: {Input: {}}", {}),
    ],
)
def test_the_childs_input_is_the_steps_or_what_service_params_say(more, data):
    text = parent_of()
    if more.startswith("{"):
        more = more[1:-1].replace(", serviceParams", "\n    serviceParams")
    with open_flow(text.replace("end: false", more)) as flow:
        flow.child("child", CHILD)
        assert flow.start({"id": 1, "x": 2}).children[0].input == data


def test_a_child_has_the_name_that_was_asked_for_or_a_generated_one():
    with open_flow(parent_of("requestResponse", "serviceParams: {ExecutionName: $.as}")) as flow:
        flow.child("child", CHILD)
        assert flow.run({"as": "run-1"}).children[0].name == "run-1"
    with open_flow(parent_of("requestResponse")) as flow:
        flow.child("child", CHILD)
        names = [flow.run().children[0].name, flow.run().children[0].name]
    assert len(set(names)) == 2
    assert all(names)


@pytest.mark.parametrize(
    ("params", "cause"),
    [
        ("{ExecutionName: 5}", "ExecutionName of step 'call' is 5; it is text"),
        ("{Input: 5}", "Input of step 'call' is 5; it is a JSON object"),
        ("{Input: text}", "Input of step 'call' is the text \"text\"; it is a JSON object"),
        ("{ExecutionName: ''}", "an execution's name is a letter or '_', then 'A-Za-z0-9_-'; found ''"),
        ("{ExecutionName: 1a}", "an execution's name is a letter or '_', then 'A-Za-z0-9_-'; found '1a'"),
    ],
)
@pytest.mark.parametrize(
    ("pattern", "kind"),
    [("requestResponse", "TaskFailed"), ("sync", "TaskSubmitFailed"), ("waitForCallback", "TaskSubmitFailed")],
)
def test_a_start_that_the_service_refuses_is_an_error_of_the_task(params, cause, pattern, kind):
    more = f"serviceParams: {params}"
    with open_flow(parent_of(pattern, more)) as flow:
        flow.child("child", CHILD)
        execution = flow.run()
    expect(execution).failed("fnf.InvalidArgument", cause).emitted("TaskStarted", kind, "StepFailed")
    assert execution.children == ()


def test_a_name_of_an_ended_execution_is_refused():
    more = (
        "serviceParams: {ExecutionName: fixed}\n    catch: [{errors: [fnf.ExecutionAlreadyExists], goto: caught}]\n"
        "    errorMappings: [{target: e, source: $local.error}]"
    )
    with open_flow(parent_of("sync", more)) as flow:
        flow.child("child", CHILD)
        expect(flow.run({"id": 1})).succeeded().followed("call", "after", "caught")
        again = flow.run({"id": 1})
    expect(again).succeeded({"e": "fnf.ExecutionAlreadyExists"}).followed("call", "caught")
    assert again.children == ()


def test_a_retry_with_a_fixed_name_collides_with_the_first_child():
    # fdl-classic 8.4, last point.
    more = "serviceParams: {ExecutionName: fixed}\n    retry: [{errors: [Mine], maxAttempts: 3}]"
    with open_flow(parent_of("sync", more)) as flow:
        flow.child("child", FAILING)
        execution = flow.run()
    expect(execution).failed("fnf.ExecutionAlreadyExists").took(3)
    assert [attempt.error for attempt in execution.step("call").visits[0].attempts] == [
        "Mine",
        "fnf.ExecutionAlreadyExists",
    ]


def test_a_retry_without_a_name_starts_a_fresh_child_each_time():
    with open_flow(parent_of("sync", "retry: [{errors: [Mine], maxAttempts: 2}]")) as flow:
        flow.child("child", FAILING)
        execution = flow.run()
    # 2 + 1 + 2 + 2 + 2
    expect(execution).failed("Mine", "why").took(9).retried("call", times=2)
    assert [child.status for child in execution.children] == ["Failed", "Failed", "Failed"]
    assert len({child.name for child in execution.children}) == 3


def test_a_name_of_a_running_execution_gives_that_execution():
    with open_flow(parent_of("sync", "serviceParams: {ExecutionName: shared}")) as flow:
        child_flow = flow.child("child", CHILD)
        started = child_flow.start({"id": "first"}, name="shared")
        flow.clock.advance(10)
        one, two = flow.start({"id": 1}), flow.start({"id": 2})
        assert one.children == two.children == (started,)
        two.finish()
    assert (one.output, two.output) == ({"made": "first"}, {"made": "first"})
    expect(one).took(20)
    assert len(flow.executions) == 3


@pytest.mark.parametrize(
    ("child", "error", "cause", "seconds"),
    [
        (FAILING, "Mine", "why", 2),
        (f"timeoutSeconds: 7\n{CHILD}", "FnF.TaskTimeout", "execution 'kid' of flow 'child' timed out", 7),
        (f"{HEAD}  - {{type: fail, name: bare}}\n", "", "", 0),
    ],
)
def test_a_child_that_does_not_succeed_fails_the_task(child, error, cause, seconds):
    more = f"serviceParams: {{ExecutionName: kid}}\n    catch: [{{errors: ['{error}'], goto: caught}}]"
    more += "\n    errorMappings: [{target: e, source: $local.error}, {target: c, source: $local.cause}]"
    with open_flow(parent_of("sync", more)) as flow:
        flow.child("child", child)
        execution = flow.run()
    expect(execution).succeeded({"e": error, "c": cause}).followed("call", "caught").took(seconds)


@pytest.mark.parametrize(
    ("stop", "error", "cause"),
    [
        (("AnyCustomError", "by hand"), "AnyCustomError", "by hand"),
        (("AnyCustomError",), "AnyCustomError", ""),
        ((), "FnF.RuntimeError", "execution 'kid' of flow 'child' was stopped"),
        (("", "only a cause"), "FnF.RuntimeError", "only a cause"),
    ],
)
def test_a_child_that_is_stopped_fails_the_task_with_the_given_name(stop, error, cause):
    with open_flow(parent_of("sync", "serviceParams: {ExecutionName: kid}")) as flow:
        flow.child("child", CHILD)
        execution = flow.start().advance(3)
        execution.children[0].stop(*stop)
    expect(execution).failed(error, cause).took(3)


def test_a_parent_that_ends_first_leaves_its_child_running():
    for how in ("stop", "timeout", "task timeout"):
        head = "timeoutSeconds: 4\n" if how == "timeout" else ""
        more = "timeoutSeconds: 4" if how == "task timeout" else "end: false"
        with open_flow(head + parent_of("sync", more)) as flow:
            flow.child("child", CHILD)
            execution = flow.start({"id": 1}).advance(4)
            if how == "stop":
                execution.stop()
            (child,) = execution.children
            assert execution.status in ("Stopped", "TimedOut", "Failed")
            assert child.status == "Running"
            events = len(execution.history)
            flow.clock.advance(26)
            expect(child).succeeded({"made": 1}).took(30)
            assert len(execution.history) == events


def test_a_child_in_a_branch_lives_on_when_another_branch_fails():
    text = f"""{HEAD}
  - type: parallel
    name: both
    branches:
      - steps: [{{type: task, name: call, resourceArn: "acs:fnf:::flow/child", pattern: sync}}]
      - steps: [{{type: wait, name: w, duration: 2}}, {{type: fail, name: f, error: E}}]
"""
    with open_flow(text) as flow:
        flow.child("child", CHILD)
        execution = flow.run({"id": 1})
        expect(execution).failed("E").took(2)
        (child,) = execution.children
        assert child.status == "Running"
        child.finish()
    expect(child).succeeded({"made": 1}).took(30)


def test_a_child_starts_in_its_turn_after_the_parent_has_gone_on():
    # A parent that does not wait runs on to its end first; both at the same instant (design 5).
    text = f"""{HEAD}
  - {{type: task, name: call, resourceArn: "acs:fnf:::flow/child"}}
  - {{type: task, name: mine, resourceArn: "acs:fc:::functions/log"}}
"""
    child = f"{HEAD}  - {{type: task, name: theirs, resourceArn: 'acs:fc:::functions/log', inputMappings: []}}\n"
    with open_flow(text) as flow:
        flow.child("child", child)
        log = flow.stub("log").returns({})
        execution = flow.run({"by": "parent"})
        assert execution.children[0].status == "Succeeded"
    assert [event.get("by", "child") for event in log.received] == ["parent", "child"]


def test_children_of_children_and_the_order_of_all_executions():
    middle = f"{HEAD}  - {{type: task, name: deeper, resourceArn: 'acs:fnf:::flow/leaf', pattern: sync}}\n"
    with open_flow(parent_of(), name="top") as flow:
        flow.child("child", middle)
        flow.child("leaf", CHILD)
        execution = flow.run({"id": 5})
    expect(execution).succeeded({"made": 5}).took(30)
    assert [(e.flow_name, e.name) for e in flow.executions] == [
        ("top", "execution-1"),
        ("child", "execution-2"),
        ("leaf", "execution-3"),
    ]
    assert execution.children[0].children[0] is flow.executions[2]


def test_a_failure_travels_through_several_levels():
    middle = f"{HEAD}  - {{type: task, name: deeper, resourceArn: 'acs:fnf:::flow/leaf', pattern: sync}}\n"
    with open_flow(parent_of()) as flow:
        flow.child("child", middle)
        flow.child("leaf", FAILING)
        execution = flow.run()
    expect(execution).failed("Mine", "why").took(2)
    assert [e.status for e in flow.executions] == ["Failed"] * 3


def test_sub_flows_of_iterations_run_at_the_same_time():
    text = f"""{HEAD}
  - type: foreach
    name: each
    iterationMapping: {{collection: $.list, item: id}}
    steps: [{{type: task, name: call, resourceArn: "acs:fnf:::flow/child", pattern: sync}}]
    outputMappings: [{{target: made, source: "$local[*].made"}}]
"""
    with open_flow(text) as flow:
        flow.child("child", CHILD)
        execution = flow.run({"list": [3, 1, 2]})
    expect(execution).succeeded({"made": [3, 1, 2]}).took(30)
    assert [child.input["id"] for child in execution.children] == [3, 1, 2]


def test_a_flow_that_calls_itself_by_sync_ends_when_it_forks_no_more():
    text = f"""{HEAD}
  - type: choice
    name: more
    choices:
      - condition: $.n > 0
        steps:
          - {{type: task, name: less, resourceArn: "acs:fc:::functions/less"}}
          - {{type: task, name: fork, resourceArn: "acs:fnf:::flow/again", pattern: sync}}
"""
    with open_flow(text, name="again") as flow:
        flow.stub("less").answers(lambda event: {"n": event["n"] - 1})
        expect(flow.run({"n": 3})).succeeded()
    assert [e.input["n"] for e in flow.executions] == [3, 2, 1, 0]


def test_an_execution_that_waits_for_itself_is_stuck():
    text = f"""{HEAD}
  - {{type: task, name: me, resourceArn: "acs:fnf:::flow/loop", pattern: sync, serviceParams: {{ExecutionName: self}}}}
"""
    with open_flow(text, name="loop") as flow, pytest.raises(ExecutionStuck, match="step 'me' waits for a sub-flow"):
        flow.run(name="self")


@pytest.mark.parametrize(
    "place", ["child.yml", "child.yaml", "child.flow.yml", "child/flow.yml", "child/flow.yaml", "../child/flow.yml"]
)
def test_a_neighbouring_file_is_found(tmp_path, place):
    folder = tmp_path / "top"
    folder.mkdir()
    (folder / "flow.yml").write_text(parent_of())
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CHILD)
    with open_flow(folder / "flow.yml") as flow:
        execution = flow.run({"id": 1})
    expect(execution).succeeded({"made": 1})
    assert execution.children[0].flow_name == "child"


def test_a_child_given_by_the_test_beats_a_neighbouring_file_and_a_stub_beats_both(tmp_path):
    (tmp_path / "flow.yml").write_text(parent_of())
    (tmp_path / "child.yml").write_text(CHILD)
    with open_flow(tmp_path / "flow.yml") as flow:
        flow.child("child", f"{HEAD}  - {{type: pass, name: quick, outputMappings: [{{target: by, source: test}}]}}\n")
        expect(flow.run()).succeeded({"by": "test"})
        flow.stub("call").returns({"by": "stub"}, takes=3)
        execution = flow.run()
    expect(execution).succeeded({"by": "stub"}).took(3)
    assert execution.children == ()


def test_a_stub_of_the_flow_answers_the_result_whatever_its_name():
    for target in ("call", "flow/child", "child", "acs:fnf:cn-hangzhou:123:flow/child"):
        with open_flow(parent_of()) as flow:
            stub = flow.stub(target).replies({"n": 1})
            expect(flow.run({"id": 1})).succeeded({"n": 1})
        assert stub.received == [{"id": 1}]


def test_a_stub_can_let_some_calls_through_to_the_child():
    from pytest_fnf import through  # noqa: PLC0415

    with open_flow(parent_of()) as flow:
        flow.child("child", CHILD)
        flow.stub("call").replies({"made": "stub"}, through())
        expect(flow.run({"id": 1})).succeeded({"made": "stub"}).took(0)
        expect(flow.run({"id": 1})).succeeded({"made": 1}).took(30)


def test_an_unknown_child_is_the_tests_mistake(tmp_path):
    with pytest.raises(StubError, match=r'or: flow.child\("child", "path/to/flow.yml"\)'):
        with open_flow(parent_of()) as flow:
            flow.run()
    (tmp_path / "flow.yml").write_text(parent_of())
    (tmp_path / "child.yml").write_text(CHILD)
    with pytest.raises(StubError, match="not looked for, discover is False"):
        with open_flow(tmp_path / "flow.yml", discover=False) as flow:
            flow.run()


def test_another_flow_under_a_known_name_is_refused():
    with open_flow(parent_of()) as flow:
        flow.child("child", CHILD)
        flow.child("child", CHILD)
        with pytest.raises(UsageError, match="already has another flow called 'child'"):
            flow.child("child", FAILING)


CALLBACK_PARENT = f"""{HEAD}
  - type: task
    name: call
    resourceArn: acs:fnf:::flow/child
    pattern: waitForCallback
    inputMappings: [{{target: token, source: $context.task.token}}]
"""


def test_a_callback_sub_flow_is_started_and_somebody_reports_it():
    with open_flow(CALLBACK_PARENT) as flow:
        flow.child("child", CHILD)
        execution = flow.start()
        (child,) = execution.children
        (pending,) = execution.pending
        assert child.input == {"token": pending.token}
        flow.clock.advance(40)
        assert (child.status, execution.status) == ("Succeeded", "Running")
        flow.report_succeeded(child.input["token"], {"by": "someone"})
    expect(execution).succeeded({"by": "someone"}).took(40)


def test_a_callback_child_reports_its_parent_itself():
    child = f"{HEAD}  - {{type: wait, name: doze, duration: 5}}\n"
    child += "  - {type: task, name: report, resourceArn: 'acs:fc:::functions/report'}\n"
    with open_flow(CALLBACK_PARENT) as flow:
        flow.child("child", child)

        def report(event):
            flow.report_succeeded(event["token"], {"at": 5})
            return {}

        flow.stub("report").answers(report)
        expect(flow.run()).succeeded({"at": 5}).took(5)


ACTION = f"""{HEAD}
  - type: task
    name: fork
    action: fnf:StartExecution
    serviceParams: PARAMS
    catch: [{{errors: [fnf.ExecutionAlreadyExists], goto: exists}}]
  - {{type: succeed, name: done}}
  - {{type: pass, name: exists}}
"""


@pytest.mark.parametrize(
    ("params", "data"),
    [
        ("{FlowName: child, ExecutionName: $.as}", {"as": "run-1", "id": 1}),
        ("{FlowName: child, ExecutionName: $.as, Input: $}", {"as": "run-1", "id": 1}),
        ("{FlowName: child, ExecutionName: $.as, Input: {a: 1}}", {"a": 1}),
    ],
)
def test_the_action_starts_an_execution_and_goes_on(params, data):
    with open_flow(ACTION.replace("PARAMS", params)) as flow:
        flow.child("child", CHILD)
        execution = flow.run({"as": "run-1", "id": 1})
        (child,) = execution.children
        assert (child.name, child.status, child.input) == ("run-1", "Running", data)
        expect(execution).succeeded({"FlowName": "child", "ExecutionName": "run-1", "RequestId": "req-4"}).followed(
            "fork", "done"
        ).took(0)
        child.finish()
        expect(flow.run({"as": "run-1"})).succeeded({}).followed("fork", "exists")


def test_the_action_knows_only_flows_of_the_test():
    with open_flow(ACTION.replace("PARAMS", "{FlowName: nobody}")) as flow:
        expect(flow.run()).failed("fnf.FlowNotExists", "Flow nobody does not exist.")


def test_starting_by_name_from_the_test_follows_the_services_rules():
    with open_flow(CHILD) as flow:
        one = flow.start({"id": 1}, name="mine")
        assert flow.start({"id": 2}, name="mine") is one
        one.finish()
        with pytest.raises(ApiError) as raised:
            flow.start(name="mine")
        assert raised.value.code == "ExecutionAlreadyExists"
        assert str(raised.value) == "ExecutionAlreadyExists: Execution mine for flow flow already exists."
        assert flow.executions == [one]
    assert one.elapsed == timedelta(seconds=30)
