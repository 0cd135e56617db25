"""Two sources at a time: both there, one busy, one away."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure, ok

pytestmark = pytest.mark.flow("flow.yml")

ORDER = {"order": "o-1", "customer": "c-7", "article": "a-3"}


@pytest.fixture(autouse=True)
def store(flow):
    return flow.stub("store").returns({"id": "s-1"})


def test_both_sources_are_asked_at_the_same_time(flow, store):
    customer = flow.stub("load-customer").returns({"name": "Li", "city": "Hangzhou"}, takes=3)
    stock = flow.stub("load-stock").returns({"count": 12}, takes=2)

    execution = flow.run(ORDER)

    expect(execution).succeeded(output={"stored": "s-1"}).followed("Enrich", "LoadCustomer", "LoadStock", "Store").took(
        3
    )
    assert (customer.received, stock.received) == ([{"id": "c-7"}], [{"article": "a-3"}])
    assert store.received == [{"order": "o-1", "customer": "Li", "stock": 12}]


def test_a_retry_asks_both_again(flow, store):
    customer = flow.stub("load-customer").returns({"name": "Li"}, takes=3)
    stock = flow.stub("load-stock").replies(
        failure("FC.ResourceThrottled", takes=1), failure("FC.ResourceThrottled", takes=1), ok({"count": 12}, takes=1)
    )

    execution = flow.run(ORDER)

    # Each round is broken off after 1 s; 5 s and 10 s between them; the last lasts 3 s.
    expect(execution).succeeded().took(1 + 5 + 1 + 10 + 3)
    assert (customer.call_count, stock.call_count) == (3, 3)
    assert store.received == [{"order": "o-1", "customer": "Li", "stock": 12}]


def test_a_source_that_stays_busy_is_caught_when_the_retries_are_used_up(flow, store):
    flow.stub("load-customer").returns({"name": "Li"}, takes=3)
    flow.stub("load-stock").raises("FC.ResourceThrottled", "busy", takes=1)

    execution = flow.run(ORDER)

    expect(execution).succeeded().followed(..., "NoteMissing", "Store").took(1 + 5 + 1 + 10 + 1)
    assert execution.step("NoteMissing").visits[0].input == {
        "order": "o-1",
        "reason": "FC.ResourceThrottled",
        "detail": "busy",
    }
    assert store.received == [{"order": "o-1", "missing": "not enriched, FC.ResourceThrottled"}]


def test_another_error_is_caught_at_once(flow, store):
    flow.stub("load-customer").raises("NoSuchCustomer", takes=2)
    flow.stub("load-stock").returns({"count": 12}, takes=5)

    expect(flow.run(ORDER)).succeeded().called("load-stock", times=1).took(2)
    assert store.received == [{"order": "o-1", "missing": "not enriched, NoSuchCustomer"}]
