"""Directions: tempo marks, words, part names, dynamics, signs for jumps."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

from generator.notation.melody import Signs, Tempo
from generator.render.musicxml.elements import add, one_line
from generator.render.musicxml.sign_tables import DYNAMICS, JUMPS, WEDGES, WORDS
from generator.render.note_values import split_length

LONGEST_WORDS = 60
LONGEST_NAME = 20
_ROOM_BEHIND = "\N{NO-BREAK SPACE}" * 3
"""So that a chord symbol is not set right behind a metronome mark, as if it were a part of it."""


def part_name(measure: ET.Element, name: str) -> None:
    """A rehearsal mark."""
    add(_type(measure, "above"), "rehearsal", one_line(name, LONGEST_NAME))


def tempo_mark(measure: ET.Element, tempo: Tempo | None, words: str = "") -> None:
    """Words, a metronome mark, or both. A beat that is no single note is given in quarters."""
    direction = ET.SubElement(measure, "direction", placement="above")
    text = one_line(words, LONGEST_WORDS)
    if text:
        add(ET.SubElement(direction, "direction-type"), "words", text)
    if tempo is None:
        return
    beat, rate = tempo
    values = split_length(beat)
    in_quarters = float(rate * beat * 4)
    metronome = ET.SubElement(ET.SubElement(direction, "direction-type"), "metronome")
    printable = len(values) == 1 and values[0].length == beat
    value = values[0] if printable else split_length(Fraction(1, 4))[0]
    add(metronome, "beat-unit", value.type)
    for _ in range(value.dots):
        ET.SubElement(metronome, "beat-unit-dot")
    shown = str(rate) if printable else f"{in_quarters:.6g}"
    add(metronome, "per-minute", shown + _ROOM_BEHIND)
    ET.SubElement(direction, "sound", tempo=f"{in_quarters:.6g}")


def words(measure: ET.Element, text: str, placement: str = "above") -> None:
    """Text at the note that follows."""
    shown = one_line(text, LONGEST_WORDS)
    if shown:
        add(_type(measure, placement), "words", shown)


def before_note(measure: ET.Element, signs: Signs) -> None:
    """The annotations, dynamics and jumps that are written at a note."""
    for annotation in signs.annotations:
        words(measure, annotation[1:], "below" if annotation.startswith("_") else "above")
    for name in signs.decorations:
        if name in WORDS:
            words(measure, WORDS[name])
        elif name in JUMPS:
            ET.SubElement(_type(measure, "above"), JUMPS[name])
        elif name in DYNAMICS:
            ET.SubElement(ET.SubElement(_type(measure, "below"), "dynamics"), name)
        elif WEDGES.get(name, "stop") != "stop":
            ET.SubElement(_type(measure, "below"), "wedge", type=WEDGES[name])


def after_note(measure: ET.Element, signs: Signs) -> None:
    """The wedges that stop at a note."""
    for name in signs.decorations:
        if WEDGES.get(name) == "stop":
            ET.SubElement(_type(measure, "below"), "wedge", type="stop")


def _type(measure: ET.Element, placement: str) -> ET.Element:
    direction = ET.SubElement(measure, "direction", placement=placement)
    return ET.SubElement(direction, "direction-type")
