"""Wording of YAML's syntax errors for people who do not know its grammar.

In: what the YAML library complained about, and the character it stands at. Out: a message and a hint. It does not
import the library.
"""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """How to tell a syntax error.

    Attributes:
        message: what was found.
        hint: what to do.
        at_context: whether the place to show is where the construct began, not where it broke.
    """

    message: str
    hint: str
    at_context: bool = False


_QUOTE = "put a text that begins with {0} in quotes"

_KNOWN: tuple[tuple[str, Wording], ...] = (
    (
        "mapping values are not allowed",
        Wording(
            "a ':' where no key can stand",
            "a text that contains ': ' goes in quotes; else look at the indentation of this line and the one above",
        ),
    ),
    (
        "could not find expected ':'",
        Wording(
            "this line is neither 'key: value' nor an entry '- ...'",
            "a key is followed by ':' and a blank",
            at_context=True,
        ),
    ),
    (
        "did not find expected key",
        Wording(
            "this does not fit the map that it stands in",
            "look at the indentation; or a text has quotes inside its quotes, so that it ends too early",
        ),
    ),
    (
        "did not find expected '-' indicator",
        Wording("this line stands among the entries of a list, but does not begin with '-'", "look at the indentation"),
    ),
    ("expected ',' or ']'", Wording("a list that begins with '[' here is not closed", "write , or ]", at_context=True)),
    ("expected ',' or '}'", Wording("a map that begins with '{' here is not closed", "write , or }", at_context=True)),
    (
        "found unexpected end of stream",
        Wording("a text that begins with a quote here has no closing quote", "close the quote", at_context=True),
    ),
    (
        "block sequence entries are not allowed",
        Wording("a '-' where no list can begin", "write the list on the lines below its key"),
    ),
    (
        "found unknown escape character",
        Wording("a \\ with a character that means nothing after it", "in single quotes a \\ is just a \\"),
    ),
    (
        "found undefined tag handle",
        Wording("a tag that is not declared", "put a text that begins with ! in quotes"),
    ),
    (
        "expected <document start>",
        Wording(
            "text after the end of the document", "look at the indentation of this line; a file holds one document"
        ),
    ),
)

_STARTERS = {
    "@": _QUOTE.format("@"),
    "`": "a text in back-quotes, as conditions have it, goes in quotes: '$.a == `b`'",
    "%": _QUOTE.format("%"),
}


def wording(problem: str, context: str, char: str) -> Wording:
    """The wording for a syntax error of the YAML library.

    Args:
        problem: what the library says.
        context: what it was doing.
        char: the character where it stopped, empty at the end.
    """
    if "cannot start any token" in problem:
        return Wording(f"the character {char!r} cannot begin a value", _STARTERS.get(char, ""))
    if "alias" in context or "anchor" in context:
        sign = "*" if "alias" in context else "&"
        return Wording(f"a '{sign}' without a name after it", _QUOTE.format(sign), at_context=True)
    if char in ("[", "{") and "expected ','" in problem:
        return Wording(f"a '{char}' inside a text, in a list or map in brackets", "put the text in quotes")
    for known, words in _KNOWN:
        if known in problem:
            return words
    if "tag" in context:
        return Wording("a '!' begins a tag, and this is none", _QUOTE.format("!"), at_context=True)
    return Wording(f"this is no YAML: {problem or 'it cannot be read'}", "")
