"""What strictness asks of a test at the end of its body, and what spares it the question."""

from __future__ import annotations

import pytest


def test_an_unused_stub_fails_the_test_in_its_call_phase(run):
    result = run(
        """\
        import pytest

        pytestmark = pytest.mark.flow("trip.yml")

        def test_one(flow):
            flow.stub("BookHotel").returns({})

        def test_several(flow):
            flow.stub("BookHotel").returns({})
            flow.stub("trip/book").returns({})
            flow.stub("book", optional=True)

        def test_used(flow):
            flow.stub("BookHotel").returns({})
            assert flow.run().succeeded

        def test_of_a_second_flow(load_flow):
            other = load_flow("trip.yml", name="other")
            other.stub("BookHotel").returns({})

        class TestTeardown:
            @pytest.fixture
            def answer(self, flow):
                stub = flow.stub("BookHotel")
                yield stub
                assert stub.call_count == 1

            def test_a_fixture_is_torn_down_as_ever(self, flow, answer):
                answer.returns({})
                flow.run()
        """,
        "-rA",
    )
    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines(
        [
            "E       pytest_fnf.StubError: this stub was never used: 'BookHotel'",
            "E       pytest_fnf.StubError: these stubs were never used: 'BookHotel', 'trip/book'",
            "E       pytest_fnf.StubError: this stub was never used: 'BookHotel'",
        ]
    )


def test_optional_stubs_and_relaxed_tests_are_spared(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import open_flow

        @pytest.mark.flow("trip.yml")
        def test_optional(flow):
            flow.stub("BookHotel", optional=True).returns({})
            flow.stub("trip/book", optional=True).when({"guests": 2}).returns({})

        @pytest.mark.flow("trip.yml", strict_stubs=False)
        def test_mark(flow):
            flow.stub("BookHotel").returns({})
            flow.stub("book").returns({})

        def test_load_flow(load_flow):
            flow = load_flow("trip.yml", strict_stubs=False)
            flow.stub("BookHotel").returns({})
            flow.stub("book").returns({})

        @pytest.mark.flow("trip.yml")
        def test_steps_of_a_relaxed_flow_beside_a_strict_one(flow, load_flow):
            load_flow("trip.yml", name="other", strict_stubs=False).stub("BookHotel").returns({})

        def test_open_flow():
            with open_flow("trip.yml", strict_stubs=False) as flow:
                flow.stub("BookHotel").returns({})
        """
    )
    result.assert_outcomes(passed=5)


def test_the_ini_file_relaxes_all_tests_but_those_that_ask(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import open_flow

        @pytest.mark.flow("trip.yml")
        def test_relaxed(flow):
            flow.stub("BookHotel").returns({})

        def test_relaxed_world_of_its_own():
            with open_flow("trip.yml") as flow:
                flow.stub("BookHotel").returns({})

        @pytest.mark.flow("trip.yml", strict_stubs=True)
        def test_strict(flow):
            flow.stub("BookHotel").returns({})
        """,
        ini="fnf_strict_stubs = false",
    )
    result.assert_outcomes(passed=2, failed=1)


@pytest.mark.parametrize("strict", ["true", "false"])
def test_xfail_is_honoured(run, strict):
    result = run(
        """\
        import pytest
        from pytest_fnf import StubError

        pytestmark = pytest.mark.flow("trip.yml")

        @pytest.mark.xfail
        def test_plain(flow):
            flow.stub("BookHotel").returns({})

        @pytest.mark.xfail(strict=True, raises=StubError)
        def test_strict(flow):
            flow.stub("BookHotel").returns({})

        @pytest.mark.xfail(strict=False, raises=StubError)
        def test_missing(flow):
            flow.run()

        @pytest.mark.xfail(raises=ValueError)
        def test_another_error_was_expected(flow):
            flow.stub("BookHotel").returns({})

        @pytest.mark.xfail(run=False)
        def test_not_run(flow):
            flow.stub("BookHotel").returns({})

        def test_while_it_runs(flow, request):
            flow.stub("BookHotel").returns({})
            request.applymarker(pytest.mark.xfail(reason="not yet"))

        def test_imperative(flow):
            flow.stub("BookHotel").returns({})
            pytest.xfail("not yet")

        @pytest.mark.xfail(strict=True)
        def test_passes_against_expectation(flow):
            flow.stub("BookHotel").returns({})
            flow.run()
        """,
        ini=f"xfail_strict = {strict}",
    )
    result.assert_outcomes(xfailed=6, failed=2)
    result.stdout.fnmatch_lines(["[[]XPASS(strict)[]]*"])
    result.stdout.no_fnmatch_line("*ERROR*")


def test_a_body_that_failed_or_skipped_has_no_second_error(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import open_flow

        pytestmark = pytest.mark.flow("trip.yml")

        def test_failed(flow):
            flow.stub("BookHotel").returns({})
            raise ValueError("of its own")

        def test_skipped(flow):
            flow.stub("BookHotel").returns({})
            pytest.skip("later")

        def test_failed_after_a_swallowed_mistake(flow):
            try:
                flow.run()
            except AssertionError:
                raise ValueError("of its own") from None

        @pytest.fixture
        def world():
            with open_flow("trip.yml") as flow:
                flow.stub("BookHotel").returns({})
                yield flow

        def test_failed_with_a_fixture_of_its_own(world):
            raise ValueError("of its own")

        def test_skipped_with_a_fixture_of_its_own(world):
            pytest.skip("later")

        @pytest.fixture
        def broken(flow, world):
            raise ValueError("of its own")

        def test_fixture_failed(broken):
            pass

        def test_in_a_world_of_its_own():
            with open_flow("trip.yml") as flow:
                flow.stub("BookHotel").returns({})
                raise ValueError("of its own")
        """
    )
    result.assert_outcomes(failed=4, skipped=2, errors=1)
    assert sum(line.startswith("E ") and line.endswith(" ValueError: of its own") for line in result.outlines) == 5
    result.stdout.no_fnmatch_line("*StubError*")


def test_a_swallowed_mistake_is_raised_again_where_it_happened(run, shows):
    result = run(
        """\
        import contextlib
        import pytest
        from pytest_fnf import ApiError, ExecutionStuck, StubError, UsageError

        pytestmark = pytest.mark.flow("trip.yml")

        def test_swallowed(flow):
            with contextlib.suppress(AssertionError):
                flow.run()
            assert flow.executions[0].status == "Running"

        def test_what_a_test_may_expect(flow):
            with pytest.raises(UsageError):
                flow.stub("BokHotel")
            with pytest.raises(ApiError, match="InvalidArgument"):
                flow.run(name="no name")
            flow.stub("BookHotel").hangs()
            with pytest.raises(ExecutionStuck):
                flow.run()

        def test_answers_ran_out(flow):
            flow.stub("BookHotel").replies({})
            assert flow.run().succeeded
            with pytest.raises(StubError):
                flow.run()
        """,
        "--fnf-timeline=never",
    )
    result.assert_outcomes(passed=1, failed=2)
    shows(
        result,
        "test_answers_ran_out",
        """
        flow = <FlowUnderTest 'trip' of trip.yml>

            def test_answers_ran_out(flow):
                flow.stub("BookHotel").replies({})
                assert flow.run().succeeded
                with pytest.raises(StubError):
        >           flow.run()
        E           pytest_fnf.StubError: stub of 'BookHotel' got call 2 but has answers for 1
        E             event: {}
        E             write: one answer more, or .replies(..., then='repeat') or then='handler'

        test_it.py:25: StubError
        """,
    )
    result.stdout.fnmatch_lines(["test_it.py:9: StubError"])


def test_a_test_that_runs_twice_is_asked_twice(run):
    result = run(
        """\
        import pytest

        pytestmark = pytest.mark.flow("trip.yml")
        used = iter([False, True])

        def test_it(flow):
            flow.stub("BookHotel").returns({})
            if next(used):
                assert flow.run().succeeded
        """,
        files={
            "conftest.py": """\
                from _pytest.runner import runtestprotocol

                def pytest_runtest_protocol(item, nextitem):
                    # As plugins do that repeat a test which failed.
                    first = runtestprotocol(item, nextitem=nextitem, log=False)
                    assert [report.outcome for report in first] == ["passed", "failed", "passed"]
                    item._initrequest()
                    runtestprotocol(item, nextitem=nextitem)
                    return True
            """
        },
    )
    result.assert_outcomes(passed=1)


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="subtests came with pytest 9")
def test_a_test_with_failed_subtests_has_no_second_error(run):
    result = run(
        """\
        import pytest
        import unittest

        pytestmark = pytest.mark.flow("trip.yml")

        def test_fixture(flow, subtests):
            flow.stub("BookHotel").returns({})
            with subtests.test("one"):
                raise ValueError("of its own")

        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def use(self, flow):
                self.flow = flow

            def test_case(self):
                self.flow.stub("BookHotel").returns({})
                with self.subTest("one"):
                    raise ValueError("of its own")
        """
    )
    result.stdout.no_fnmatch_line("*StubError*")
    assert str(result.stdout).count("contains 1 failed subtest") >= 2
