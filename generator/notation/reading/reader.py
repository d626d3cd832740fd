"""Reads one-voice ABC (standard 2.1) into a Melody.

What is written at the notes is kept with them. What is left out of the text is said (`Reading`). What one
melody instrument cannot play (several voices, parts in another order than they are written in) is refused
with its line and column.

    tokens            what the signs of a line are
    fields            what M: L: K: … say; values: their values
    directives        what %% and I: say
    sign_reader       what stands at and under notes; signs: its parts
    explanations      what to say where no sign can be read
    melody_builder    what the notes become: bars, repeats, accidentals, tuplets, ties
"""

from __future__ import annotations

import re
from fractions import Fraction

from generator.errors import NotationError
from generator.notation.melody import TUPLET_TIMES, Melody, Pitch, Tuplet
from generator.notation.reading.book import lines_of
from generator.notation.reading.directives import Directives
from generator.notation.reading.explanations import as_typed, not_music
from generator.notation.reading.fields import Fields
from generator.notation.reading.melody_builder import LONGEST_NOTE, MAX_NOTES, MelodyBuilder
from generator.notation.reading.notices import Notice, Notices, Reading
from generator.notation.reading.sign_reader import SignReader
from generator.notation.reading.signs.grace import read_grace
from generator.notation.reading.tokens import (
    BODY_FIELD,
    CHORD_TOKEN,
    FIELD,
    TOKEN,
    read_multiple,
    read_passes,
)
from generator.notation.reading.values.tempo import read_tempo
from generator.notation.reading.values.text import plain_text
from generator.notation.theory import ACCIDENTALS

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
_MOST_BARS_OF_REST = 64
_MORE_THAN_TWICE = re.compile(r"\|::|::\|")
"""`|:: ::|` asks for three times through (ABC 2.1, 4.8)."""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character of UTF-16 without its other half: JSON can hold it, files cannot."""
_COMMENT = re.compile(r"(?<!\\)%.*")


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
    return _Reader().read(text)


class _Reader:
    """Goes through the text. Every ValueError below `read` gets the line and column that were reached."""

    def __init__(self) -> None:
        self.fields = Fields(self.notice)
        self.melody = MelodyBuilder(self.notice)
        self.directives = Directives(self.notice)
        self.signs = SignReader(self.notice)
        self.notices = Notices()
        self.line = self.column = 1

    def read(self, text: str) -> Reading:
        try:
            for self.line, line in enumerate(lines_of(text), 1):
                self.column = 1
                if self.directives.takes(line, self.line):
                    self.melody.propagation = self.directives.propagation
                else:
                    self.read_line(_COMMENT.sub("", line).rstrip())
            return Reading(self.finish(), self.notices.all())
        except ValueError as error:
            raise NotationError(str(error), self.line, self.column) from None

    def notice(self, text: str) -> None:
        """Say what is left out of the line that is being read."""
        self.notices.add(text, self.line)

    def finish(self) -> Melody:
        fields = self.fields
        self.directives.finish()
        self.signs.end_line(self.melody, self.notices)
        if not fields.in_body:
            raise ValueError("there is no K: field, so the key is unknown")
        bars = self.melody.finish()
        return Melody(
            fields.head_meter,
            fields.head_key,
            bars,
            fields.rhythm,
            fields.title,
            fields.head_tempo,
            clef=fields.head_staff.drawn,
            texts=tuple(fields.texts),
        )

    def read_line(self, line: str) -> None:
        field = (BODY_FIELD if self.fields.in_body else FIELD).fullmatch(line)
        if line.strip() and not (field and field[1] == "+"):
            self.signs.end_line(self.melody, self.notices)
        if field:
            self.set_field(field[1], field[2])
        elif self.fields.in_body:
            self.read_music(as_typed(line))
        elif line.strip():
            self.notice(f"“{line.strip():.30}” stands above the K: field and is left out.")

    def read_music(self, line: str) -> None:
        position = 0
        while position < len(line):
            self.column = position + 1
            token = TOKEN.match(line, position)
            if token is None:
                raise ValueError(not_music(line, position))
            self.take(token)
            position = token.end()

    def take(self, token: re.Match[str]) -> None:
        if token["field"]:
            self.set_field(token["field"], token["value"])
        elif token["bar"]:
            self.take_bar_line(token["bar"], token["ending"])
        elif token["lone_ending"]:
            self.melody.end_bar()
            self.melody.start_ending(read_passes(token["lone_ending"]))
        elif token["tuplet"]:
            self.take_tuplet(int(token["tuplet"]), token["time"], token["group"])
        elif token["broken"]:
            self.melody.break_rhythm(token["broken"])
        elif token["tie"]:
            self.melody.tie()
        else:
            self.take_sound(token)

    def take_sound(self, token: re.Match[str]) -> None:
        """A note, a rest, a chord or a chord symbol; anything else is skipped."""
        if token["step"]:
            self.melody.add((self.pitch(token),), self.length(token["length"]))
        elif token["rest"]:
            self.melody.add((), self.length(token["rest_length"]), hidden=token["rest"] == "x")
        elif token["bar_rest"]:
            self.take_bars_of_rest(token["rest_bars"], hidden=token["bar_rest"] == "X")
        elif token["chord"]:
            self.take_chord(token["chord"], read_multiple(token["chord_length"]))
        elif token["grace"]:
            self.take_grace(token["grace"])
        else:
            self.signs.take(token, self.melody)

    def take_grace(self, text: str) -> None:
        grace, left_out = read_grace(text, self.pitch, self.length)
        if left_out:
            self.notice("Of grace notes only the notes are kept, no chords or signs.")
        if grace:
            self.melody.signs.set_grace(grace)

    def set_field(self, name: str, value: str) -> None:
        value = value.strip()
        if name in "ws":
            self.signs.begin_line(name, value, self.line)
        elif name == "+" and not self.signs.continue_line(value):
            self.fields.continue_text(value)
        elif name == "I":
            self.directives.follow(value)
            self.melody.propagation = self.directives.propagation
        elif name == "U":
            self.signs.redefine(value)
        elif name != "+":
            self.set_other_field(name, value)

    def set_other_field(self, name: str, value: str) -> None:
        has_notes = self.melody.has_notes
        change = self.fields.set(name, value, has_notes=has_notes)
        words = read_tempo(value) if name == "Q" and has_notes else None
        if words and words.words:
            self.melody.signs.annotate(f"^{plain_text(words.words)}")
        if change:
            self.melody.change(change)

    def take_bar_line(self, signs: str, ending: str | None) -> None:
        if _MORE_THAN_TWICE.search(signs):
            raise ValueError("a part played more than twice is not supported; write it out")
        opens = signs.endswith(":")
        closes = signs.startswith(":") or ":" in signs.rstrip(":")
        ends_section = closes or opens or "||" in signs or "]" in signs or "[" in signs
        self.melody.bar_line(opens_repeat=opens, closes_repeat=closes, ends_section=ends_section)
        if ending:
            self.melody.start_ending(read_passes(ending))

    def take_tuplet(self, count: int, time: str | None, group: str | None) -> None:
        by_meter = 3 if self.fields.meter.compound else 2
        tuplet = Tuplet(count, int(time) if time else TUPLET_TIMES.get(count, by_meter))
        self.melody.open_tuplet(tuplet, int(group) if group else count)

    def take_bars_of_rest(self, text: str, *, hidden: bool) -> None:
        if len(text) > 3 or not 0 < int(text or 1) <= _MOST_BARS_OF_REST:
            raise ValueError(f"a rest must be of 1 to {_MOST_BARS_OF_REST} bars")
        for index in range(int(text or 1)):
            if index:
                self.melody.end_bar()
            self.melody.add((), self.fields.meter.bar, hidden=hidden)

    def take_chord(self, text: str, factor: Fraction) -> None:
        """The notes of a chord, which is as long as the first of them that has a length."""
        pitches: list[Pitch] = []
        lengths: list[Fraction] = []
        position = slurs = 0
        while position < len(text):
            note = CHORD_TOKEN.match(text, position)
            if note is None:
                raise ValueError(f"{text[position]!r} is not a note of a chord")
            if note["step"]:
                pitches.append(self.pitch(note))
                lengths.append(self.length(note["length"]))
            elif note["slur"] == ")":
                slurs += 1
            else:
                self.signs.take(note, self.melody)
            position = note.end()
        if not pitches:
            raise ValueError("a chord without notes")
        self.melody.add(tuple(pitches), next(filter(None, lengths), Fraction(0)) * factor)
        for _ in range(slurs):
            self.melody.end_slur()
        if text.rstrip().endswith("-"):
            self.melody.tie()

    def pitch(self, token: re.Match[str]) -> Pitch:
        letter, sign = token["step"], token["accidental"]
        octave = 4 + self.fields.staff.octaves + letter.islower()
        octave += token["octave"].count("'") - token["octave"].count(",")
        accidental = ACCIDENTALS[sign] if sign else None
        return self.melody.pitch(letter.upper(), octave, accidental, self.fields.key)

    def length(self, text: str) -> Fraction:
        """In whole notes."""
        return self.fields.unit * read_multiple(text)
