"""Cleaning: reduces a source tune to the plain melody that the model learns, or says why it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.notation.checker import BARS, FEWEST_NOTES, check
from generator.notation.form import FormError, from_sections, sections
from generator.notation.melody import NO_SIGNS, Bar, Melody, Note, Tuplet
from generator.notation.model_text import CENTRE, TONIC
from generator.notation.reading.structure.ties import with_right_ties
from generator.notation.theory import Meter
from generator.notation.transpose import OCTAVES, lies_within, mean_pitch, to_tonic
from generator.notation.writing.notes import UNIT

METERS = {
    "4/4": "4/4", "2/2": "4/4", "2/4": "2/4", "3/4": "3/4", "6/8": "6/8", "9/8": "9/8",
    "12/8": "12/8", "3/8": "3/8", "3/2": "3/2", "6/4": "6/4",
}  # fmt: skip
LIMITS = (52, 94)
"""The widest range of a tune, as MIDI pitches."""

SIZE = f"shorter than {BARS[0]} bars or longer than {BARS[1]}, or fewer than {FEWEST_NOTES} notes"
_DOUBLED = {"reel", "hornpipe", "strathspey"}
_TUPLETS = {Tuplet(2, 3), Tuplet(3, 2), Tuplet(4, 3), Tuplet(6, 2)}


class Unfit(ValueError):
    """The tune is left out; the message is the reason, worded alike for all such tunes."""


def clean(melody: Melody, tune_type: str) -> Melody:
    """The tune on C, as the model should write it. Raises Unfit."""
    meter = METERS.get(melody.meter.name)
    if meter is None:
        raise Unfit(f"meter {melody.meter.name}")
    bare = Melody(Meter.parse(meter), melody.key, tuple(_bare(melody.bars)), rhythm=tune_type)
    melody, _ = with_right_ties(bare, {})
    if tune_type in _DOUBLED and meter == "2/4":
        melody = _doubled(melody)
    melody = _with_plain_lengths(melody)
    try:
        parts = sections(melody)
        melody = from_sections(melody, parts)
    except FormError:
        raise Unfit("repeats or endings that do not pair up") from None
    if any(part.times > 2 for part in parts):
        raise Unfit("a part played more than twice")
    problems = check(melody)
    if problems:
        raise Unfit(problems[0] if not problems[0][0].isdigit() and "only" not in problems[0] else SIZE)
    moved = _placed(melody)
    if not lies_within(moved, *LIMITS):
        raise Unfit("range")
    return moved


def _placed(melody: Melody) -> Melody:
    """The tune on C, in the octave that brings its mean pitch nearest to the centre."""
    mean = mean_pitch(to_tonic(melody, TONIC))
    octave = min(OCTAVES, key=lambda one: abs(mean + 12 * one - CENTRE))
    return to_tonic(melody, TONIC, octave=octave)


def refuse_what_changes(melody: Melody) -> None:
    """Raises Unfit for what sounds and the model's text cannot say.

    What is only a sign, or changes only the tempo, is no reason: `clean` drops it. Nor is a change of key:
    the notes are spelt with accidentals.
    """
    if melody.order and list(melody.order) != [bar.part for bar in melody.bars if bar.part]:
        raise Unfit("parts played in another order than they are written")
    if melody.meter.free:
        raise Unfit("no meter")
    if melody.key.altered:
        raise Unfit("a key with accidentals of its own")
    changes = [change for bar in melody.bars for change in bar.changes]
    meters = {change.meter.name for change in changes if change.meter}
    if any(METERS.get(name, name) != METERS.get(melody.meter.name, melody.meter.name) for name in meters):
        raise Unfit("a change of meter")


def _bare(bars: tuple[Bar, ...]) -> Iterator[Bar]:
    """The bars with only the top note of each chord, which is the melody, and without signs and symbols."""
    for bar in bars:
        notes = tuple(
            replace(note, pitches=(max(note.pitches, key=lambda p: p.midi),), signs=NO_SIGNS)
            if note.pitches
            else replace(note, signs=NO_SIGNS)
            for note in bar.notes
        )
        yield replace(bar, notes=notes, chords=(), changes=(), double_line=False, part="")


def _doubled(melody: Melody) -> Melody:
    """The tune with all lengths doubled: a 4/4 dance written in 2/4, brought to the usual notation."""
    bars = tuple(
        replace(bar, notes=tuple(replace(note, length=2 * note.length) for note in bar.notes))
        for bar in melody.bars
    )
    return replace(melody, bars=bars, meter=Meter(4, 4))


def _with_plain_lengths(melody: Melody) -> Melody:
    for note in (note for bar in melody.bars for note in bar.notes):
        multiple = note.length / UNIT
        if multiple.denominator > 4 or multiple > 12 or (multiple.denominator > 1 and multiple > 3):
            raise Unfit("odd note lengths")
        if note.tuplet and not _is_usual(note):
            raise Unfit("odd tuplets")
    return melody


def _is_usual(note: Note) -> bool:
    return note.tuplet in _TUPLETS and note.first_of_tuplet in (0, note.tuplet.count if note.tuplet else 0)
