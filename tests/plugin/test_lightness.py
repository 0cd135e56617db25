"""What a run costs that opens no flow: nothing heavy is loaded, and the hooks leave no trace."""

from __future__ import annotations

import sys

import pytest

from pytest_fnf import plugin, surroundings

REPORT = """\
import sys

def pytest_sessionfinish():
    print("loaded:", *sorted(name for name in sys.modules if name.startswith("pytest_fnf")))
    heavy = {"yaml", "freezegun", "jsonpath_ng", "dateutil"}
    print("heavy:", *sorted(heavy & set(sys.modules)))
"""

TESTS = """\
import pytest

def test_passes(): pass

def test_fails():
    assert [1] == [2]

@pytest.fixture(scope="module")
def broken():
    raise ValueError("of its own")

def test_error(broken): pass

@pytest.mark.xfail
def test_xfail():
    raise ValueError("of its own")

@pytest.mark.flow("trip.yml", unknown=True)
def test_with_a_mark_that_nobody_reads(): pass
"""


def test_a_run_without_flows_loads_nothing_heavy(run, pytester):
    run(TESTS, "-p", "no:terminal", files={"conftest.py": REPORT})  # writes the files
    result = pytester.run(
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "pytest_fnf.plugin",
        "--fnf-timeline=failed",
        "-p",
        "no:cacheprovider",
        "-s",
    )
    result.assert_outcomes(passed=2, failed=1, errors=1, xfailed=1)
    loaded = next(line for line in result.outlines if "loaded:" in line).partition("loaded: ")[2].split()
    assert loaded == [
        "pytest_fnf",
        "pytest_fnf.plugin",
        "pytest_fnf.surroundings",
    ]
    result.stdout.fnmatch_lines(["heavy:"])


LOADED = """\
import sys
import pytest

def loaded():
    return sorted({"pytest_fnf.account.account", "yaml", "freezegun"} & set(sys.modules))

@pytest.fixture(scope="session", autouse=True)
def before():
    print("before the first test:", *loaded())

def pytest_unconfigure():
    print("at the end:", *loaded())
"""


def test_what_flows_need_is_loaded_before_the_first_test(run):
    result = run("def test_it(flow): pass\n", "-s", files={"conftest.py": LOADED}, in_process=False)
    result.stdout.fnmatch_lines(["*before the first test: pytest_fnf.account.account yaml"])


def test_nothing_is_loaded_for_tests_that_are_only_collected_or_deselected(run):
    result = run("def test_it(flow): pass\n", "--collect-only", files={"conftest.py": LOADED}, in_process=False)
    result.stdout.fnmatch_lines(["*at the end:"])
    test = "def test_it(flow): pass\ndef test_other(): pass\n"
    result = run(test, "-k", "other", "-s", files={"conftest.py": LOADED}, in_process=False)
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["*before the first test:", "*at the end:"])


def test_the_ini_file_is_read_once_a_session(run, monkeypatch):
    from pytest_fnf.plugin import options  # noqa: PLC0415

    read = []
    reading = options._read_ini
    monkeypatch.setattr(options, "_read_ini", lambda config: read.append(config) or reading(config))
    result = run(
        """\
        import pytest
        from pytest_fnf import open_flow

        @pytest.mark.flow("trip.yml")
        @pytest.mark.parametrize("number", range(3))
        def test_it(flow, load_flow, number):
            assert flow.clock.now.year == 2031
            with open_flow("trip.yml") as other:
                assert other.clock.now.year == 2031
        """,
        ini="fnf_start_time = 2031-01-01T00:00:00Z",
    )
    result.assert_outcomes(passed=3)
    assert len(read) == 1


def test_a_session_within_a_session_leaves_no_trace(run):
    before = [*surroundings.stack], [*plugin.items], surroundings.shows_everything()
    result = run(
        """\
        import pytest
        from pytest_fnf import open_flow, surroundings

        def test_it():
            assert surroundings.shows_everything()
            open_flow("trip.yml").__enter__()
            pytest.exit("in the middle")
        """,
        "-vv",
    )
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*Exit: in the middle*"])
    assert ([*surroundings.stack], [*plugin.items], surroundings.shows_everything()) == before
    assert plugin.outliving == []


def test_a_failing_test_that_broke_imports_loads_nothing_of_ours(run):
    result = run(
        """\
        import sys
        import pytest

        @pytest.mark.flow("trip.yml")
        def test_flow(flow): pass

        def test_without(monkeypatch):
            monkeypatch.setattr(sys, "meta_path", [])
            assert [1] == [2]

        def test_skipped(monkeypatch):
            monkeypatch.setattr(sys, "meta_path", [])
            pytest.skip("of its own")
        """,
        "-p",
        "no:randomly",
        in_process=False,
    )
    result.assert_outcomes(passed=1, failed=1, skipped=1)
