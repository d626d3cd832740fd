"""The opening a user wants: read, put into the model's words, and looked for in the finished tune."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from generator.errors import BadRequest, NotationError
from generator.notation.melody import Bar, Melody, Note
from generator.notation.modeltext import TONIC
from generator.notation.reader import read_abc
from generator.notation.theory import Key, Meter
from generator.notation.transpose import nearest_to
from generator.notation.writer import BARS_A_LINE, write_bar
from generator.tune import ComposeRequest

_CENTRE, _LIMITS = 72, (52, 94)
_MOST_BARS = 4


@dataclass(frozen=True, slots=True)
class Opening:
    """The first notes of a tune, in the asked key (`melody`) and as the model's text (`text`)."""

    melody: Melody
    text: str

    def begins(self, tune: Melody) -> bool:
        """Whether the tune starts with exactly these notes."""
        return _sounds(self.melody) == list(islice(_sounds(tune), len(_sounds(self.melody))))


def _sounds(melody: Melody) -> list[tuple[tuple[int, ...], Fraction]]:
    notes = (note for bar in melody.bars for note in bar.notes)
    return [(tuple(pitch.midi for pitch in note.pitches), note.duration) for note in notes]


def read_opening(request: ComposeRequest) -> Opening:
    """The opening of a resolved request. Raises BadRequest where it cannot begin such a tune."""
    assert request.opening is not None
    assert request.key is not None
    assert request.mode is not None
    header = f"M:{request.meter}\nL:1/8\nK:{Key(request.key, request.mode).field}\n"
    try:
        melody = read_abc(header + request.opening)
    except NotationError as error:
        allowed = f"{error.problem} (character {error.column})"
        raise BadRequest("opening", request.opening, allowed) from None
    _check_bars(melody, request.opening)
    on_c = nearest_to(melody, TONIC, _CENTRE, _LIMITS)
    full = melody.meter.bar
    text = "|:" if request.parts and request.parts.startswith("AA") else ""
    for index, bar in enumerate(on_c.bars):
        last = index + 1 == len(on_c.bars)
        text += write_bar(bar, on_c.key, None, Fraction(0))
        if not last or (bar.duration == full and request.opening.rstrip().endswith("|")):
            counted = index + (on_c.bars[0].duration == full)
            text += "|" + ("\n" if counted and counted % BARS_A_LINE == 0 else "")
    return Opening(melody, text)


def _check_bars(melody: Melody, asked: str) -> None:
    full = melody.meter.bar
    if len(melody.bars) > _MOST_BARS or any(note.first_of_tuplet > 6 for bar in melody.bars for note in bar.notes):
        raise BadRequest("opening", asked, f"it may be up to {_MOST_BARS} bars long")
    for number, bar in enumerate(melody.bars):
        edge = number in (0, len(melody.bars) - 1)
        if bar.duration > full or (bar.duration < full and not edge):
            allowed = f"bar {number + 1} must fill {melody.meter.name}; only a pickup and the last bar may be short"
            raise BadRequest("opening", asked, allowed)


