"""Stretches: a long MIDI file as several short ones, which sound the same one after the other.

The synthesizer keeps all that it plays as floating-point numbers, 330 MB for ten minutes. Each stretch begins
early enough to have in it all that can still be heard at its beginning: notes, their release, the reverb.

The synthesizer looks at the events before each block of 64 samples. So times are numbers of blocks here; an
event that is moved to the middle of the block before sounds the same, and no rounding can move it to another.
Knows nothing of soundfonts or samples.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import mido
import numpy as np
from numpy.typing import NDArray

RATE, BLOCK = 48_000, 64
"""Of midirenderer: samples a second and in a block."""
_SECOND = RATE / BLOCK

LENGTH = round(60 * _SECOND)
"""How long a stretch is."""
RING = round(6 * _SECOND)
"""For how long a note is heard after its end: 1.5 s of release, and the reverb until it is below 16 bits."""
CHORUS = round(2.5 * _SECOND)
"""The period of the synthesizer's chorus. Stretches begin at a multiple of it: it goes on as in the whole."""

_TICKS, _TICKS_A_BEAT, _TEMPO = 4, 1500, 500_000
"""A block has four ticks: 500,000 µs / 1500 is a quarter of 64 / 48,000 s."""
_USUAL_TEMPO = 500_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A MIDI file of which the first `skip` samples are not heard, and then `length` are."""

    midi: bytes
    skip: int
    length: int


@dataclass(frozen=True, slots=True)
class _Event:
    """`block`: the one at whose beginning it happens."""

    block: int
    message: mido.Message

    @property
    def is_note(self) -> bool:
        return self.message.type in ("note_on", "note_off")


def stretches(midi: bytes) -> list[Stretch]:
    """The stretches of a MIDI file; one that is hardly longer than a stretch is left whole."""
    events, seconds = _events(mido.MidiFile(file=io.BytesIO(midi)))
    count = max(1, round(seconds * _SECOND / LENGTH))
    if count == 1:
        return [Stretch(midi, 0, round(seconds * RATE))]
    notes, found = _notes(events), list[Stretch]()
    cuts = [*(number * LENGTH for number in range(count)), math.ceil(seconds * _SECOND)]
    for start, end in pairwise(cuts):
        first = _first_heard(notes, start)
        midi = _part(events, first, end)
        found.append(Stretch(midi, (start - first) * BLOCK, (end - start) * BLOCK))
    return found


def _events(music: mido.MidiFile) -> tuple[list[_Event], float]:
    """What the channels do, in the order of the synthesizer, and the length in seconds.

    Of the events at one tick those of an earlier track come first.
    """
    timed = [
        (ticks, message)
        for track in music.tracks
        for ticks, message in zip(accumulate(one.time for one in track), track, strict=True)
    ]
    timed.sort(key=lambda one: one[0])
    found, seconds, before, tempo = list[tuple[float, mido.Message]](), 0.0, 0, _USUAL_TEMPO
    for ticks, message in timed:
        seconds += 60.0 / (music.ticks_per_beat * (60_000_000.0 / tempo)) * (ticks - before)
        before = ticks
        if message.type == "set_tempo":
            tempo = message.tempo
        elif hasattr(message, "channel"):
            found.append((seconds, message))
    blocks = np.searchsorted(_beginnings(seconds), [one for one, _ in found])
    return [_Event(int(block), message) for block, (_, message) in zip(blocks, found, strict=True)], seconds


def _beginnings(seconds: float) -> NDArray[np.float64]:
    """When the blocks begin, up to the first after so many seconds.

    Added up one by one, as the synthesizer does: at many tempos notes are exactly at the beginning of a
    block, and the rounding decides whether that or the next one is theirs.
    """
    steps = np.full(math.ceil(seconds * _SECOND) + 2, BLOCK / RATE)
    steps[0] = 0.0
    return np.cumsum(steps)


def _notes(events: Sequence[_Event]) -> list[tuple[int, int]]:
    """The beginning and the end of each note; one that never ends lasts until the end."""
    notes, sounding = list[tuple[int, int]](), dict[tuple[int, int], list[int]]()
    for event in events:
        if not event.is_note:
            continue
        place = event.message.channel, event.message.note
        if event.message.type == "note_on" and event.message.velocity:
            sounding.setdefault(place, []).append(event.block)
        else:
            notes += [(begin, event.block) for begin in sounding.pop(place, [])]
    end = events[-1].block if events else 0
    return notes + [(begin, end) for begins in sounding.values() for begin in begins]


def _first_heard(notes: Sequence[tuple[int, int]], start: int) -> int:
    """From where on to play, so that all that is heard from `start` on is played."""
    heard = (begin for begin, end in notes if end > start - RING)
    earliest = min(start - RING, min(heard, default=start))
    return max(0, earliest // CHORUS * CHORUS)


def _part(events: Sequence[_Event], first: int, end: int) -> bytes:
    """What happens from `first` to `end`, after the settings of all that comes before."""
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=_TEMPO)])
    now = 0
    for block, message in _since(events, first):
        if block < end:
            ticks = max(0, (block - first) * _TICKS - _TICKS // 2)
            track.append(message.copy(time=ticks - now))
            now = ticks
    track.append(mido.MetaMessage("end_of_track", time=(end + 1 - first) * _TICKS - now))
    target = io.BytesIO()
    mido.MidiFile(type=0, ticks_per_beat=_TICKS_A_BEAT, tracks=[track]).save(file=target)
    return target.getvalue()


def _since(events: Sequence[_Event], first: int) -> Iterator[tuple[int, mido.Message]]:
    """The events from a block on; what was set before is set there."""
    for event in events:
        if event.block >= first or not event.is_note:
            yield max(first, event.block), event.message
