"""The staff of a tablature: a part of the document that holds its place, and what is drawn there.

The engraving library makes the room and knows where the notes stand; lines, numbers and holes are drawn here,
the same for all instruments.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from xml.etree import ElementTree as ET

from generator.render.tablature.fretting import Stop
from generator.render.tablature.instruments import CLOSED, FRETTED, HALF, Fingering
from generator.render.tablature.signs import Sign, Tablature

_PART = "P2"
_ID = "tab-"
_PLACE_LINES = {4: 5, 6: 8}
"""Strings -> lines of the staff that holds their place, whose lines are nearer to each other."""
_WHISTLE_LINES = 9
_HOLE, _HOLE_GAP, _HEAD = 75, 205, 108
"""Radius of a hole, distance of two, and half the width of a notehead."""
_DIGITS = 270
_OVER_NUMBERS, _OVER_HOLES = 2.0, 0.5
"""Numbers stand out over the first string, holes not over the first line."""
_LETTERS, _INDENT = 240, 220
"""How large the letters of the strings are, and how far from the beginning of a line, under its clef."""

_FOUND = re.compile(
    rf'<g id="{_ID}(?P<index>\d+)"(?P<note>[^>]*)>'
    r'|<use [^>]*transform="translate\((?P<x>-?\d+),'
    r'|(?P<staff><g id="\w+" class="staff">)(?P<lines>(?:\s*<path d="M\d+ \d+ L\d+ \d+"[^>]*/>)+)'
)
_OF_BAR_LINES = re.compile(
    r'<use xlink:href="#E044-\w+" transform="translate\(-?\d+, (?P<dot>\d+)\)[^>]*/>'
    r'|<path d="M(?P<x>\d+) (?P<bar>\d+) L(?P=x) \d+"[^>]*/>'
)
"""The dots of a repeat, and upright lines; a stem is none of a tablature's place."""
_LINE = re.compile(r'd="M(\d+) (\d+) L(\d+) (\d+)"')


def lines_of(tab: str) -> int:
    """How many lines the staff has that holds the place of a tablature."""
    return _PLACE_LINES[len(FRETTED[tab].strings)] if tab in FRETTED else _WHISTLE_LINES


def margin_over(tab: str) -> float:
    """How far below the lowest note the first line may stand, in half spaces of the staff."""
    return _OVER_NUMBERS if tab in FRETTED else _OVER_HOLES


def with_place(document: str, tab: str) -> str:
    """A MusicXML document of one part with a second one for the tablature; its symbols have ids."""
    score = ET.fromstring(document)  # noqa: S314 - our own text
    for parts in score.iter("part-list"):
        ET.SubElement(ET.SubElement(parts, "score-part", id=_PART), "part-name")
    place, count = ET.Element("part", id=_PART), 0
    for measure in list(score.iter("measure")):
        notes = [note for note in measure.iter("note") if note.find("grace") is None]
        symbols = [note for note in notes if note.find("chord") is None]
        for note in symbols:
            note.set("id", f"{_ID}{count}")
            count += 1
        added = ET.SubElement(place, "measure", measure.attrib)
        _attributes(added, measure, None if len(place) > 1 else lines_of(tab))
        _rest(added, sum(int(note.findtext("duration") or 0) for note in symbols))
    score.append(place)
    return ET.tostring(score, encoding="unicode", xml_declaration=True)


def _attributes(measure: ET.Element, original: ET.Element, lines: int | None) -> None:
    """The same meters, not shown, but for free ones; in the first measure what the staff is."""
    attributes = ET.Element("attributes")
    if lines is not None:
        ET.SubElement(attributes, "divisions").text = original.findtext("attributes/divisions")
    for time in original.iterfind("attributes/time[beats]"):  # the library divides by those of a free meter
        copied = deepcopy(time)
        copied.set("print-object", "no")
        attributes.append(copied)
    if lines is not None:
        ET.SubElement(ET.SubElement(attributes, "clef"), "sign").text = "none"
        ET.SubElement(ET.SubElement(attributes, "staff-details"), "staff-lines").text = str(lines)
    if len(attributes):
        measure.append(attributes)


def _rest(measure: ET.Element, duration: int) -> None:
    note = ET.SubElement(measure, "note", {"print-object": "no"})
    ET.SubElement(note, "rest")
    ET.SubElement(note, "duration").text = str(duration)


def with_tablature(svg: str, tablature: Tablature, *, begins: bool = True) -> str:
    """A page with the tablature in its place, without the dots of repeats there.

    If it `begins` the tune, the first line of strings has their letters.
    """
    pending: list[tuple[int, int]] = []
    current: int | None = None
    staves = 0
    places: set[tuple[int, int]] = set()

    def drawn(match: re.Match[str]) -> str:
        nonlocal current, staves
        if match["index"]:
            current = int(match["index"])
        elif match["x"] and current is not None:
            pending.append((current, int(match["x"]) + _HEAD))
            current = None
        elif match["staff"]:
            staves += 1
            if staves % 2 == 0:  # each measure has the staff of the notes, then that of the tablature
                shown = [(tablature.signs[index], x) for index, x in pending]
                pending.clear()
                place = _place(match["lines"])
                places.add(place[1:3])
                letters = begins and staves == 2
                return match["staff"] + _staff(place, tablature.tab, shown, letters=letters)
        return match[0]

    svg = _FOUND.sub(drawn, svg)
    barlines = tablature.tab in FRETTED

    def cleared(match: re.Match[str]) -> str:
        height = int(match["dot"] or match["bar"])
        inside = any(top <= height <= bottom for top, bottom in places)
        return "" if inside and (match["dot"] or not barlines) else match[0]

    return _OF_BAR_LINES.sub(cleared, svg)


def _place(lines: str) -> tuple[int, int, int, int]:
    """Left, top, bottom and right of a staff that holds the place of a tablature."""
    found = _LINE.findall(lines)
    return int(found[0][0]), int(found[0][1]), int(found[-1][1]), int(found[0][2])


def _staff(
    place: tuple[int, int, int, int], tab: str, signs: Sequence[tuple[Sign, int]], *, letters: bool
) -> str:
    """What stands in one measure, instead of the lines that held its place."""
    left, top, bottom, right = place
    text = ""
    if tab in FRETTED:
        strings = len(FRETTED[tab].strings)
        gap = (bottom - top) / (strings - 1)
        heights = [bottom - gap * string for string in range(strings)]
        for y in heights:
            text += f'<path d="M{left} {y:.0f} L{right} {y:.0f}" stroke-width="10" stroke="#888"/>'
        if letters:
            named = zip(FRETTED[tab].letters, heights, strict=True)
            text += "".join(_on_its_line(letter, _LETTERS, left + _INDENT, y) for letter, y in named)
        for sign, x in signs:
            if isinstance(sign, tuple):
                text += "".join(_number(stop, x, heights[stop.string]) for stop in sign)
        return text
    for sign, x in signs:
        if isinstance(sign, Fingering):
            text += _holes(sign, x, top)
    return text


def _number(stop: Stop, x: int, y: float) -> str:
    return _on_its_line(str(stop.fret), _DIGITS, x, y)


def _on_its_line(text: str, size: int, x: int, y: float) -> str:
    """A number or letter on a string, which it interrupts."""
    width = 110 if len(text) == 1 else 190
    baseline = round(y + size * 0.36)
    return (
        f'<rect x="{x - width}" y="{y - 100:.0f}" width="{2 * width}" height="200" fill="white"/>'
        f'<text x="{x}" y="{baseline}" font-size="{size}px" text-anchor="middle">{text}</text>'
    )


def _holes(fingering: Fingering, x: int, top: int) -> str:
    text = ""
    for index, hole in enumerate(fingering.holes):
        y = top + _HOLE + index * _HOLE_GAP
        fill = "black" if hole == CLOSED else "white"
        text += f'<circle cx="{x}" cy="{y}" r="{_HOLE}" fill="{fill}" stroke="black" stroke-width="18"/>'
        if hole == HALF:
            text += f'<path d="M{x} {y - _HOLE} A{_HOLE} {_HOLE} 0 0 0 {x} {y + _HOLE} Z" fill="black"/>'
    if fingering.octave:
        y = top + 6 * _HOLE_GAP + _HOLE - 20
        cross = f"M{x - 80} {y} L{x + 80} {y} M{x} {y - 80} L{x} {y + 80}"
        text += f'<path d="{cross}" stroke-width="28" stroke="black"/>'
    return text
