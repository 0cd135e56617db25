"""What a newcomer reads when something is wrong: his own lines and what to do, nothing of pytest's and ours."""

from __future__ import annotations

import pytest

BAD = """\
version: v1
type: flow
steps:
  - type: choice
    name: Decide
    choices:
      - condition: $.status = "ok"
        goto: Dnoe
  - type: succeed
    name: Done
"""

SYNTAX = """\
version: v1
type: flow
steps:
  - type: succeed
   name: Done
"""


def test_the_six_mistakes_of_a_newcomer_say_what_to_do(run, shows):
    result = run(
        '''\
        import pytest
        from pytest_fnf import expect

        pytestmark = pytest.mark.flow("trip.yml")

        def test_expectation(flow):
            flow.stub("BookHotel").returns({"room": 7})
            expect(flow.run({"guests": 2})).visited("BookHotel", times=2)

        def test_typo(flow):
            flow.stub("BokHotel").returns({"room": 7})

        def test_typo_in_a_record(flow):
            flow.stub("BookHotel").returns({"room": 7})
            assert flow.run().step("Rset").count == 1

        def test_missing_stub(flow):
            flow.run({"guests": 2})

        def test_unknown_function(flow):
            flow.function("trip/bok").prewarm(5)

        @pytest.mark.flow("syntax.yml")
        def test_syntax(flow):
            pass

        @pytest.mark.flow("bad.yml")
        def test_condition(flow):
            pass
        ''',
        files={"bad.yml": BAD, "syntax.yml": SYNTAX},
    )
    result.assert_outcomes(failed=5, errors=2)
    result.stdout.no_fnmatch_line("*traceback entries are hidden*")
    shows(
        result,
        "test_expectation",
        """
        flow = <FlowUnderTest 'trip' of trip.yml>

            def test_expectation(flow):
                flow.stub("BookHotel").returns({"room": 7})
        >       expect(flow.run({"guests": 2})).visited("BookHotel", times=2)
        E       AssertionError: expected 'BookHotel' to be visited 2 times, but it was visited once, at 0 s
        E
        E       step 'BookHotel' at trip.yml:4:5
        E           4 |   - type: task
        E           5 |     name: BookHotel
        E             |           ^
        E           6 |     resourceArn: acs:fc:::services/trip/functions/book
        E
        E       execution 'execution-1' of flow 'trip' (trip.yml), started 2026-01-01T00:00:00Z
        E               0 s  Started with {"guests":2}
        E               0 s  BookHotel  task {"guests":2} -> {"room":7}  [stub 'BookHotel']
        E               0 s  Rest       wait 10 s
        E              10 s  Done       succeed
        E              10 s  Succeeded -> {"room":7}

        test_it.py:8: AssertionError
        """,
    )
    result.stdout.fnmatch_lines(
        [
            'E       pytest_fnf.UsageError: nothing in flow \'trip\' is called \'BokHotel\'; did you mean \'BookHotel\'[?]',
            "test_it.py:11: UsageError",
            "E       LookupError: flow 'trip' has no step 'Rset'; did you mean 'Rest'[?]",
            "test_it.py:15: LookupError",
            "E       pytest_fnf.UsageError: nothing in flow 'trip' is called 'trip/bok'; did you mean 'trip/book'[?]",
            "test_it.py:21: UsageError",
        ]
    )
