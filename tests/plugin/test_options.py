"""Where options come from: marks from the outside in, an indirect parameter, the ini file; and what a mistake says."""

from __future__ import annotations

import pytest

WAIT = """\
version: v1
type: flow
steps:
  - {type: wait, name: Hold, duration: 10}
"""


def test_the_marker_is_registered(run):
    result = run("", "--markers", "--strict-markers")
    result.stdout.fnmatch_lines(
        "@pytest.mark.flow(source=None, [*], name, functions, env, at, limits, mode, strict_stubs, discover, "
        "allow_network, variables, seed, readings): the flow that the fixture `flow` runs, *"
    )


def test_marks_merge_from_the_outside_in(run):
    result = run(
        """\
        import pytest

        pytestmark = [
            pytest.mark.flow("trip.yml", name="module", seed=1),
            pytest.mark.flow(name="outer module", env={"MODULE": "1"}, seed=2),
        ]
        mark = pytest.mark.flow

        def test_module(flow):
            assert (flow.name, flow.options.seed) == ("module", 1)  # as pytest has it, the first is the closest
            assert flow.options.env == {"MODULE": "1"}

        @mark(seed=6)
        def test_added(flow):
            # What a conftest adds goes above the module's marks, and below those that the test was written with.
            assert (flow.name, flow.options.seed) == ("added", 6)

        @mark(env={"BASE": "1", "WHO": "base"}, seed=10)
        class Base:
            def test_base(self, flow): pass

        @mark(env={"OUTER": "1", "WHO": "outer"}, limits={"events": 1, "data_bytes": 1}, strict_stubs=False)
        @mark(env={"INNER": "1", "WHO": "inner"}, limits={"events": None})
        class TestClass(Base):
            def test_class(self, flow):
                assert flow.options.env == {"MODULE": "1", "BASE": "1", "OUTER": "1", "INNER": "1", "WHO": "inner"}
                assert flow.options.limits == {"events": None, "data_bytes": 1}
                assert (flow.options.seed, flow.options.strict_stubs, flow.name) == (10, False, "module")

            @mark(env={"WHO": "outer function"}, name="outer-function")
            @mark(env={"WHO": "inner function"}, discover=False)
            def test_function(self, flow):
                assert flow.options.env["WHO"] == "inner function"
                assert (flow.name, flow.options.discover) == ("outer-function", False)

        @pytest.mark.parametrize("who", [
            pytest.param("outer", marks=mark(env={"A": "parameter"})),
            pytest.param("inner", marks=[mark(env={"B": "1", "C": "closest"}), mark(env={"C": "further"})]),
        ])
        @mark(env={"A": "decorator", "C": "decorator"})
        def test_parameter(flow, who):
            env = {key: value for key, value in flow.options.env.items() if key != "MODULE"}
            assert env == {
                "outer": {"A": "parameter", "C": "decorator"},
                "inner": {"A": "decorator", "B": "1", "C": "closest"},
            }[who]

        @pytest.mark.parametrize("flow", [
            pytest.param("held.yml", id="source"),
            pytest.param({"source": "held.yml", "env": {"B": "2"}}, id="options"),
            pytest.param({}, id="nothing"),
            pytest.param(None, id="none"),
            pytest.param("held.yml", marks=mark(name="marked"), id="both"),
        ], indirect=True)
        @mark(env={"A": "1", "B": "1"}, name=None)
        def test_indirect(flow, load_flow, request):
            case = request.node.callspec.id
            assert flow.name == {"nothing": "trip", "none": "trip", "both": "marked"}.get(case, "held")
            assert flow.options.env == {"MODULE": "1", "A": "1", "B": "2" if case == "options" else "1"}
            assert load_flow("trip.yml", name="other").options.env == flow.options.env

        @pytest.mark.parametrize("load_flow", [{"env": {"A": "1"}}], indirect=True)
        def test_indirect_options_of_load_flow(load_flow):
            assert load_flow().options.env == {"MODULE": "1", "A": "1"}
        """,
        files={
            "held.yml": WAIT,
            "conftest.py": """\
                import pytest

                def pytest_collection_modifyitems(items):
                    for item in items:
                        if item.name == "test_added":
                            item.add_marker(pytest.mark.flow(name="added", seed=5))
            """,
        },
    )
    result.assert_outcomes(passed=13)


INI = """
    fnf_start_time = 2030-01-01T00:00:00Z
    fnf_roots = shared more
    fnf_strict_stubs = false
    fnf_discover = no
    fnf_allow_network = db.example.com cache.example.com
    fnf_seed = 7
    fnf_limits = events=9 data_bytes=none
"""


def test_the_ini_file_stands_below_the_marks(run):
    result = run(
        """\
        import pytest
        from pytest_fnf import open_flow

        def check(flow):
            assert flow.clock.now.isoformat() == "2030-01-01T00:00:00+00:00"
            options = flow.options
            assert (options.strict_stubs, options.discover, options.seed) == (False, False, 7)
            assert options.allow_network == ("db.example.com", "cache.example.com")
            assert options.limits == {"events": 9, "data_bytes": None}

        @pytest.mark.flow("held.yml")
        def test_ini(flow):
            check(flow)

        def test_ini_of_a_world_of_its_own():
            with open_flow("held.yml") as flow:
                check(flow)
            with open_flow("held.yml", seed=8, strict_stubs=True) as flow:
                assert (flow.options.seed, flow.options.strict_stubs, flow.options.discover) == (8, True, False)

        @pytest.mark.flow("held.yml", at="2020-01-01T00:00:00Z", strict_stubs=True, discover=True, allow_network=[],
                          seed=0, limits={"events": None})
        def test_mark(flow):
            assert flow.clock.now.year == 2020
            options = flow.options
            assert (options.strict_stubs, options.discover, options.seed) == (True, True, 0)
            assert options.allow_network == ()
            assert options.limits == {"events": None, "data_bytes": None}
        """,
        ini=INI,
        files={"more/held.yml": WAIT},
    )
    result.assert_outcomes(passed=3)


def test_the_command_line_goes_above_the_ini_file(run):
    result = run(
        """\
        import pytest

        @pytest.mark.flow("trip.yml")
        def test_it(flow):
            assert flow.options.seed == 9
        """,
        "-o",
        "fnf_seed=9",
        ini="fnf_seed = 7",
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("fnf_start_time = noon", "ini fnf_start_time: at: an RFC 3339 time such as 2019-05-02T15:04:05Z is needed; *"),
        ("fnf_seed = lucky", "ini fnf_seed: a whole number is needed; found 'lucky'"),
        ("fnf_limits = events", "ini fnf_limits: a limit is written name=number or name=none; found 'events'"),
        ("fnf_limits = events=many", "ini fnf_limits: events is a number or none; found 'many'"),
        ("fnf_limits = event=9", "ini fnf_limits: there is no limit 'event'; did you mean 'events'[?] *"),
        ("fnf_strict_stubs = perhaps", "ini fnf_strict_stubs: true or false is needed; invalid truth value 'perhaps'"),
    ],
)
def test_a_wrong_setting_says_which(run, setting, message):
    result = run(
        """\
        import pytest

        @pytest.mark.flow("trip.yml")
        def test_it(flow): pass
        """,
        ini=setting,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"E   pytest_fnf.UsageError: {message}"])


def test_a_source_is_looked_for_beside_the_test_then_in_roots_then_in_the_rootdir(run, pytester):
    result = run(
        "",
        ini="fnf_roots = shared",
        files={
            "tests/test_places.py": """\
                from pathlib import Path
                import pytest
                from pytest_fnf import open_flow

                HERE = Path(__file__).parent

                @pytest.mark.parametrize(("source", "place"), [
                    ("beside.yml", "tests/beside.yml"),
                    ("root.yml", "shared/root.yml"),
                    ("rootdir.yml", "rootdir.yml"),
                    (Path("../rootdir.yml"), "tests/../rootdir.yml"),
                    (HERE / "beside.yml", "tests/beside.yml"),
                ])
                def test_place(load_flow, source, place):
                    opened = load_flow(source)
                    assert opened.folder == (HERE.parent / place).parent
                    with open_flow(source) as flow:
                        assert flow.folder == opened.folder
                        assert flow.definition is opened.definition  # read once a session

                @pytest.mark.flow("nowhere.yml")
                def test_nowhere(flow): pass
            """,
            "tests/beside.yml": WAIT,
            "shared/beside.yml": WAIT,
            "shared/root.yml": WAIT,
            "root.yml": WAIT,
            "rootdir.yml": WAIT,
        },
    )
    result.assert_outcomes(passed=5, errors=1)
    result.stdout.fnmatch_lines(
        [
            "E   pytest_fnf.UsageError: there is no flow file 'nowhere.yml'; tried:",
            "E     tests/nowhere.yml",
            "E     shared/nowhere.yml",
            "E     nowhere.yml",
        ],
        consecutive=True,
    )


def test_a_mistake_in_a_mark_says_which_mark(run):
    result = run(
        """\
        import pytest

        pytestmark = pytest.mark.flow("trip.yml")
        mark = pytest.mark.flow

        @mark(sauce="x")
        def test_unknown_option(flow): pass

        @mark("a.yml", "b.yml")
        def test_two_sources(flow): pass

        @mark("a.yml", source="b.yml")
        def test_source_twice(flow): pass

        @mark(limits={"event": 5})
        class TestClass:
            def test_unknown_limit(self, flow): pass

        @pytest.mark.parametrize("flow", [5], indirect=True)
        def test_wrong_parameter(flow): pass

        @mark(at="yesterday")
        def test_wrong_time(load_flow): pass

        @mark(at="yesterday")
        def test_marks_are_read_when_a_fixture_asks(): pass
        """
    )
    result.assert_outcomes(errors=6, passed=1)
    errors = [line.partition("UsageError: ")[2] for line in result.outlines if line.startswith("E   ")]
    options = (
        "source, name, functions, env, at, limits, mode, strict_stubs, discover, allow_network, variables, seed, "
        "readings"
    )
    limits = "events, data_bytes, wait_seconds, execution_seconds"
    of = "@pytest.mark.flow of"
    assert errors == [
        f"{of} test_unknown_option: there is no flow option 'sauce'; did you mean 'source'? (options: {options})",
        f"{of} test_two_sources: it takes one source; found 2 positional arguments",
        f"{of} test_source_twice: it takes one source; found 1 positional arguments and source=",
        f"{of} TestClass: there is no limit 'event'; did you mean 'events'? (limits: {limits})",
        "the parameter of the fixture 'flow': source is a path or the definition's text; found 5",
        f"{of} test_wrong_time: at: an RFC 3339 time such as 2019-05-02T15:04:05Z is needed; found 'yesterday'",
    ]
