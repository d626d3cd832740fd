"""What abc2midi plays of a tune: the text is made plain for it, and the MIDI file is read back."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import mido

SECONDS = 10.0
_TICKS_PER_WHOLE = 1920
_DRUMS = 9

_FIELD = re.compile(r"([A-Za-z+]):")
_IN_HEAD = frozenset("XTMLKQPVUmIs")
"""R:hornpipe is swung; the others say nothing of the notes."""
_REMARKS = re.compile(r'"[^"\n]*"|\{[^}\n]*\}')
_SPELT = re.compile(
    r'"[^"\n]*"|!\w[^!\n|]*!|\[[A-Za-z]:[^\]\n]*\]'
    r"|\{(?P<grace>[^}\n]*)\}|(?P<bar>\||:)|(?P<sign>[\^_=]*)(?P<letter>[A-Ga-g])"
)
_ACCIDENTAL = re.compile(r"(\^\^?|__?|=)([A-Ga-g])")
_INLINE = re.compile(r"(\[[A-Za-z]:[^\]\n]*\])")
_NAMED = re.compile(r"!(?:[^!\n|\[\]:]|(?<=[a-z]):(?=[a-z]))*!|\+[^+\n|\[\]:]*\+|!")
"""Decorations, also in the manner of older programs, and a ! that only breaks a line."""
_OLD_CHORD = re.compile(r"\+((?:[\^_=]*[A-Ga-g][,']*[\d/]*){2,})\+")
"""`+CEG+` (10.2)."""
_WORDED_ENDING = re.compile(r'\[\s*"(?!\s*\d)[^"\n]*"(?=[^\]\n]*(?:\||$))')
"""`["Coda"`, which names no number; without its text it would be the beginning of a chord."""
_SIGNS = re.compile(r"[~HJLMOPSTRuv`$]|\.(?!\|)")


class NoAnswer(Exception):
    """abc2midi crashed, took too long or wrote nothing that can be read."""


@dataclass(frozen=True, slots=True, order=True)
class Heard:
    """A note: onset and duration in whole notes, and a MIDI pitch."""

    onset: float
    pitch: int
    duration: float


def plain(text: str) -> str:
    """The tune without what abc2midi plays in its own way and Lilt plays as written.

    Ornaments (it plays a trill note by note), grace notes (it takes their time from the note), staccato (it
    halves the note), R:hornpipe (it swings), directives.
    """
    lines: list[str] = []
    pending: dict[str, str] = {}
    in_body = False
    for line in text.split("\n"):
        bare = re.sub(r"(?<!\\)%.*", "", line).rstrip()
        field = _FIELD.match(bare)
        if field:
            if field[1] in _IN_HEAD:
                lines.append(bare)
                if field[1] == "K" and not in_body:
                    in_body = True
                    lines.append("%%MIDI chordattack 0")
        elif in_body and bare:
            lines.append(_without_signs(bare, pending))
    return "\n".join(line for line in lines if line.strip()) + "\n"


def _graces_spelt_out(line: str, pending: dict[str, str]) -> str:
    """The line with the accidentals of grace notes at the notes of the bar for which they hold.

    `pending`: those that no note has had yet, letter -> sign; the bar may go on in the next line.
    """

    def spelt(token: re.Match[str]) -> str:
        if token["grace"]:
            pending.update((letter.upper(), sign) for sign, letter in _ACCIDENTAL.findall(token["grace"]))
        elif token["bar"]:
            pending.clear()
        elif token["letter"]:
            sign = pending.pop(token["letter"].upper(), "")
            return token[0] if token["sign"] else sign + token[0]
        return token[0]

    return _SPELT.sub(spelt, line)


def _without_signs(line: str, pending: dict[str, str]) -> str:
    """The line without text, grace notes and signs; fields in brackets stay."""
    line = _OLD_CHORD.sub(r"[\1]", line)
    pieces = _INLINE.split(_REMARKS.sub("", _WORDED_ENDING.sub("", _graces_spelt_out(line, pending))))
    return "".join(
        piece if _INLINE.fullmatch(piece) else _SIGNS.sub("", _NAMED.sub("", piece)) for piece in pieces
    )


def heard(text: str) -> list[Heard]:
    """The notes of the first voice that abc2midi plays, in order. Raises NoAnswer."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "tune.abc"), Path(folder, "tune.mid")
        source.write_text(text, errors="replace")
        command = ["abc2midi", str(source), "-o", str(made), "-NGRA", "-NGUI", "-NFER", "-silent"]
        try:
            ended = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise NoAnswer("it took too long") from None
        if ended.returncode < 0:
            raise NoAnswer(f"it was ended by signal {-ended.returncode}")
        try:
            file = mido.MidiFile(str(made))
        except (OSError, EOFError, ValueError, IndexError) as error:
            raise NoAnswer(f"no MIDI file: {error}") from None
    return next(filter(None, map(_notes, file.tracks)), [])


def _notes(track: mido.MidiTrack) -> list[Heard]:
    begun: dict[int, list[int]] = {}
    found: list[Heard] = []
    times = accumulate(message.time for message in track)
    for now, message in zip(times, track, strict=True):
        if message.type == "note_on" and message.velocity and message.channel != _DRUMS:
            begun.setdefault(message.note, []).append(now)
        elif message.type in ("note_on", "note_off") and begun.get(message.note):
            onset = begun[message.note].pop(0)
            length = (now - onset) / _TICKS_PER_WHOLE
            found.append(Heard(onset / _TICKS_PER_WHOLE, message.note, length))
    return sorted({(one.onset, one.pitch): one for one in found}.values())  # a unison is one sound
