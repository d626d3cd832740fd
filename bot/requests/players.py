"""Who plays a tune, in words. Knows nothing of Discord or of how the players sound."""

from __future__ import annotations

from collections.abc import Sequence

from generator.arrangement.arranger import names_of_players
from generator.errors import LiltError
from generator.notation.melody import Melody
from generator.notation.reader import read_abc, split_tunes
from generator.playing import Playing
from generator.tune import Tune


def players(tune: Tune) -> str:
    """ "fiddle and guitar"; "fiddle and flute, with guitar, bass and bodhrán".

    The band of a set is that of its first tune. Of a tune that cannot be read (any more), the instrument.
    """
    playing = tune.request.playing
    try:
        melody, backing = melody_and_backing(tune.abc, playing)
    except LiltError:
        return playing.instrument
    if not backing:
        return listed(melody)
    together = len(melody) == len(backing) == 1
    return listed([*melody, *backing]) if together else f"{listed(melody)}, with {listed(backing)}"


def melody_and_backing(abc: str, playing: Playing) -> tuple[list[str], list[str]]:
    """Those who play the melody, and those who accompany it.

    Raises NotationError, and BadRequest where the backing alone is to be heard and there is none.
    """
    melody = len(playing.instrument.split(" and "))
    names = names_of_players(_first_tune(abc), playing)
    return list(names[:melody]), list(names[melody:])


def listed(names: Sequence[str]) -> str:
    """ "guitar, bass and bodhrán"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _first_tune(abc: str) -> Melody:
    return read_abc(next(split_tunes(abc), (1, abc))[1])
