"""Who accompanies a tune, and the players with all their notes.

Straight time: the feel of the tune is laid over all players together, elsewhere. Knows nothing of how the
melody is played, nor of sound, but for the General MIDI programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low

from generator.arrangement.accompaniment.course import course_of
from generator.arrangement.accompaniment.players import PLAYS, Setting
from generator.arrangement.accompaniment.strokes import UNPITCHED
from generator.arrangement.accompaniment.voicing import LOWEST_CEILING, RIGHT_HAND_RANGE
from generator.arrangement.harmony import Harmony
from generator.arrangement.parts import Player, Role
from generator.arrangement.timeline import PlayedBar
from generator.instruments import NO_BACKING, Family, Instrument
from generator.notation.changes import states
from generator.notation.melody import Melody

_PLAYERS: dict[str, tuple[str, ...]] = {
    NO_BACKING: (),
    "guitar": ("guitar",),
    "piano": ("piano",),
    "drone": ("drone",),
    "band": ("guitar", "bass", "bodhrán"),
}
_PROGRAMS = {"guitar": 25, "piano": 0, "bass": 32, "bodhrán": None, "drone": 109}
_PANS = {"guitar": -0.35, "piano": 0.3, "bass": 0.1, "bodhrán": 0.35, "drone": 0.0}

_USUAL: dict[Family, tuple[str, dict[str, str]]] = {
    Family.BOW: ("guitar", {
        "march": "piano", "strathspey": "piano", "waltz": "piano", "air": "piano", "polka": "band",
    }),
    Family.WIND: ("guitar", {"march": "band", "strathspey": "piano", "polka": "band"}),
    Family.REED: ("piano", {"jig": "guitar", "slip jig": "guitar", "reel": "guitar", "polka": "band"}),
    Family.PLUCK: ("guitar", {"polka": "band"}),
    Family.KEYS: ("guitar", {"march": "band", "polka": "band"}),
    Family.PIPES: ("drone", {}),
}  # fmt: skip
"""The usual backing, and that of some types of tune."""
_SESSION = ("reel", "jig", "slip jig", "hornpipe", "polka", "march")
"""Two melody players and one of these are a session: the band joins in."""
_OTHER = {"guitar": "piano", "piano": "guitar"}
"""What goes with an instrument that would play with its own twin."""


def accompany(
    melody: Melody,
    bars: Sequence[PlayedBar],
    harmony: Harmony,
    backing: str,
    *,
    instrument: Instrument,
    seed: int,
) -> tuple[Player, ...]:
    """The players of a backing with all their notes; the last chord rings for a beat longer than the tune."""
    names = who_plays(backing, melody)
    course = course_of(melody.rhythm, bars, harmony)
    setting = Setting(
        melody.rhythm,
        bars,
        course,
        seed,
        ceiling=_ceiling(melody, instrument),
        band=len(names) > 1,
    )
    return tuple(
        Player(name, Role.BACKING, _PROGRAMS[name], _PANS[name], PLAYS[name](setting)) for name in names
    )


def usual_backing(melody: Melody, instrument: Instrument) -> str:
    """What a listener would choose for the instrument and the type of tune; not the instrument's own twin."""
    usual, by_type = _USUAL[instrument.family]
    if instrument.partner and melody.rhythm in _SESSION:
        return "band"
    chosen = by_type.get(melody.rhythm, usual)
    return _OTHER[instrument.lead] if instrument.lead in players_of(chosen) else chosen


def players_of(backing: str) -> tuple[str, ...]:
    """The names of its players. Raises KeyError for what is no backing."""
    return _PLAYERS[backing]


def who_plays(backing: str, melody: Melody) -> tuple[str, ...]:
    """Those of a backing who have something to play: a drum has nothing where no bar has beats."""
    free = all(state.meter.free for state in states(melody))
    return tuple(name for name in players_of(backing) if not (free and name in UNPITCHED))


def _ceiling(melody: Melody, instrument: Instrument) -> int:
    """The highest pitch of right-hand chords: the middle of the melody, if that leaves room for them."""
    pitches = [note.pitches[-1].midi for bar in melody.bars for note in bar.notes if note.pitches]
    middle = max(median_low(pitches), instrument.lowest) if pitches else LOWEST_CEILING
    return min(max(middle, LOWEST_CEILING), RIGHT_HAND_RANGE[1])
