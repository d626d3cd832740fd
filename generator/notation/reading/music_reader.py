"""Goes through the signs of music: what each becomes in the voice that is being read."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from generator.notation.melody import TUPLET_TIMES, Pitch, Tuplet
from generator.notation.reading.fields import Fields
from generator.notation.reading.melody_builder import MelodyBuilder
from generator.notation.reading.sign_reader import SignReader
from generator.notation.reading.signs.grace import read_grace
from generator.notation.reading.signs.pending import MOST_GRACE_NOTES
from generator.notation.reading.structure.bar_lines import (
    BarLine,
    read_bar_line,
    read_passes,
    read_text_ending,
)
from generator.notation.reading.tokens import CHORD_TOKEN, is_old_chord, read_multiple
from generator.notation.reading.voices import Voices
from generator.notation.theory import ACCIDENTALS

_MOST_BARS_OF_REST = 64


class MusicReader:
    """Takes the tokens of music one by one. A ValueError says what cannot be read."""

    def __init__(self, voices: Voices, signs: SignReader, notice: Callable[[str], None]) -> None:
        self.voices = voices
        self.signs = signs
        self.notice = notice

    @property
    def fields(self) -> Fields:
        return self.voices.current.fields

    @property
    def melody(self) -> MelodyBuilder:
        return self.voices.current.melody

    def take(self, token: re.Match[str], place: tuple[int, int]) -> None:
        """Anything but a field, at a line and column. Raises ValueError."""
        overlays = self.voices.current.overlays
        if token["overlay"]:
            said = overlays.take(token["overlay"], place)
            if said:
                self.notice(said)
        elif token["bar"]:
            self.take_bar_line(token["bar"], token["ending"])
        elif not overlays.skipping:
            self.take_music(token)

    def take_music(self, token: re.Match[str]) -> None:
        if token["dots"]:  # a `|:` can be broken by the end of a line
            self.melody.end_bar(BarLine(opens=2))
        elif token["lone_ending"]:
            self.take_ending(read_passes(token["lone_ending"]))
        elif token["text_ending"] is not None:
            self.take_text_ending(token["text_ending"])
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
        elif is_old_chord(token):
            self.take_chord(token["sign"], Fraction(1))
        elif token["grace"]:
            self.take_grace(token["grace"])
        else:
            self.signs.take(token, self.melody)

    def take_grace(self, text: str) -> None:
        grace, left_out = read_grace(text, self.pitch, self.length)
        if left_out:
            self.notice("Of grace notes only the notes are kept, no chords or signs.")
        if grace and not self.melody.signs.set_grace(grace):
            self.notice(f"Only the first {MOST_GRACE_NOTES} grace notes before a note are kept.")

    def take_bar_line(self, signs: str, ending: str | None) -> None:
        if not self.voices.current.overlays.end_bar():
            return
        self.melody.end_bar(read_bar_line(signs))
        if ending:
            self.melody.start_ending(read_passes(ending))

    def take_ending(self, passes: tuple[int, ...]) -> None:
        self.melody.end_bar(BarLine())
        if passes:
            self.melody.start_ending(passes)

    def take_text_ending(self, text: str) -> None:
        """`["1st time"`: an ending if it has a number, as music programs write it; else a remark."""
        passes = read_text_ending(text)
        self.take_ending(passes)
        if not passes:
            self.notice(f"The ending “{text:.40}” has no number; it is played each time.")

    def take_tuplet(self, count: int, time: str | None, group: str | None) -> None:
        by_meter = 3 if self.fields.meter.compound else 2
        tuplet = Tuplet(count, int(time) if time else TUPLET_TIMES.get(count, by_meter))
        self.melody.open_tuplet(tuplet, int(group) if group else count)

    def take_bars_of_rest(self, text: str, *, hidden: bool) -> None:
        if len(text) > 3 or not 0 < int(text or 1) <= _MOST_BARS_OF_REST:
            raise ValueError(f"a rest must be of 1 to {_MOST_BARS_OF_REST} bars")
        for index in range(int(text or 1)):
            if index:
                self.melody.end_bar(BarLine())
            self.melody.add((), self.fields.meter.bar, hidden=hidden)

    def take_chord(self, text: str, factor: Fraction) -> None:
        """The notes of a chord, which is as long as the first of them that has a length."""
        pitches: list[Pitch] = []
        lengths: list[Fraction] = []
        untied: list[Pitch] = []
        position = slurs = 0
        while position < len(text):
            note = CHORD_TOKEN.match(text, position)
            if note is None:
                raise ValueError(f"{text[position]!r} is not a note of a chord")
            if note["step"]:
                pitches.append(self.pitch(note))
                untied += [] if note["tie"] else pitches[-1:]
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
        if len(untied) < len(pitches):
            self.melody.tie(tuple(untied))

    def pitch(self, token: re.Match[str]) -> Pitch:
        letter, sign = token["step"], token["accidental"]
        octave = 4 + self.fields.staff.octaves + letter.islower()
        octave += token["octave"].count("'") - token["octave"].count(",")
        accidental = ACCIDENTALS[sign] if sign else None
        return self.melody.pitch(letter.upper(), octave, accidental, self.fields.key)

    def length(self, text: str) -> Fraction:
        """In whole notes."""
        return self.fields.unit * read_multiple(text)
