"""Keys that the model does not know: with accidentals of their own (`K:Dphr ^f`, ABC 2.1, 3.1.14), or modal.

The model reads and writes such a tune in a mode that it has learnt: on each degree the two alterations, the
key's and that mode's, stand in place of each other. So what it writes without an accidental has none in the
tune's key either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from generator.notation.melody import Bar, Note, Pitch
from generator.notation.theory import Key

_LETTERS = "CDEFGAB"


def exchanged(bars: Iterable[Bar], key: Key, mode: str) -> tuple[Bar, ...]:
    """The bars from the key to a mode on its tonic, or back. The tonic stays."""
    pairs = {
        letter: {key.signature[letter]: alter, alter: key.signature[letter]}
        for letter, alter in _signature(key, mode).items()
        if alter != key.signature[letter] and letter != key.tonic[0]
    }
    if not pairs:
        return tuple(bars)
    return tuple(replace(bar, notes=tuple(_note(note, pairs) for note in bar.notes)) for bar in bars)


def _signature(key: Key, mode: str) -> dict[str, int]:
    """That of a mode on the key's tonic, also where it has more than seven sharps or flats."""
    plain, first = Key(key.tonic, key.mode).signature, _LETTERS.index(key.tonic[0])
    one, other = Key("C", key.mode).signature, Key("C", mode).signature
    on_tonic = zip(_LETTERS[first:] + _LETTERS[:first], _LETTERS, strict=True)
    return {letter: plain[letter] + other[on_c] - one[on_c] for letter, on_c in on_tonic}


def _note(note: Note, pairs: dict[str, dict[int, int]]) -> Note:
    return replace(note, pitches=tuple(_pitch(pitch, pairs) for pitch in note.pitches))


def _pitch(pitch: Pitch, pairs: dict[str, dict[int, int]]) -> Pitch:
    return replace(pitch, alter=pairs.get(pitch.step, {}).get(pitch.alter, pitch.alter))
