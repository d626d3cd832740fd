"""A melody as MusicXML (version 4.0, score-partwise), which the engraving library reads.

Knows nothing of pictures, nor of the library that draws them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import lcm
from xml.etree import ElementTree as ET

from generator.notation.form import pickup_offset
from generator.notation.melody import Bar, Melody
from generator.render.beaming import Beams, beams
from generator.render.engraving import Symbol, engrave
from generator.render.score_layout import line_starts

TITLE_LENGTH = 80
ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def musicxml(melody: Melody, title: str) -> str:
    """The whole document. The title is shortened where it would not fit above the staff."""
    symbols = engrave(melody)
    divisions = lcm(1, *((4 * symbol.duration).denominator for bar in symbols for symbol in bar))
    score = ET.Element("score-partwise", version="4.0")
    _text(ET.SubElement(score, "work"), "work-title", short_title(title))
    part_list = ET.SubElement(score, "part-list")
    _text(ET.SubElement(part_list, "score-part", id="P1"), "part-name", "")
    part = ET.SubElement(score, "part", id="P1")
    starts, number = line_starts(melody), 0
    for index, (bar, engraved) in enumerate(zip(melody.bars, symbols, strict=True)):
        offset = pickup_offset(melody, index)
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
        for symbol, its_beams in zip(engraved, beamed, strict=True):
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
