"""Cleaning: reduces a source tune to the plain melody that the model learns, or says why it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.notation.checker import check
from generator.notation.form import FormError, from_sections, sections
from generator.notation.melody import Bar, Melody, Note, Tuplet
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

_DOUBLED = {"reel", "hornpipe", "strathspey"}
_TUPLETS = {Tuplet(2, 3), Tuplet(3, 2), Tuplet(4, 3), Tuplet(6, 2)}


class Unfit(ValueError):
    """The tune is left out; the message is the reason, worded alike for all such tunes."""


def clean(melody: Melody, tune_type: str) -> Melody:
    """The tune on C, as the model should write it. Raises Unfit."""
    _refuse_what_no_text_says(melody)
    meter = METERS.get(melody.meter.name)
    if meter is None:
        raise Unfit(f"meter {melody.meter.name}")
    melody = replace(melody, meter=Meter.parse(meter), rhythm=tune_type, title="", tempo=None)
    melody = replace(melody, bars=tuple(_without_chords(melody.bars)))
    melody, _ = with_right_ties(melody, {})
    if tune_type in _DOUBLED and meter == "2/4":
        melody = _doubled(melody)
    melody = _with_plain_lengths(melody)
    try:
        melody = from_sections(melody, sections(melody))
    except FormError:
        raise Unfit("repeats or endings that do not pair up") from None
    problems = check(melody)
    if problems:
        raise Unfit(problems[0] if not problems[0][0].isdigit() and "only" not in problems[0] else "size")
    moved = _placed(melody)
    if not lies_within(moved, *LIMITS):
        raise Unfit("range")
    return moved


def _refuse_what_no_text_says(melody: Melody) -> None:
    """The model's text has one key, one meter, and parts that are played once or twice in a row."""
    if melody.order:
        raise Unfit("parts in an order of their own")
    if any(bar.times > 2 or max(bar.ending, default=0) > 2 for bar in melody.bars):
        raise Unfit("a part played more than twice")
    if any(change.key or change.meter for bar in melody.bars for change in bar.changes):
        raise Unfit("a change of key or meter")


def _placed(melody: Melody) -> Melody:
    """The tune on C, in the octave that brings its mean pitch nearest to the centre."""
    mean = mean_pitch(to_tonic(melody, TONIC))
    octave = min(OCTAVES, key=lambda one: abs(mean + 12 * one - CENTRE))
    return to_tonic(melody, TONIC, octave=octave)


def _without_chords(bars: tuple[Bar, ...]) -> Iterator[Bar]:
    """The bars with only the top note of each chord, which is the melody, and nothing but notes."""
    for bar in bars:
        notes = (
            replace(note, pitches=(max(note.pitches, key=lambda p: p.midi),))
            if len(note.pitches) > 1
            else note
            for note in bar.notes
        )
        yield replace(bar, notes=tuple(notes), chords=(), changes=(), double_line=False, part="")


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
