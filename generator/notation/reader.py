"""Reads one-voice ABC (standard 2.1) into a Melody.

Decorations, slurs, grace notes, chord symbols and words are skipped: they are not the melody.
What one melody instrument cannot play (several voices, a P: order) is refused with its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from generator.errors import NotationError
from generator.notation.fields import read_key, read_length, read_meter, read_tempo
from generator.notation.melody import TUPLET_TIMES, Bar, Melody, Note, Pitch, Tuplet
from generator.notation.theory import ACCIDENTALS, Key, Meter
from generator.notation.tokens import BODY_FIELD, CHORD_TOKEN, FIELD, TOKEN, read_multiple, read_passes

MAX_CHARACTERS = 20_000
MAX_NOTES = 5_000
LONGEST_NOTE = Fraction(16)
"""In whole notes; `C99999` is ABC, but no tune."""
MOST_BARS_OF_REST = 64
MORE_THAN_TWICE = re.compile(r"\|::|::\|")
"""`|:: ::|` asks for three times through (ABC 2.1, 4.8)."""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character of UTF-16 without its other half: JSON can hold it, files cannot."""
_LINE_END = re.compile(r"\r\n?|\n")
_Read = TypeVar("_Read")


def split_tunes(text: str) -> Iterator[tuple[int, str]]:
    """The tunes of a file of ABC: (line number of its X:, text) of each, in order."""
    start = 0
    lines: list[str] = []
    for number, line in enumerate(_lines(text.removeprefix("\ufeff")), 1):
        if lines and (line.startswith("X:") or not line.strip()):
            yield start, "\n".join(lines)
            lines = []
        if lines or line.startswith("X:"):
            start = start if lines else number
            lines.append(line)
    if lines:
        yield start, "\n".join(lines)


def read_abc(text: str) -> Melody:
    """The melody of one tune. Raises NotationError with the line and column of what cannot be read."""
    if len(text) > MAX_CHARACTERS:
        raise NotationError(f"the tune is longer than {MAX_CHARACTERS} characters", 1, 1)
    half = _SURROGATE.search(text)
    if half:
        before = _lines(text[: half.start()])
        raise NotationError("there is only half of a character here", len(before), len(before[-1]) + 1)
    return _Reader().read(text)


class _Reader:
    """The state of reading: the fields so far, the bar being filled, and what affects the next note."""

    def __init__(self) -> None:
        self.meter = Meter(4, 4)
        self.unit: Fraction | None = None
        self.key = self.head_key = Key("C", "maj")
        self.head_meter = self.meter
        self.in_body = False
        self.rhythm = self.title = ""
        self.tempo: tuple[Fraction, int] | None = None
        self.voice: str | None = None
        self.bars: list[Bar] = []
        self.notes: list[Note] = []
        self.count = 0
        self.opens_repeat = False
        self.ending: tuple[int, ...] = ()
        self.carried: dict[str, int] = {}  # an accidental holds for the bar, in every octave (ABC 2.1, 11.3)
        self.tuplet: tuple[Tuplet, int, int] | None = None
        self.broken = Fraction(1)
        self.line = self.column = 1

    def fail(self, problem: str) -> NotationError:
        return NotationError(problem, self.line, self.column)

    def valid(self, read: Callable[[str], _Read], text: str) -> _Read:
        """The result of `read`; its ValueError becomes a NotationError with line and column."""
        try:
            return read(text)
        except ValueError as error:
            raise self.fail(str(error)) from None

    def read(self, text: str) -> Melody:
        for self.line, raw in enumerate(_lines(text), 1):
            self.column = 1
            line = re.sub(r"(?<!\\)%.*", "", raw).rstrip()
            field = (BODY_FIELD if self.in_body else FIELD).fullmatch(line)
            if field:
                self.take_field(field[1], field[2].strip())
            elif self.in_body:
                self.read_music(line)
        return self.finish()

    def finish(self) -> Melody:
        if not self.in_body:
            raise self.fail("there is no K: field, so the key is unknown")
        if self.broken != 1 or self.in_tuplet:
            raise self.fail("the tune ends inside a tuplet or a broken rhythm")
        self.close_bar()
        if not any(note.pitches for bar in self.bars for note in bar.notes):
            raise self.fail("there are no notes")
        bars = tuple(_without_false_ties(self.bars))
        return Melody(self.head_meter, self.head_key, bars, self.rhythm, self.title, self.tempo)

    # fields

    def take_field(self, name: str, value: str) -> None:
        try:
            self.set_field(name, value)
        except ValueError as error:
            raise self.fail(str(error)) from None

    def set_field(self, name: str, value: str) -> None:
        if name == "M":
            self.meter = read_meter(value)
            self.head_meter = self.head_meter if self.count else self.meter
        elif name == "L":
            self.unit = read_length(value)
        elif name == "K":
            self.key = read_key(value, self.key)
            self.head_key = self.head_key if self.in_body else self.key
            self.in_body = True
        elif name == "Q" and value:
            self.tempo = self.tempo or read_tempo(value)
        elif name == "T":
            self.title = self.title or value.replace("\\%", "%")
        elif name == "R":
            self.rhythm = self.rhythm or value.lower()
        elif name == "V":
            voice = value.split()[0] if value else ""
            if self.voice not in (None, voice):
                raise ValueError("there is more than one voice")
            self.voice = voice
        elif name == "P" and not self.in_body and len(value) > 1:
            raise ValueError("a P: order of parts is not supported; write the parts as they are played")

    # music

    def read_music(self, line: str) -> None:
        position = 0
        while position < len(line):
            self.column = position + 1
            token = TOKEN.match(line, position)
            if token is None:
                raise self.fail(f"{line[position]!r} is not music")
            self.take(token)
            position = token.end()

    def take(self, token: re.Match[str]) -> None:
        if token["field"]:
            self.take_field(token["field"], token["value"].strip())
        elif token["bar"]:
            self.bar_line(token["bar"], token["ending"])
        elif token["lone_ending"]:
            self.close_bar()
            self.ending = self.valid(read_passes, token["lone_ending"])
        else:
            self.take_sound(token)

    def take_sound(self, token: re.Match[str]) -> None:
        if token["tuplet"]:
            self.open_tuplet(int(token["tuplet"]), token["time"], token["group"])
        elif token["step"]:
            self.add(self.pitches(token), self.length(token["length"]))
        elif token["rest"]:
            self.add((), self.length(token["rest_length"]))
        elif token["bar_rest"]:
            self.add_bars_of_rest(token["rest_bars"])
        elif token["chord"]:
            self.add_chord(token["chord"], self.valid(read_multiple, token["chord_length"]))
        elif token["broken"]:
            self.break_rhythm(token["broken"])
        elif token["tie"]:
            self.tie()

    def bar_line(self, signs: str, ending: str | None) -> None:
        if MORE_THAN_TWICE.search(signs):
            raise self.fail("a part played more than twice is not supported; write it out")
        opens = signs.endswith(":")
        closes = signs.startswith(":") or ":" in signs.rstrip(":")
        ends_section = closes or opens or "||" in signs or "]" in signs or "[" in signs
        self.close_bar(closes_repeat=closes, ends_section=ends_section)
        self.opens_repeat = self.opens_repeat or opens
        self.ending = self.valid(read_passes, ending) if ending else self.ending

    def close_bar(self, *, closes_repeat: bool = False, ends_section: bool = False) -> None:
        """End the bar being filled. Signs with no notes before them belong to the bar that ended last."""
        self.carried = {}
        if self.notes and self.in_tuplet:
            raise self.fail("a bar ends inside a tuplet")
        if self.notes:
            bar = Bar(tuple(self.notes), self.opens_repeat, closes_repeat, self.ending, ends_section)
            self.bars.append(bar)
            self.notes, self.opens_repeat, self.ending = [], False, ()
        elif self.bars and (closes_repeat or ends_section):
            last = self.bars[-1]
            self.bars[-1] = replace(
                last,
                closes_repeat=last.closes_repeat or closes_repeat,
                ends_section=last.ends_section or ends_section,
            )

    def open_tuplet(self, count: int, time: str | None, group: str | None) -> None:
        if self.in_tuplet:
            raise self.fail("a tuplet begins inside a tuplet")
        by_meter = 3 if self.meter.compound else 2
        tuplet = Tuplet(count, int(time) if time else TUPLET_TIMES.get(count, by_meter))
        size = int(group) if group else count
        if not tuplet.time or not size:
            raise self.fail("a tuplet without notes")
        self.tuplet = (tuplet, size, size)

    def pitches(self, token: re.Match[str]) -> tuple[Pitch, ...]:
        letter = token["step"]
        step = letter.upper()
        octave = 4 + letter.islower() + token["octave"].count("'") - token["octave"].count(",")
        if not 0 <= octave <= 9:
            raise self.fail("the note is outside the range of every instrument")
        if token["accidental"]:
            self.carried[step] = ACCIDENTALS[token["accidental"]]
        alter = self.carried.get(step, self.key.signature[step])
        previous = self.previous
        if previous and previous.tied and not token["accidental"] and not self.notes:
            alter = next((p.alter for p in previous.pitches if (p.step, p.octave) == (step, octave)), alter)
        return (Pitch(step, octave, alter),)

    @property
    def in_tuplet(self) -> bool:
        return bool(self.tuplet and self.tuplet[2])

    @property
    def previous(self) -> Note | None:
        return self.notes[-1] if self.notes else self.bars[-1].notes[-1] if self.bars else None

    def length(self, text: str) -> Fraction:
        return self.unit_length * self.valid(read_multiple, text)

    @property
    def unit_length(self) -> Fraction:
        return self.unit or self.head_meter.default_unit

    def add_bars_of_rest(self, text: str) -> None:
        if len(text) > 3 or not 0 < int(text or 1) <= MOST_BARS_OF_REST:
            raise self.fail(f"a rest must be of 1 to {MOST_BARS_OF_REST} bars")
        for index in range(int(text or 1)):
            if index:
                self.close_bar()
            self.add((), self.meter.bar)

    def add_chord(self, text: str, factor: Fraction) -> None:
        pitches: tuple[Pitch, ...] = ()
        length, position = None, 0
        while position < len(text):
            note = CHORD_TOKEN.match(text, position)
            if note is None:
                raise self.fail(f"{text[position]!r} is not a note of a chord")
            if note["step"]:
                pitches += self.pitches(note)
                length = length or self.length(note["length"])
            position = note.end()
        if length is None:
            raise self.fail("a chord without notes")
        self.add(pitches, length * factor)
        if text.rstrip().endswith("-"):
            self.tie()

    def add(self, pitches: tuple[Pitch, ...], length: Fraction) -> None:
        self.count += 1
        if self.count > MAX_NOTES:
            raise self.fail(f"there are more than {MAX_NOTES} notes")
        if not 0 < length <= LONGEST_NOTE:
            raise self.fail("the note is too long or too short")
        length, self.broken = length * self.broken, Fraction(1)
        if self.tuplet and self.tuplet[2]:
            tuplet, size, left = self.tuplet
            self.notes.append(Note(pitches, length, tuplet, size if left == size else 0))
            self.tuplet = (tuplet, size, left - 1)
        else:
            self.notes.append(Note(pitches, length))

    def break_rhythm(self, signs: str) -> None:
        """`a>b`: the first note lasts longer by what the second loses (ABC 2.1, 4.4)."""
        if not self.notes or self.broken != 1:
            raise self.fail(f"{signs!r} must stand between two notes")
        short = Fraction(1, 2 ** len(signs))
        first, self.broken = (2 - short, short) if signs[0] == ">" else (short, 2 - short)
        self.notes[-1] = replace(self.notes[-1], length=self.notes[-1].length * first)

    def tie(self) -> None:
        previous = self.notes and self.notes[-1]
        if previous and previous.pitches:
            self.notes[-1] = replace(previous, tied=True)


def _lines(text: str) -> list[str]:
    """As an editor counts them; `str.splitlines` would also split at control characters."""
    return _LINE_END.split(text)


def _without_false_ties(bars: list[Bar]) -> Iterator[Bar]:
    """A tie to another pitch is a slur, which is not part of the melody."""
    notes = [note for bar in bars for note in bar.notes]
    following = iter([*notes[1:], None])
    for bar in bars:
        yield replace(bar, notes=tuple(_rightly_tied(note, next(following)) for note in bar.notes))


def _rightly_tied(note: Note, following: Note | None) -> Note:
    wrong = note.tied and (following is None or following.pitches != note.pitches)
    return replace(note, tied=False) if wrong else note
