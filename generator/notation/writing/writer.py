"""Writes a Melody as ABC in one canonical way.

L:1/8 throughout; every altered note has its accidental, so it does not matter how far a reader lets
accidentals reach; repeats open with `|:` where that changes nothing; four bars a line.

    fields    the head; changes of key, meter and tempo
    layout    the lines, and what stands between two bars
    bars      the notes of a bar
    notes     a note and its signs
    lyrics    the words under a line
"""

from __future__ import annotations

from dataclasses import replace

from generator.notation.bare import without_chords
from generator.notation.changes import State, states
from generator.notation.form import FormError, from_sections, sections
from generator.notation.melody import Bar, Change, Melody, Pitch
from generator.notation.unfold import played_order
from generator.notation.writing.bars import Setting, write_bar
from generator.notation.writing.beats import Beats
from generator.notation.writing.fields import escaped, write_changes, write_head
from generator.notation.writing.layout import bar_line, ending_mark, lay_out, opening
from generator.notation.writing.lyrics import write_lyrics


def write_abc(melody: Melody, *, title: str, number: int = 1, chords: bool = False) -> str:
    """A complete tune with its header, ready to be pasted anywhere ABC is read; see `write_body`."""
    head = write_head(melody, title, number)
    return "\n".join([*head, write_body(melody, spaced=True, chords=chords)]) + "\n"


def write_body(melody: Melody, *, spaced: bool = False, chords: bool = False) -> str:
    """The notes and bar lines with all that stands at them, and with `chords` the chord symbols of the bars.

    `spaced` is for people: spaces between beams, dotted pairs (`>`) only within a beat, and a pickup on the
    line of the repeat it leads into.
    """
    return "\n".join(_Body(melody if chords else without_chords(melody), spaced=spaced).lines())


def _in_order(melody: Melody) -> Melody:
    """The tune with every repeat opened and every part ended by a sign, if that plays the same."""
    try:
        canonical = from_sections(melody, sections(melody))
    except FormError:
        return melody
    return canonical if played_order(canonical) == played_order(melody) else melody


class _Body:
    """Goes through the lines of a tune."""

    def __init__(self, melody: Melody, *, spaced: bool) -> None:
        self.melody = _in_order(melody)
        self.bars = self.melody.bars
        self.layout = lay_out(self.melody, for_people=spaced)
        self.states = states(self.melody)
        self.spaced = spaced

    def lines(self) -> list[str]:
        """Fields, lines of music, and the words under them."""
        sung = [any(map(_has_words, (self.bars[at] for at in line))) for line in self.layout.lines]
        last_sung = max((at for at, has_words in enumerate(sung) if has_words), default=-1)
        written: list[str] = []
        for number, line in enumerate(self.layout.lines):
            notes = (note for at in line for note in self.bars[at].notes)
            written += self.fields(line[0])
            written.append(self.music(line))
            written += write_lyrics(notes, more=number < last_sung)
        return written

    def fields(self, index: int) -> list[str]:
        """The fields before a line that begins with this bar."""
        bar = self.bars[index]
        part = [f"P:{escaped(bar.part)}"] if bar.part else []
        return part + write_changes(_at_beginning(bar) if index else ())

    def music(self, line: list[int]) -> str:
        text = opening(self.bars, line[0])
        for index in line:
            begins_line = index == line[0]
            text += ending_mark(self.bars[index], begins_line=begins_line)
            text += self.bar(index, begins_line=begins_line) + self.line_after(index)
        return text

    def line_after(self, index: int) -> str:
        """The bar line after a bar; after a pickup that leads into a repeat that of the repeat."""
        if index not in self.layout.lead_ins:
            return bar_line(self.bars, index)
        return "|" if self.bars[index + 1].part else opening(self.bars, index + 1)

    def bar(self, index: int, *, begins_line: bool) -> str:
        bar, state = self.bars[index], self.states[index]
        if begins_line and index:
            bar = replace(bar, changes=bar.changes[len(_at_beginning(bar)) :])
        return write_bar(bar, self.setting(index, state))

    def setting(self, index: int, state: State) -> Setting:
        return Setting(
            state.key,
            Beats.of(state.meter) if self.spaced else None,
            self.layout.starts[index],
            self.melody.clef.octave,
            self.tied_over(index),
        )

    def tied_over(self, index: int) -> tuple[Pitch, ...]:
        last = self.bars[index - 1].notes[-1] if index else None
        return last.pitches if last and last.tied else ()


def _at_beginning(bar: Bar) -> tuple[Change, ...]:
    return tuple(change for change in bar.changes if change.onset == 0)


def _has_words(bar: Bar) -> bool:
    return any(any(note.signs.syllables) for note in bar.notes)
