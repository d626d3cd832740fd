"""What the fields of a tune have said so far (ABC 2.1, section 3).

A ValueError says what is wrong in words.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from generator.notation.melody import Change, Tempo
from generator.notation.reading.values.clefs import Staff, read_staff
from generator.notation.reading.values.keys import read_key
from generator.notation.reading.values.meters import read_length, read_meter
from generator.notation.reading.values.tempo import TempoField, read_tempo
from generator.notation.reading.values.text import plain_text
from generator.notation.theory import FREE, Key

TEXT_FIELDS = "ABCDFGHNOSWZ"
"""Fields that only inform: area, book, composer, discography, file, group, history, notes, origin, source,
words, transcription (ABC 2.1, 3.1)."""

_WITHOUT_MEANING = "EIPQUVXrsw+"
"""Fields that are read elsewhere, and those that say nothing about the tune: its number, spacing, remarks."""

_FREE_UNIT = Fraction(1, 8)
"""The unit note length where neither L: nor M: is given (ABC 2.1, 3.1.7)."""
_START = Fraction(0)


class Fields:
    """What the fields have said so far. One in the head holds for the tune, one in the body from there on.

    `head_meter`, `head_key`, `head_tempo` and `head_staff` are the tune's own; `meter`, `key` and `staff`
    those of the next note. `texts`: see `Melody`. `in_body`: a K: field has ended the head. `notice` gets a
    sentence for what is left out.
    """

    def __init__(self, notice: Callable[[str], None]) -> None:
        self.meter = self.head_meter = FREE
        self.key = self.head_key = Key("C", "maj")
        self.staff = self.head_staff = Staff()
        self.head_tempo: Tempo | None = None
        self.rhythm = self.title = ""
        self.texts: list[tuple[str, str]] = []
        self.in_body = False
        self._notice = notice
        self._tempo_field: TempoField | None = None
        self._unit: Fraction | None = None

    @property
    def unit(self) -> Fraction:
        """The unit note length, in whole notes."""
        return self._unit or (_FREE_UNIT if self.meter.free else self.meter.default_unit)

    def set(self, name: str, value: str, *, has_notes: bool) -> Change | None:
        """Take the field `name`; `has_notes`: after the first note. Raises ValueError.

        What it changes from the next note on is returned, if that is not the tune's first note.
        """
        match name:
            case "M":
                return self._set_meter(value, has_notes=has_notes)
            case "L":
                self._unit = read_length(value)
            case "K":
                return self._set_key(value, has_notes=has_notes)
            case "Q" if value:
                return self._set_tempo(value, has_notes=has_notes)
            case _:
                self._set_text(name, plain_text(value))
        return None

    # meter, key, tempo

    def _set_meter(self, value: str, *, has_notes: bool) -> Change | None:
        meter, before = read_meter(value), self.meter
        self.meter = meter
        if not has_notes:
            self.head_meter = meter
            return None
        return Change(_START, meter=meter) if meter != before else None

    def _set_key(self, value: str, *, has_notes: bool) -> Change | None:
        before = self.key
        rest = self.set_staff(value, has_notes=has_notes)
        self.key, left_out = read_key(rest, self.key)
        if left_out:
            self._notice(f"“{left_out:.40}” after the key is not understood and left out.")
        if not has_notes:
            self.head_key = self.key
        if not self.in_body:
            self._end_head()
        if not has_notes:
            return None
        return Change(_START, key=self.key) if self.key != before else None

    def set_staff(self, value: str, *, has_notes: bool) -> str:
        """Take the clef and octave of a K: or V: field (4.6); the rest of its value. Raises ValueError."""
        drawn = self.staff.drawn
        self.staff, rest = read_staff(value, self.staff, self._notice)
        if not has_notes:
            self.head_staff = self.staff
        elif self.staff.drawn != drawn:
            self._notice("The clef changes within the tune; the score keeps the first one.")
        return rest

    def _end_head(self) -> None:
        self.in_body = True
        self._unit = self.unit  # a meter in the body leaves it as it is
        if self._tempo_field:
            self.head_tempo = self._tempo_field.tempo(self.unit)

    def _set_tempo(self, value: str, *, has_notes: bool) -> Change | None:
        field = read_tempo(value)
        if field is None:
            self._notice(f"The tempo Q:{value:.30} is not understood; write it as in Q:1/4=120.")
            return None
        if has_notes:
            tempo = field.tempo(self.unit)
            return Change(_START, tempo=tempo) if tempo else None
        if field.words:
            self.texts.append(("Q", plain_text(field.words)))
        self._tempo_field = self._tempo_field if self._tempo_field and not field.is_known else field
        self.head_tempo = self._tempo_field.tempo(self.unit) if self.in_body else None
        return None

    # text

    def _set_text(self, name: str, value: str) -> None:
        if name == "T" and not self.title:
            self.title = value
        elif name == "R" and not self.rhythm:
            self.rhythm = value.lower()
        elif name in "TR" or name in TEXT_FIELDS:
            self.texts.append((name, value))
        elif name == "m":
            self._notice("Macros (m:) are not followed: the notes are read as they stand.")
        elif name not in _WITHOUT_MEANING:
            self._notice(f"{name}: is no field that Lilt knows; the line is left out.")

    def continue_text(self, value: str) -> None:
        """A `+:` line goes on with the text field before it (ABC 2.1, 3.3)."""
        if self.texts:
            name, text = self.texts[-1]
            self.texts[-1] = (name, f"{text} {plain_text(value)}".strip())
