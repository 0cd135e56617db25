"""Mutated files of deployment tools: flows and functions come out, or problems at places, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.definition.templates.test_fuzz import FLOW, TEXTS, VARIABLES, WORDS, check

if TYPE_CHECKING:
    from random import Random


def test_mutated_templates_are_refused_or_read(dice_for_a_while):
    read = 0
    for random in dice_for_a_while():
        kind = random.choice(list(TEXTS))
        text = mutated(TEXTS[kind], random) if random.random() < 0.8 else TEXTS[kind]
        inner = mutated(FLOW, random) if random.random() < 0.5 else FLOW
        read += check(text, inner, terraform=kind == "terraform", variables=random.choice(VARIABLES))
    assert read


def mutated(text: str, random: Random) -> str:
    """Some lines dropped, doubled or exchanged, some words put in or instead of others."""
    for _ in range(1 + random.randrange(4)):
        lines = text.split("\n")
        at, other = random.randrange(len(lines)), random.randrange(len(lines))
        kind = random.randrange(5)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(other, lines[at])
        elif kind == 2:
            lines[at], lines[other] = lines[other], lines[at]
        text = "\n".join(lines)
        if kind > 2:
            start = random.randrange(len(text) + 1)
            text = text[:start] + random.choice(WORDS) + text[start + random.randrange(6) :]
    return text
