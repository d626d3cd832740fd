"""What stands at a note: ties, slurs, tuplets, ornaments, bowing, fingering, articulation, fermatas."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from generator.render.engraving import Symbol
from generator.render.musicxml.elements import add
from generator.render.musicxml.sign_tables import (
    ARPEGGIO,
    ARTICULATIONS,
    FERMATAS,
    FINGERS,
    ORNAMENTS,
    SLASHED,
    TECHNICAL,
    TRILL_LINES,
)
from generator.render.musicxml.slurs import SlurEnds


def tie_types(symbol: Symbol, index: int) -> list[str]:
    """The ends of ties at a pitch of a symbol: "stop", "start"."""
    pitch = symbol.pitches[index] if symbol.pitches else None
    return ["stop"] * (pitch in symbol.tie_stops) + ["start"] * (pitch in symbol.tie_starts)


def add_notations(note: ET.Element, symbol: Symbol, index: int, slurs: SlurEnds) -> None:
    """The notations of one note of a chord, or of the only one; signs stand at the first."""
    notations = ET.Element("notations")
    for kind in [*tie_types(symbol, index), *["let-ring"] * symbol.let_ring]:
        ET.SubElement(notations, "tied", type=kind)
    if index == 0:
        _slurs(notations, symbol, slurs)
        if symbol.tuplet_starts:
            ET.SubElement(notations, "tuplet", type="start", bracket="yes")
        if symbol.tuplet_stops:
            ET.SubElement(notations, "tuplet", type="stop")
        if symbol.begins_note and symbol.signs.decorations:
            _signs(notations, symbol.signs.decorations)
    elif symbol.begins_note and ARPEGGIO in symbol.signs.decorations:
        ET.SubElement(notations, "arpeggiate")
    if len(notations):
        note.append(notations)


def _slurs(notations: ET.Element, symbol: Symbol, slurs: SlurEnds) -> None:
    for number in slurs.stops if symbol.ends_note else ():
        ET.SubElement(notations, "slur", type="stop", number=str(number))
    for number in slurs.starts if symbol.begins_note else ():
        ET.SubElement(notations, "slur", type="start", number=str(number))


def _signs(notations: ET.Element, names: Sequence[str]) -> None:
    _ornaments(notations, names)
    _technical(notations, names)
    articulations = ET.Element("articulations")
    for name in names:
        if name in ARTICULATIONS:
            ET.SubElement(articulations, ARTICULATIONS[name])
    _append_if_any(notations, articulations)
    for name in names:
        if name in FERMATAS:
            ET.SubElement(notations, "fermata", type=FERMATAS[name])
    if ARPEGGIO in names:
        ET.SubElement(notations, "arpeggiate")


def _ornaments(notations: ET.Element, names: Sequence[str]) -> None:
    ornaments = ET.Element("ornaments")
    for name in names:
        if name in ORNAMENTS:
            sign = ET.SubElement(ornaments, ORNAMENTS[name])
            if name in SLASHED:
                sign.set("slash", "yes")
        elif name in TRILL_LINES:
            if TRILL_LINES[name] == "start" and "trill" not in names:
                ET.SubElement(ornaments, "trill-mark")
            ET.SubElement(ornaments, "wavy-line", type=TRILL_LINES[name])
    _append_if_any(notations, ornaments)


def _technical(notations: ET.Element, names: Sequence[str]) -> None:
    technical = ET.Element("technical")
    for name in names:
        if name in TECHNICAL:
            ET.SubElement(technical, TECHNICAL[name])
        elif name in FINGERS:
            add(technical, "fingering", name)
    _append_if_any(notations, technical)


def _append_if_any(parent: ET.Element, group: ET.Element) -> None:
    if len(group):
        parent.append(group)
