"""A tune as it sounds: repeats played out, ties joined, tuplets and chords resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.notation.melody import Bar, Melody


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
    """Indices of the bars in the order they are played, repeats and endings followed (ABC 2.1, 4.8 and 4.9).

    A `:|` goes back to the last open `|:`, or, if there is none, to the start of its section. Where the head
    names an order of parts (3.1.9), each is played with its own repeats; what comes before the first, once.
    """
    if not melody.order:
        return _with_repeats(melody.bars)
    begins = [index for index, bar in enumerate(melody.bars) if bar.part]
    stretches = {
        melody.bars[begin].part: range(begin, end)
        for begin, end in zip(begins, [*begins[1:], len(melody.bars)], strict=True)
    }
    played = _with_repeats(melody.bars[: begins[0]])
    for name in melody.order:
        stretch = stretches[name]
        bars = melody.bars[stretch.start : stretch.stop]
        played += [stretch.start + index for index in _with_repeats(bars)]
    return played


def _with_repeats(bars: tuple[Bar, ...]) -> list[int]:
    played: list[int] = []
    start, index, time_through = 0, 0, 1
    while index < len(bars):
        bar = bars[index]
        if bar.opens_repeat and index != start:
            start, time_through = index, 1
        if bar.ending and time_through not in bar.ending:
            index = _end_of_ending(bars, index) + 1
            continue
        played.append(index)
        if bar.closes_repeat and time_through < _times(bars, start):
            index, time_through = start, time_through + 1
            continue
        index += 1
        if bar.ends_section and not _next_ending(bars, index):
            start, time_through = index, 1
    return played


def _next_ending(bars: tuple[Bar, ...], index: int) -> bool:
    return index < len(bars) and bool(bars[index].ending)


def _end_of_ending(bars: tuple[Bar, ...], index: int) -> int:
    """Index of the last bar of the ending that begins at `index`."""
    while index + 1 < len(bars) and not bars[index].ends_section and not bars[index + 1].ending:
        index += 1
    return index


def _times(bars: tuple[Bar, ...], start: int) -> int:
    """How often the part that begins at `start` is played if repeated: as its last bar and endings say."""
    times = 2
    for index in range(start, len(bars)):
        times = max([times, bars[index].times, *bars[index].ending])
        if bars[index].ends_section and not _next_ending(bars, index + 1):
            break
    return times


def unfold(melody: Melody) -> list[Sounding]:
    """Every sounding of the tune in order; rests are gaps. Ends at `played_duration(melody)`."""
    return soundings_of(played_bars(melody))


def soundings_of(bars: Iterable[Bar]) -> list[Sounding]:
    """Every sounding of bars that are played one after the other."""
    soundings: list[Sounding] = []
    onset = Fraction(0)
    tied: tuple[int, ...] = ()
    for note in (note for bar in bars for note in bar.notes):
        pitches = tuple(sorted({pitch.midi for pitch in note.pitches}))  # a unison is one sound
        if pitches and pitches == tied:
            last = soundings.pop()
            soundings.append(replace(last, duration=last.duration + note.duration))
        elif pitches:
            soundings.append(Sounding(onset, note.duration, pitches))
        tied = pitches if note.tied else ()
        onset += note.duration
    return soundings


def played_duration(melody: Melody) -> Fraction:
    """Length of the whole tune with its repeats, in whole notes."""
    return sum((bar.duration for bar in played_bars(melody)), Fraction(0))
