from __future__ import annotations

from collections.abc import Sequence

from generator.arrangement.harmony import Harmony
from generator.arrangement.parts import Player
from generator.arrangement.timeline import PlayedBar
from generator.instruments import Instrument
from generator.notation.melody import Melody


def accompany(
    melody: Melody,
    bars: Sequence[PlayedBar],
    harmony: Harmony,
    backing: str,
    *,
    instrument: Instrument,
    seed: int,
) -> tuple[Player, ...]:
    return ()


def usual_backing(melody: Melody, instrument: Instrument) -> str:
    return "none"


def players_of(backing: str) -> tuple[str, ...]:
    return {"band": ("guitar", "bass", "bodhrán"), "none": ()}.get(backing, (backing,))
