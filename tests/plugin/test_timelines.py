"""Timelines in reports: of which tests, of which executions, how much, in which colours."""

from __future__ import annotations

import pytest

WAIT = """\
version: v1
type: flow
steps:
  - {type: wait, name: Hold, duration: 10}
"""

TESTS = """\
import pytest

pytestmark = pytest.mark.flow("trip.yml")

@pytest.fixture(autouse=True)
def hotel(flow):
    flow.stub("BookHotel", optional=True).returns({"room": 7})

def test_failed(flow):
    assert flow.run().output == {}

def test_passed(flow):
    assert flow.run().succeeded

@pytest.mark.xfail
def test_xfailed(flow):
    assert flow.run().output == {}

@pytest.mark.xfail(strict=False)
def test_xpassed(flow):
    assert flow.run().succeeded

def test_skipped(flow):
    flow.run()
    pytest.skip("now")

def test_nothing_ran(flow):
    assert flow.name == "it"

@pytest.fixture
def broken(flow):
    assert flow.run().output == {}

def test_broken_fixture(broken): pass

@pytest.fixture
def breaks(flow):
    yield
    assert flow.executions[0].output == {}

def test_breaks_at_the_end(flow, breaks):
    flow.run()
"""


def sections(result) -> list[str]:
    return [line.strip("- ") for line in result.outlines if " fnf timeline: " in line]


def test_by_default_tests_that_failed_show_what_ran(run, shows):
    result = run(TESTS, "-rA")
    result.assert_outcomes(failed=2, passed=2, xfailed=1, xpassed=1, skipped=1, errors=2)
    assert sections(result) == ["fnf timeline: trip, execution-1"] * 3
    result.stdout.no_fnmatch_line("*fnf timelines*")
    shows(
        result,
        "fnf timeline: trip, execution-1",
        """
        execution 'execution-1' of flow 'trip' (trip.yml), started 2026-01-01T00:00:00Z
                0 s  Started with {}
                0 s  BookHotel  task {} -> {"room":7}  [stub 'BookHotel']
                0 s  Rest       wait 10 s
               10 s  Done       succeed
               10 s  Succeeded -> {"room":7}
        """,
    )


def test_always_shows_the_others_in_the_summary(run, shows):
    result = run(TESTS, "--fnf-timeline=always")
    assert sections(result) == ["fnf timeline: trip, execution-1"] * 3
    shows(
        result,
        "fnf timelines",
        "\n\n".join(
            f"""\
test_it.py::{name}  trip, execution-1
execution 'execution-1' of flow 'trip' (trip.yml), started 2026-01-01T00:00:00Z
        0 s  Started with {{}}
        0 s  BookHotel  task {{}} -> {{"room":7}}  [stub 'BookHotel']
        0 s  Rest       wait 10 s
       10 s  Done       succeed
       10 s  Succeeded -> {{"room":7}}"""
            for name in ("test_passed", "test_breaks_at_the_end", "test_xfailed", "test_xpassed", "test_skipped")
        ),
    )
    # pytest itself shows what belongs to reports that were asked for.
    result = run(TESTS, "--fnf-timeline=always", "-rP")
    assert sections(result) == ["fnf timeline: trip, execution-1"] * 5
    result.stdout.fnmatch_lines(["*= fnf timelines =*", "", "test_it.py::test_xfailed  trip, execution-1"])
    result.stdout.no_fnmatch_line("test_it.py::test_passed  trip, execution-1")


def test_never_shows_nothing(run):
    result = run(TESTS, "--fnf-timeline=never", "-rA")
    result.assert_outcomes(failed=2, passed=2, xfailed=1, xpassed=1, skipped=1, errors=2)
    result.stdout.no_fnmatch_line("*fnf timeline*")
    assert run(TESTS, "--fnf-timeline=sometimes").ret == pytest.ExitCode.USAGE_ERROR


def test_a_timeline_that_the_error_has_told_is_not_told_again(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import expect

        @pytest.mark.flow("held.yml")
        def test_it(flow):
            first, second = flow.run(), flow.run()
            expect(second).failed()
        """,
        files={"held.yml": WAIT},
    )
    assert sections(result) == ["fnf timeline: held, execution-1"]
    assert sum("execution 'execution-2' of flow 'held' (held.yml), started" in line for line in result.outlines) == 1


def test_worlds_of_their_own_are_told_too(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import open_flow

        def held(name):
            return open_flow("held.yml", name=name)

        @pytest.fixture(scope="module")
        def by_module():
            with held("by-module") as flow:
                flow.run(name="at-first")
                yield flow

        @pytest.fixture(scope="module")
        def execution(by_module):
            return by_module.executions[0]

        def test_opens_it(by_module):
            assert 0

        def test_uses_it_again(by_module):
            by_module.run(name="again")
            assert 0

        def test_looks_at_it(execution):
            assert execution.path == []

        def test_has_nothing_to_do_with_it():
            assert 0

        class TestClass:
            @pytest.fixture(autouse=True, scope="class")
            @classmethod
            def use(cls, by_module):
                cls.executions = by_module.executions

            def test_has_it_by_its_class(self):
                assert 0

        def test_opens_two():
            with held("one") as one:
                one.run()
            with held("two") as two:
                two.run()
            assert 0
        """,
        files={"held.yml": WAIT},
    )
    told = {}
    for line in result.outlines:
        title = line.strip("_- ")
        if line.startswith("___"):
            test = title
        elif " fnf timeline: " in line:
            told.setdefault(test, []).append(title.removeprefix("fnf timeline: "))
    assert told == {
        "test_opens_it": ["by-module, at-first"],
        "test_uses_it_again": ["by-module, again"],
        "test_looks_at_it": ["by-module, at-first", "by-module, again"],
        "TestClass.test_has_it_by_its_class": ["by-module, at-first", "by-module, again"],
        "test_opens_two": ["one, execution-1", "two, execution-1"],
    }


MANY = """\
import pytest

@pytest.mark.flow("held.yml")
def test_it(flow):
    for number in range(30):
        flow.run({"text": "x" * 200})
    assert 0
"""


def test_many_executions_are_cut_but_for_the_first_and_the_last(run):
    result = run(MANY, files={"held.yml": WAIT})
    numbers = [*range(1, 6), *range(16, 31)]
    assert sections(result) == [f"fnf timeline: held, execution-{number}" for number in numbers]
    result.stdout.fnmatch_lines(["*- fnf timeline -*", "... 10 executions are left out, shown with -vv ..."])
    result.stdout.no_fnmatch_line(f"*{'x' * 100}*")


def test_those_that_failed_are_not_cut(run):
    flow = "version: v1\ntype: flow\nsteps:\n  - {type: wait, name: w, duration: $.n}\n"
    result = run(
        """\
        import pytest

        @pytest.mark.flow("perhaps.yml")
        def test_it(flow):
            for number in range(30):
                flow.run({"n": -1 if number == 9 else 1})
            assert 0
        """,
        files={"perhaps.yml": flow},
    )
    numbers = [*range(1, 6), 10, *range(16, 31)]
    assert sections(result) == [f"fnf timeline: perhaps, execution-{number}" for number in numbers]
    result.stdout.fnmatch_lines(["... 9 executions are left out, shown with -vv ..."])


@pytest.mark.parametrize("options", [(), ("-vv",)], ids=["cut", "vv"])
def test_many_worlds_are_not_kept(run, options):
    result = run(
        """\
        from pytest_fnf import open_flow

        def test_it():
            for number in range(100):
                with open_flow("held.yml") as flow:
                    flow.run(name=f"run-{number}")
            assert 0
        """,
        *options,
        files={"held.yml": WAIT},
    )
    numbers = range(100) if options else [*range(5), *range(85, 100)]
    assert sections(result) == [f"fnf timeline: held, run-{number}" for number in numbers]
    assert ("... 80 executions are left out, shown with -vv ..." in result.outlines) == (not options)


def test_with_vv_nothing_is_cut(run):
    result = run(MANY, "-vv", files={"held.yml": WAIT})
    assert sections(result) == [f"fnf timeline: held, execution-{number}" for number in range(1, 31)]
    result.stdout.fnmatch_lines([f"*Started with *{'x' * 200}*"])


COLOURED = """\
import pytest
from pytest_fnf import open_flow

def test_it():
    with open_flow("held.yml") as flow:
        flow.run()
    assert 0
"""


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "xdist"])
@pytest.mark.parametrize("colour", ["yes", "no"])
def test_colours_are_those_of_the_terminal(run, workers, colour):
    plugins = ("xdist",) if workers else ()
    result = run(COLOURED, f"--color={colour}", *workers, plugins=plugins, files={"held.yml": WAIT})
    green = "\x1b[32mSucceeded\x1b[0m -> {}"
    assert any(green in line for line in result.outlines) == (colour == "yes")
    assert any("Succeeded -> {}" in line for line in result.outlines) == (colour == "no")


def test_without_a_terminal_the_reports_hold_them(run, pytester):
    result = run(
        COLOURED,
        "-p",
        "no:terminal",
        files={
            "held.yml": WAIT,
            "conftest.py": """\
                from pathlib import Path

                def pytest_runtest_logreport(report):
                    if report.failed:
                        Path("told.txt").write_text("\\n".join(map("\\n".join, report.sections)))
            """,
        },
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    told = (pytester.path / "told.txt").read_text().splitlines()
    assert told[0] == "fnf timeline: held, execution-1"
    assert told[-1] == "       10 s  Succeeded -> {}"


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="subtests came with pytest 9")
def test_each_subtest_shows_what_ran_in_it(run):
    result = run(
        """\
        import pytest

        @pytest.mark.flow("held.yml")
        def test_it(flow, subtests):
            for name in ("one", "two"):
                with subtests.test(name):
                    flow.run(name=name)
                    assert 0
            with subtests.test("three"):
                assert 0
        """,
        files={"held.yml": WAIT},
    )
    names = ["one", "two", "one", "two"]
    assert sections(result) == [f"fnf timeline: held, {name}" for name in names]
