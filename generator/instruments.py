"""The instruments a tune can be played on, and what can accompany it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Family(StrEnum):
    """How an instrument makes its notes: this decides how they join."""

    BOW = "bow"
    WIND = "wind"
    PIPES = "pipes"
    REED = "reed"
    PLUCK = "pluck"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Instrument:
    """`program`: General MIDI, from 0. `lowest`..`highest`: MIDI pitches it plays well.

    `partner`: of a duet, the name of the second player's instrument; the other fields are the first one's.
    """

    name: str
    program: int
    lowest: int
    highest: int
    family: Family
    partner: str | None = None

    @property
    def lead(self) -> str:
        return self.name.partition(" and ")[0]


def _duet(first: Instrument, second: Instrument) -> Instrument:
    """Both play the same tune, so it must lie where the first one plays."""
    return replace(first, name=f"{first.name} and {second.name}", partner=second.name)


# The programs that a notation program shows and plays. What sounds in a recording may be another one:
# `generator.audio.soundfonts` knows where a soundfont's is out of tune or too slow for a reel.
_SOLO = {
    instrument.name: instrument
    for instrument in (
        Instrument("fiddle", 40, 55, 93, Family.BOW),
        Instrument("flute", 73, 60, 93, Family.WIND),
        # recorder: a fipple flute too; "whistle" is one that people do with their lips
        Instrument("whistle", 74, 62, 98, Family.WIND),
        Instrument("accordion", 21, 53, 93, Family.REED),
        Instrument("harp", 46, 40, 96, Family.PLUCK),
        Instrument("banjo", 105, 50, 91, Family.PLUCK),
        Instrument("pipes", 109, 58, 91, Family.PIPES),
        Instrument("piano", 0, 36, 96, Family.KEYS),
        Instrument("guitar", 25, 40, 88, Family.PLUCK),
        Instrument("dulcimer", 15, 58, 93, Family.PLUCK),
    )
}
_PAIRS = (
    ("fiddle", "flute"),
    ("fiddle", "accordion"),
    ("fiddle", "banjo"),
    ("flute", "harp"),
    ("whistle", "fiddle"),
)

INSTRUMENTS = _SOLO | {
    duet.name: duet for duet in (_duet(_SOLO[first], _SOLO[second]) for first, second in _PAIRS)
}
DEFAULT_INSTRUMENT = "fiddle"

NO_BACKING = "none"
BACKINGS = (NO_BACKING, "guitar", "piano", "drone", "band")
"""What can accompany a tune."""
