"""`python -m tests.proof band`: many tunes as the band plays them, measured from their MIDI files.

The files are read by mido, which knows nothing of the arrangement. Each tune is made twice, plainly as the
ABC has it and as it is played; every note of the first must come back, in order, in the second.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

import mido

from generator.arrangement.arranger import arrange_set, backing_of, tunes_of_set
from generator.arrangement.timeline import PlayedBar, timeline, with_lead_ins
from generator.instruments import BACKINGS, INSTRUMENTS
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.playing import Playing
from generator.render.midi import make_midi
from generator.tune import Tune

RANGES = {"guitar": (38, 79), "piano": (28, 84), "bass": (28, 43), "bodhran": (0, 127), "drone": (24, 80)}
"""MIDI pitches that a player of the backing has; a drum's are its keys."""

_EIGHTH, _TOLERANCE = 0.5, 0.02
_MOVED = 0.3
"""Quarter notes that a player may be early or late."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A note of a MIDI file, in quarter notes."""

    onset: float
    end: float
    pitch: int
    velocity: int


@dataclass(slots=True)
class Figures:
    """What was counted over all tunes."""

    tunes: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    swing: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lilt: list[tuple[float, float, float]] = field(default_factory=list)
    velocities: list[int] = field(default_factory=list)
    held: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    varied: list[float] = field(default_factory=list)


def measure(tunes: Iterable[Tune]) -> Figures:
    """Every tune with the backings in turn."""
    figures = Figures()
    for number, tune in enumerate(tunes):
        backing = (None, *BACKINGS)[number % (len(BACKINGS) + 1)]
        _measure_tune(read_abc(tune.abc), replace(tune.request.playing, backing=backing, times=1), figures)
    return figures


def report(figures: Figures) -> str:
    """The figures, a line for each kind."""
    wrong = ", ".join(f"{name} {count}" for name, count in sorted(figures.wrong.items())) or "none"
    lines = [f"tunes={figures.tunes} wrong: {wrong}"]
    lines += [f"long:short in a {kind}: {median(found):.2f}" for kind, found in sorted(figures.swing.items())]
    if figures.lilt:
        shares = (f"{100 * median(one):.1f} %" for one in zip(*figures.lilt, strict=True))
        lines.append("three eighths of a jig: " + ", ".join(shares))
    lines.append(
        f"different velocities: {min(figures.velocities)} at least, {median(figures.velocities)} usual"
    )
    lines += [f"length ÷ spacing, {name}: {median(found):.2f}" for name, found in figures.held.items()]
    lines.append(f"second time, events that differ: {100 * median(figures.varied):.1f} %")
    lines.append(f"tunes with less than 8 %: {sum(share < 0.08 for share in figures.varied)}")
    return "\n".join(lines)


def _measure_tune(melody: Melody, playing: Playing, figures: Figures) -> None:
    figures.tunes += 1
    written = timeline(melody)
    bars = with_lead_ins(written)
    as_written = next(iter(_heard(melody, replace(playing, plain=True, backing=None)).values()))
    plain = _in_bars(as_written, written, bars)
    band = _heard(melody, playing)
    lead, *others = band
    matched = _matched(plain, band[lead])
    if matched is None:
        figures.wrong["melody not the ABC's"] += 1
        return
    instrument = INSTRUMENTS[playing.instrument]
    names = playing.instrument.split(" and ")
    for name, notes in band.items():
        if name in names:
            low, high = INSTRUMENTS[name].lowest, INSTRUMENTS[name].highest
            fits = all(low <= note.pitch <= high for note in notes) or (
                name == names[0] and _high(plain, low, high)
            )
        else:
            low, high = RANGES[name.removeprefix("second ")]
            fits = all(low <= note.pitch <= high for note in notes)
        figures.wrong[f"{name} out of range"] += not fits
    figures.wrong["a backing bar does not sum"] += any(
        not _sums(notes, bars)
        for name, notes in band.items()
        if name in others and name not in (*names, "drone")
    )
    if backing_of(melody, playing) != "none" and len(others) < 1:
        figures.wrong["backing missing"] += 1
    figures.velocities.append(len({note.velocity for note in band[lead]}))
    figures.held[instrument.name].append(_held(band[lead]))
    figures.varied += _varied(band[lead], bars)
    _measure_feel(melody, plain, matched, figures)
    figures.wrong += Counter()  # drops zeros


def _high(notes: Sequence[Heard], low: int, high: int) -> bool:
    """Whether the tune itself lies outside what the instrument plays, as one sent in ABC may."""
    return any(not low <= note.pitch <= high for note in notes)


def _heard(melody: Melody, playing: Playing) -> dict[str, list[Heard]]:
    """The notes of each player by the name of the track."""
    performance = arrange_set(tunes_of_set([melody], playing), playing)
    file = mido.MidiFile(file=io.BytesIO(make_midi(performance)))
    return {track.name: _notes(track, file.ticks_per_beat) for track in file.tracks[1:]}


def _notes(track: mido.MidiTrack, ticks: int) -> list[Heard]:
    sounding: dict[int, tuple[int, int]] = {}
    found: list[Heard] = []
    now = 0
    for message in track:
        now += message.time
        if message.type not in ("note_on", "note_off"):
            continue
        if message.type == "note_off" or message.velocity == 0:
            start, velocity = sounding.pop(message.note)
            found.append(Heard(start / ticks, now / ticks, message.note, velocity))
        else:
            assert message.note not in sounding, "a note begins while it still sounds"
            sounding[message.note] = now, message.velocity
    assert not sounding
    return sorted(found, key=lambda note: (note.onset, note.pitch))


def _in_bars(
    notes: Sequence[Heard], written: Sequence[PlayedBar], played: Sequence[PlayedBar]
) -> list[Heard]:
    """Every note at the same place of its bar, the bars being where they are when lead-ins are in time."""
    lines = [float(bar.onset * 4) for bar in written]
    moves = [float((after.onset - before.onset) * 4) for before, after in zip(written, played, strict=True)]
    moved = []
    for note in notes:
        move = moves[bisect_right(lines, note.onset + _TOLERANCE) - 1]
        moved.append(replace(note, onset=note.onset + move, end=note.end + move))
    return moved


def _matched(plain: Sequence[Heard], played: Sequence[Heard]) -> list[Heard] | None:
    """For each note of the ABC the one that plays it: the same pitch, near its place, in order."""
    found: list[Heard] = []
    rest = list(played)
    for note in plain:
        near = [one for one in rest if one.pitch == note.pitch and abs(one.onset - note.onset) <= _MOVED]
        if not near:
            return None
        best = min(near, key=lambda one: abs(one.onset - note.onset))
        if found and best.onset < found[-1].onset - _TOLERANCE and note.onset > plain[len(found) - 1].onset:
            return None
        rest.remove(best)
        found.append(best)
    return found


def _sums(notes: Sequence[Heard], bars: Sequence[PlayedBar]) -> bool:
    """Whether no note reaches over a bar line, the last one of all left out."""
    lines = [float(bar.onset * 4) for bar in bars if not bar.offset]
    last = max((note.onset for note in notes), default=0.0)
    return not any(
        note.onset + _TOLERANCE < line < note.end - _TOLERANCE
        for note in notes
        for line in lines
        if note.onset < last - 1
    )


def _held(notes: Sequence[Heard]) -> float:
    """The median of a note's length over the time until the next one."""
    onsets = sorted({note.onset for note in notes})
    following = dict(pairwise(onsets))
    return median(
        (note.end - note.onset) / (following[note.onset] - note.onset)
        for note in notes
        if note.onset in following
    )


def _varied(notes: Sequence[Heard], bars: Sequence[PlayedBar]) -> list[float]:
    """For each repeated part the share of events that the second time does not have as the first."""
    times: dict[tuple[int, int], list[int]] = defaultdict(list)
    starts = [(float(bar.onset * 4), (bar.part, bar.time_through)) for bar in bars]
    for note in notes:
        key = [key for start, key in starts if start <= note.onset + 0.1][-1]
        times[key].append(note.pitch)
    shares = []
    for (part, through), second in times.items():
        first = times.get((part, 1))
        if through == 2 and first:
            same = sum(
                block.size
                for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
            )
            shares.append(1 - same / len(second))
    return shares


def _measure_feel(melody: Melody, plain: Sequence[Heard], matched: Sequence[Heard], figures: Figures) -> None:
    """Where the ABC has even eighths that fill a beat: how long each of them is played."""
    beat = 1.5 if melody.meter.compound else 1.0
    size = 3 if melody.meter.compound else 2
    pickup = (
        float((melody.meter.bar - melody.bars[0].duration) * 4)
        if melody.bars[0].duration < melody.meter.bar
        else 0
    )
    for index in range(len(plain) - size):
        group = plain[index : index + size + 1]
        steps = [after.onset - before.onset for before, after in pairwise(group)]
        on_beat = abs((group[0].onset + pickup) % beat) < _TOLERANCE
        if not on_beat or any(abs(step - _EIGHTH) > _TOLERANCE for step in steps):
            continue
        played = [after.onset - before.onset for before, after in pairwise(matched[index : index + size + 1])]
        if size == 2 and min(played) > 0:
            figures.swing[melody.rhythm or "misc"].append(played[0] / played[1])
        elif size == 3 and melody.rhythm in ("jig", "slip jig"):
            whole = sum(played)
            figures.lilt.append((played[0] / whole, played[1] / whole, played[2] / whole))
