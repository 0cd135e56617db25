"""Names, numbers of arguments and kinds, as far as they are known when an expression is read (section 13.2)."""

from __future__ import annotations

import pytest

from pytest_fnf.expression.statemachine.functions import FUNCTIONS, nearest_function

ALL = (
    "arrayContains, arrayUnique, toArray, format, length, split, regexMatchString, mapKeys, mapValues, jsonMerge, "
    "stringToJson, fromJSON, jsonToString, fromBase64, toBase64, hash, uuid, get, intAdd, randomInt"
)


def test_these_are_the_functions():
    assert ", ".join(FUNCTIONS) == ALL
    assert [function.signature for function in FUNCTIONS.values()] == [
        "arrayContains(array, value)",
        "arrayUnique(array)",
        "toArray(value...)",
        "format(template, value...)",
        "length(value)",
        "split(text, separator)",
        "regexMatchString(pattern, text)",
        "mapKeys(object)",
        "mapValues(object)",
        "jsonMerge(first, second)",
        "stringToJson(text)",
        "fromJSON(text)",
        "jsonToString(value)",
        "fromBase64(text)",
        "toBase64(text)",
        "hash(text, algorithm)",
        "uuid()",
        "get(value, key)",
        "intAdd(a, b)",
        "randomInt(lowest, highest)",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Format", "format"),
        ("LENGTH", "length"),
        ("jsonmerge", "jsonMerge"),
        ("lenght", "length"),
        ("arrayContain", "arrayContains"),
        ("stringToJSON", "stringToJson"),
        ("fromJson", "fromJSON"),
        ("States.Format", "format"),
        ("States.StringToJson", "stringToJson"),
        ("States.JsonToString", "jsonToString"),
        ("States.Array", "toArray"),
        ("States.ArrayContains", "arrayContains"),
        ("States.ArrayGetItem", "get"),
        ("States.ArrayLength", "length"),
        ("States.ArrayUnique", "arrayUnique"),
        ("States.Base64Encode", "toBase64"),
        ("States.Base64Decode", "fromBase64"),
        ("States.Hash", "hash"),
        ("States.JsonMerge", "jsonMerge"),
        ("States.MathAdd", "intAdd"),
        ("States.MathRandom", "randomInt"),
        ("States.StringSplit", "split"),
        ("States.UUID", "uuid"),
        ("len", "length"),
        ("size", "length"),
        ("concat", "format"),
        ("contains", "arrayContains"),
        ("keys", "mapKeys"),
        ("toString", "jsonToString"),
        ("md5", "hash"),
        ("JSON.parse", "stringToJson"),
        ("JSON.stringify", "jsonToString"),
        ("xyz", ""),
        ("a" * 41, ""),
    ],
)
def test_a_wrong_name_has_a_right_one_near(name, meant, complaint_of):
    assert nearest_function(name) == meant
    shown = f"{'a' * 21}..." if len(name) > 40 else name
    hint = f"did you mean '{meant}'?" if meant else f"the functions are {ALL}"
    assert complaint_of(f"1 == {name}()") == (5, f"found '{shown}', which is no function", hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("length()", "length(value) takes 1 argument; found 0"),
        ("length('a', 'b')", "length(value) takes 1 argument; found 2"),
        ("uuid(1)", "uuid() takes no arguments; found 1"),
        ("format()", "format(template, value...) takes at least 1 argument; found 0"),
        ("split('a')", "split(text, separator) takes 2 arguments; found 1"),
        ("intAdd(1, 2, 3)", "intAdd(a, b) takes 2 arguments; found 3"),
        ("hash('a')", "hash(text, algorithm) takes 2 arguments; found 1"),
        ("jsonMerge({})", "jsonMerge(first, second) takes 2 arguments; found 1"),
        ("regexMatchString('a')", "regexMatchString(pattern, text) takes 2 arguments; found 1"),
    ],
)
def test_the_number_of_arguments_is_known_when_it_is_read(text, message, complaint_of):
    assert complaint_of(f"1 == {text}") == (5, message, "")


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("length(3)", 7, "argument 1 of length(value) is the number 3; it takes an array, an object or a text"),
        ("length(null)", 7, "argument 1 of length(value) is null; it takes an array, an object or a text"),
        ("length(length('a'))", 7, "argument 1 of length(value) is the number 1; it takes an array, an object or a"),
        ("length($Input.a == 1)", 7, "argument 1 of length(value) is true or false; it takes an array, an object"),
        ("mapKeys([$Input])", 8, "argument 1 of mapKeys(object) is an array; it takes an object"),
        ("arrayUnique('abc')", 12, 'argument 1 of arrayUnique(array) is the text "abc"; it takes an array'),
        ("hash(1, 'MD5')", 5, "argument 1 of hash(text, algorithm) is the number 1; it takes a text"),
        ("split('a', length($Input))", 11, "argument 2 of split(text, separator) is a number; it takes a text"),
        ("intAdd(1, '2')", 10, 'argument 2 of intAdd(a, b) is the text "2"; it takes a whole number of 64 bits'),
        ("intAdd(1.5, 1)", 7, "argument 1 of intAdd(a, b) is the number 1.5; it takes a whole number of 64 bits"),
        ("get([], true)", 8, "argument 2 of get(value, key) is true; it takes an index or a key"),
        ("get($Input, [1])", 12, "argument 2 of get(value, key) is the array [1]; it takes an index or a key"),
        ("format(1, 2)", 7, "argument 1 of format(template, value...) is the number 1; it takes a text"),
        ("randomInt('a', 1)", 10, 'argument 1 of randomInt(lowest, highest) is the text "a"; it takes a whole'),
    ],
)
def test_arguments_that_can_never_fit_are_refused_when_they_are_read(text, offset, message, complaint_of):
    found = complaint_of(text)
    assert (found[0], found[1][: len(message)]) == (offset, message)


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ("format('{} {}', $Input)", "the template has {} 2 times; values that follow it: 1", ""),
        ("format('text', $Input)", "the template has {} 0 times; values that follow it: 1", ""),
        ("split($Input, '')", "the separator is empty", ""),
        (
            "hash($Input, 'md5')",
            'found the text "md5"; the algorithms are MD5, SHA-1, SHA-256, SHA-512',
            "did you mean 'MD5'?",
        ),
        (
            "hash($Input, 'SHA256')",
            'found the text "SHA256"; the algorithms are MD5, SHA-1, SHA-256, SHA-512',
            "did you mean 'SHA-256'?",
        ),
        ("regexMatchString('[', $Input)", "the pattern cannot be read: unterminated character set at position 0", ""),
        ("randomInt(2, 1)", "the range from 2 to 1 is empty", ""),
        ("stringToJson('{')", 'found the text "{", which is no JSON: expecting property name enclosed in', ""),
        ("fromBase64('?')", 'found the text "?", which is no Base64', ""),
        ("get([1], 'a')", 'found the text "a"; an array takes an index', ""),
    ],
)
def test_what_is_written_and_can_only_fail_is_refused_when_it_is_read(text, reason, hint, complaint_of):
    message = f"`{text}`: {reason}"
    found = complaint_of(f"1 == {text}")
    assert (found[0], found[1][: len(message)], found[2]) == (5, message, hint)
