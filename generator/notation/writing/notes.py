"""Writes a note with the signs at it: accidentals, length, tie, grace notes, decorations, slurs."""

from __future__ import annotations

from fractions import Fraction

from generator.notation.melody import Grace, Note, Pitch, Signs
from generator.notation.theory import ALTERS, Key
from generator.notation.writing.fields import quoted

UNIT = Fraction(1, 8)
_HALF = Fraction(1, 2)


class Accidentals:
    """Which notes of a bar need an accidental: every altered one, and the first that is not any more.

    `key` is what is in force. `octave`: of the clef, by which notes sound higher than they are written.
    `tied`: what is tied over the bar line, where an accidental lasts (ABC 2.1, 11.3).
    """

    def __init__(self, key: Key, octave: int = 0, tied: tuple[Pitch, ...] = ()) -> None:
        self.key = key
        self._octave = octave
        self._altered: set[str] = set()
        self._tied = {(pitch.step, pitch.octave): pitch.alter for pitch in reversed(tied)}

    def write(self, pitch: Pitch) -> str:
        """The pitch: accidental if it needs one, letter, octave (ABC 2.1, 4.1 and 4.2)."""
        natural = self.key.signature[pitch.step] == pitch.alter
        lasts = self._tied.get((pitch.step, pitch.octave), pitch.alter) != pitch.alter
        sign = "" if natural and not lasts and pitch.step not in self._altered else ALTERS[pitch.alter]
        if not natural:
            self._altered.add(pitch.step)
        octave = pitch.octave - self._octave
        letter = pitch.step if octave <= 4 else pitch.step.lower()
        return sign + letter + "," * (4 - octave) + "'" * (octave - 5)


def write_note(note: Note, length: Fraction, accidentals: Accidentals, over: str = "") -> str:
    """The note, `length` long, with its signs and the chord symbols `over` it (ABC 2.1, 4.20)."""
    before = _write_grace(note.signs.grace, accidentals) + over + _signs_before(note.signs)
    pitches = "".join(map(accidentals.write, note.pitches))
    head = {0: "x" if note.signs.hidden else "z", 1: pitches}.get(len(note.pitches), f"[{pitches}]")
    return before + head + write_length(length / UNIT) + "-" * note.tied + ")" * note.signs.slurs_end


def _signs_before(signs: Signs) -> str:
    annotations = "".join(map(quoted, signs.annotations))
    decorations = "".join(f"!{name}!" for name in signs.decorations)
    return annotations + decorations + "(" * signs.slurs_begin


def _write_grace(grace: Grace | None, accidentals: Accidentals) -> str:
    if grace is None:
        return ""
    notes = (
        accidentals.write(pitch) + write_length(length / UNIT)
        for pitch, length in zip(grace.pitches, grace.lengths, strict=True)
    )
    return "{" + "/" * grace.slashed + "".join(notes) + "}"


def write_length(multiple: Fraction) -> str:
    """A length in unit lengths: "", "2", "3/2", "/", "/4"."""
    if multiple == _HALF:
        return "/"
    above = "" if multiple.numerator == 1 else str(multiple.numerator)
    return above if multiple.denominator == 1 else f"{above}/{multiple.denominator}"
