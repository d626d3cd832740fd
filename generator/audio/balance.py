"""Balance: how far each player is turned up, so that the backing is never louder than the tune.

Programs differ in loudness by 20 dB, and so do soundfonts. So the loudness of a player is not set by hand: it
is added up from notes that were measured. To synthesise melody and backing apart and measure both would take
half as long again. Knows nothing of MIDI files.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from generator.arrangement.parts import Performance, Player, Role
from generator.audio.reference_notes import VELOCITY, reference_notes
from generator.audio.sf2 import DRUMS

BACKING = -7.0
"""LU: how loud all players of the backing are together, against all who play the melody."""

CLICK = -16.0
"""The same for the click. It is short: each stroke is as loud as a note of the melody."""

_AGAINST_MELODY = {Role.MELODY: 0.0, Role.BACKING: BACKING, Role.CLICK: CLICK}

LOUDEST = 127
"""The highest volume: peaks stay below -10 dBFS, and what is quieter than -20 dB gets no reverb there."""

_POWER_OF_VELOCITY = 4
_POWER_OF_VOLUME = 4
"""General MIDI: the amplitude goes with the square of both, so the energy with the fourth power."""


def volumes(performance: Performance, soundfont: Path | None = None) -> tuple[int, ...]:
    """The MIDI volume (controller 7) of each player, at most `LOUDEST`.

    Those of a role are equally loud while they play. Raises RenderError.
    """
    powers = [_energy(player, performance.tempos, soundfont) for player in performance.players]
    gains = [
        _share(player.role, performance.players) * _span(player) / power if power else 0.0
        for player, power in zip(performance.players, powers, strict=True)
    ]
    highest = max(gains, default=0.0) or 1.0
    return tuple(
        max(1, round(LOUDEST * (gain / highest) ** (1 / _POWER_OF_VOLUME))) if gain else LOUDEST
        for gain in gains
    )


def _share(role: Role, players: Sequence[Player]) -> float:
    """Of the energy of the melody, for one player."""
    whole = 10 ** (_AGAINST_MELODY[role] / 10)
    return whole / sum(player.role is role for player in players)


def _span(player: Player) -> float:
    """From the first note to the last one's end, in whole notes."""
    return float(player.notes[-1].end - player.notes[0].onset)


def _energy(player: Player, tempos: Sequence[tuple[Fraction, Fraction]], soundfont: Path | None) -> float:
    if not player.notes:
        return 0.0
    place = (DRUMS, 0) if player.program is None else (0, player.program)
    reference = reference_notes(soundfont, place, frozenset(note.pitch for note in player.notes))
    starts, paces = np.array(tempos, dtype=float).T
    onsets = np.array([note.onset for note in player.notes], dtype=float)
    lengths = np.array([note.duration for note in player.notes], dtype=float)
    seconds = lengths * 4 * 60 / paces[np.searchsorted(starts, onsets, side="right") - 1]
    loudness = np.array([note.velocity for note in player.notes]) / VELOCITY
    energies = reference.energies([note.pitch for note in player.notes], seconds)
    return float(energies @ loudness**_POWER_OF_VELOCITY)
