"""A tune as somebody wants to have it: as a file, slower, on another instrument, in another key, simpler.

Pure functions from a tune to what is to be rendered. Knows nothing of Discord, queues or the history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.compose.arranging import arrange
from generator.instruments import INSTRUMENTS
from generator.notation.reader import read_abc
from generator.notation.theory import Key
from generator.notation.tune_types import beat_of
from generator.tune import TEMPOS, Tune

HEARD = ("mp3",)
HEARD_AND_SEEN = ("mp3", "png")


@dataclass(frozen=True, slots=True)
class Take:
    """What to render: `tune` in `formats`. `words` say what it is, `suffix` says so in its files' names."""

    tune: Tune
    formats: tuple[str, ...]
    words: str = ""
    suffix: str = ""


def as_file(tune: Tune, ending: str) -> Take:
    """The tune as it is, in one format."""
    return Take(tune, (ending,))


def slower(tune: Tune, percent: int) -> Take:
    """To learn it by ear."""
    request = tune.request
    tempo = max(TEMPOS[0], round(_tempo(tune) * percent / 100))
    words = f"At {percent} % of its tempo: {tempo} beats per minute."
    slow = replace(tune, request=replace(request, tempo=tempo))
    return Take(slow, HEARD, words, f"{percent} percent")


def played_on(tune: Tune, instrument: str) -> Take:
    """On another instrument, in the octave that it has. Raises BadRequest where it has none."""
    abc = arrange(tune.abc, instrument=instrument, key=read_abc(tune.abc).key.tonic)
    played = replace(tune, abc=abc, request=replace(tune.request, instrument=instrument))
    return Take(played, HEARD, f"On the {instrument}.", instrument)


def in_key(tune: Tune, tonic: str) -> Take:
    """In another key of the same mode. Raises BadRequest where there is none or the instrument cannot."""
    abc = arrange(tune.abc, instrument=tune.request.instrument, key=tonic)
    moved = replace(tune, abc=abc, request=replace(tune.request, key=tonic))
    return Take(moved, HEARD_AND_SEEN, f"In {read_abc(abc).key.name}.", f"in {tonic}")


def simpler(tune: Tune) -> Take:
    """Without tuplets and with fewer sixteenths. Raises BadRequest where it cannot be written so."""
    abc = arrange(tune.abc, instrument=tune.request.instrument, easier=True)
    words = "Made easier: no tuplets, fewer sixteenths."
    return Take(replace(tune, abc=abc), HEARD_AND_SEEN, words, "simpler")


def other_instruments(tune: Tune) -> tuple[str, ...]:
    return tuple(name for name in INSTRUMENTS if name != tune.request.instrument)


def other_keys(tune: Tune, tonics: Iterable[str]) -> tuple[str, ...]:
    """Those that the tune is not on and that its mode has."""
    key = read_abc(tune.abc).key
    return tuple(tonic for tonic in tonics if tonic != key.tonic and _exists(tonic, key.mode))


def _exists(tonic: str, mode: str) -> bool:
    try:
        Key(tonic, mode)
    except ValueError:
        return False
    return True


def _tempo(tune: Tune) -> int:
    """As it is played: as was asked, else as its Q: field says or as is usual for its type."""
    if tune.request.tempo is not None:
        return tune.request.tempo
    melody = read_abc(tune.abc)
    return (melody.tempo or beat_of(melody.rhythm, melody.meter))[1]
