"""What a band plays: the values that the arrangement hands to the render.

Times are exact fractions of a whole note, counted from the first note of the performance, repeats played out.
Knows nothing of MIDI files or sound.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Self

from generator.notation.theory import Key, Meter

Tempos = tuple[tuple[Fraction, Fraction], ...]
"""(onset in whole notes, quarter notes a minute), ascending from 0."""


def seconds_of(tempos: Tempos, length: Fraction) -> float:
    """How long so many whole notes last at these tempi."""
    ends = [*(onset for onset, _ in tempos[1:]), length]
    return float(
        sum((end - onset) * 4 * 60 / tempo for (onset, tempo), end in zip(tempos, ends, strict=True))
    )


class Role(StrEnum):
    """What a player is there for."""

    MELODY = "melody"
    BACKING = "backing"
    CLICK = "click"


@dataclass(frozen=True, slots=True)
class PlayedNote:
    """One note as a player plays it. `pitch` is a MIDI number (of a drum: its key), `velocity` 1..127.

    `ornament`: the player added it; the ABC has no such note.
    """

    onset: Fraction
    duration: Fraction
    pitch: int
    velocity: int
    ornament: bool = False

    @property
    def end(self) -> Fraction:
        return self.onset + self.duration


@dataclass(frozen=True, slots=True)
class Player:
    """A player with all notes in the order of their onsets.

    `program`: General MIDI, from 0; None is the drum kit. `pan`: from -1 (left) to 1 (right).
    """

    name: str
    role: Role
    program: int | None
    pan: float
    notes: tuple[PlayedNote, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """All players, and what they count by.

    `tempos`: (onset, quarter notes a minute), `meters`, `keys`: (onset, value); each from 0 on and ascending.
    `length`: of the music in whole notes; the last note may ring longer.
    """

    players: tuple[Player, ...]
    tempos: Tempos
    meters: tuple[tuple[Fraction, Meter], ...]
    keys: tuple[tuple[Fraction, Key], ...]
    length: Fraction

    def heard(self, roles: Collection[Role]) -> Self:
        """The players with these roles only."""
        return replace(self, players=tuple(one for one in self.players if one.role in roles))

    @property
    def seconds(self) -> float:
        """Of the music, without the ringing of the last note."""
        return seconds_of(self.tempos, self.length)


_SIDES = {Role.MELODY: -1.0, Role.BACKING: 1.0, Role.CLICK: 0.0}


def on_two_sides(performance: Performance) -> Performance:
    """The melody on the left, the backing on the right, the click in the middle."""
    players = tuple(replace(player, pan=_SIDES[player.role]) for player in performance.players)
    return replace(performance, players=players)
