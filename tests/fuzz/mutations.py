"""Documents as slips make them of good ones.

In: a text, snippets and dice. Out: another text. It leaves what may become of it to the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random


def mutated(text: str, snippets: Sequence[str], random: Random) -> str:
    """Some lines dropped, doubled or exchanged, some snippets put in or instead of others; it keeps a line break."""
    for _ in range(1 + random.randrange(4)):
        lines = text.split("\n")
        at, other = random.randrange(len(lines)), random.randrange(len(lines))
        kind = random.randrange(6)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(other, lines[at])
        elif kind == 2:
            lines[at], lines[other] = lines[other], lines[at]
        text = "\n".join(lines)
        if kind > 2:
            start = random.randrange(len(text) + 1)
            text = text[:start] + random.choice(snippets) + text[start + random.randrange(6) :]
    return text if "\n" in text else text + "\n"
