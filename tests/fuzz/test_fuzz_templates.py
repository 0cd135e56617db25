"""Mutated files of deployment tools: flows and functions come out, or problems at places, and nothing else."""

from __future__ import annotations

from tests.definition.templates.test_fuzz import FLOW, TEXTS, VARIABLES, WORDS, check
from tests.fuzz.mutations import mutated


def test_mutated_templates_are_refused_or_read(dice_for_a_while):
    read = 0
    for random in dice_for_a_while():
        kind = random.choice(list(TEXTS))
        text = mutated(TEXTS[kind], WORDS, random) if random.random() < 0.8 else TEXTS[kind]
        inner = mutated(FLOW, WORDS, random) if random.random() < 0.5 else FLOW
        read += check(text, inner, terraform=kind == "terraform", variables=random.choice(VARIABLES))
    assert read
