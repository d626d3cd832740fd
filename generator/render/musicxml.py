"""A melody as MusicXML (version 4.0, score-partwise), which the engraving library reads.

Knows nothing of pictures, nor of the library that draws them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from math import lcm
from xml.etree import ElementTree as ET

from generator.arrangement.chords import Chord
from generator.arrangement.harmony import Harmony, symbols_over
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody
from generator.notation.theory import NO_CHORD
from generator.render.beaming import Beams, beams
from generator.render.engraving import Symbol, engrave
from generator.render.score_layout import line_starts

TITLE_LENGTH = 80
ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
KINDS = {
    "": "major", "m": "minor", "7": "dominant", "m7": "minor-seventh", "maj7": "major-seventh",
    "mmaj7": "major-minor", "6": "major-sixth", "m6": "minor-sixth", "9": "dominant-ninth",
    "m9": "minor-ninth", "maj9": "major-ninth", "11": "dominant-11th", "13": "dominant-13th", "5": "power",
    "sus2": "suspended-second", "sus4": "suspended-fourth", "dim": "diminished", "dim7": "diminished-seventh",
    "m7b5": "half-diminished", "aug": "augmented", "7#5": "augmented-seventh",
}  # fmt: skip
"""A chord's quality -> the kind of a MusicXML harmony; the others are of kind "other", with their text."""

_SIGNS = str.maketrans("b#", "♭♯")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def musicxml(melody: Melody, title: str, harmony: Harmony | None = None) -> str:
    """The whole document, with chord symbols if there is a harmony.

    The title is shortened where it would not fit above the staff.
    """
    symbols = engrave(melody)
    divisions = lcm(1, *((4 * symbol.duration).denominator for bar in symbols for symbol in bar))
    score = ET.Element("score-partwise", version="4.0")
    _text(ET.SubElement(score, "work"), "work-title", short_title(title))
    part_list = ET.SubElement(score, "part-list")
    _text(ET.SubElement(part_list, "score-part", id="P1"), "part-name", "")
    part = ET.SubElement(score, "part", id="P1")
    starts, number = line_starts(melody), 0
    pickups = pickup_offsets(melody)
    over = symbols_over(melody, harmony) if harmony else [{} for _ in melody.bars]
    for index, (bar, engraved) in enumerate(zip(melody.bars, symbols, strict=True)):
        offset = pickups[index]
        number += not offset  # a pickup is not counted; the short bar that completes it is
        measure = ET.SubElement(part, "measure", number=str(number))
        if offset:
            measure.set("implicit", "yes")
        if index in starts and index:
            ET.SubElement(measure, "print", {"new-system": "yes"})
        if index == 0:
            _attributes(measure, melody, divisions)
        _left_barline(measure, bar)
        beamed = beams(engraved, melody.meter, offset)
        chords = _chords_over(engraved, over[index])
        for symbol, its_beams, its_chords in zip(engraved, beamed, chords, strict=True):
            for chord in its_chords:
                _harmony(measure, chord)
            _symbol(measure, symbol, its_beams, divisions)
        _right_barline(measure, melody.bars, index)
    return ET.tostring(score, encoding="unicode", xml_declaration=True)


def short_title(title: str) -> str:
    """On one line, without characters that XML does not allow, at most `TITLE_LENGTH` long."""
    words = " ".join(_NOT_XML.sub(" ", title).split())
    return words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 1].rstrip() + "…"


def _text(parent: ET.Element, tag: str, text: object, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = str(text)


def _attributes(measure: ET.Element, melody: Melody, divisions: int) -> None:
    attributes = ET.SubElement(measure, "attributes")
    _text(attributes, "divisions", divisions)
    _text(ET.SubElement(attributes, "key"), "fifths", melody.key.fifths)
    time = ET.SubElement(attributes, "time")
    _text(time, "beats", melody.meter.count)
    _text(time, "beat-type", melody.meter.unit)
    clef = ET.SubElement(attributes, "clef")
    _text(clef, "sign", "G")
    _text(clef, "line", 2)


def _chords_over(
    symbols: Sequence[Symbol], over: Mapping[Fraction, Chord | None]
) -> list[list[Chord | None]]:
    """For each symbol the chords that begin while it sounds."""
    chords: list[list[Chord | None]] = [[] for _ in symbols]
    ends = list(accumulate(symbol.duration for symbol in symbols))
    for onset in sorted(over):
        chords[min(bisect_right(ends, onset), len(ends) - 1)].append(over[onset])
    return chords


def _harmony(measure: ET.Element, chord: Chord | None) -> None:
    harmony = ET.SubElement(measure, "harmony")
    if chord is None:
        root = ET.SubElement(harmony, "root")
        ET.SubElement(root, "root-step", text="").text = "C"  # every harmony has one
        ET.SubElement(harmony, "kind", text=NO_CHORD).text = "none"
        return
    _chord_note(harmony, "root", chord.root)
    kind = ET.SubElement(harmony, "kind", text=chord.text.translate(_SIGNS))
    kind.text = KINDS.get(chord.quality, "other")
    if chord.bass:
        _chord_note(harmony, "bass", chord.bass)


def _chord_note(harmony: ET.Element, tag: str, name: str) -> None:
    note = ET.SubElement(harmony, tag)
    _text(note, f"{tag}-step", name[0])
    if name[1:]:
        _text(note, f"{tag}-alter", {"#": 1, "b": -1}[name[1:]])


def _symbol(measure: ET.Element, symbol: Symbol, its_beams: Beams, divisions: int) -> None:
    """A rest, a note, or the notes of a chord: their children are in the order that MusicXML prescribes."""
    for index in range(max(1, len(symbol.pitches))):
        note = ET.SubElement(measure, "note")
        if index:
            ET.SubElement(note, "chord")
        if symbol.pitches:
            pitch = ET.SubElement(note, "pitch")
            _text(pitch, "step", symbol.pitches[index].step)
            _text(pitch, "alter", symbol.pitches[index].alter)
            _text(pitch, "octave", symbol.pitches[index].octave)
        else:
            ET.SubElement(note, "rest")
        _text(note, "duration", int(symbol.duration * 4 * divisions))
        _ties(note, "tie", symbol)
        _text(note, "voice", 1)
        _value(note, symbol, symbol.accidentals[index] if symbol.pitches else None)
        for level, beam in enumerate(its_beams if index == 0 else (), start=1):
            _text(note, "beam", beam, number=str(level))
        _notations(note, symbol, index)


def _value(note: ET.Element, symbol: Symbol, accidental: int | None) -> None:
    _text(note, "type", symbol.value.type)
    for _ in range(symbol.value.dots):
        ET.SubElement(note, "dot")
    if accidental is not None:
        _text(note, "accidental", ACCIDENTALS[accidental])
    if symbol.tuplet:
        modification = ET.SubElement(note, "time-modification")
        _text(modification, "actual-notes", symbol.tuplet.count)
        _text(modification, "normal-notes", symbol.tuplet.time)


def _ties(parent: ET.Element, tag: str, symbol: Symbol) -> None:
    if symbol.tie_stops:
        ET.SubElement(parent, tag, type="stop")
    if symbol.tie_starts:
        ET.SubElement(parent, tag, type="start")


def _notations(note: ET.Element, symbol: Symbol, index: int) -> None:
    notations = ET.Element("notations")
    _ties(notations, "tied", symbol)
    if index == 0 and symbol.tuplet_starts:
        ET.SubElement(notations, "tuplet", type="start", bracket="yes")
    if index == 0 and symbol.tuplet_stops:
        ET.SubElement(notations, "tuplet", type="stop")
    if len(notations):
        note.append(notations)


def _left_barline(measure: ET.Element, bar: Bar) -> None:
    if not bar.ending and not bar.opens_repeat:
        return
    barline = ET.SubElement(measure, "barline", location="left")
    if bar.opens_repeat:
        _text(barline, "bar-style", "heavy-light")
    if bar.ending:
        _text(barline, "ending", _passes(bar), number=",".join(map(str, bar.ending)), type="start")
    if bar.opens_repeat:
        ET.SubElement(barline, "repeat", direction="forward")


def _right_barline(measure: ET.Element, bars: Sequence[Bar], index: int) -> None:
    bar, last = bars[index], index + 1 == len(bars)
    ending = _ending_that_stops(bars, index)
    style = "light-heavy" if bar.closes_repeat or last else "light-light" if bar.ends_section else None
    if style is None and ending is None:
        return
    barline = ET.SubElement(measure, "barline", location="right")
    if style:
        _text(barline, "bar-style", style)
    if ending:
        kind = "stop" if bar.closes_repeat or last else "discontinue"
        ET.SubElement(barline, "ending", number=",".join(map(str, ending.ending)), type=kind)
    if bar.closes_repeat:
        ET.SubElement(barline, "repeat", direction="backward")


def _ending_that_stops(bars: Sequence[Bar], index: int) -> Bar | None:
    """The bar that began the ending whose last bar this is; None where no ending stops."""
    if not _stops_an_ending(bars, index):
        return None
    for begin in range(index, -1, -1):
        if begin < index and _stops_an_ending(bars, begin):
            return None
        if bars[begin].ending:
            return bars[begin]
    return None


def _stops_an_ending(bars: Sequence[Bar], index: int) -> bool:
    """An ending runs to the end of its section or to the next ending (ABC 2.1, 4.9)."""
    bar = bars[index]
    last = index + 1 == len(bars)
    return last or bar.ends_section or bar.closes_repeat or bool(bars[index + 1].ending)


def _passes(bar: Bar) -> str:
    return ", ".join(map(str, bar.ending)) + "."
