"""The fixtures under tools that people already use: async tests, unittest, parametrize, hypothesis, xdist, clocks."""

from __future__ import annotations

import pytest

FLOW = """
version: v1
type: flow
steps:
  - {type: wait, name: Hold, duration: 3600}
  - {type: task, name: Ask, resourceArn: "acs:fc:::services/s/functions/ask"}
"""
HANDLER = "import time\n\n\ndef handler(event, context):\n    time.sleep(1)\n    return {'at': int(time.time())}\n"


@pytest.fixture
def project(pytester):
    """A project with one flow whose function lies beside it."""
    pytester.makefile(".ini", pytest="[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makefile(".yml", flow=FLOW)
    pytester.mkdir("functions").joinpath("ask.py").write_text(HANDLER)
    return pytester


def run(project, text, *options):
    project.makepyfile(text)
    return project.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider", "-W", "error", *options)


def test_async_tests(project):
    result = run(
        project,
        """
        import asyncio
        import pytest

        @pytest.mark.asyncio
        @pytest.mark.flow("flow.yml")
        async def test_it(flow):
            await asyncio.sleep(0)
            assert flow.run().output == {"at": 1767229201}
            await asyncio.sleep(0.001)
        """,
    )
    result.assert_outcomes(passed=1)


def test_unittest_cases(project):
    result = run(
        project,
        """
        import unittest
        import pytest

        @pytest.mark.flow("flow.yml")
        class TestIt(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _flow(self, flow):
                self.flow = flow

            def test_runs(self):
                self.assertEqual(self.flow.run().status, "Succeeded")

            def test_unused(self):
                self.flow.stub("Ask").returns({})

            def test_fails_once(self):
                self.flow.stub("Ask").returns({})
                self.fail("of its own")
        """,
    )
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*AssertionError: of its own*", "*StubError: this stub was never used: 'Ask'"])
    result.stdout.no_fnmatch_line("*during handling*")


def test_parametrize_with_marks_and_indirect_sources(project):
    result = run(
        project,
        """
        import pytest

        pytestmark = pytest.mark.flow("flow.yml", env={"A": "module", "B": "module"}, at="2020-01-01T00:00:00Z")
        INLINE = "version: v1\\ntype: flow\\nsteps:\\n  - {type: pass, name: Only}\\n"

        @pytest.mark.parametrize("year", [
            2020,
            pytest.param(2021, marks=pytest.mark.flow(at="2021-01-01T00:00:00Z")),
        ])
        def test_marks(flow, year):
            assert flow.run().started_at.year == year

        @pytest.mark.parametrize("flow", [INLINE, {"source": INLINE, "name": "other"}], indirect=True)
        def test_indirect(flow):
            assert flow.run().path == ["Only"]
            assert flow.name in ("flow", "other")
        """,
    )
    result.assert_outcomes(passed=4)


def test_hypothesis_through_open_flow(project):
    result = run(
        project,
        """
        from hypothesis import given, settings, strategies as st
        from pytest_fnf import open_flow

        @settings(max_examples=20, deadline=None)
        @given(st.integers(0, 100))
        def test_it(takes):
            with open_flow("flow.yml") as flow:
                flow.stub("Ask").returns({}, takes=takes)
                assert flow.run().elapsed.total_seconds() == 3600 + takes
        """,
    )
    result.assert_outcomes(passed=1)


def test_xdist(project):
    result = run(
        project,
        """
        import pytest

        @pytest.mark.flow("flow.yml")
        @pytest.mark.parametrize("number", range(6))
        def test_it(flow, number):
            assert flow.run().output == {"at": 1767229201}
            assert number != 5
        """,
        "-n",
        "2",
    )
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["*fnf timeline*execution-1*", "*3,600 s  Ask*"])


def test_the_tests_own_freezegun_and_time_machine_are_not_disturbed(project):
    result = run(
        project,
        """
        import datetime
        import time
        import freezegun
        import pytest
        import time_machine

        @freezegun.freeze_time("2001-02-03")
        @pytest.mark.flow("flow.yml")
        def test_freezegun(flow):
            assert datetime.datetime.now().year == 2001
            execution = flow.run()
            assert execution.output == {"at": 1767229201}
            assert (datetime.datetime.now().year, time.gmtime().tm_year) == (2001, 2001)

        @time_machine.travel(datetime.datetime(2001, 2, 3, tzinfo=datetime.timezone.utc), tick=False)
        @pytest.mark.flow("flow.yml")
        def test_time_machine(flow):
            assert time.time() == 981158400
            execution = flow.run()
            assert execution.output == {"at": 1767229201}
            assert time.time() == 981158400

        @pytest.mark.flow("flow.yml")
        def test_nothing_stays(flow):
            assert flow.run().output == {"at": 1767229201}
            assert time.time() > 1767229201 and datetime.datetime.now().year >= 2026
            assert datetime.datetime.__name__ == "datetime"
        """,
    )
    result.assert_outcomes(passed=3)


def test_strictness_honours_xfail_skip_and_a_body_that_failed(project):
    result = run(
        project,
        """
        import pytest

        pytestmark = pytest.mark.flow("flow.yml")

        @pytest.mark.xfail(strict=True)
        def test_expected(flow):
            flow.stub("Ask").returns({})

        def test_skipped(flow):
            flow.stub("Ask").returns({})
            pytest.skip("later")

        def test_failed_already(flow):
            flow.stub("Ask").returns({})
            raise ValueError("of its own")

        def test_unused(flow):
            flow.stub("Ask").returns({})

        def test_optional(flow):
            flow.stub("Ask", optional=True).returns({})

        @pytest.mark.flow(strict_stubs=False)
        def test_relaxed(flow):
            flow.stub("Ask").returns({})

        @pytest.mark.flow(discover=False)
        def test_swallowed(flow):
            try:
                flow.run()
            except AssertionError:
                pass
        """,
    )
    result.assert_outcomes(passed=2, failed=3, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["*ValueError: of its own", "*StubError: this stub was never used: 'Ask'", "*StubError: *nothing answers it*"]
    )


def test_the_marker_is_registered_and_its_mistakes_name_the_mark(project):
    result = project.runpytest_subprocess("--markers", "-p", "no:randomly")
    result.stdout.fnmatch_lines(["@pytest.mark.flow(source=None, [*], name, functions, env, *"])
    result = run(
        project,
        """
        import pytest

        def test_no_source(flow): pass

        @pytest.mark.flow("flow.yml", limit={})
        def test_unknown_option(flow): pass

        @pytest.mark.flow("folw.yml")
        def test_no_file(flow): pass
        """,
        "--strict-markers",
    )
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        [
            "*UsageError: no flow was named; write @pytest.mark.flow(*",
            "*UsageError: @pytest.mark.flow of test_unknown_option: there is no flow option 'limit'; did you mean*",
            "*UsageError: there is no flow file 'folw.yml'; tried:*",
        ]
    )


def test_timelines_are_shown_when_asked(project):
    text = """
        import pytest

        @pytest.mark.flow("flow.yml")
        def test_passes(flow):
            flow.run()

        @pytest.mark.flow("flow.yml")
        def test_fails(flow):
            assert flow.run().status == "Failed"
    """
    shown = run(project, text)
    shown.stdout.fnmatch_lines(["*assert 'Succeeded' == 'Failed'*", "*fnf timeline*", "*[[]functions/ask.py]*"])
    never = run(project, text, "--fnf-timeline=never")
    never.stdout.no_fnmatch_line("*fnf timeline*")
    always = run(project, text, "--fnf-timeline=always")
    always.stdout.fnmatch_lines(["*test_passes*execution-1*", "*3,600 s  Ask*"])


def test_several_flows_of_one_test_share_a_clock(project):
    result = run(
        project,
        """
        import pytest

        @pytest.mark.flow("flow.yml")
        def test_it(flow, load_flow):
            other = load_flow("flow.yml", name="other")
            flow.start()
            other.start()
            flow.clock.advance(3601)
            assert [execution.flow_name for execution in flow.executions] == [flow.name, "other"]
            assert all(execution.succeeded for execution in other.executions)
        """,
    )
    result.assert_outcomes(passed=1)


def test_limits_stand_in_the_ini_file_too(project):
    project.makefile(
        ".ini",
        pytest="[pytest]\nasyncio_default_fixture_loop_scope = function\nfnf_limits = events=9 data_bytes=none\n",
    )
    result = run(
        project,
        """
        import pytest

        @pytest.mark.flow("flow.yml")
        def test_it(flow):
            assert flow.run().error == "FnF.EventLimitExceeded"

        @pytest.mark.flow("flow.yml", limits={"events": None})
        def test_mark(flow):
            assert flow.run().succeeded
        """,
    )
    result.assert_outcomes(passed=2)
    project.makefile(".ini", pytest="[pytest]\nasyncio_default_fixture_loop_scope = function\nfnf_limits = events\n")
    result = run(project, "def test_it(load_flow):\n    pass\n")
    result.stdout.fnmatch_lines(["*UsageError: ini fnf_limits: a limit is written name=number or name=none*"])
