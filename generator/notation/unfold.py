"""A tune as it sounds: repeats and jumps played out, ties joined, tuplets and chords resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from generator.notation.form import part_ranges
from generator.notation.melody import Bar, Melody
from generator.notation.order.jumps import route_of
from generator.notation.order.repeats import with_repeats, without_repeats


@dataclass(frozen=True, slots=True)
class Sounding:
    """Pitches (MIDI numbers) that sound together from `onset` for `duration`, in whole notes."""

    onset: Fraction
    duration: Fraction
    pitches: tuple[int, ...]


def played_bars(melody: Melody) -> list[Bar]:
    """The bars in the order they are played."""
    return [melody.bars[index] for index in played_order(melody)]


def played_order(melody: Melody) -> list[int]:
    """Indices of the bars as they are played: repeats, endings (ABC 2.1, 4.8 to 4.10), parts, jumps."""
    return [index for stretch in played_stretches(melody) for index in stretch]


def played_stretches(melody: Melody) -> list[list[int]]:
    """The order of the bars in stretches: part by part where the head names an order (ABC 2.1, 3.1.9).

    Else all bars, and what a jump goes on with (4.14), if there is one.

    Each part is played with its own repeats; what stands before the first, once. A part with endings that the
    order names as often in a row as it has endings is played with another one each time (4.10).
    """
    bars = melody.bars
    if not melody.order:
        route = route_of(bars)
        again = without_repeats(bars, route.again)
        return [with_repeats(bars, route.first), again, with_repeats(bars, route.coda)]
    parts = {bars[one.start].part: one for one in part_ranges(bars)}
    orders = {name: with_repeats(bars, part) for name, part in parts.items()}
    played = [orders[""]] if "" in orders else []
    for name, group in groupby(melody.order):
        row = len(list(group))
        endings = max((number for index in parts[name] for number in bars[index].ending), default=0)
        played += [orders[name]] * (row // endings if endings > 1 and row % endings == 0 else row)
    return played


def unfold(melody: Melody) -> list[Sounding]:
    """Every sounding of the tune in order; rests are gaps. Ends at `played_duration(melody)`."""
    return soundings_of(played_bars(melody))


def soundings_of(bars: Iterable[Bar]) -> list[Sounding]:
    """Every sounding of bars that are played one after the other.

    A tie holds the pitches that both notes have; the others are struck and end as without it (ABC 2.1, 4.11).
    """
    held: list[list[Fraction]] = []  # onset and end of every pitch that is struck
    struck: list[int] = []
    tied: dict[int, int] = {}  # pitch -> where it stands in the two lists
    onset = Fraction(0)
    for note in (note for bar in bars for note in bar.notes):
        end = onset + note.duration
        now: dict[int, int] = {}
        for pitch in sorted({pitch.midi for pitch in note.pitches}):  # a unison is one sound
            now[pitch] = tied.get(pitch, len(struck))
            if pitch in tied:
                held[tied[pitch]][1] = end
            else:
                struck.append(pitch)
                held.append([onset, end])
        tied = now if note.tied else {}
        onset = end
    together: dict[tuple[Fraction, Fraction], list[int]] = {}
    for pitch, (begin, end) in zip(struck, held, strict=True):
        together.setdefault((begin, end), []).append(pitch)
    return [Sounding(begin, end - begin, tuple(pitches)) for (begin, end), pitches in together.items()]


def played_duration(melody: Melody) -> Fraction:
    """Length of the whole tune with its repeats, in whole notes."""
    return sum((bar.duration for bar in played_bars(melody)), Fraction(0))
