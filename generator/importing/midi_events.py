"""The notes, meters, keys and tempi of a MIDI file. All times in quarter notes, exactly as in the file."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mido

from generator.importing.unusable import Unusable

DRUMS = 9
"""The channel of General MIDI, counted from 0."""
LARGEST = 256 * 1024
"""Bytes. A tune with a whole band has 60 KB."""
MOST_NOTES = 20_000
"""In all parts together."""
LONGEST = 20_000
"""Quarter notes: an hour and a half."""


@dataclass(frozen=True, slots=True)
class Played:
    """A note as it was played: `pitch` is a MIDI number."""

    begin: Fraction
    end: Fraction
    pitch: int


@dataclass(slots=True)
class Part:
    """What one channel of one track plays. `name`: the track's, may be empty."""

    name: str
    notes: list[Played] = field(default_factory=list)


@dataclass(slots=True)
class MidiMusic:
    """A MIDI file, which counts `ticks` in a quarter note.

    `meters`: (where, count, unit); `keys`: (where, sharps, whether minor); `tempi`: (where, microseconds for
    a quarter note). `drums`: whether some notes were left out as drums.
    """

    ticks: int
    parts: list[Part]
    title: str = ""
    meters: list[tuple[Fraction, int, int]] = field(default_factory=list)
    keys: list[tuple[Fraction, int, bool]] = field(default_factory=list)
    tempi: list[tuple[Fraction, int]] = field(default_factory=list)
    drums: bool = False


def read_events(content: bytes) -> MidiMusic:
    """The music of a MIDI file. Raises Unusable."""
    if len(content) > LARGEST:
        raise Unusable(f"it is larger than {LARGEST // 1024} KiB")
    try:
        file = mido.MidiFile(file=io.BytesIO(content), clip=True)
    except (EOFError, OSError, ValueError, LookupError, mido.KeySignatureError):
        raise Unusable("it is damaged or cut short") from None
    if file.ticks_per_beat <= 0:
        raise Unusable("it counts in frames of film, which have no beats")
    music = MidiMusic(file.ticks_per_beat, [])
    for number, track in enumerate(file.tracks):
        _read_track(music, number, track, file.ticks_per_beat)
    for timed in (music.meters, music.keys, music.tempi):
        timed.sort(key=lambda one: one[0])
    return music


def _read_track(music: MidiMusic, number: int, track: Any, ticks: int) -> None:
    """Add a track's parts, and what it says of all parts."""
    name = ""
    channels: dict[int, Part] = {}
    begun: defaultdict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for now, message in _timed(track, ticks):
        if message.type in ("note_on", "note_off"):
            if message.channel == DRUMS:
                music.drums = True
                continue
            part = channels.setdefault(message.channel, Part(""))
            key = message.channel, message.note
            if begun[key]:
                part.notes.append(Played(begun[key].pop(), now, message.note))
            if message.type == "note_on" and message.velocity:
                begun[key].append(now)
        elif message.type == "track_name":
            name = name or " ".join(message.name.split())
        else:
            _take_meta(music, now, message)
    for part in channels.values():
        part.name = name
        part.notes = sorted((one for one in part.notes if one.end > one.begin), key=_order)
    music.parts += [part for part in channels.values() if part.notes]
    music.title = music.title or ("" if number else name)
    if sum(len(part.notes) for part in music.parts) > MOST_NOTES:
        raise Unusable(f"it has more than {MOST_NOTES} notes")


def _timed(track: Any, ticks: int) -> Iterator[tuple[Fraction, Any]]:
    """Each message with its time."""
    tick = 0
    for message in track:
        tick += message.time
        if tick > LONGEST * ticks:
            raise Unusable("it lasts for hours")
        yield Fraction(tick, ticks), message


def _take_meta(music: MidiMusic, now: Fraction, message: Any) -> None:
    if message.type == "time_signature":
        music.meters.append((now, message.numerator, message.denominator))
    elif message.type == "key_signature":
        music.keys.append((now, *_sharps(message.key)))
    elif message.type == "set_tempo" and message.tempo:
        music.tempi.append((now, message.tempo))


def _sharps(key: str) -> tuple[int, bool]:
    """Sharps, flats below 0, and whether it is minor, of a key such as "F#m"."""
    minor = key.endswith("m")
    tonic = key.removesuffix("m")
    sharps = "FCGDAEB".index(tonic[0]) - 1 + 7 * (tonic.count("#") - tonic.count("b"))
    return sharps - 3 * minor, minor


def _order(note: Played) -> tuple[Fraction, int]:
    return note.begin, -note.pitch
