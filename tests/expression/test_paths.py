"""Paths as tables: text to value, text to message with its offset (fdl-classic 3.4, Q-6 to Q-8)."""

from __future__ import annotations

import copy
import subprocess
import sys

import jsonpath_ng.jsonpath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_fnf.expression.paths import MISSING, Path, PathError, compile_path

DATA = {
    "a": {"b": 1, "x-y": 2, "a b": 3, "数": 4},
    "events": [{"oss": {"key": "k0"}, "parts": [1, 2]}, {"parts": [3]}, {"oss": {"key": "k2"}}],
    "null": None,
    "0": "zero",
    "*": "star",
    "@id": "at",
    "xml:ns": "colon",
    'quote"d': "quote",
    "back\\slash": "backslash",
    "a]b": "bracket",
    "text": "abc",
    "where": "a word of the library",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", DATA),
        # Names: whatever has no meaning of its own.
        (".a.b", 1),
        (".a.x-y", 2),
        (".a.数", 4),
        (".null", None),
        (".0", "zero"),
        (".@id", "at"),
        (".xml:ns", "colon"),
        (".where", "a word of the library"),
        # Quoted names.
        ('.a["a b"]', 3),
        (".a['b']", 1),
        (".a[ 'b' ]", 1),
        ('["a"]["b"]', 1),
        ('["a"].b', 1),
        ('["*"]', "star"),
        ('["quote\\"d"]', "quote"),
        ("['quote\"d']", "quote"),
        ('["back\\\\slash"]', "backslash"),
        ('["a]b"]', "bracket"),
        ('["0"]', "zero"),
        # Indexes, from the end too.
        (".events[0].oss.key", "k0"),
        (".events[ 0 ].oss.key", "k0"),
        (".events[-1].oss.key", "k2"),
        (".events[-3].parts[1]", 2),
        # Wildcards: always an array; what lacks the rest contributes nothing.
        (".events[*].oss.key", ["k0", "k2"]),
        (".events[*].parts[*]", [1, 2, 3]),
        (".events[*].parts[1]", [2]),
        (".events[*].parts[-1]", [2, 3]),
        (".events[*].parts", [[1, 2], [3]]),
        (".events[*].nothing", []),
        (".events[*].nothing[*]", []),
        (".a[*]", []),
        (".nothing[*]", []),
        (".text[*]", []),
        (".null[*]", []),
        (".a.*", [1, 2, 3, 4]),
        (".events.*", DATA["events"]),
        (".events.*.oss.*", ["k0", "k2"]),
        (".text.*", []),
        # Unions, in the order written.
        (".events[0,2].oss.key", ["k0", "k2"]),
        (".events[2,0,9].oss.key", ["k2", "k0"]),
        (".a['b','x-y']", [1, 2]),
        (".a[ 'x-y' , \"b\" , 'nothing' ]", [2, 1]),
        (".a['b',0]", [1]),
        (".events[*,0].parts[0]", [1, 3, 1]),
        ("['a]b','0']", ["bracket", "zero"]),
        # Slices, of arrays only.
        (".events[0:2].parts", [[1, 2], [3]]),
        (".events[1:].parts[*]", [3]),
        (".events[:-1].parts[0]", [1, 3]),
        (".events[::2].oss.key", ["k0", "k2"]),
        (".events[::-1].oss.key", ["k2", "k0"]),
        (".events[0:2,0].parts[0]", [1, 3, 1]),
        (".events[ 0 : 1 ].parts", [[1, 2]]),
        (".events[::0]", []),
        (".events[7:9]", []),
        (f".events[-{'9' * 30}:{'9' * 30}:{'9' * 30}].parts", [[1, 2]]),
        (".a[0:1]", []),
        (".text[0:1]", []),
        # Nothing there.
        (".nothing", MISSING),
        (".a.nothing", MISSING),
        (".a.b.c", MISSING),
        (".a.nothing.c.d", MISSING),
        (".a[0]", MISSING),
        ("[0]", MISSING),
        (".text[0]", MISSING),
        (".events.oss", MISSING),
        (".events['0']", MISSING),
        (".events[3]", MISSING),
        (".events[-4]", MISSING),
        (".null.x", MISSING),
    ],
)
def test_a_path_reads_its_value(text, value):
    before = copy.deepcopy(DATA)
    path = compile_path(text)
    found = path.get(DATA)
    assert found is MISSING if value is MISSING else found == value
    assert (path.text, DATA) == (text, before)


@pytest.mark.parametrize(
    ("text", "wildcard"),
    [("", False), (".a", False), ("[0]", False), ('["*"]', False), ("[*]", True), (".*", True), ("[0,1]", True)],
)
def test_a_path_says_whether_it_always_gives_an_array(text, wildcard):
    assert compile_path(text).wildcard is wildcard


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("..a", 0, "'..' searches at any depth, which FDL does not know; write each name"),
        (".a[?(@.b > 1)]", 2, "'[?' filters, which FDL does not know; let a function filter"),
        (".a[ ?@['b']]", 2, "'[?' filters, which FDL does not know; let a function filter"),
        (".a b", 2, 'a path has no blanks; write a name with a blank as ["a b"]'),
        (".a.", 2, "a name is missing behind '.'"),
        (".(a)", 0, "no name behind '.': '('"),
        (".a.'b'", 2, "a quoted name stands in brackets, without a '.', as in [\"a b\"]"),
        (".a[0", 2, "the '[' that begins here is not ended by ']'"),
        (".a['b]", 2, "the '[' that begins here is not ended by ']'"),
        (".a[x]", 2, "a name in brackets is quoted, as in [\"x\"]; brackets hold an index, a quoted name or '*'"),
        (
            ".a[where]",
            2,
            "a name in brackets is quoted, as in [\"where\"]; brackets hold an index, a quoted name or '*'",
        ),
        (".a[]", 2, "found '[]'; brackets hold an index, a quoted name or '*'"),
        (".a[0,]", 2, "found '[]'; brackets hold an index, a quoted name or '*'"),
        (".a[1.5]", 2, "found '[1.5]'; brackets hold an index, a quoted name or '*'"),
        (".a[0:b]", 2, "found '[0:b]'; brackets hold an index, a quoted name or '*'"),
        (".a[0:1:2:3]", 2, "found '[0:1:2:3]'; brackets hold an index, a quoted name or '*'"),
        (f"[{'9' * 5000}:]", 0, "found '[999999999999999999999...]'; brackets hold an index, a quoted name or '*'"),
        ("[true]", 0, "a name in brackets is quoted, as in [\"true\"]; brackets hold an index, a quoted name or '*'"),
        ("a", 0, "found 'a'; a path goes on with '.name', '[0]', '[\"name\"]' or '[*]'"),
        (".a,b", 2, "found ','; a path goes on with '.name', '[0]', '[\"name\"]' or '[*]'"),
        (".a*", 2, "found '*'; a path goes on with '.name', '[0]', '[\"name\"]' or '[*]'"),
        (".a" * 201, 400, "a path has at most 200 segments"),
        (f".a[{'0,' * 200}0]", 2, "brackets hold at most 200 selectors"),
    ],
)
def test_what_is_no_path_says_why_and_where(text, offset, message):
    with pytest.raises(PathError) as raised:
        compile_path(text)
    assert (raised.value.offset, raised.value.message) == (offset, message)
    assert str(raised.value) == message


def test_a_path_is_compiled_once_and_does_not_change():
    path = compile_path(".a")
    assert compile_path(".a") is path
    assert repr(path) == "Path(text='.a', wildcard=False)"
    assert path == Path(".a", wildcard=False, get=dict)
    with pytest.raises(AttributeError):
        path.text = ".b"


@pytest.mark.parametrize("text", [".events[*]", ".a.*", ".events[0,1]", ".events[0:]"])
def test_an_array_that_a_wildcard_gives_is_nobody_elses(text):
    data = copy.deepcopy(DATA)
    compile_path(text).get(data).clear()
    assert data == DATA


def test_only_a_slice_loads_the_library():
    code = (
        "import sys; from pytest_fnf.expression.paths import compile_path; "
        "[compile_path(text) for text in ('.a[0][\"b\"][*].c', '.*', '[0,*]')]; "
        "assert 'jsonpath_ng' not in sys.modules; compile_path('[1:]'); assert 'jsonpath_ng' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("ab*0"), inner, max_size=3),
    max_leaves=12,
)
segments = st.sampled_from(
    [".a", ".b", '["a"]', "['*']", "[0]", "[-1]", "[2]", "[*]", ".*", "[0,1]", "['a','b']", "[0:2]", "[::-1]", "[-2:]"]
)


def any_road(path, data):
    found = path.get(data)
    if path.wildcard:
        return found
    return [] if found is MISSING else [found]


@pytest.mark.skipif(
    not hasattr(jsonpath_ng.jsonpath, "Wildcard"),
    reason="older releases take an object for an array of one element and fail on short arrays",
)
@settings(deadline=None)
@given(st.lists(segments, max_size=4).map("".join), json_values)
def test_every_road_gives_what_the_library_gives(text, data):
    # But `[*]` of an object: the library gives its values, FDL knows it for arrays only.
    found = jsonpath_ng.parse(f"${text.replace('[*]', '[:]')}").find(data)
    assert any_road(compile_path(text), data) == [match.value for match in found]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["[*]", ".a", "[0]", ".*"]), max_size=4), json_values)
def test_the_direct_road_and_that_of_slices_agree(text, data):
    slices = "".join(text).replace("[*]", "[:]")
    direct = any_road(compile_path("".join(text)), data)
    assert any_road(compile_path(slices), data) == direct


@settings(deadline=None)
@given(
    st.text(max_size=20)
    | st.lists(
        st.sampled_from(
            [".a", "[0]", "[*]", ".", "[", "]", "*", ":", ",", "'a'", '"', "\\", "?", "-1", " ", "$", "`this`"]
        )
    ).map("".join)
)
def test_any_text_is_a_path_or_an_error_inside_it(text):
    before = copy.deepcopy(DATA)
    try:
        path = compile_path(text)
    except PathError as error:
        assert 0 <= error.offset <= len(text)
        assert "\n" not in error.message
    else:
        for data in (DATA, [[1], {"a": 2}], None, True, 1.5, "a"):
            path.get(data)
    assert before == DATA


@settings(deadline=None)
@given(st.text(min_size=1, max_size=8), json_values)
def test_a_quoted_name_may_hold_anything(name, value):
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    assert compile_path(f'["{escaped}"]').get({name: value}) == value


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" + "," * 200_000, id="commas"),
        pytest.param("[" + ":" * 200_000, id="colons"),
        pytest.param("[" + " " * 200_000, id="blanks"),
        pytest.param("['a'" * 50_000, id="quoted names"),
        pytest.param("." + "-" * 1_000_000, id="one name"),
    ],
)
def test_a_huge_text_costs_little(text):
    # Quadratic work would take minutes here.
    try:
        compile_path(text)
    except PathError as error:
        assert len(error.message) < 200
