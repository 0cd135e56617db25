from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pytest_fnf.errors import StubError, UsageError
from pytest_fnf.services.stubs import (
    Failure,
    Hang,
    Ok,
    Reports,
    Stub,
    Through,
    failure,
    hang,
    ok,
    reports,
    reports_failure,
    through,
)


def test_answers_are_data_with_whole_milliseconds():
    assert ok({"a": 1}, takes=1.5) == Ok({"a": 1}, 22, 1_500)
    assert failure("E", "why", takes=timedelta(seconds=2)) == Failure("E", "why", 2_000)
    assert hang() == Hang()
    assert reports({"a": 1}, after=3) == Reports(Ok({"a": 1}, 22, 0), 3_000)
    assert reports_failure("E", after=3) == Reports(Failure("E", "", 0), 3_000)
    assert through() == Through()


@pytest.mark.parametrize(
    ("give", "message"),
    [
        (lambda stub: stub.returns({1, 2}), "the output is no JSON: a set at $ is no JSON value"),
        (
            lambda stub: stub.returns({"at": datetime(2026, 1, 1, tzinfo=UTC)}),
            "the output is no JSON: a datetime at $.at is no JSON value",
        ),
        (lambda stub: stub.returns({}, takes=-1), "takes is -1; it is at least 0"),
        (lambda stub: stub.returns({}, takes="1"), "takes: a duration is seconds or a timedelta; found '1'"),
        (
            lambda stub: stub.raises(ValueError),
            (
                "the error of a failure is text; found <class 'ValueError'>; "
                "write 'ValueError', the name by which flows know it"
            ),
        ),
        (lambda stub: stub.raises("E", 5), "the cause of a failure is text; found 5"),
        (
            lambda stub: stub.answers({"a": 1}),
            "stub of 'work': answers() takes a function of the event; found {'a': 1}",
        ),
        (lambda stub: stub.replies(), "stub of 'work': replies() was given no answers; write .replies(first, second)"),
        (lambda stub: stub.replies(then="again"), "stub of 'work': then is None, 'repeat' or 'handler'; found 'again'"),
        (lambda stub: stub.replies(then="repeat"), "stub of 'work': then='repeat' needs an answer to repeat"),
        (lambda stub: stub.replies({}, float("nan")), "answer 2 of 2 is no JSON: nan at $ is no JSON value"),
        (lambda stub: stub.when(5), "stub of 'work': when() takes a mapping or a predicate; found 5"),
        (lambda stub: stub.reports([{1}]), "the reported output is no JSON: a set at $[0] is no JSON value"),
    ],
)
def test_a_wrong_answer_is_refused_where_it_is_given(give, message):
    with pytest.raises(UsageError) as raised:
        give(Stub("work"))
    assert str(raised.value) == message


def test_the_latest_answer_counts_and_received_goes_on():
    stub = Stub("work").returns({"n": 1})
    assert stub.answer({"call": 1}) == ok({"n": 1})
    stub.raises("Broken")
    assert stub.answer({"call": 2}) == failure("Broken")
    assert stub.received == [{"call": 1}, {"call": 2}]
    assert stub.call_count == 2


def test_replies_come_one_a_call_and_then_as_asked():
    stub = Stub("work").replies({"n": 1}, failure("E"), lambda event: {"n": event["n"] + 10})
    assert [stub.answer({"n": n}) for n in (1, 2, 3)] == [ok({"n": 1}), failure("E"), ok({"n": 13})]
    with pytest.raises(StubError) as raised:
        stub.answer({"n": 4})
    assert str(raised.value) == (
        "stub of 'work' got call 4 but has answers for 3\n"
        '  event: {"n":4}\n'
        "  write: one answer more, or .replies(..., then='repeat') or then='handler'"
    )
    repeating = Stub("work").replies({"n": 1}, {"n": 2}, then="repeat")
    assert [repeating.answer({}) for _ in range(4)] == [ok({"n": n}) for n in (1, 2, 2, 2)]
    passing = Stub("work").replies({"n": 1}, then="handler")
    assert [passing.answer({}) for _ in range(2)] == [ok({"n": 1}), through()]


def test_a_stub_without_an_answer_says_what_to_write():
    with pytest.raises(StubError) as raised:
        Stub("work").answer({"id": 1})
    assert str(raised.value) == (
        "stub of 'work' was called but nothing says what it answers\n"
        '  event: {"id":1}\n'
        "  write: .returns({...}), .raises('Error'), .answers(function) or .replies(...)"
    )


def test_functions_answer_values_or_answers_and_get_a_private_event():
    event = {"items": [1]}

    def spoil(given):
        given["items"].append(2)
        return failure("Spoilt") if len(given["items"]) == 2 else {}

    assert Stub("work").answers(spoil).answer(event) == failure("Spoilt")
    assert event == {"items": [1]}


def test_what_a_function_raises_or_wrongly_returns_is_the_tests():
    with pytest.raises(ZeroDivisionError):
        Stub("work").answers(lambda event: 1 / 0).answer({})
    with pytest.raises(UsageError, match=r"<lambda> \(line \d+\) of the stub of 'work' is no JSON: a set at \$"):
        Stub("work").answers(lambda event: {1}).answer({})


def test_when_answers_matching_calls_with_counters_of_its_own():
    stub = Stub("work").returns({"who": "rest"})
    vip = stub.when({"user": {"vip": True}}).returns({"who": "vip"})
    large = stub.when(lambda event: event.get("n", 0) > 10).raises("TooLarge")

    assert stub.answer({"user": {"vip": True, "name": "x"}, "n": 99}) == ok({"who": "vip"})
    assert stub.answer({"n": 11}) == failure("TooLarge")
    assert stub.answer({"user": {"vip": False}}) == ok({"who": "rest"})
    assert (stub.call_count, vip.call_count, large.call_count) == (3, 1, 1)
    assert vip.received == [{"user": {"vip": True, "name": "x"}, "n": 99}]


def test_when_alone_leaves_other_calls_without_an_answer():
    stub = Stub("work")
    stub.when({"a": 1}).returns({})
    with pytest.raises(StubError) as raised:
        stub.answer({"a": 2})
    assert str(raised.value) == (
        "stub of 'work' has no answer for this event: {\"a\":2}\n"
        "  it answers only:\n"
        "    when {'a': 1}\n"
        "  write: .returns({...}) on the stub for all other calls, or .answers(lambda event: through())"
    )


def test_unused_stubs_are_told_with_their_whens():
    stub = Stub("work").returns({})
    stub.when({"a": 1}).returns({})
    assert [unused.target for unused in stub.unused()] == ["work", "work when {'a': 1}"]
    stub.answer({"a": 2})
    assert [unused.target for unused in stub.unused()] == ["work when {'a': 1}"]
    assert Stub("work", optional=True).unused() == []


def test_received_events_are_private_copies():
    stub = Stub("work").returns({})
    stub.answer({"a": [1]})
    stub.received[0]["a"].append(2)
    assert stub.received == [{"a": [1]}]
