"""The ABC fields: the values of M: L: K: Q:, and what all fields of a tune have said so far.

A ValueError says what is wrong in words.
"""

from __future__ import annotations

import re
from fractions import Fraction
from string import ascii_uppercase

from generator.notation.theory import MODE_SPELLINGS, Key, Meter

_KEY = re.compile(r"([A-G])([#b]?)\s*([A-Za-z]*)(.*)")
_CLEF = re.compile(r"(?:\b(?:clef|middle|stafflines)\s*=\s*|\b(?=treble|bass|alto|tenor|perc))\S+")
_TEMPO = re.compile(r'(?:"[^"]*"\s*)?(?:(\d{1,4})/(\d{1,4})\s*=\s*)?(\d{1,4})\s*(?:"[^"]*")?', re.ASCII)

_OTHER_ORDER = "a P: order of parts is not supported; write the parts as they are played"


def read_meter(value: str) -> Meter:
    """`6/8`, `C` (4/4), `C|` (2/2)."""
    value = value.split()[0] if value.split() else ""
    common = {"C": Meter(4, 4), "C|": Meter(2, 2)}
    if value in common:
        return common[value]
    match = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})", value)
    if not match or int(match[2]) not in (1, 2, 4, 8, 16, 32) or not 0 < int(match[1]) <= 24:
        raise ValueError(f"M:{value:.20} is not a meter that can be played")
    return Meter(int(match[1]), int(match[2]))


def read_length(value: str) -> Fraction:
    match = re.fullmatch(r"1(?:/(1|2|4|8|16|32|64))?", value.split()[0] if value.split() else "")
    if not match:
        raise ValueError(f"L:{value:.20} is not a unit note length")
    return Fraction(1, int(match[1] or 1))


def read_key(value: str, current: Key | None = None) -> Key:
    """`D`, `Em`, `A Dorian`, `Bb`, `HP`; a clef is skipped; a clef alone keeps the current key.

    Only the first three letters of a mode count, and no capitals (ABC 2.1, 3.1.14): `EM` is E minor.
    """
    if value[:2] in ("HP", "Hp"):
        return Key("D", "maj")  # Highland pipes: F and C are sharp
    bare = _CLEF.sub("", value).strip()
    if not bare and value:
        return current or Key("C", "maj")
    if bare in ("", "none"):
        return Key("C", "maj")
    match = _KEY.fullmatch(bare)
    if not match:
        raise ValueError(f"K:{value:.20} is not a key")
    mode = MODE_SPELLINGS.get(match[3].lower()[:3])
    if mode is None or any(sign in match[4] for sign in "^_="):
        raise ValueError(f"K:{value:.20} is not a key that can be played")
    return Key(match[1] + match[2], mode)


def read_tempo(value: str) -> tuple[Fraction, int] | None:
    """Beat and beats per minute: `1/4=120`, `120` (quarters, as players take it); None for words alone."""
    match = _TEMPO.fullmatch(value.strip())
    if not match or not int(match[3]) or (match[1] and not int(match[1]) * int(match[2])):
        return None
    beat = Fraction(int(match[1]), int(match[2])) if match[2] else Fraction(1, 4)
    return beat, int(match[3])


def _read_order(value: str) -> str:
    """The letters of a P: order (ABC 2.1, 3.1.9) that plays every part once: "A.B" is "AB"."""
    letters = value.replace(".", "").replace(" ", "")
    if not letters or letters not in ascii_uppercase:
        raise ValueError(_OTHER_ORDER)
    return letters


class Fields:
    """What the fields have said so far. One in the head holds for the tune, one in the body from there on.

    `head_meter` and `head_key` are the tune's own, `meter` and `key` those of the next note. `tempo`: beat
    and beats per minute, None if unknown. `in_body`: a K: field has ended the head.
    """

    def __init__(self) -> None:
        self.meter = self.head_meter = Meter(4, 4)
        self.key = self.head_key = Key("C", "maj")
        self.tempo: tuple[Fraction, int] | None = None
        self.rhythm = self.title = ""
        self.in_body = False
        self._unit: Fraction | None = None
        self._voice: str | None = None
        self._parts = ""  # those to come, where P: in the head has named them

    @property
    def unit(self) -> Fraction:
        """The unit note length, in whole notes."""
        return self._unit or self.head_meter.default_unit

    def set(self, name: str, value: str, *, has_notes: bool) -> None:
        """Take the field `name`; `has_notes`: after the first note. Raises ValueError."""
        match name:
            case "M":
                self.meter = read_meter(value)
                self.head_meter = self.head_meter if has_notes else self.meter
            case "L":
                self._unit = read_length(value)
            case "K":
                self.key = read_key(value, self.key)
                self.head_key = self.head_key if self.in_body else self.key
                self.in_body = True
            case "Q" if value:
                self.tempo = self.tempo or read_tempo(value)
            case "T":
                self.title = self.title or value.replace("\\%", "%")
            case "R":
                self.rhythm = self.rhythm or value.lower()
            case "V":
                self._set_voice(value.split()[0] if value else "")
            case "P" if not self.in_body and len(value) > 1:
                self._parts = _read_order(value)
            case "P" if self._parts:
                self._begin_part(value)

    def _begin_part(self, name: str) -> None:
        if name != self._parts[0]:
            raise ValueError(_OTHER_ORDER)
        self._parts = self._parts[1:] or " "

    def _set_voice(self, voice: str) -> None:
        if self._voice not in (None, voice):
            raise ValueError("there is more than one voice")
        self._voice = voice
