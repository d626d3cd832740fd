"""Notes, rests, chords and grace notes: their children are in the order that MusicXML prescribes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.etree import ElementTree as ET

from generator.notation.melody import Grace, Pitch
from generator.render.beaming import Beams
from generator.render.engraving import Symbol
from generator.render.musicxml.elements import add
from generator.render.musicxml.lyrics import Lyric, add_lyrics
from generator.render.musicxml.notations import add_notations, tie_types
from generator.render.musicxml.slurs import NO_SLURS, SlurEnds
from generator.render.note_values import NoteValue, split_length

ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
_SINGLE_GRACE, _SHORT_GRACE = Fraction(1, 8), Fraction(1, 16)


@dataclass(frozen=True, slots=True)
class Attached:
    """What belongs to a note of the tune beside its signs."""

    slurs: SlurEnds = NO_SLURS
    lyrics: Sequence[Lyric] = ()


def add_symbol(
    measure: ET.Element, symbol: Symbol, its_beams: Beams, divisions: int, attached: Attached
) -> None:
    """A rest, a note, or the notes of a chord, after its grace notes."""
    if symbol.begins_note and symbol.signs.grace:
        _grace_notes(measure, symbol.signs.grace, symbol.grace_accidentals)
    for index in range(max(1, len(symbol.pitches))):
        note = ET.SubElement(measure, "note")
        if symbol.signs.hidden and not symbol.pitches:
            note.set("print-object", "no")
        if index:
            ET.SubElement(note, "chord")
        if symbol.pitches:
            _pitch(note, symbol.pitches[index])
        else:
            ET.SubElement(note, "rest")
        add(note, "duration", int(symbol.duration * 4 * divisions))
        for kind in tie_types(symbol, index):
            ET.SubElement(note, "tie", type=kind)
        add(note, "voice", 1)
        _value(note, symbol.value, symbol.accidentals[index] if symbol.pitches else None)
        if symbol.tuplet:
            modification = ET.SubElement(note, "time-modification")
            add(modification, "actual-notes", symbol.tuplet.count)
            add(modification, "normal-notes", symbol.tuplet.time)
        _beams(note, its_beams if index == 0 else ())
        add_notations(note, symbol, index, attached.slurs)
        if index == 0 and symbol.begins_note:
            add_lyrics(note, attached.lyrics)


def _pitch(note: ET.Element, pitch: Pitch) -> None:
    element = ET.SubElement(note, "pitch")
    add(element, "step", pitch.step)
    add(element, "alter", pitch.alter)
    add(element, "octave", pitch.octave)


def _value(note: ET.Element, value: NoteValue, accidental: int | None) -> None:
    add(note, "type", value.type)
    for _ in range(value.dots):
        ET.SubElement(note, "dot")
    if accidental is not None:
        add(note, "accidental", ACCIDENTALS[accidental])


def _beams(note: ET.Element, beams: Beams) -> None:
    for level, beam in enumerate(beams, start=1):
        add(note, "beam", beam, number=str(level))


def _grace_notes(measure: ET.Element, grace: Grace, accidentals: Sequence[int | None]) -> None:
    """A single one is drawn as an eighth, the shortest of several as a sixteenth, as in printed music."""
    values = _grace_values(grace)
    flags = min(value.flags for value in values)
    last = len(values) - 1
    for index, (pitch, value) in enumerate(zip(grace.pitches, values, strict=True)):
        note = ET.SubElement(measure, "note")
        ET.SubElement(note, "grace", slash="yes" if grace.slashed and index == 0 else "no")
        _pitch(note, pitch)
        add(note, "voice", 1)
        _value(note, value, accidentals[index])
        beam = "begin" if index == 0 else "end" if index == last else "continue"
        _beams(note, (beam,) * flags if last else ())


def _grace_values(grace: Grace) -> list[NoteValue]:
    shortest = min(grace.lengths)
    unit = _SHORT_GRACE if len(grace.pitches) > 1 else _SINGLE_GRACE
    return [split_length(min(unit * length / shortest, Fraction(1)))[0] for length in grace.lengths]
