"""What a task calls: every form of a resource ARN (fdl-classic 8.2, 8.7, Q-24)."""

from __future__ import annotations

import pytest

from pytest_fnf.definition.targets import (
    ActionTarget,
    FlowTarget,
    FunctionTarget,
    QueueTarget,
    Target,
    TopicTarget,
    expand_reference,
    parse_action,
    parse_target,
)


@pytest.mark.parametrize(
    ("arn", "target", "text"),
    [
        ("acs:fc:cn-hangzhou:123:services/s/functions/f", FunctionTarget("s", "f"), "s/f"),
        ("acs:fc:cn-hangzhou:{accountID}:services/s/functions/f", FunctionTarget("s", "f"), "s/f"),
        ("acs:fc:::services/fnf-demo/functions/StartJob", FunctionTarget("fnf-demo", "StartJob"), "fnf-demo/StartJob"),
        ("acs:fc:::services/s.LATEST/functions/f", FunctionTarget("s", "f", "LATEST"), "s/f"),
        ("acs:fc:::services/s.1.2/functions/f", FunctionTarget("s", "f", "1.2"), "s/f"),
        ("acs:fc:{region}:{account}:functions/f", FunctionTarget(None, "f"), "f"),
        ("acs:fc:::functions/f/LATEST", FunctionTarget(None, "f", "LATEST"), "f"),
        (
            "acs:fc:::services/${service}/functions/<function>",
            FunctionTarget("${service}", "<function>"),
            "${service}/<function>",
        ),
        ("acs:fnf:::flow/child", FlowTarget("child"), "flow/child"),
        ("acs:fnf:cn-shanghai:1:flow/child", FlowTarget("child"), "flow/child"),
        ("acs:mns:::/topics/t/messages", TopicTarget("t"), "topics/t"),
        ("acs:mns:cn-hangzhou:1:/topics/t/messages", TopicTarget("t"), "topics/t"),
        ("acs:mns:::/queues/q/messages", QueueTarget("q"), "queues/q"),
    ],
)
def test_every_form_of_a_resource_names_its_target(arn: str, target: Target, text: str) -> None:
    assert parse_target(arn) == target
    assert target.text == text


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        (
            "acs:fc:::services/s/function/f",
            (
                "'acs:fc:::services/s/function/f' is no resource that a task can call; "
                "a function is written acs:fc:::services/{service}/functions/{function}"
            ),
        ),
        ("acs:fc:::services/s/functions/", "a function is written acs:fc:::services/{service}/functions/{function}"),
        ("acs:fc::services/s/functions/f", "a function is written acs:fc:::services/{service}/functions/{function}"),
        ("acs:fnf:::flows/child", "a flow is written acs:fnf:::flow/{name}"),
        ("acs:fnf:::child", "a flow is written acs:fnf:::flow/{name}"),
        (
            "acs:mns:::/topics/t",
            "a topic is written acs:mns:::/topics/{topic}/messages, a queue acs:mns:::/queues/{queue}/messages",
        ),
        ("s/f", "a function is written acs:fc:::services/{service}/functions/{function}, or !Ref service/function"),
        (
            "acs:oss:::bucket",
            (
                "the forms are acs:fc:::services/{service}/functions/{function}, acs:fnf:::flow/{name}, "
                "acs:mns:::/topics/{topic}/messages, acs:mns:::/queues/{queue}/messages"
            ),
        ),
        ("arn:aws:lambda:::function:f", "the forms are acs:fc:::services/{service}/functions/{function}, "),
        ("", "the forms are acs:fc:::services/{service}/functions/{function}, "),
    ],
)
def test_another_text_is_refused_with_the_form_that_was_probably_meant(arn: str, message: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011  (the text is compared below)
        parse_target(arn)
    assert message in str(error.value)


def test_action_is_service_and_operation() -> None:
    assert parse_action("fnf:StartExecution") == ActionTarget("fnf", "StartExecution")
    assert parse_action("MNS:SendMessage").text == "MNS:SendMessage"


@pytest.mark.parametrize("action", ["StartExecution", "fnf::StartExecution", "fnf:", ":x", "a b:c", ""])
def test_another_text_is_no_action(action: str) -> None:
    with pytest.raises(ValueError, match=r"is no action; it is written service:Operation"):
        parse_action(action)


def test_reference_of_a_deployment_tool_becomes_a_resource() -> None:
    assert expand_reference("s/f") == "acs:fc:::services/s/functions/f"


@pytest.mark.parametrize("text", ["s", "s/", "/f", "a/b/c", "a b/c", ""])
def test_reference_that_names_no_function_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"names no function; it is written !Ref service/function"):
        expand_reference(text)
