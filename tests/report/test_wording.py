"""How checks say what they found."""

from __future__ import annotations

import pytest

from pytest_fnf.report.wording import ended, exactly, instants, retries, the_path


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("Succeeded", 1_500, "", ""), "succeeded after 1.5 s"),
        (("Failed", 0, "E", "why"), "failed after 0 s with 'E': why"),
        (("Failed", 0, "", "why"), "failed after 0 s with why"),
        (("Failed", 0, "", ""), "failed after 0 s"),
        (
            ("TimedOut", 3_000, "", "too long", " in step 'W' (since 1 s)"),
            "timed out after 3 s in step 'W' (since 1 s): too long",
        ),
        (("TimedOut", 3_000, "FnF.FlowTimeout", ""), "timed out after 3 s"),
        (("Stopped", 3_000, "", ""), "was stopped after 3 s"),
        (("Stopped", 3_000, "E", "why"), "was stopped after 3 s with 'E': why"),
        (("Cancelled", 3_000, "", "the execution ended"), "was cancelled after 3 s: the execution ended"),
        (("Running", 3_000, "", ""), "is still running, 3 s after its start"),
        (
            ("Running", 0, "", "", " in step 'W' (since 0 s)"),
            "is still running, 0 s after its start, in step 'W' (since 0 s)",
        ),
    ],
)
def test_how_something_ended(arguments, text):
    assert ended(*arguments) == text


@pytest.mark.parametrize(
    ("places", "text"),
    [
        ([(0, ())], "0 s"),
        ([(0, ()), (1_000, ()), (2_500, ())], "0 s, 1 s and 2.5 s"),
        ([(0, ("a[0]",)), (0, ("a[1]", "b[2]"))], "0 s in a[0] and 0 s in a[1]/b[2]"),
        ([(0, ())] * 3 + [(5_000, ())], "0 s (3 times) and 5 s"),
        (
            [(n * 1_000, ()) for n in range(13)],
            "0 s, 1 s, 2 s, 3 s, 4 s, 5 s, 6 s, 7 s, 8 s, 9 s, 10 s, 11 s and 1 more, the last at 12 s",
        ),
    ],
)
def test_instants_count_from_the_start(places, text):
    assert instants(places, 0) == text
    assert instants([(at + 500, where) for at, where in places], 500) == text


def test_counts_delays_and_paths():
    assert (exactly(None), exactly(0), exactly(1), exactly(2)) == ("", " never", " once", " 2 times")
    assert retries([]) == "never"
    assert retries([1_000]) == "once, after 1 s"
    assert retries([1_000, 2_000, 500]) == "3 times, after 1 s, 2 s and 0.5 s"
    assert the_path(["A", "B", "A", "B"]) == "the path was 2 times (A -> B)"
