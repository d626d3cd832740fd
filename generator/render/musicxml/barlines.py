"""Bar lines: repeats, endings, double lines, and the line that is not drawn inside a bar."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from generator.notation.form import section_ranges
from generator.notation.melody import Bar
from generator.render.musicxml.elements import add

_SIMPLE = {"": None, "dotted": "dotted", "invisible": "none"}


def repeat_beginnings(bars: Sequence[Bar]) -> set[int]:
    """The bars before which a repeat is opened: where a sign says so, and where a `:|` goes back to though
    none does, which other programs do not know. At the beginning of a tune none is needed.
    """
    found = {index for index, bar in enumerate(bars) if bar.opens_repeat}
    for section in section_ranges(bars):
        if section.start and any(bars[index].closes_repeat for index in section):
            found.add(section.start)
    return found


def left_barline(measure: ET.Element, bar: Bar, *, opens_repeat: bool) -> None:
    """The line before a bar, where it means something."""
    if not bar.ending and not opens_repeat:
        return
    barline = ET.SubElement(measure, "barline", location="left")
    if opens_repeat:
        add(barline, "bar-style", "heavy-light")
    if bar.ending:
        text = ", ".join(map(str, bar.ending)) + "."
        add(barline, "ending", text, number=",".join(map(str, bar.ending)), type="start")
    if opens_repeat:
        ET.SubElement(barline, "repeat", direction="forward")


def no_barline(measure: ET.Element) -> None:
    """What ends a measure in the middle of a bar."""
    add(ET.SubElement(measure, "barline", location="right"), "bar-style", "none")


def right_barline(measure: ET.Element, bars: Sequence[Bar], index: int) -> None:
    """The line after a bar, where it is no simple one."""
    bar, last = bars[index], index + 1 == len(bars)
    ending = _ending_that_stops(bars, index)
    style = _style(bar, last=last)
    if style is None and ending is None:
        return
    barline = ET.SubElement(measure, "barline", location="right")
    if style:
        add(barline, "bar-style", style)
    if ending:
        kind = "stop" if bar.closes_repeat or last else "discontinue"
        ET.SubElement(barline, "ending", number=",".join(map(str, ending.ending)), type=kind)
    if bar.closes_repeat:
        repeat = ET.SubElement(barline, "repeat", direction="backward")
        if bar.times != 2:
            repeat.set("times", str(bar.times))


def _style(bar: Bar, *, last: bool) -> str | None:
    if bar.closes_repeat or last:
        return "light-heavy"
    return "light-light" if bar.ends_section or bar.double_line else _SIMPLE[bar.line]


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
