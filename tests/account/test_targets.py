"""What a test may call the tasks of its flows, and what it reads when it is wrong."""

from __future__ import annotations

import pytest

from pytest_fnf import StubError, UsageError, expect, open_flow

FLOW = """
version: v1
type: flow
steps:
  - {type: task, name: First, resourceArn: "acs:fc:cn-hangzhou:123:services/shop.prod/functions/pay"}
  - {type: task, name: Second, resourceArn: "acs:fc:::services/bank/functions/pay"}
  - {type: task, name: Third, resourceArn: "acs:fc:::services/bank/functions/book"}
  - {type: task, name: Scan, action: "ocr:RecognizeIdentityCard"}
  - {type: task, name: Tell, resourceArn: "acs:mns:::/topics/news/messages", serviceParams: {MessageBody: hello}}
  - {type: pass, name: Last}
"""


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("First", "First"),
        ("shop/pay", "shop/pay"),
        ("acs:fc:cn-beijing:9:services/shop.LATEST/functions/pay", "shop/pay"),
        ("book", "book"),
        ("ocr:RecognizeIdentityCard", "ocr:RecognizeIdentityCard"),
        ("OCR:RecognizeIdentityCard", "ocr:RecognizeIdentityCard"),
        ("topics/news", "topics/news"),
    ],
)
def test_a_target_is_a_step_a_function_an_arn_or_an_action(target, named):
    with open_flow(FLOW, strict_stubs=False) as flow:
        stub = flow.stub(target)
        assert stub.target == named
        assert flow.stub(target) is stub


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("Frist", "nothing in flow 'flow' is called 'Frist'; did you mean 'First'?"),
        ("shop/pya", "nothing in flow 'flow' is called 'shop/pya'; did you mean 'shop/pay'?"),
        ("pay", "'pay' could be 'shop/pay' and 'bank/pay'; write one of them"),
        ("Last", "step 'Last' of flow 'flow' is no task; only tasks call something"),
        (
            "Zzz",
            (
                "nothing in flow 'flow' is called 'Zzz'; its tasks are 'First', 'Second', 'Third', 'Scan', 'Tell', "
                "'shop/pay', 'pay', 'bank/pay', 'bank/book', 'book', 'ocr:RecognizeIdentityCard', 'topics/news'"
            ),
        ),
        (5, "a target is the name of a step, a function, a resource ARN or an action; found 5"),
    ],
)
def test_an_unknown_target_names_the_nearest(target, message):
    with open_flow(FLOW) as flow, pytest.raises(UsageError) as raised:
        flow.stub(target)
    assert str(raised.value) == message


def test_the_most_specific_stub_wins():
    text = """
version: v1
type: flow
steps:
  - {type: task, name: A, resourceArn: "acs:fc:::services/s/functions/f"}
  - {type: task, name: B, resourceArn: "acs:fc:::services/s/functions/f"}
"""
    with open_flow(text) as flow:
        by_step = flow.stub("A").returns({"by": "step"})
        by_service = flow.stub("s/f").returns({"by": "service"})
        by_function = flow.stub("f", optional=True).returns({"by": "function"})
        execution = flow.run()
        assert execution.step("A").visits[0].output == {"by": "step"}
        assert execution.step("B").visits[0].output == {"by": "service"}
        assert (by_step.call_count, by_service.call_count, by_function.call_count) == (1, 1, 0)


def test_a_task_that_nobody_answers_says_what_to_write(tmp_path):
    (tmp_path / "flow.yml").write_text(FLOW)
    with open_flow(tmp_path / "flow.yml", name="shop") as flow:
        flow.stub("Second", optional=True)
        with pytest.raises(StubError) as raised:
            flow.run({"id": 1})
        lines = str(raised.value).splitlines()
        flow._account.driving.faults.clear()
    assert lines[0].endswith("flow.yml:5:5: task 'First' calls 'shop/pay', but nothing answers it")
    assert lines[1:4] == ['  event: {"id":1}', "  stubs of this test: 'Second'", "  handlers looked for:"]
    assert [line.strip().rpartition("functions/")[2] for line in lines[4:8]] == [
        "pay.py",
        "pay/index.py",
        "shop/pay.py",
        "shop/pay/index.py",
    ]
    assert lines[8:] == [
        '  write: flow.stub("First").returns({...})',
        '     or: flow.function("shop/pay", "path/to/handler.py")',
    ]


def test_a_swallowed_mistake_of_the_test_is_raised_again_at_the_end():
    with pytest.raises(StubError, match="calls 'shop/pay', but nothing answers it"), open_flow(FLOW) as flow:
        with pytest.raises(StubError):
            flow.run()


def test_an_unused_stub_fails_a_clean_exit_only():
    with pytest.raises(StubError) as raised, open_flow(FLOW) as flow:
        flow.stub("First").returns({})
    assert str(raised.value) == (
        "this stub was never used: 'First'\n"
        "  write: flow.stub(..., optional=True) if that is on purpose, or strict_stubs=False for the whole test"
    )
    with pytest.raises(ZeroDivisionError), open_flow(FLOW) as flow:
        flow.stub("First").returns({})
        1 / 0  # noqa: B018


def test_messages_of_an_unknown_topic_name_the_nearest():
    with open_flow(FLOW) as flow:
        assert flow.messages("news") == []
        with pytest.raises(
            LookupError, match=r"^no task of this test's flows publishes to 'mews'; did you mean 'news'\?$"
        ):
            flow.messages("mews")


def test_messages_of_an_action_are_what_its_stub_received():
    text = """Type: StateMachine
SpecVersion: v1
StartAt: Tell
States:
- Type: Task
  Name: Tell
  Action: MNS:SendMessage
  Parameters: {queueName: news, messageBody.$: $Input.text}
  End: true
"""
    with open_flow(text) as flow:
        stub = flow.stub("MNS:SendMessage").returns({})
        flow.run({"text": "hello"})
        with pytest.raises(LookupError, match=r"what 'MNS:SendMessage' was given stands in flow\.stub\(\"MNS:SendMes"):
            flow.messages("news")
        assert stub.received == [{"queueName": "news", "messageBody": "hello"}]


def test_a_mistake_in_one_execution_leaves_the_others_alone():
    text = """
version: v1
type: flow
steps:
  - {type: wait, name: Hold, duration: 10}
  - {type: task, name: Call, resourceArn: "acs:fc:::services/s/functions/f"}
"""
    with pytest.raises(StubError), open_flow(text) as flow:
        flow.stub("Call").when({"good": True}).returns({})
        bad = flow.start({"good": False})
        good = flow.start({"good": True})
        with pytest.raises(StubError, match="has no answer for this event"):
            flow.clock.advance(10)
        assert bad.status == "Running"
        good.finish()
        assert good.succeeded


BRANCHES = {
    "classic": """
version: v1
type: flow
steps:
  - type: parallel
    name: both
    branches:
      - steps: [{type: task, name: work, resourceArn: "acs:fc:::services/shop/functions/one"}]
      - steps: [{type: task, name: work, resourceArn: "acs:fc:::services/shop/functions/two"}]
""",
    "statemachine": """
Type: StateMachine
SpecVersion: v1
StartAt: both
States:
- Type: Parallel
  Name: both
  Branches:
  - StartAt: work
    States:
    - Type: Task
      Name: work
      Action: "FC:InvokeFunction"
      Parameters: {resourceArn: "acs:fc:::functions/one"}
      End: true
  - StartAt: work
    States:
    - Type: Task
      Name: work
      Action: "FC:InvokeFunction"
      Parameters: {resourceArn: "acs:fc:::functions/two"}
      End: true
  End: true
""",
}


@pytest.mark.filterwarnings("ignore::pytest_fnf.DefinitionWarning")  # of the name that stands twice
@pytest.mark.parametrize("text", BRANCHES.values(), ids=BRANCHES)
def test_functions_of_tasks_that_share_a_name_are_all_known(text):
    with open_flow(text) as flow:
        flow.stub("one").returns({"n": 1})
        flow.stub("two").returns({"n": 2})
        expect(flow.run()).succeeded().called("one", times=1).called("two", times=1).called("work", times=2)
