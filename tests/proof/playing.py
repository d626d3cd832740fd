"""`python -m tests.proof playing`: how melodies are performed, measured on the notes that come out.

Printed tunes of the 18th and 19th century are played as each type that has their meter. Knows nothing of how
the performance is made: it compares onsets as played with onsets as written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise
from statistics import median
from time import process_time

from generator.arrangement.parts import PlayedNote
from generator.arrangement.performance import perform
from generator.arrangement.timeline import PlayedBar, timeline
from generator.errors import NotationError
from generator.instruments import INSTRUMENTS
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.tune_types import TUNE_TYPES
from generator.notation.unfold import soundings_of
from tests.generator.notation.corpus import real_tunes

_EARLY = Fraction(1, 64)
"""Of a whole note: no player is earlier than this."""

SOLO = tuple(name for name, instrument in INSTRUMENTS.items() if instrument.partner is None)


def melodies(every: int) -> list[Melody]:
    """Each `every`th printed tune that is for one voice and has as many notes as a dance has."""
    found = []
    for text in real_tunes(every):
        try:
            melody = read_abc(text)
        except NotationError:
            continue
        if sum(len(bar.notes) for bar in melody.bars) > 40:
            found.append(melody)
    return found


def as_type(tunes: Sequence[Melody], tune_type: str) -> list[Melody]:
    """Those in a meter of this type, as if they were of it."""
    meters = TUNE_TYPES[tune_type].beats
    return [replace(tune, rhythm=tune_type, tempo=None) for tune in tunes if tune.meter.name in meters]


def main_notes(notes: Sequence[PlayedNote]) -> list[PlayedNote]:
    """The notes that are written, of chords the lowest."""
    written = [note for note in notes if not note.ornament]
    return [next(chord) for _, chord in groupby(written, key=lambda note: note.onset)]


def groups(melody: Melody, lengths: Sequence[Fraction], pulse: Fraction) -> Iterator[tuple[Fraction, ...]]:
    """How long each note of these written lengths is as played, wherever they fill a pulse."""
    bars = timeline(melody)
    soundings = soundings_of(bar.bar for bar in bars)
    played = [
        note.onset for note in main_notes(perform(melody, bars, INSTRUMENTS["fiddle"], seed=1)[0].notes)
    ]
    places = _positions(bars, [sounding.onset for sounding in soundings])
    count = len(lengths)
    for index in range(len(soundings) - count):
        group = soundings[index : index + count]
        if not places[index] % pulse and [one.duration for one in group] == list(lengths):
            onsets = played[index : index + count + 1]
            if soundings[index + count].onset == group[-1].onset + group[-1].duration:
                yield tuple(after - before for before, after in pairwise(onsets))


def _positions(bars: Sequence[PlayedBar], onsets: Sequence[Fraction]) -> list[Fraction]:
    places, index = [], 0
    for onset in onsets:
        while onset >= bars[index].end:
            index += 1
        places.append(onset - bars[index].onset + bars[index].offset)
    return places


def swing(tunes: Sequence[Melody], long: Fraction, short: Fraction) -> float | None:
    """Median of long : short as played, of pairs of these written lengths that fill a pulse."""
    simple = [tune for tune in tunes if not tune.meter.compound]
    pairs = [pair for tune in simple for pair in groups(tune, (long, short), long + short)]
    return float(median(first / second for first, second in pairs)) if len(pairs) > 20 else None


def lilt(tunes: Sequence[Melody]) -> tuple[float, ...] | None:
    """Medians of the parts that three eighths get of their beat."""
    eighth = Fraction(1, 8)
    compound = [tune for tune in tunes if tune.meter.compound]
    found = [group for tune in compound for group in groups(tune, (eighth,) * 3, 3 * eighth)]
    if len(found) <= 20:
        return None
    return tuple(float(median(group[part] / sum(group) for group in found)) for part in range(3))


def differing(melody: Melody, instrument: str) -> list[float]:
    """For each part that is played twice: events of the second time that the first has not, among all of it.

    An event is a pitch at its place among the written notes of its bar.
    """
    bars = timeline(melody)
    onsets = [bar.onset for bar in bars]
    events: dict[tuple[int, int], Counter[tuple[int, int, int, bool]]] = defaultdict(Counter)
    written: Counter[int] = Counter()
    for note in perform(melody, bars, INSTRUMENTS[instrument], seed=1)[0].notes:
        index = bisect_right(onsets, note.onset + _EARLY) - 1
        bar = bars[index]
        events[bar.part, bar.time_through][bar.written, written[index], note.pitch, note.ornament] += 1
        written[index] += not note.ornament
    return [
        (second - events[part, 1]).total() / second.total()
        for (part, time), second in list(events.items())
        if time == 2
    ]


def length_to_spacing(notes: Sequence[PlayedNote]) -> float:
    return float(
        median(one.duration / (after.onset - one.onset) for one, after in pairwise(main_notes(notes)))
    )


def report(tunes: Sequence[Melody]) -> Iterator[str]:
    yield "type         long:short  dotted  three eighths       differing              velocities"
    for tune_type in TUNE_TYPES:
        those = as_type(tunes, tune_type) or [replace(tune, rhythm=tune_type) for tune in tunes]
        yield _of_type(tune_type, those[:40])
    yield "instrument   length : spacing"
    dances = [tune for tune in tunes if tune.meter.name in ("4/4", "6/8")][:40]
    for name in SOLO:
        shares = [
            length_to_spacing(perform(t, timeline(t), INSTRUMENTS[name], seed=1)[0].notes) for t in dances
        ]
        yield f"{name:12} {median(shares):.3f}"
    yield f"milliseconds for a tune of 32 bars: {1000 * median(_seconds(tunes)):.1f}"


def _of_type(tune_type: str, tunes: Sequence[Melody]) -> str:
    eighth = Fraction(1, 8)
    even, dotted = swing(tunes, eighth, eighth), swing(tunes, eighth * 3 / 2, eighth / 2)
    three = lilt(tunes)
    shares = [share for tune in tunes for share in differing(tune, "fiddle")]
    counts = [
        len({note.velocity for note in perform(tune, timeline(tune), INSTRUMENTS["fiddle"], seed=1)[0].notes})
        for tune in tunes
    ]
    return (
        f"{tune_type:12} {_number(even):10}  {_number(dotted):6}  "
        f"{' : '.join(f'{part:.2f}' for part in three) if three else '-':20}"
        f"{f'{median(shares):.1%} (least {min(shares):.1%})' if shares else '-':22} {min(counts)}"
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _seconds(tunes: Sequence[Melody]) -> Iterator[float]:
    for tune in tunes:
        bars = timeline(tune)
        if 30 <= len(bars) <= 34:
            started = process_time()
            perform(tune, bars, INSTRUMENTS["fiddle"], seed=1)
            yield process_time() - started
