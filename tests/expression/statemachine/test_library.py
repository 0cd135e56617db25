"""Every function of section 13.2: documented examples, the readings of OQ-24, and what is refused."""

from __future__ import annotations

import json
import random
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fnf.expression.statemachine import bounds, library

SHA_512_OF_ABC = (
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
)
TOM = {"name": "Tom", "age": 10}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # The service's own examples.
        ('arrayContains(["Tom",10],10)', True),
        ('arrayContains(["Tom",10],"Jack")', False),
        ("arrayUnique([1,2,3,1])", [1, 2, 3]),
        ('toArray(1,"a")', [1, "a"]),
        ('format("hello {}","world")', "hello world"),
        ("format('Hello, {}', $Input.tom.name)", "Hello, Tom"),
        ("length([1,2,3])", 3),
        ('length({"name":"Tom","age":10})', 2),
        ('length("name")', 4),
        (
            'jsonMerge({"name":"Tom","age":10},{"name":"Tom","address":"beijing"})',
            {"name": "Tom", "age": 10, "address": "beijing"},
        ),
        ("""stringToJson('{"name": "Tom", "age": 10}')""", TOM),
        ("""fromJSON('{"name": "Tom", "age": 10}')""", TOM),
        ('fromBase64("Rm5G")', "FnF"),
        ('toBase64("FnF")', "Rm5G"),
        ('hash("abc","MD5")', "900150983cd24fb0d6963f7d28e17f72"),
        # arrayContains compares as == does.
        ("arrayContains($Input.list, 1.0)", True),
        ("arrayContains($Input.list, true)", False),
        ('arrayContains($Input.list, "1")', False),
        ("arrayContains([[1], {}], {})", True),
        ("arrayContains([], null)", False),
        ("arrayContains([null], $Input.missing)", True),
        # arrayUnique keeps what stands first, in its order.
        ("arrayUnique([])", []),
        ('arrayUnique([3, 1, "1", true, 1.0, null, 3, null, 1])', [3, 1, "1", True, None]),
        ('arrayUnique([{"a": 1, "b": [1]}, {"b": [1.0], "a": 1}, [], {}, []])', [{"a": 1, "b": [1]}, [], {}]),
        ('arrayUnique(["b", "a", "b"])', ["b", "a"]),
        # toArray takes any number of anything.
        ("toArray()", []),
        ("toArray([1])", [[1]]),
        ("toArray(null, $Input.missing, {})", [None, None, {}]),
        # format: texts bare, everything else as compact JSON.
        ('format("")', ""),
        ('format("no place")', "no place"),
        ('format("{}{}", "a", "b")', "ab"),
        ('format("{} and {}", 1, 2.5)', "1 and 2.5"),
        ('format("{}", true)', "true"),
        ('format("{}", null)', "null"),
        ('format("{}", $Input.missing)', "null"),
        ('format("{}", [1, "a"])', '[1,"a"]'),
        ('format("{}", $Input.tom)', '{"name":"Tom","age":10}'),
        ('format("{}", "{}")', "{}"),
        ('format("{{}}", 1)', "{1}"),
        ('format("{ } {0} {}", 1)', "{ } {0} 1"),
        ('format($Input.template, "x")', "<x>"),
        # length counts Unicode characters.
        ('length("")', 0),
        ('length("中文")', 2),
        ('length("😀")', 1),
        ("length([])", 0),
        ("length({})", 0),
        ("length([[1, 2]])", 1),
        # split(text, separator).
        ('split("a,b,c", ",")', ["a", "b", "c"]),
        ('split("a, b", ", ")', ["a", "b"]),
        ('split("", ",")', [""]),
        ('split(",", ",")', ["", ""]),
        ('split("abc", "x")', ["abc"]),
        ('split("a.b", ".")', ["a", "b"]),
        # regexMatchString(pattern, text): a search.
        ('regexMatchString("b", "abc")', True),
        ('regexMatchString("^b", "abc")', False),
        ("regexMatchString(`^\\d+$`, '123')", True),
        ('regexMatchString("", "")', True),
        ('regexMatchString("x", "")', False),
        # Keys and values in the order of the keys.
        ('mapKeys({"b": 1, "a": 2, "B": 3})', ["B", "a", "b"]),
        ('mapValues({"b": 1, "a": 2, "B": 3})', [3, 2, 1]),
        ("mapKeys({})", []),
        ("mapValues({})", []),
        # jsonMerge is shallow, the second wins.
        ("jsonMerge({}, {})", {}),
        ('jsonMerge({"a": 1}, {"a": null})', {"a": None}),
        ('jsonMerge({"a": {"x": 1}, "b": 2}, {"a": {"y": 1}})', {"a": {"y": 1}, "b": 2}),
        # JSON to text and back.
        ("stringToJson(' [1, null] ')", [1, None]),
        ("stringToJson('\"a\"')", "a"),
        ("stringToJson('1.0')", 1.0),
        ("jsonToString($Input.tom)", '{"name":"Tom","age":10}'),
        ('jsonToString("a")', '"a"'),
        ('jsonToString("中")', '"中"'),
        ("jsonToString(null)", "null"),
        ("jsonToString([1, 2.5, true])", "[1,2.5,true]"),
        # Base64 of UTF-8.
        ('toBase64("")', ""),
        ('fromBase64("")', ""),
        ('toBase64("中")', "5Lit"),
        ('fromBase64("5Lit")', "中"),
        ('toBase64("a")', "YQ=="),
        ('fromBase64("YQ==")', "a"),
        # Digests of UTF-8, in small hexadecimal digits.
        ('hash("abc", "SHA-1")', "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ('hash("abc", "SHA-256")', "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            'hash("abc", "SHA-512")',
            SHA_512_OF_ABC,
        ),
        ('hash("", "MD5")', "d41d8cd98f00b204e9800998ecf8427e"),
        ('hash("中", "MD5")', "aed1dfbc31703955e64806b799b67645"),
        # get: like a path, with a key that is computed.
        ("get($Input.list, 0)", 1),
        ("get($Input.list, 1.0)", "a"),
        ("get($Input.list, 2)", None),
        ("get($Input.list, -1)", None),
        ('get($Input.tom, "name")', "Tom"),
        ('get($Input.tom, "missing")', None),
        ("get($Input.tom, $Input.key)", 10),
        ('get(stringToJson("{\\"a\\": [1, 2]}"), "a")', [1, 2]),
        # intAdd: whole numbers, however they are written.
        ("intAdd(1, 2)", 3),
        ("intAdd($Input.n, -1)", 4),
        ("intAdd(2.0, 1)", 3),
        ("intAdd(9223372036854775806, 1)", 9223372036854775807),
        ("intAdd(-9223372036854775807, -1)", -9223372036854775808),
        ("randomInt(7, 7)", 7),
        ("randomInt(7.0, 7)", 7),
    ],
)
def test_a_function_gives_what_the_documents_say(text, value, value_of):
    data = {"tom": TOM, "list": [1, "a"], "key": "age", "template": "<{}>", "n": 5}
    found = value_of(text, data)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "data", "cause"),
    [
        ("length($Input)", None, "argument 1 is null; it takes an array, an object or a text"),
        ("length($Input)", 1, "argument 1 is the number 1; it takes an array, an object or a text"),
        ("length($Input)", True, "argument 1 is true; it takes an array, an object or a text"),
        ("arrayContains($Input, 1)", {"a": 1}, 'argument 1 is the object {"a":1}; it takes an array'),
        ("arrayUnique($Input)", "a", 'argument 1 is the text "a"; it takes an array'),
        ("format($Input)", 1, "argument 1 is the number 1; it takes a text"),
        ("format($Input)", "{}", "the template has {} 1 times; values that follow it: 0"),
        ('format($Input, 1, "a")', "{}", "the template has {} 1 times; values that follow it: 2"),
        ('split($Input, ",")', None, "argument 1 is null; it takes a text"),
        ('split("a", $Input)', "", "the separator is empty"),
        ('regexMatchString($Input, "a")', "(", "the pattern cannot be read: missing ), unterminated subpattern at"),
        ('regexMatchString("a", $Input)', 1, "argument 2 is the number 1; it takes a text"),
        ("mapKeys($Input)", [1], "argument 1 is the array [1]; it takes an object"),
        ("mapValues($Input)", None, "argument 1 is null; it takes an object"),
        ("jsonMerge({}, $Input)", [1], "argument 2 is the array [1]; it takes an object"),
        ("stringToJson($Input)", {}, "argument 1 is the object {}; it takes a text"),
        ("stringToJson($Input)", "", 'found the text "", which is no JSON: expecting value at character 1'),
        (
            "stringToJson($Input)",
            "{'a': 1}",
            "which is no JSON: expecting property name enclosed in double quotes at character 2",
        ),
        ("stringToJson($Input)", "[1] 2", 'found the text "[1] 2", which is no JSON: extra data at character 5'),
        ("stringToJson($Input)", "NaN", 'found the text "NaN", but NaN at $ is no JSON value'),
        ("stringToJson($Input)", "[1e999]", 'found the text "[1e999]", but inf at $[0] is no JSON value'),
        ("stringToJson($Input)", "1" * 5000, f'found the text "{"1" * 56}..., with a number that is too long'),
        ("stringToJson($Input)", "1" * 4250, "but an integer of 14116 bits at $ is no JSON value"),
        ("stringToJson($Input)", "[" * 201 + "]" * 201, "but nesting deeper than 200 levels at $"),
        ("stringToJson($Input)", "[" * 10**6, "which is nested deeper than 200 levels"),
        ("fromJSON($Input)", "x", 'found the text "x", which is no JSON: expecting value at character 1'),
        ("fromBase64($Input)", "Rm5", 'found the text "Rm5", which is no Base64'),
        ("fromBase64($Input)", "Rm5G!", 'found the text "Rm5G!", which is no Base64'),
        ("fromBase64($Input)", "Rm5G\n", 'found the text "Rm5G\\n", which is no Base64'),
        ("fromBase64($Input)", "中", 'found the text "中", which is no Base64'),
        ("fromBase64($Input)", "/w==", 'found the text "/w==", whose bytes are no UTF-8 text'),
        ("toBase64($Input)", "a\ud800", "found half of a surrogate pair at character 2, which UTF-8 cannot carry"),
        ('hash($Input, "MD5")', "\udfff", "found half of a surrogate pair at character 1, which UTF-8 cannot carry"),
        ('hash("a", $Input)', "md5", 'found the text "md5"; the algorithms are MD5, SHA-1, SHA-256, SHA-512'),
        ("get($Input, 0)", None, "argument 1 is null; it takes an array or an object"),
        ("get($Input, 0)", "text", 'argument 1 is the text "text"; it takes an array or an object'),
        ("get([1], $Input)", "0", 'found the text "0"; an array takes an index'),
        ("get({}, $Input)", 0, "found the number 0; an object takes a text as key"),
        ("get([1], $Input)", 0.5, "argument 2 is the number 0.5; it takes an index or a key"),
        ("get([1], -$Input)", 0.5, "argument 2 is the number -0.5; it takes an index or a key"),
        ("get([1], $Input)", None, "argument 2 is null; it takes an index or a key"),
        ("intAdd($Input, 1)", "1", 'argument 1 is the text "1"; it takes a whole number of 64 bits'),
        ("intAdd($Input, 1)", 1.5, "argument 1 is the number 1.5; it takes a whole number of 64 bits"),
        ("intAdd($Input, 1)", 1e300, "argument 1 is the number 1e+300; it takes a whole number of 64 bits"),
        ("intAdd(1, $Input)", True, "argument 2 is true; it takes a whole number of 64 bits"),
        ("intAdd($Input, 1)", 2**63, "argument 1 is the number 9223372036854775808; it takes a whole number of 64"),
        ("intAdd($Input, 1)", 2**63 - 1, "the sum 9223372036854775808 has more than 64 bits"),
        ("randomInt($Input, 1)", 2, "the range from 2 to 1 is empty"),
        ("randomInt(1, $Input)", "2", 'argument 2 is the text "2"; it takes a whole number of 64 bits'),
    ],
)
def test_a_function_refuses_what_it_does_not_take(text, data, cause, cause_of):
    found = cause_of(text, data)
    assert found.startswith(f"`{text}`: ")
    assert cause in found


def test_what_is_made_stays_below_a_size(cause_of, value_of, monkeypatch):
    monkeypatch.setattr(bounds, "MOST", 1000)
    data = {"text": "x" * 900, "list": ["x" * 400] * 3, "keys": {"k" * 400: 1, "l" * 400: 2, "m" * 400: 3}}
    message = "the result is longer than 1000 characters"
    for text in [
        'format("{}{}", $Input.text, $Input.text)',
        "jsonToString($Input.list)",
        "jsonToString($Input.keys)",
        'format("{}", $Input.list)',
        "toBase64($Input.text)",
        "toBase64(jsonToString($Input.text))",
        'split($Input.text, "x")',
    ]:
        assert cause_of(text, data).endswith(message), text
    assert value_of('format("{}", $Input.text)', data) == data["text"]
    # What only lies together takes no room of its own.
    assert value_of("[$Input.list, $Input.list]", data) == [data["list"]] * 2


def test_uuids_and_numbers_are_drawn_from_the_seed(value_of):
    text = "[uuid(), uuid(), randomInt(1, 1000000)]"
    one = value_of(text, random=random.Random(7))
    assert value_of(text, random=random.Random(7)) == one
    assert value_of(text, random=random.Random(8)) != one
    assert one[0] != one[1]


@given(st.integers(0, 2**32))
def test_a_uuid_is_one_of_version_4(seed):
    source = random.Random(seed)
    text = library.uuid(source)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", text)
    assert uuid.UUID(text).version == 4


def test_both_ends_of_a_range_are_drawn(value_of):
    source = random.Random(0)
    drawn = {value_of("randomInt(-1, $Input)", 1, random=source) for _ in range(100)}
    assert drawn == {-1, 0, 1}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=3), json_values, max_size=4)


@given(json_values)
def test_json_and_text_turn_into_each_other(value_of, value):
    text = value_of("jsonToString($Input)", value)
    assert json.loads(text) == value
    assert value_of("stringToJson(jsonToString($Input)) == $Input", value) is True
    assert value_of("jsonToString(stringToJson($Input))", text) == text


@given(st.text())
def test_base64_and_text_turn_into_each_other(value_of, text):
    assert value_of("fromBase64(toBase64($Input))", text) == text


@given(st.text(), st.text(min_size=1, max_size=2))
def test_pieces_put_together_again_are_the_text(value_of, text, separator):
    pieces = value_of("split($Input.text, $Input.separator)", {"text": text, "separator": separator})
    assert separator.join(pieces) == text
    assert not any(separator in piece for piece in pieces)


@given(st.lists(json_values, max_size=6))
def test_unique_elements_are_all_there_once(value_of, array):
    unique = value_of("arrayUnique($Input)", array)
    assert value_of("arrayUnique($Input)", unique) == unique
    assert value_of("arrayUnique([$Input, $Input])", array) == [array]
    for element in array:
        assert value_of("arrayContains($Input.a, $Input.b) && $Input.b in $Input.a", {"a": unique, "b": element})


@given(objects, objects)
def test_a_merge_has_the_keys_of_both_and_keys_lie_beside_values(value_of, first, second):
    merged = value_of("jsonMerge($Input.a, $Input.b)", {"a": first, "b": second})
    assert merged == first | second
    keys, values = value_of("[mapKeys($Input), mapValues($Input)]", merged)
    assert dict(zip(keys, values, strict=True)) == merged
    assert keys == sorted(keys)
    assert value_of("length($Input)", merged) == len(keys)


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_a_number_drawn_lies_in_its_range(value_of, a, b):
    low, high = sorted((a, b))
    assert low <= value_of("randomInt($Input.a, $Input.b)", {"a": low, "b": high}) <= high
