"""The opening that a user gives: read, written as the model's text, and compared with the finished tune."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from generator.compose.plan import Plan
from generator.errors import BadRequest, NotationError
from generator.notation.melody import Melody
from generator.notation.model_text import CENTRE, TONIC
from generator.notation.reading.reader import read_abc
from generator.notation.transpose import in_octaves, mean_pitch, nearest_to
from generator.notation.writing.bars import write_notes
from generator.notation.writing.layout import BARS_A_LINE

_MOST_BARS = 4
_MAY_BE_SHORT = "only a pickup and a last bar that no bar line closes may be short"


@dataclass(frozen=True, slots=True)
class Opening:
    """The first notes of a tune, in the asked key (`melody`) and as the model's text (`text`).

    `shift`: semitones from the text up to the melody.
    """

    melody: Melody
    text: str
    shift: int

    def kept_in(self, tune: Melody) -> bool:
        """Whether the tune starts with exactly these notes."""
        return _sounds(self.melody) == list(islice(_sounds(tune), len(_sounds(self.melody))))


def _sounds(melody: Melody) -> list[tuple[tuple[int, ...], Fraction]]:
    notes = (note for bar in melody.bars for note in bar.notes)
    return [(tuple(pitch.midi for pitch in note.pitches), note.duration) for note in notes]


def fitting_meters(asked: str, offered: Sequence[str]) -> tuple[str, ...]:
    """Those of the `offered` meters in which the opening can be written.

    Those in which a pickup would be most of a bar only if there are no others. All of them for what is no
    music: `read_opening` says why. Raises BadRequest where none fits.
    """
    try:
        read = {name: read_abc(f"M:{name}\nL:1/8\nK:C\n{asked}") for name in offered}
    except NotationError:
        return tuple(offered)
    misfits = {name: _misfit(melody, asked) for name, melody in read.items()}
    fitting = tuple(name for name, bar in misfits.items() if bar is None)
    if misfits and not fitting:
        raise _not_full(asked, set(misfits.values()), offered)
    return tuple(name for name in fitting if not _has_long_pickup(read[name], asked)) or fitting


def read_opening(asked: str, plan: Plan) -> Opening:
    """The notes that begin the tune. Raises BadRequest if they cannot begin such a tune."""
    header = f"M:{plan.meter.name}\nL:1/8\nK:{plan.key.field}\n"
    try:
        melody = read_abc(header + asked)
    except NotationError as error:
        raise BadRequest("opening", asked, f"{error.problem} (character {error.column})") from None
    _check_bars(melody, asked, min(_MOST_BARS, plan.form.bars[0]))
    on_c = nearest_to(in_octaves(melody, TONIC), CENTRE)
    shift = round(mean_pitch(melody) - mean_pitch(on_c))
    return Opening(melody, _as_model_text(on_c, plan, complete=_is_closed(asked)), shift)


def _as_model_text(on_c: Melody, plan: Plan, *, complete: bool) -> str:
    """The opening as the model's text. `complete`: its last bar is closed if it is full."""
    full = plan.meter.bar
    text = "|:" if plan.form.parts.startswith("AA") else ""
    full_bars = 0
    for index, bar in enumerate(on_c.bars):
        text += write_notes(bar, on_c.key)
        full_bars += bar.duration == full
        last = index + 1 == len(on_c.bars)
        ends_part = full_bars == plan.form.bars[0]  # the model says how the part ends: `:|` or `||`
        if not last or (complete and not ends_part and (bar.duration == full or index == 0)):
            text += "|" + ("\n" if full_bars and full_bars % BARS_A_LINE == 0 else "")
    return text


def _check_bars(melody: Melody, asked: str, most: int) -> None:
    full = melody.meter.bar
    if len(melody.bars) - (melody.bars[0].duration < full) > most:  # a pickup is no bar
        raise BadRequest("opening", asked, f"it may be up to {most} bars long")
    if any(bar.ending or bar.ends_section for bar in melody.bars):
        raise BadRequest(
            "opening", asked, "it may have only notes and plain bar lines, not the end of a part"
        )
    if (number := _misfit(melody, asked)) is not None:
        raise _not_full(asked, {number}, [melody.meter.name])


def _is_closed(asked: str) -> bool:
    return asked.rstrip().endswith("|")


def _has_long_pickup(melody: Melody, asked: str) -> bool:
    """Whether a first bar that is closed is a pickup of more than half a bar."""
    is_closed = len(melody.bars) > 1 or _is_closed(asked)
    return is_closed and melody.meter.bar / 2 < melody.bars[0].duration < melody.meter.bar


def _misfit(melody: Melody, asked: str) -> int | None:
    """The number of the first bar that is too long or too short for the meter."""
    full, last = melody.meter.bar, len(melody.bars) - 1
    for index, bar in enumerate(melody.bars):
        may_be_short = index == 0 or (index == last and not _is_closed(asked))
        if bar.duration > full or (bar.duration < full and not may_be_short):
            return index + 1
    return None


def _not_full(asked: str, numbers: Set[int | None], meters: Sequence[str]) -> BadRequest:
    """That these bars, each in one of these meters, are not full."""
    bars = f"bar {next(iter(numbers))}" if len(numbers) == 1 else "its bars"
    *others, last = meters
    names = f"{', '.join(others)} or {last}" if others else last
    return BadRequest("opening", asked, f"{bars} must fill {names}; {_MAY_BE_SHORT}")
