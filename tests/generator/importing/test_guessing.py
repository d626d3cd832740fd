"""The key by the notes, measured on printed tunes: what is right stays, and what is wrong is often found."""

from __future__ import annotations

from functools import cache

from generator.errors import NotationError
from generator.importing.guessing import key_by_notes, key_of
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key
from generator.notation.unfold import unfold
from tests.generator.notation.corpus import real_tunes

Heard = tuple[list[float], int]


@cache
def heard() -> list[tuple[Key, Heard]]:
    """The keys of printed tunes, how long each pitch class is heard, and the last one."""
    found: list[tuple[Key, Heard]] = []
    for text in real_tunes(20):
        try:
            melody = read_abc(text)
        except NotationError:
            continue
        weights, sounding = [0.0] * 12, unfold(melody)
        for one in sounding:
            weights[max(one.pitches) % 12] += float(one.duration)
        plain = not melody.key.altered and not any(bar.changes for bar in melody.bars)
        if plain and melody.key.mode in ("maj", "min", "dor", "mix"):
            found.append((melody.key, (weights, max(sounding[-1].pitches) % 12)))
    assert len(found) > 100
    return found


def test_a_signature_that_is_right_stays() -> None:
    changed = [key for key, of_it in heard() if key_by_notes(key.fifths, key.mode, *of_it)]
    assert len(changed) <= 0.03 * len(heard())


def test_the_key_of_a_tune_that_is_said_to_be_in_c_major_is_found() -> None:
    others = [(key, of_it) for key, of_it in heard() if key.fifths]
    by_notes = [key_by_notes(0, "maj", *of_it) or key_of(0, *of_it, "maj") for _, of_it in others]
    right = sum(one == key for one, (key, _) in zip(by_notes, others, strict=True))
    assert right > 0.5 * len(others)
    assert sum(key_of(0, *of_it, "maj") == key for key, of_it in others) < 0.1 * len(others)
