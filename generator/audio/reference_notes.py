"""How loud each note of a preset is: reference notes, played once in each process and measured.

Knows nothing of tunes or players.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import mido
import numpy as np

from generator.audio.loudness import STEPS_A_SECOND, Powers, weighted_powers
from generator.audio.sf2 import DRUMS, Place
from generator.audio.soundfonts import presets_file
from generator.audio.stage import DRUM_CHANNEL
from generator.audio.synth import synthesise

VOLUME, VELOCITY = 100, 100
"""With which the notes are played."""

_PITCHES = tuple(range(36, 97, 6))
_HELD, _SPACING = 7, 10
"""Tenths of a second that a note is held, and from one to the next: long enough to hear its release."""
_TICKS_A_STEP = 96
_TEMPO = round(1_000_000 / STEPS_A_SECOND)


@dataclass(frozen=True, slots=True)
class ReferenceNotes:
    """`powers`: (pitches, tenths of a second), K-weighted, from the onset to the end of the release."""

    pitches: tuple[int, ...]
    powers: Powers

    def energies(self, pitches: Sequence[int], seconds: Powers) -> Powers:
        """Of notes so long, with their release; each of the nearest pitch that was measured."""
        nearest = np.abs(np.subtract.outer(np.array(pitches), np.array(self.pitches))).argmin(axis=1)
        found = np.zeros(len(pitches))
        for index in np.unique(nearest):
            these = nearest == index
            found[these] = _energies(self.powers[index], seconds[these] * STEPS_A_SECOND)
        return found


def _energies(powers: Powers, steps: Powers) -> Powers:
    """Of notes that last so many `steps`, which are tenths of a second."""
    held, release = powers[:_HELD], powers[_HELD:].sum()
    sounding = np.interp(steps, np.arange(_HELD + 1), np.insert(np.cumsum(held), 0, 0))
    sounding += np.maximum(0.0, steps - _HELD) * held[-1]
    if held[-1]:  # a note that ends earlier than the measured one is released from another level
        sounding += release * np.interp(steps - 0.5, np.arange(_HELD), held) / held[-1]
    return np.asarray(sounding)


def reference_notes(soundfont: Path | None, place: Place, keys: frozenset[int]) -> ReferenceNotes:
    """`keys`: those of a drum kit that are played; other presets are measured at a few pitches.

    Raises RenderError.
    """
    return _measured(soundfont, place, tuple(sorted(keys)) if place[0] == DRUMS else _PITCHES)


@lru_cache(maxsize=64)
def _measured(soundfont: Path | None, place: Place, pitches: tuple[int, ...]) -> ReferenceNotes:
    sound = synthesise(_midi(place, pitches), presets_file(soundfont, frozenset({place})))
    powers = weighted_powers(sound)[: len(pitches) * _SPACING].reshape(len(pitches), _SPACING)
    return ReferenceNotes(pitches, powers)


def _midi(place: Place, pitches: Sequence[int]) -> bytes:
    channel = DRUM_CHANNEL if place[0] == DRUMS else 0
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=_TEMPO)])
    for control, value in ((7, VOLUME), (91, 0)):
        track.append(mido.Message("control_change", channel=channel, control=control, value=value))
    track.append(mido.Message("program_change", channel=channel, program=place[1]))
    rest = 0
    for pitch in pitches:
        track.append(mido.Message("note_on", channel=channel, note=pitch, velocity=VELOCITY, time=rest))
        track.append(mido.Message("note_off", channel=channel, note=pitch, time=_HELD * _TICKS_A_STEP))
        rest = (_SPACING - _HELD) * _TICKS_A_STEP
    track.append(mido.MetaMessage("end_of_track", time=_SPACING * _TICKS_A_STEP))
    target = io.BytesIO()
    mido.MidiFile(ticks_per_beat=_TICKS_A_STEP, tracks=[track]).save(file=target)
    return target.getvalue()
