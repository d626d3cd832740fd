"""A melody as MusicXML (version 4.0, score-partwise), which the engraving library reads.

Knows nothing of pictures, nor of the library that draws them.

    measures        bars, cut where a key or meter changes within one
    attributes, barlines, chord_symbols, directions, notes
    notations, lyrics, slurs, sign_tables    what stands at a note
"""

from __future__ import annotations

import logging
from collections.abc import Set
from fractions import Fraction
from math import lcm
from xml.etree import ElementTree as ET

from generator.arrangement.harmony import Harmony, symbols_over
from generator.notation.changes import State
from generator.notation.melody import Bar, Melody
from generator.notation.theory import says_no_chord, split_chord
from generator.notation.writing.own_scores import ORDER, SOFTWARE, play_order
from generator.render.beaming import beams
from generator.render.musicxml.attributes import changed_attributes, first_attributes, shows_naturals
from generator.render.musicxml.barlines import left_barline, no_barline, repeat_beginnings, right_barline
from generator.render.musicxml.chord_symbols import chord_symbol, names_over, over_symbols
from generator.render.musicxml.directions import after_note, before_note, part_name, tempo_mark, words
from generator.render.musicxml.elements import add, one_line
from generator.render.musicxml.lyrics import lyrics
from generator.render.musicxml.measures import Measure, measures
from generator.render.musicxml.notes import Attached, add_symbol
from generator.render.musicxml.sign_tables import DRAWN
from generator.render.musicxml.slurs import slurs
from generator.render.score_layout import PAPER, Layout

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_log = logging.getLogger(__name__)

TITLE_LENGTH = 80
"""Characters of a line over or below the music."""
LONGEST_FIELD = 500


def musicxml(
    melody: Melody,
    title: str,
    harmony: Harmony | None = None,
    layout: Layout = PAPER,
    *,
    page_starts: Set[int] | None = None,
) -> str:
    """The whole document, with chord symbols if there is a harmony.

    `layout` says where lines begin, `page_starts` which lines, counted from 0, begin another page (None:
    nothing is said of pages, nor that a single line is not to be broken).
    Decorations that have no sign are logged.
    """
    _log_what_is_not_drawn(melody)
    score = ET.Element("score-partwise", version="4.0")
    add(ET.SubElement(score, "work"), "work-title", one_line(title, LONGEST_FIELD))
    _identification(score, melody)
    part_list = ET.SubElement(score, "part-list")
    add(ET.SubElement(part_list, "score-part", id="P1"), "part-name", "")
    _Part(ET.SubElement(score, "part", id="P1"), melody, harmony, layout, page_starts).write()
    return _DECLARATION + ET.tostring(score, encoding="unicode")


def short_title(title: str) -> str:
    """As it is drawn: without characters that XML does not allow, and cut with "…" after `TITLE_LENGTH`."""
    return one_line(title, TITLE_LENGTH)


def _identification(score: ET.Element, melody: Melody) -> None:
    """Who made the tune, what wrote the document, where the tune comes from, and the order of its parts."""
    identification = ET.SubElement(score, "identification")
    for letter, text in melody.texts:
        if letter == "C":
            add(identification, "creator", one_line(text, LONGEST_FIELD), type="composer")
    add(ET.SubElement(identification, "encoding"), "software", SOFTWARE)
    fields = [("origin", text) for letter, text in melody.texts if letter == "O"]
    fields += [(ORDER, play_order(melody.order))] * bool(melody.order)
    if fields:
        miscellaneous = ET.SubElement(identification, "miscellaneous")
        for name, text in fields:
            add(miscellaneous, "miscellaneous-field", one_line(text, LONGEST_FIELD), name=name)


def _log_what_is_not_drawn(melody: Melody) -> None:
    signs = [note.signs for bar in melody.bars for note in bar.notes]
    names = {name for one in signs for name in one.decorations} - DRAWN
    if names:
        _log.warning("Decorations that are not drawn: %.200s", ", ".join(sorted(names)))


class _Part:
    """The measures of the one part."""

    def __init__(
        self,
        part: ET.Element,
        melody: Melody,
        harmony: Harmony | None,
        layout: Layout,
        page_starts: Set[int] | None,
    ) -> None:
        self._part, self._melody, self._page_starts = part, melody, page_starts
        self._lines = 0  # that have begun
        self._over = symbols_over(melody, harmony) if harmony else [{} for _ in melody.bars]
        self._measures = list(measures(melody, layout, names_over(self._over)))
        durations = [symbol.duration for measure in self._measures for symbol in measure.symbols]
        self._divisions = lcm(1, *((4 * duration).denominator for duration in durations))
        self._openings = repeat_beginnings(melody.bars)
        self._slurs, self._lyrics = slurs(melody), lyrics(melody)
        self._naturals = False  # shown in the signature of this line, and not to be repeated on the next

    def write(self) -> None:
        """All measures."""
        before: State | None = None
        for measure in self._measures:
            element = ET.SubElement(self._part, "measure", number=str(measure.number))
            if not measure.counted:
                element.set("implicit", "yes")
            if measure.begins_line:
                self._begin_line(element)
            self._attributes(element, measure, before)
            before = measure.state
            if measure.begins_bar:
                self._begin_bar(element, measure)
            self._notes(element, measure)
            if measure.ends_bar:
                right_barline(element, self._melody.bars, measure.index)
            else:
                no_barline(element)

    def _attributes(self, element: ET.Element, measure: Measure, before: State | None) -> None:
        if before is None:
            first_attributes(element, measure.state, self._melody.clef, self._divisions)
            return
        restate = self._naturals and measure.begins_line
        changed_attributes(element, before, measure.state, restate_key=restate)
        self._naturals = shows_naturals(before.key, measure.state.key) or (self._naturals and not restate)

    def _begin_line(self, element: ET.Element) -> None:
        if self._lines:
            begins_page = self._page_starts is not None and self._lines in self._page_starts
            ET.SubElement(element, "print", {"new-page" if begins_page else "new-system": "yes"})
        elif self._page_starts is not None:  # where no line is mentioned, the library breaks them as it likes
            ET.SubElement(element, "print", {"new-system": "no"})
        self._lines += 1

    def _begin_bar(self, element: ET.Element, measure: Measure) -> None:
        left_barline(element, measure.bar, opens_repeat=measure.index in self._openings)
        if measure.bar.part:
            part_name(element, measure.bar.part)
        if measure.index == 0:
            text = " ".join(text for letter, text in self._melody.texts if letter == "Q")
            if text or 0 in measure.tempos:
                tempo_mark(element, measure.tempos.get(0), text)

    def _notes(self, element: ET.Element, measure: Measure) -> None:
        hung = beams(measure.symbols, measure.state.meter, measure.offset)
        chords = over_symbols(measure, self._over[measure.index])
        quoted = over_symbols(measure, _texts(measure.bar))
        note = measure.first_note - 1
        for at, symbol in enumerate(measure.symbols):
            note += symbol.begins_note
            if at in measure.tempos and not self._at_the_beginning(measure, at):
                tempo_mark(element, measure.tempos[at])
            for chord in chords[at]:
                chord_symbol(element, chord)
            for text in quoted[at]:
                words(element, text)
            if symbol.begins_note:
                before_note(element, symbol.signs)
            if measure.ends_bar and at + 1 == len(measure.symbols):
                _times(element, measure.bar)
            attached = Attached(self._slurs[measure.index][note], self._lyrics[measure.index][note])
            add_symbol(element, symbol, hung[at], self._divisions, attached)
            if symbol.ends_note:
                after_note(element, symbol.signs)

    @staticmethod
    def _at_the_beginning(measure: Measure, at: int) -> bool:
        """Whether a symbol is the tune's first, whose tempo stands with the words of the head."""
        return measure.index == 0 and measure.begins_bar and at == 0


def _times(element: ET.Element, bar: Bar) -> None:
    """How often a part is played, where it is not twice."""
    if bar.closes_repeat and bar.times > 2:
        words(element, f"{bar.times}\N{MULTIPLICATION SIGN}")


def _texts(bar: Bar) -> dict[Fraction, str]:
    """What is written in the place of chord symbols and is none."""
    return {
        onset: text for onset, text in bar.chords if split_chord(text) is None and not says_no_chord(text)
    }
