"""Goes through the lines of a tune: fields, directives, music."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from generator.errors import NotationError
from generator.notation.reading.assembly import assembled
from generator.notation.reading.books.mail import mended
from generator.notation.reading.directives import Directives
from generator.notation.reading.explanations import as_typed, field_behind, is_field, no_key, not_music
from generator.notation.reading.music_reader import MusicReader
from generator.notation.reading.notices import Notices, Reading
from generator.notation.reading.sign_reader import SignReader
from generator.notation.reading.structure.parts import part_name, read_order
from generator.notation.reading.tokens import BODY_FIELD, FIELD, TOKEN
from generator.notation.reading.values.tempo import read_tempo
from generator.notation.reading.values.text import plain_text
from generator.notation.reading.voices import Voices

_COMMENT = re.compile(r"(?<!\\)%.*")


class TuneReader:
    """Goes through the text. Every ValueError below `read` gets the line and column that were reached."""

    def __init__(self) -> None:
        self.voices = Voices(self.notice)
        self.directives = Directives(self.notice)
        self.signs = SignReader(self.notice)
        self.music = MusicReader(self.voices, self.signs, self.notice)
        self.notices = Notices()
        self.order, self.order_line = "", 1
        self.line = self.column = 1
        self.lines: list[str] = []

    def read(self, lines: list[str]) -> Reading:
        """The tune. Raises NotationError."""
        self.lines = lines
        mail = mended(lines)
        try:
            for self.line, line in enumerate(mail.lines, 1):
                self.column = 1
                for remark in mail.remarks.get(self.line, ()):
                    self.notice(remark)
                if self.directives.takes(line, self.line):
                    self.music.melody.propagation = self.directives.propagation
                else:
                    self.read_line(_COMMENT.sub("", line).rstrip())
            return self.finish()
        except ValueError as error:
            raise NotationError(str(error), self.line, self.column) from None

    def notice(self, text: str) -> None:
        """Say what is left out of the line that is being read."""
        notices = self.voices.current.notices if self.music.fields.in_body else self.notices
        notices.add(text, self.line)

    def finish(self) -> Reading:
        self.directives.finish()
        self.signs.end_line(self.music.melody, self.notices)
        if not self.music.fields.in_body:
            (self.line, missing), self.column = no_key(self.lines), 1
            raise ValueError(missing)
        voice, name, others = self.voices.kept()
        if others:
            said = f"There is more than one voice; only the first that has notes is played, V:{name:.20}."
            self.notices.add(said, others[0].begun)
        melody, remarks = assembled(voice, self.order)
        for remark in remarks:
            self.notices.add(remark, self.order_line)
        notices = sorted(self.notices.all() + voice.notices.all(), key=lambda notice: notice.line)
        return Reading(melody, tuple(notices))

    def read_line(self, line: str) -> None:
        field = (BODY_FIELD if self.music.fields.in_body else FIELD).fullmatch(line)
        if line.strip() and not (field and field[1] == "+"):
            self.signs.end_line(self.music.melody, self.notices)
        if not self.music.fields.in_body and field:
            self.set_field(field[1], field[2])
        elif not self.music.fields.in_body and line.strip():
            self.notice(f"“{line.strip():.30}” stands above the K: field and is left out.")
        elif field:
            self.try_to(lambda: self.set_field(field[1], field[2]))
        elif self.music.fields.in_body:
            self.read_music(as_typed(line))

    def try_to(self, read: Callable[[], None]) -> bool:
        """What cannot be read ends its voice, which is no fault of the tune if another one is played."""
        try:
            read()
        except ValueError as error:
            fault = NotationError(str(error), self.line, self.column)
            self.voices.current.fault = self.voices.current.fault or fault
            return False
        return True

    def read_music(self, line: str) -> None:
        self.voices.current.begin_line(self.line)
        position = 0
        while position < len(line):
            if self.voices.current.fault:
                position = line.find("[V:", position)
                if position < 0:
                    return
            self.column = position + 1
            token = TOKEN.match(line, position)
            read = self.try_to(partial(self.take, token, line, position))
            position = token.end() if read and token else position + 1

    def take(self, token: re.Match[str] | None, line: str, position: int) -> None:
        field = token is not None and token["dots"] and is_field(line, position)
        if token is None or field or (token["dots"] and self.music.melody.in_bar):
            self.column -= bool(field)
            raise ValueError(not_music(line, position))
        if token["field"]:
            self.set_field(token["field"], token["value"])
        else:
            self.music.take(token, (self.line, self.column))

    def set_field(self, name: str, value: str) -> None:
        value = value.strip()
        if name in "ws":
            self.signs.begin_line(name, value, self.line)
        elif name == "+" and not self.signs.continue_line(value):
            self.music.fields.continue_text(value)
        elif name == "I":
            self.directives.follow(value)
            self.music.melody.propagation = self.directives.propagation
        elif name == "U":
            self.signs.redefine(value)
        elif name != "+":
            self.set_other_field(name, value)

    def set_other_field(self, name: str, value: str) -> None:
        if name == "V":
            self.voices.enter(value, self.line)
            self.music.melody.propagation = self.directives.propagation
        elif name == "P":
            self.take_part(value)
        if behind := field_behind(name, value):
            said = f"“{behind:.40}” stands in the line of another field and is not read"
            self.notice(f"{said}; a field needs its own line.")
        has_notes = self.music.melody.has_notes
        change = self.music.fields.set(name, value, has_notes=has_notes)
        words = read_tempo(value) if name == "Q" and has_notes else None
        if words and words.words:
            self.music.melody.signs.annotate(f"^{plain_text(words.words)}")
        if change:
            self.music.melody.change(change)
        if self.music.fields.in_body:
            self.voices.begin_body()

    def take_part(self, value: str) -> None:
        """In the head the order of the parts, in the body the name of one (ABC 2.1, 3.1.9).

        Raises ValueError for an order of too many.
        """
        if self.music.fields.in_body:
            self.voices.start_part(part_name(value), at_once=bool(read_order(self.order)))
            return
        read_order(value)  # one that is too long is refused where it stands
        if not read_order(self.order):
            self.order, self.order_line = value, self.line
