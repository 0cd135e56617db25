"""The fixtures `flow` and `load_flow`, and `open_flow`: worlds, what they share and what not."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

WAIT = """\
version: v1
type: flow
steps:
  - {type: wait, name: Hold, duration: 10}
"""

PARENT = """\
version: v1
type: flow
steps:
  - {type: task, name: Call, resourceArn: "acs:fnf:::flow/held", pattern: sync}
"""


def test_fixtures_explain_themselves(run):
    result = run("", "--fixtures")
    result.stdout.fnmatch_lines(
        [
            "flow -- *plugin*:*",
            "    The serverless workflow that the test's `flow` marks name, on a virtual clock.",
            "load_flow -- *plugin*:*",
            "    Opens serverless workflows, several in one test, on one virtual clock.",
        ]
    )
    result.stdout.no_fnmatch_line("*_fnf_world*")


def test_the_flows_of_a_test_share_one_world(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import through

        TEXT = "version: v1\\ntype: flow\\nsteps:\\n  - {type: pass, name: Only}\\n"

        @pytest.mark.flow("parent.yml", limits={"wait_seconds": 20}, strict_stubs=False, at="2030-01-01T00:00:00Z")
        def test_with_marks(flow, load_flow):
            held = load_flow("held.yml")
            assert flow.run().children[0].flow_name == "held"
            assert held.clock.now == flow.clock.now
            assert held.clock.now.isoformat() == "2030-01-01T00:00:10+00:00"
            assert held.executions == flow.executions and len(held.executions) == 2
            assert (held.options.limits, held.options.strict_stubs) == ({"wait_seconds": 20}, False)
            assert load_flow() is flow
            assert load_flow("held.yml") is held

        def test_without_marks(load_flow):
            first = load_flow("held.yml", at="2030-01-01T00:00:00Z", env={"A": "1"}, seed=3, name="first")
            second = load_flow(TEXT, at="2030-01-01T00:00:00Z")
            assert (first.name, second.name) == ("first", "flow")
            assert second.clock.now.year == 2030
            assert second.options.env == {"A": "1"}
            assert second.options.seed == 3

        @pytest.mark.flow("held.yml", functions={"trip/book": lambda event, context: {"by": "mark"}})
        def test_a_handler_of_the_test_stays(flow, load_flow):
            flow.function("trip/book", lambda event, context: {"by": "test"})
            assert load_flow("trip.yml").run().output == {"by": "test"}

        @pytest.mark.flow("parent.yml")
        def test_what_the_test_says_goes_above_what_lies_beside_the_flow(flow):
            flow.stub("Call").answers(lambda event: through())  # looks round for what the flow calls
            child = flow.child("held", TEXT, strict_stubs=False)
            assert flow.run().children[0].path == ["Only"]
            assert (child.name, child.options.strict_stubs) == ("held", False)

        def test_a_child_inherits_from_its_parent(load_flow):
            load_flow("trip.yml")
            parent = load_flow("parent.yml", limits={"wait_seconds": 5}, discover=False)
            child = parent.child("held", TEXT)
            assert (child.options.limits, child.options.discover) == ({"wait_seconds": 5}, False)
        """,
        files={"held.yml": WAIT, "parent.yml": PARENT},
    )
    result.assert_outcomes(passed=5)


def test_what_cannot_be_had_twice_is_refused(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import UsageError

        TEXT = "version: v1\\ntype: flow\\nsteps:\\n  - {type: pass, name: Only}\\n"

        @pytest.mark.parametrize("options", [
            {"at": "2030-01-01T00:00:00Z"}, {"env": {"A": "1"}}, {"seed": 5}, {"allow_network": ["db.example.com"]},
        ])
        @pytest.mark.flow("held.yml")
        def test_shared(flow, load_flow, options):
            (option,) = options
            with pytest.raises(UsageError) as raised:
                load_flow("trip.yml", **options)
            with pytest.raises(UsageError, match="belongs to the test"):
                flow.child("other", "trip.yml", **options)
            assert str(raised.value) == (
                f"the option '{option}' belongs to the test, whose flows share one world; a second, different "
                f"'{option}' cannot be had; write it in @pytest.mark.flow, or where the first flow is opened"
            )

        def test_names(load_flow):
            load_flow(TEXT)
            with pytest.raises(UsageError, match="^this test already has another flow called 'flow'; give one of them"):
                load_flow(TEXT + "\\n")
            assert load_flow(TEXT + "\\n", name="other").name == "other"
            with pytest.raises(UsageError, match="^this test already has flow 'flow', with another 'limits'; give one"):
                load_flow(TEXT, limits={"events": 10})
            with pytest.raises(UsageError, match="^a flow's name has 1 to 128 letters"):
                load_flow(TEXT, name="no name")

        def test_unknown_option(load_flow):
            with pytest.raises(UsageError, match="^there is no flow option 'sede'; did you mean 'seed'?"):
                load_flow(TEXT, sede=1)
            with pytest.raises(UsageError, match="^no flow was named; write @pytest.mark.flow"):
                load_flow()
        """,
        files={"held.yml": WAIT},
    )
    result.assert_outcomes(passed=6)


def test_a_fixture_of_the_reader_goes_above_ours(run):
    result = run(
        """\
        import pytest

        @pytest.fixture
        def flow():
            return "mine"

        def test_replaced(flow):
            assert flow == "mine"

        class TestExtended:
            @pytest.fixture
            def flow(self, load_flow):
                flow = load_flow("trip.yml")
                flow.stub("BookHotel").returns({})
                return flow

            def test_extended(self, flow):
                assert flow.run().succeeded
        """
    )
    result.assert_outcomes(passed=2)


def test_a_world_of_its_own_for_a_module(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import StubError, open_flow

        @pytest.fixture(scope="module")
        def trip():
            with open_flow("trip.yml") as flow:
                flow.stub("BookHotel").returns({"room": 7})
                yield flow

        def test_first(trip):
            assert trip.run().output == {"room": 7}

        @pytest.mark.flow("trip.yml")
        def test_second(trip, flow):
            assert len(trip.executions) == 1
            assert flow.executions == [] and flow.clock.now < trip.clock.now

        @pytest.fixture(scope="module")
        def unused():
            with open_flow("trip.yml") as flow:
                flow.stub("BookHotel").returns({"room": 7})
                yield flow

        def test_an_unused_stub_is_an_error_at_the_end_of_the_module(unused):
            pass
        """
    )
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_an_unused_stub_is_an_error_at_the_end_of_the_module*",
            ">       with open_flow(*trip.yml*) as flow:",
            "E       pytest_fnf.StubError: this stub was never used: 'BookHotel'",
        ]
    )


def test_a_world_opened_while_modules_are_collected(run):
    result = run(
        """\
        from pytest_fnf import open_flow

        with open_flow("held.yml") as flow:
            EXECUTION = flow.run()

        def test_it():
            assert EXECUTION.succeeded
        """,
        files={"held.yml": WAIT},
    )
    result.assert_outcomes(passed=1)


def test_a_script_needs_no_pytest_run(tmp_path):
    (tmp_path / "held.yml").write_text(WAIT)
    script = """
        import sys
        from pytest_fnf import StubError, UsageError, open_flow

        with open_flow("held.yml") as flow:
            print(flow.run().elapsed.total_seconds(), flow.options.seed)
        try:
            with open_flow("nowhere.yml"):
                pass
        except UsageError as error:
            print(error)
        print(sorted(name for name in sys.modules if name.startswith("pytest_fnf.plugin")))
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", dedent(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "10.0 0\nthere is no flow file 'nowhere.yml'; tried:\n  nowhere.yml\n[]\n"
    assert done.stderr == ""


def test_doctests_reach_the_fixtures(run):
    result = run(
        """\
        def double():
            '''
            >>> flow = getfixture("load_flow")("held.yml")
            >>> flow.run().status
            'Succeeded'
            '''
        """,
        "--doctest-modules",
        files={"held.yml": WAIT},
    )
    result.assert_outcomes(passed=1)
