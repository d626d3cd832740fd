"""Who plays a tune and how often, in words. Knows nothing of Discord or of how the players sound."""

from __future__ import annotations

from collections.abc import Sequence

from generator.arrangement.arranger import names_of_players, tunes_of_set
from generator.errors import LiltError
from generator.notation.melody import Melody
from generator.notation.reading.books.book import first_tune
from generator.notation.reading.reader import read_abc
from generator.playing import Playing
from generator.tune import Tune

_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times"}
"""As often as a tune can be played (`playing.TIMES`)."""


def players_and_times(tune: Tune) -> str:
    """As `players`; of a tune that is played more than once also how often: "fiddle, played twice"."""
    try:
        melody = _first_tune(tune.abc)
        names = _players(melody, tune.request.playing)
        (played,) = tunes_of_set([melody], tune.request.playing)
    except LiltError:
        return tune.request.instrument
    return names if played.times == 1 else f"{names}, played {how_often(played.times)}"


def players(tune: Tune) -> str:
    """ "fiddle and guitar"; "fiddle and flute, with guitar, bass and bodhrán".

    The band of a set is that of its first tune. Of a tune that cannot be read (any more), the instrument.
    """
    try:
        return _players(_first_tune(tune.abc), tune.request.playing)
    except LiltError:
        return tune.request.instrument


def how_often(times: int) -> str:
    """ "twice"; "four times"."""
    return _TIMES[times]


def melody_and_backing(abc: str, playing: Playing) -> tuple[list[str], list[str]]:
    """Those who play the melody, and those who accompany it.

    Raises NotationError, and BadRequest where the backing alone is to be heard and there is none.
    """
    return _melody_and_backing(_first_tune(abc), playing)


def _melody_and_backing(tune: Melody, playing: Playing) -> tuple[list[str], list[str]]:
    melody = len(playing.instrument.split(" and "))
    names = names_of_players(tune, playing)
    return list(names[:melody]), list(names[melody:])


def _players(tune: Melody, playing: Playing) -> str:
    melody, backing = _melody_and_backing(tune, playing)
    if not backing:
        return listed(melody)
    together = len(melody) == len(backing) == 1
    return listed([*melody, *backing]) if together else f"{listed(melody)}, with {listed(backing)}"


def listed(names: Sequence[str]) -> str:
    """ "guitar, bass and bodhrán"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _first_tune(abc: str) -> Melody:
    return read_abc(first_tune(abc).text)
