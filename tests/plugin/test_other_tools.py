"""The fixtures under tools that people already use: async tests, unittest, hypothesis, xdist, clocks of their own."""

from __future__ import annotations

import sys
from importlib.metadata import version

import pytest

HELD = """\
version: v1
type: flow
steps:
  - {type: wait, name: Hold, duration: 3600}
  - {type: task, name: Ask, resourceArn: "acs:fc:::services/s/functions/ask"}
"""

ASK = """\
import time

def handler(event, context):
    time.sleep(1)
    return {"at": int(time.time())}
"""

FILES = {"held.yml": HELD, "functions/ask.py": ASK}

AT = 1_767_229_201
"""2026-01-01T01:00:01Z: an hour and a second after the start."""

ASYNCIO = tuple(map(int, version("pytest-asyncio").split(".")[:2]))
LOOPS = ["-o", "asyncio_default_fixture_loop_scope=function"] if ASYNCIO >= (0, 24) else []
# pytest-asyncio warns until this is set; older ones do not know it.


def test_async_tests(run):
    result = run(
        f"""\
        import asyncio
        import pytest

        pytestmark = [pytest.mark.asyncio, pytest.mark.flow("held.yml")]

        async def test_runs(flow):
            loop = asyncio.get_running_loop()
            before = loop.time()
            await asyncio.sleep(0)
            assert flow.run().output == {{"at": {AT}}}
            await asyncio.wait_for(asyncio.sleep(0.001), timeout=5)
            assert loop.time() - before < 60

        @pytest.fixture
        async def execution(flow):
            await asyncio.sleep(0)
            return flow.run()

        async def test_in_a_fixture(execution):
            assert execution.succeeded

        async def test_unused(flow):
            flow.stub("Ask").returns({{}})

        @pytest.mark.xfail(strict=True)
        async def test_xfail(flow):
            flow.stub("Ask").returns({{}})

        @pytest.mark.flow("nowhere.yml")
        async def test_set_up(flow): pass
        """,
        "--asyncio-mode=auto",
        *LOOPS,
        plugins=("asyncio",),
        files=FILES,
    )
    result.assert_outcomes(passed=2, failed=1, xfailed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            ">   async def test_set_up(flow): pass",
            "E   pytest_fnf.UsageError: there is no flow file 'nowhere.yml'; tried:",
            ">       flow.stub(*Ask*).returns({})",
            "E       pytest_fnf.StubError: this stub was never used: 'Ask'",
        ]
    )


def test_unittest_cases(run):
    result = run(
        f"""\
        import unittest
        import pytest
        from pytest_fnf import open_flow

        @pytest.mark.flow("held.yml")
        class TestAutouse(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def use(self, flow, load_flow):
                self.flow = flow
                self.load_flow = load_flow

            def test_runs(self):
                self.assertEqual(self.flow.run().output, {{"at": {AT}}})
                self.assertIs(self.load_flow(), self.flow)

            @pytest.mark.flow(at="2030-01-01T00:00:00Z")
            def test_own_mark(self):
                self.assertEqual(self.flow.clock.now.year, 2030)

            def test_unused(self):
                self.flow.stub("Ask").returns({{}})

            @pytest.mark.xfail(strict=True)
            def test_xfail(self):
                self.flow.stub("Ask").returns({{}})

            def test_failed(self):
                self.flow.stub("Ask").returns({{}})
                self.fail("of its own")

            def test_skipped(self):
                self.flow.stub("Ask").returns({{}})
                self.skipTest("later")

            def test_compares(self):
                execution = self.flow.run()
                assert execution.path == []

        @pytest.mark.flow("held.yml")
        class TestByName(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def use(self, request):
                self.flow = request.getfixturevalue("flow")

            def test_runs(self):
                self.assertTrue(self.flow.run().succeeded)

        @pytest.mark.flow("held.yml")
        @pytest.mark.usefixtures("flow")
        class TestAsync(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                self.own = self.enterContext(open_flow("held.yml"))

            async def test_runs(self):
                self.assertTrue(self.own.run().succeeded)
        """,
        files=FILES,
    )
    result.assert_outcomes(passed=4, failed=3, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["E *AssertionError: of its own", "E *StubError: this stub was never used: 'Ask'"])
    result.stdout.fnmatch_lines(
        ["E * step 1 of the path of 'execution-1' is 'Hold' at 0 s, where the end was expected"]
    )
    result.stdout.fnmatch_lines(["*4 passed*1 xfailed*"])


def test_hypothesis_through_open_flow_shows_the_falsifying_example(run):
    result = run(
        """\
        from hypothesis import given, settings, strategies as st
        from pytest_fnf import open_flow

        own = settings(max_examples=20, deadline=None, database=None, derandomize=True)

        @own
        @given(st.integers(0, 100))
        def test_holds(takes):
            with open_flow("held.yml") as flow:
                flow.stub("Ask").returns({}, takes=takes)
                assert flow.run().elapsed.total_seconds() == 3600 + takes

        @own
        @given(st.integers(0, 100))
        def test_fails(takes):
            with open_flow("held.yml") as flow:
                flow.stub("Ask").returns({}, takes=takes)
                execution = flow.run({"takes": takes})
                assert execution.elapsed.total_seconds() < 3610
        """,
        plugins=("hypothesispytest",),
        files=FILES,
    )
    result.assert_outcomes(passed=1, failed=1)
    assert sum("- fnf timeline: " in line for line in result.outlines) == 1
    result.stdout.fnmatch_lines(["*test_fails(*", "*takes=10,*", "*- fnf timeline: held, execution-1 -*"])
    result.stdout.fnmatch_lines(['        0 s  Started with {"takes":10}'])


@pytest.mark.parametrize("plugins", [("xdist",), ("xdist", "randomly"), ("randomly",)], ids="+".join)
def test_workers_and_any_order_give_the_same(run, plugins):
    result = run(
        f"""\
        import pytest
        from pytest_fnf import open_flow

        @pytest.fixture(scope="module")
        def module():
            with open_flow("held.yml") as flow:
                flow.stub("Ask", optional=True).returns({{}})
                yield flow

        @pytest.mark.flow("held.yml")
        @pytest.mark.parametrize("number", range(6))
        def test_it(flow, module, number):
            execution = flow.run()
            assert (execution.name, execution.output) == ("execution-1", {{"at": {AT}}})
            assert number != 5

        @pytest.mark.flow("nowhere.yml")
        def test_set_up(flow): pass

        @pytest.mark.flow("held.yml")
        def test_unused(flow):
            flow.stub("Ask").returns({{}})

        @pytest.mark.flow("held.yml")
        def test_compares(flow):
            execution = flow.run()
            assert execution.path == []
        """,
        *(("-n", "2") if "xdist" in plugins else ()),
        "-vv",
        plugins=plugins,
        files=FILES,
    )
    result.assert_outcomes(passed=5, failed=3, errors=1)
    for lines in (
        [">   def test_set_up(flow): pass", "E   pytest_fnf.UsageError: there is no flow file 'nowhere.yml'; tried:"],
        [">       flow.stub(*Ask*).returns({})", "E * pytest_fnf.StubError: this stub was never used: 'Ask'"],
        ["*- fnf timeline: held, execution-1 -*", "*  3,600 s  Ask * [[]functions/ask.py]"],
        ["E * step 1 of the path of 'execution-1' is 'Hold' at 0 s, where the end was expected"],
    ):
        result.stdout.fnmatch_lines(lines)


def test_the_tests_own_freezegun_and_time_machine_are_not_disturbed(run):
    result = run(
        f"""\
        import datetime
        import time
        import freezegun
        import pytest
        import time_machine

        REAL = time.time
        pytestmark = pytest.mark.flow("held.yml")

        @freezegun.freeze_time("2001-02-03")
        def test_freezegun(flow):
            assert datetime.datetime.now().year == 2001
            assert flow.run().output == {{"at": {AT}}}
            assert flow.invoke("ask") == {{"at": {AT + 1}}}
            assert (datetime.datetime.now().year, time.gmtime().tm_year) == (2001, 2001)

        def test_freezegun_in_the_body(flow):
            with freezegun.freeze_time("2001-02-03") as frozen:
                flow.start()
                frozen.tick(5)
                flow.clock.advance(3601)
                assert time.time() == 981158405
            assert flow.executions[0].output == {{"at": {AT}}}

        @pytest.fixture
        def frozen():
            with freezegun.freeze_time("2001-02-03"):
                yield

        def test_freezegun_in_a_fixture(frozen, flow):
            assert flow.clock.now.year == 2026
            assert flow.run().output == {{"at": {AT}}}
            assert time.time() == 981158400

        @time_machine.travel(datetime.datetime(2001, 2, 3, tzinfo=datetime.timezone.utc), tick=False)
        def test_time_machine(flow):
            assert time.time() == 981158400
            assert flow.run().output == {{"at": {AT}}}
            assert time.time() == 981158400

        def test_time_machines_fixture(flow, time_machine):
            time_machine.move_to(datetime.datetime(2001, 2, 3, tzinfo=datetime.timezone.utc), tick=False)
            assert flow.run().output == {{"at": {AT}}}
            time_machine.shift(5)
            assert flow.invoke("ask") == {{"at": {AT + 1}}}
            assert time.time() == 981158405

        def test_nothing_stays(flow):
            before = time.monotonic()
            assert flow.run().output == {{"at": {AT}}}
            assert abs(time.time() - REAL()) < 60 and time.monotonic() - before < 60
            assert type(datetime.datetime.now()) is datetime.datetime
        """,
        plugins=("time_machine",),
        files=FILES,
    )
    result.assert_outcomes(passed=6)


def test_sessions_that_pytester_runs_in_one_process_do_not_disturb_each_other(run):
    result = run(
        """\
        import pytest

        @pytest.mark.parametrize("number", [1, 2, 3])
        def test_inside(pytester, number):
            pytester.makefile(".yml", held=HELD)
            pytester.makepyfile(TESTS)
            result = pytester.runpytest_inprocess("-p", "pytest_fnf.plugin")
            result.assert_outcomes(passed=1, failed=1)
            result.stdout.fnmatch_lines(["E * step 1 of the path of *", "*- fnf timeline: held, execution-1 -*"])

        HELD = "version: v1\\ntype: flow\\nsteps:\\n  - {type: wait, name: Hold, duration: 5}\\n"

        TESTS = '''
            import pytest
            from pytest_fnf import expect, open_flow

            @pytest.mark.flow("held.yml")
            def test_fixture(flow):
                expect(flow.run()).succeeded()

            @pytest.fixture
            def execution():
                with open_flow("held.yml") as flow:
                    yield flow.run()

            def test_fails(execution):
                assert execution.path == []
        '''
        """,
        in_process=False,
        files={"conftest.py": "pytest_plugins = ['pytester']\n"},
    )
    result.assert_outcomes(passed=3)


def test_with_everything_that_is_installed(run, monkeypatch, pytester):
    """Our plugin by its entry point, in a process of its own, as people run it."""
    (pytester.path / "test_installed.py").write_text(
        "import pytest\n\n@pytest.mark.flow('held.yml')\ndef test_it(flow):\n    assert flow.run().succeeded\n"
    )
    for name, text in FILES.items():
        path = pytester.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    options = ["-W", "error", "--strict-markers", "-p", "no:cacheprovider", *LOOPS]
    result = pytester.run(sys.executable, "-m", "pytest", *options)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["plugins: *fnf-*"])
