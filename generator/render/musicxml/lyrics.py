"""Lyrics: syllables with their hyphens and the lines of those that are held (ABC 2.1, 5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from generator.notation.melody import Melody, Note
from generator.render.musicxml.elements import add, one_line

LONGEST_SYLLABLE = 60
HELD = "_"


@dataclass(frozen=True, slots=True)
class Lyric:
    """A syllable of a verse. `text` is "" where the one before it is held.

    `syllabic`: MusicXML's single, begin, middle or end of a word. `extend`: the end of a line that says for
    how long it is held, MusicXML's start, continue or stop; "" for none.
    """

    verse: int
    text: str
    syllabic: str = ""
    extend: str = ""


def lyrics(melody: Melody) -> list[list[list[Lyric]]]:
    """The lyrics at each note of each bar, verse by verse."""
    notes = [note for bar in melody.bars for note in bar.notes]
    if not any(note.signs.syllables for note in notes):
        return [[[] for _ in bar.notes] for bar in melody.bars]
    most = max(len(note.signs.syllables) for note in notes)
    verses = [list(_verse(notes, verse)) for verse in range(most)]
    by_note = iter([[lyric for lyric in found if lyric] for found in zip(*verses, strict=True)])
    return [[next(by_note) for _ in bar.notes] for bar in melody.bars]


def _verse(notes: list[Note], verse: int) -> Iterator[Lyric | None]:
    """What a verse has at each note."""
    texts = [note.signs.syllables[verse] if verse < len(note.signs.syllables) else "" for note in notes]
    goes_on, sung = False, False
    for text, after in zip(texts, [*texts[1:], ""], strict=True):
        if not text:
            yield None
            sung = False
        elif text == HELD:
            extend = "continue" if after == HELD else "stop"
            yield Lyric(verse + 1, "", extend=extend) if sung else None
        else:
            began, goes_on = goes_on, len(text) > 1 and text.endswith("-")
            syllabic = "middle" if began and goes_on else "end" if began else "begin" if goes_on else "single"
            shown = one_line(text[:-1] if goes_on else text, LONGEST_SYLLABLE)
            sung = bool(shown) and not goes_on  # of a word that goes on the hyphens say how long
            extend = "start" if sung and after == HELD else ""
            yield Lyric(verse + 1, shown, syllabic, extend) if shown else None


def add_lyrics(note: ET.Element, found: Sequence[Lyric]) -> None:
    """The lyrics of a note, after everything else of it."""
    for lyric in found:
        element = ET.SubElement(note, "lyric", number=str(lyric.verse))
        if lyric.text:
            add(element, "syllabic", lyric.syllabic)
            add(element, "text", lyric.text)
        if lyric.extend:
            ET.SubElement(element, "extend", type=lyric.extend)
