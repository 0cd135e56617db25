"""The saga: whatever fails, nothing stays booked."""

from __future__ import annotations

import pytest

from pytest_fnf import expect, failure

ORDER = {"order_id": "o-1", "traveller": "Li"}


@pytest.fixture
def bookings(flow):
    """All three bookings can be had, unless a test says otherwise."""
    flow.stub("BookTrain").returns({"ticket": "T1"})
    flow.stub("BookFlight", optional=True).returns({"ticket": "F1"})
    flow.stub("BookHotel", optional=True).returns({"reservation": "H1"})
    flow.stub("CancelFlight", optional=True).returns({})
    flow.stub("CancelTrain", optional=True).returns({})
    return flow


@pytest.mark.flow("flow.yml")
def test_everything_can_be_had(bookings):
    execution = bookings.run(ORDER)

    expect(execution).succeeded(output={"order_id": "o-1", "train": "T1", "flight": "F1", "hotel": "H1"})
    expect(execution).followed("BookTrain", "BookFlight", "BookHotel", "TripBooked").took(0)


@pytest.mark.flow("flow.yml")
def test_a_busy_train_system_is_asked_again(bookings):
    bookings.stub("BookTrain").replies(failure("TrainSystemBusy"), failure("TrainSystemBusy"), {"ticket": "T1"})

    execution = bookings.run(ORDER)

    expect(execution).succeeded().retried("BookTrain", times=2, delays=[1, 2]).took(3)


@pytest.mark.flow("flow.yml")
@pytest.mark.parametrize(
    ("step", "undone"),
    [
        ("BookTrain", []),
        ("BookFlight", ["CancelTrain"]),
        ("BookHotel", ["CancelFlight", "CancelTrain"]),
    ],
)
def test_what_was_booked_before_is_undone_in_reverse(bookings, step, undone):
    bookings.stub(step).raises("SoldOut", "nothing left")

    execution = bookings.run(ORDER)

    expect(execution).failed("TripNotBooked").followed(..., step, *undone, "TripNotBooked")
    assert execution.step("TripNotBooked").visits[0].input["reason"] == "SoldOut"


@pytest.mark.flow("flow.yml")
def test_a_hotel_that_does_not_answer_counts_as_none(bookings):
    bookings.stub("BookHotel").hangs()

    execution = bookings.run(ORDER)

    expect(execution).failed("TripNotBooked").took(30)
    assert execution.step("BookHotel").visits[0].error == "FnF.TaskTimeout"


@pytest.mark.flow("flow.yml")
def test_an_undo_is_tried_until_it_works(bookings):
    bookings.stub("BookFlight").raises("SoldOut")
    bookings.stub("CancelTrain").replies(*[failure("FC.InternalServerError")] * 50, {})

    execution = bookings.run(ORDER)

    expect(execution).failed("TripNotBooked").retried("CancelTrain", times=50).took(500)


@pytest.mark.flow("flow.yml")
def test_a_train_system_that_stays_busy_is_given_up_after_three_retries(bookings):
    train = bookings.stub("BookTrain").raises("TrainSystemBusy")

    execution = bookings.run(ORDER)

    # 1 + 2 + 4 seconds between four tries; nothing was booked, so nothing is undone.
    expect(execution).failed("TripNotBooked").followed("BookTrain", "TripNotBooked").took(7)
    assert train.call_count == 4
