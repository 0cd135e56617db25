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
        """\
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
        """,
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
    shows(
        result,
        "test_typo",
        """
        flow = <FlowUnderTest 'trip' of trip.yml>

            def test_typo(flow):
        >       flow.stub("BokHotel").returns({"room": 7})
        E       pytest_fnf.UsageError: nothing in flow 'trip' is called 'BokHotel'; did you mean 'BookHotel'?

        test_it.py:11: UsageError
        """,
    )
    shows(
        result,
        "test_typo_in_a_record",
        """
        flow = <FlowUnderTest 'trip' of trip.yml>

            def test_typo_in_a_record(flow):
                flow.stub("BookHotel").returns({"room": 7})
        >       assert flow.run().step("Rset").count == 1
        E       LookupError: flow 'trip' has no step 'Rset'; did you mean 'Rest'?

        test_it.py:15: LookupError
        """,
    )
    shows(
        result,
        "test_missing_stub",
        """
        flow = <FlowUnderTest 'trip' of trip.yml>

            def test_missing_stub(flow):
        >       flow.run({"guests": 2})
        E       pytest_fnf.StubError: trip.yml:4:5: task 'BookHotel' calls 'trip/book', but nothing answers it
        E         event: {"guests":2}
        E         stubs of this test: none
        E         handlers looked for:
        E           functions/book.py
        E           functions/book/index.py
        E           functions/trip/book.py
        E           functions/trip/book/index.py
        E         write: flow.stub("BookHotel").returns({...})
        E            or: flow.function("trip/book", "path/to/handler.py")

        test_it.py:18: StubError
        """,
    )
    shows(
        result,
        "test_unknown_function",
        """
        flow = <FlowUnderTest 'trip' of trip.yml>

            def test_unknown_function(flow):
        >       flow.function("trip/bok").prewarm(5)
        E       pytest_fnf.UsageError: nothing in flow 'trip' is called 'trip/bok'; did you mean 'trip/book'?

        test_it.py:21: UsageError
        """,
    )
    shows(
        result,
        "ERROR at setup of test_syntax",
        """
            @pytest.mark.flow("syntax.yml")
        >   def test_syntax(flow):
        E   pytest_fnf.DefinitionError: syntax.yml:5:4: FNF002 this line stands among the entries of a list, but does not begin with '-'
        E       5 |    name: Done
        E         |    ^
        E     hint: look at the indentation

        test_it.py:24: DefinitionError
        """,  # noqa: E501
    )
    shows(
        result,
        "ERROR at setup of test_condition",
        """
            @pytest.mark.flow("bad.yml")
        >   def test_condition(flow):
        E   pytest_fnf.DefinitionError: bad.yml:7:29: FNF040 condition of choices[0] of step 'Decide': found '='; did you mean '=='?
        E       7 |       - condition: $.status = "ok"
        E         |                             ^
        E   bad.yml:8:15: FNF031 choices[0] of step 'Decide' goes to 'Dnoe', which is no step of this list
        E       8 |         goto: Dnoe
        E         |               ^
        E     hint: did you mean 'Done'?

        test_it.py:28: DefinitionError
        """,  # noqa: E501
    )


def test_a_function_with_a_misspelt_name_stands_beside_the_one_that_was_called(run):
    result = run(
        """\
        import pytest

        @pytest.mark.flow("trip.yml")
        def test_it(flow):
            flow.function("trip/bok", lambda event, context: {})
            flow.run()
        """
    )
    result.stdout.fnmatch_lines(
        ["*task 'BookHotel' calls 'trip/book', but nothing answers it", "E *  functions with a handler: 'trip/bok'"]
    )


# Errors for which no line of the reader is on the stack.


def test_an_error_at_set_up_shows_the_test_below_its_marks(run, shows):
    result = run(
        """\
        import unittest
        import pytest

        @pytest.mark.parametrize("number", [1])
        @pytest.mark.flow(
            "trip.yml",
            sede=5,
        )
        def test_function(
            flow, number
        ):
            '''Does something.'''

        class TestMethods:
            async def test_method(self, load_flow):
                pass

            test_method.pytestmark = [pytest.mark.flow(env=[]).mark]

        @pytest.mark.usefixtures("flow")
        class TestCase(unittest.TestCase):
            def test_case(self):
                pass
        """
    )
    result.assert_outcomes(errors=3)
    shows(
        result,
        "ERROR at setup of test_function[1]",
        """
            @pytest.mark.parametrize("number", [1])
            @pytest.mark.flow(
                "trip.yml",
                sede=5,
            )
        >   def test_function(
                flow, number
            ):
        E   pytest_fnf.UsageError: @pytest.mark.flow of test_function[1]: there is no flow option 'sede'; did you mean 'seed'? (options: source, name, functions, env, at, limits, mode, strict_stubs, discover, allow_network, variables, seed, readings)

        test_it.py:9: UsageError
        """,  # noqa: E501
    )
    shows(
        result,
        "ERROR at setup of TestMethods.test_method",
        """
        >   async def test_method(self, load_flow):
        E   pytest_fnf.UsageError: @pytest.mark.flow of test_method: env is a mapping with text keys; found []

        test_it.py:15: UsageError
        """,
    )
    shows(
        result,
        "ERROR at setup of TestCase.test_case",
        """
        >   def test_case(self):
        E   pytest_fnf.UsageError: no flow was named; write @pytest.mark.flow("flows/my-flow/flow.yml") over the test, or load_flow("flows/my-flow/flow.yml") in it

        test_it.py:22: UsageError
        """,  # noqa: E501
    )


def test_an_unused_stub_shows_the_line_that_made_it(run, shows):
    result = run(
        """\
        import pytest

        pytestmark = pytest.mark.flow("trip.yml")

        def test_plain(flow):
            flow.stub("BookHotel").returns({"room": 7})
            assert flow.name == "trip"

        @pytest.fixture
        def hotel(flow):
            hotel = flow.stub("BookHotel")
            hotel.when({"guests": 2}).returns({"room": 7})
            return hotel.returns({"room": 8})

        def test_made_in_a_fixture(flow, hotel):
            flow.run()
        """
    )
    result.assert_outcomes(failed=2)
    write = "write: flow.stub(..., optional=True) if that is on purpose, or strict_stubs=False for the whole test"
    shows(
        result,
        "test_plain",
        f"""
            def test_plain(flow):
        >       flow.stub("BookHotel").returns({{"room": 7}})
        E       pytest_fnf.StubError: this stub was never used: 'BookHotel'
        E         {write}

        test_it.py:6: StubError
        """,
    )
    result.stdout.fnmatch_lines(
        [
            ">       hotel = flow.stub(*BookHotel*)",
            "E       pytest_fnf.StubError: this stub was never used: 'BookHotel when {'guests': 2}'",
            "test_it.py:11: StubError",
        ]
    )


# Errors that come out of calls of the reader.


def test_errors_of_calls_show_the_readers_frames_only(run, shows):
    result = run(
        """\
        import pytest
        from pytest_fnf import open_flow

        def rooms(event):
            return {"room": event["room"]}

        @pytest.mark.flow("trip.yml")
        def test_a_function_of_the_test(flow):
            flow.stub("BookHotel").answers(rooms)
            flow.run()

        def test_a_world_of_its_own():
            with open_flow("trip.yml") as flow:
                flow.stub("BookHotel").returns({})

        @pytest.fixture
        def trip(request):
            return request.getfixturevalue("flow")

        def test_a_fixture_that_asks_for_it(trip):
            pass
        """
    )
    result.assert_outcomes(failed=2, errors=1)
    shows(
        result,
        "test_a_function_of_the_test",
        """
        flow = <FlowUnderTest 'trip' of trip.yml>

            @pytest.mark.flow("trip.yml")
            def test_a_function_of_the_test(flow):
                flow.stub("BookHotel").answers(rooms)
        >       flow.run()

        test_it.py:10:
        _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _

        event = {}

            def rooms(event):
        >       return {"room": event["room"]}
        E       KeyError: 'room'

        test_it.py:5: KeyError
        """,
    )
    shows(
        result,
        "test_a_world_of_its_own",
        """
            def test_a_world_of_its_own():
        >       with open_flow("trip.yml") as flow:
        E       pytest_fnf.StubError: this stub was never used: 'BookHotel'
        E         write: flow.stub(..., optional=True) if that is on purpose, or strict_stubs=False for the whole test

        test_it.py:13: StubError
        """,
    )
    shows(
        result,
        "ERROR at setup of test_a_fixture_that_asks_for_it",
        """
        request = <SubRequest 'trip' for <Function test_a_fixture_that_asks_for_it>>

            @pytest.fixture
            def trip(request):
        >       return request.getfixturevalue("flow")
        E       pytest_fnf.UsageError: no flow was named; write @pytest.mark.flow("flows/my-flow/flow.yml") over the test, or load_flow("flows/my-flow/flow.yml") in it

        test_it.py:18: UsageError
        """,  # noqa: E501
    )


@pytest.mark.parametrize(
    ("style", "lines"),
    [
        (
            "--tb=short",
            [
                "test_it.py:6: in test_it",
                '    flow.stub("BookHotel").returns({})',
                "E   pytest_fnf.StubError: this stub was never used: 'BookHotel'",
            ],
        ),
        (
            "--tb=native",
            [
                '  File "*test_it.py", line 6, in test_it',
                '    flow.stub("BookHotel").returns({})',
                "pytest_fnf.StubError: this stub was never used: 'BookHotel'",
            ],
        ),
        ("--tb=line", ["*test_it.py:6: pytest_fnf.StubError: this stub was never used: 'BookHotel'"]),
        ("--full-trace", ["*plugin*__init__.py:*: *", "E *StubError: this stub was never used: 'BookHotel'"]),
        ("--tb=no", ["FAILED test_it.py::test_it - *StubError: this stub was n*"]),
    ],
)
def test_every_style_of_traceback_names_the_line(run, style, lines):
    result = run(
        """\
        import pytest


        @pytest.mark.flow("trip.yml")
        def test_it(flow):
            flow.stub("BookHotel").returns({})
        """,
        style,
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(lines)


def test_a_mistake_of_the_package_itself_shows_all_frames(run):
    result = run(
        """\
        import pytest
        from pytest_fnf.account import flow_under_test

        @pytest.mark.flow("trip.yml")
        def test_it(flow, monkeypatch):
            monkeypatch.setattr(flow_under_test, "resolve", lambda *arguments: None)
            flow.stub("BookHotel")
        """
    )
    result.stdout.fnmatch_lines(["test_it.py:7:*", "*flow_under_test.py:*: in stub", "*catalogue.py:*: AttributeError"])
