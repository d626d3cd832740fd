"""Reads one-voice ABC (standard 2.1) into a Melody.

What is written at the notes is kept with them. Of several voices one is kept. What is left out of the text is
said (`Reading`); what cannot be read is refused with its line and column.

    tune_reader       goes through the lines: fields, directives, music
    music_reader      goes through the signs of a line of music
    tokens            what the signs of a line are
    fields            what M: L: K: … say; values: their values
    directives        what %% and I: say
    sign_reader       what stands at and under notes; signs: its parts
    explanations      what to say where no sign can be read
    voices            which of several voices is kept
    melody_builder    what the notes become: bars, accidentals, signs
    rhythm            tuplets, broken rhythms
    structure         bar lines, repeats and endings, the order of parts, ties
    assembly          puts the voice together: its bars in sections, its parts in order
"""

from __future__ import annotations

import re

from generator.errors import NotationError
from generator.notation.melody import Melody
from generator.notation.reading.books.book import lines_of
from generator.notation.reading.melody_builder import LONGEST_NOTE, MAX_NOTES
from generator.notation.reading.notices import Notice, Reading
from generator.notation.reading.tune_reader import TuneReader

__all__ = [
    "LONGEST_NOTE",
    "MAX_CHARACTERS",
    "MAX_NOTES",
    "Notice",
    "Reading",
    "read_abc",
    "read_tune",
]

MAX_CHARACTERS = 20_000
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character of UTF-16 without its other half: JSON can hold it, files cannot."""


def read_abc(text: str) -> Melody:
    """The melody of one tune. Raises NotationError with the line and column of what cannot be read."""
    return read_tune(text).melody


def read_tune(text: str) -> Reading:
    """The melody of one tune, and what in its text is neither played nor drawn. Raises NotationError."""
    if len(text) > MAX_CHARACTERS:
        raise NotationError(f"the tune is longer than {MAX_CHARACTERS} characters", 1, 1)
    half = _SURROGATE.search(text)
    if half:
        before = lines_of(text[: half.start()])
        raise NotationError("there is only half of a character here", len(before), len(before[-1]) + 1)
    return TuneReader().read(lines_of(text))
