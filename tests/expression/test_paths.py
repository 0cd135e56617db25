"""Paths as tables: text to value, text to message with its offset (fdl-classic 3.4)."""

from __future__ import annotations

import copy
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.expression.paths import MISSING, PathError, compile_path

DATA = {
    "a": {"b": 1, "x-y": 2, "a b": 3, "数": 4},
    "events": [{"oss": {"key": "k0"}, "parts": [1, 2]}, {"parts": [3]}, {"oss": {"key": "k2"}}],
    "null": None,
    "0": "zero",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", DATA),
        (".a.b", 1),
        (".a.x-y", 2),
        (".a.数", 4),
        ('.a["a b"]', 3),
        (".a['b']", 1),
        ('["a"]["b"]', 1),
        (".events[0].oss.key", "k0"),
        (".events[-1].oss.key", "k2"),
        (".null", None),
        (".0", "zero"),
        # Wildcards: always an array; what lacks the rest contributes nothing.
        (".events[*].oss.key", ["k0", "k2"]),
        (".events[*].parts[*]", [1, 2, 3]),
        (".events[*].nothing", []),
        (".a[*]", []),
        (".nothing[*]", []),
        # What only the library knows.
        (".events[0:2].parts", [[1, 2], [3]]),
        (".events[0,2].oss.key", ["k0", "k2"]),
        (".a['b','x-y']", [1, 2]),
        (".a.*", [1, 2, 3, 4]),
        (".events.*", DATA["events"]),
        (".a[0:1]", []),
        # Nothing there.
        (".nothing", MISSING),
        (".a.nothing", MISSING),
        (".a.b.c", MISSING),
        (".a[0]", MISSING),
        (".events.oss", MISSING),
        (".events[3]", MISSING),
        (".events[-4]", MISSING),
        (".null.x", MISSING),
    ],
)
def test_paths(text, value):
    path = compile_path(text)
    assert path.get(DATA) == value if value is not MISSING else path.get(DATA) is MISSING
    assert path.text == text


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("..a", 0, "'..' searches at any depth, which FDL does not know; write each name"),
        (".a[?(@.b > 1)]", 2, "'[?' filters, which FDL does not know; let a function filter"),
        (".a b", 2, 'a path has no blanks; write a name with a blank as ["a b"]'),
        (".a.", 2, "a name is missing behind '.'"),
        (".a[x]", 2, "a '[' holds an index, a quoted name or '*', and ends with ']'"),
        (".a[0", 2, "a '[' holds an index, a quoted name or '*', and ends with ']'"),
        ("a", 0, "found 'a'; a path goes on with '.name', '[0]', '[\"name\"]' or '[*]'"),
        (".a" * 201, 400, "a path has at most 200 segments"),
    ],
)
def test_what_is_no_path_says_why_and_where(text, offset, message):
    with pytest.raises(PathError) as raised:
        compile_path(text)
    assert (raised.value.offset, raised.value.message) == (offset, message)


def test_a_boolean_is_no_index_and_true_no_key():
    assert compile_path(".a").get([1]) is MISSING
    assert compile_path("[1]").get({"1": 1}) is MISSING


@pytest.mark.parametrize(
    ("common", "special"), [(".events[*]", ".events[0:]"), (".events[*].parts[*]", ".events[0:].parts[0:]")]
)
def test_both_roads_lead_to_the_same_place(common, special):
    assert compile_path(common).get(DATA) == compile_path(special).get(DATA)


def test_the_common_forms_do_not_load_the_library():
    code = (
        "import sys; from pytest_fnf.expression.paths import compile_path; "
        "compile_path('.a[0][\"b\"][*].c').get({}); sys.exit('jsonpath_ng' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(
    st.text(max_size=20)
    | st.lists(st.sampled_from([".a", "[0]", "[*]", ".", "[", "]", "*", ":", ",", "'a'", "?"])).map("".join)
)
def test_any_text_is_a_path_or_an_error_inside_it(text):
    before = copy.deepcopy(DATA)
    try:
        path = compile_path(text)
    except PathError as error:
        assert 0 <= error.offset <= len(text)
    else:
        path.get(DATA)
        path.get([[1], {"a": 2}])
    assert before == DATA
