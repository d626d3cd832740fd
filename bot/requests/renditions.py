"""Renditions of a tune: as a file, slower, some players only, another instrument or key, tablature, simpler.

Pure functions from a tune to what is to be rendered. Knows nothing of Discord, queues or the history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.requests.players import listed, melody_and_backing, players
from generator.compose.arranging import arrange
from generator.instruments import INSTRUMENTS, NO_BACKING
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key
from generator.notation.tune_types import beat_of
from generator.playing import TEMPOS
from generator.tune import Tune

HEARD = ("mp3",)
SEEN = ("png",)
HEARD_AND_SEEN = ("mp3", "png")


@dataclass(frozen=True, slots=True)
class Rendition:
    """What to render: `tune` in `formats`. `description` says what it is, `suffix` does so in file names."""

    tune: Tune
    formats: tuple[str, ...]
    description: str = ""
    suffix: str = ""


def as_file(tune: Tune, ending: str) -> Rendition:
    """The tune as it is, in one format."""
    return Rendition(tune, (ending,))


def slower(tune: Tune, percent: int) -> Rendition:
    """At `percent` of its tempo, to learn it by ear."""
    request = tune.request
    tempo = max(TEMPOS[0], round(_tempo(tune) * percent / 100))
    description = f"At {percent} % of its tempo: {tempo} beats per minute."
    slow = replace(tune, request=replace(request, tempo=tempo))
    return Rendition(slow, HEARD, description, f"{percent} percent")


def melody_only(tune: Tune) -> Rendition:
    """Without the backing."""
    alone = replace(tune, request=replace(tune.request, heard="melody"))
    return Rendition(alone, HEARD, "The melody alone, without a backing.", "melody")


def backing_only(tune: Tune) -> Rendition:
    """Without the melody. A tune that has no backing gets one. Raises NotationError."""
    asked = None if tune.request.backing == NO_BACKING else tune.request.backing
    request = replace(tune.request, heard="backing", backing=asked, plain=None)
    _, backing = melody_and_backing(tune.abc, request.playing)
    description = f"The backing alone, to play along with: {listed(backing)}."
    return Rendition(replace(tune, request=request), HEARD, description, "backing")


def plain_midi(tune: Tune) -> Rendition:
    """The melody once, exactly as written."""
    plain = replace(tune, request=replace(tune.request, plain=True, backing=None, times=None))
    description = "The melody exactly as written: no backing, no swing, no ornaments."
    return Rendition(plain, ("mid",), description, "plain")


def on_instrument(tune: Tune, instrument: str) -> Rendition:
    """On another instrument, in an octave that it can play. Raises BadRequest where there is none.

    The backing stays as asked; where nothing was asked, it is the usual one of that instrument.
    """
    abc = arrange(tune.abc, instrument=instrument, key=read_abc(tune.abc).key.tonic)
    played = replace(tune, abc=abc, request=replace(tune.request, instrument=instrument))
    return Rendition(played, HEARD, f"On {players(played)}.", instrument)


def in_key(tune: Tune, tonic: str) -> Rendition:
    """In another key of the same mode. Raises BadRequest where there is none or the instrument cannot."""
    abc = arrange(tune.abc, instrument=tune.request.instrument, key=tonic)
    moved = replace(tune, abc=abc, request=replace(tune.request, key=tonic))
    return Rendition(moved, HEARD_AND_SEEN, f"In {read_abc(abc).key.name}.", f"in {tonic}")


def with_tab(tune: Tune, tab: str) -> Rendition:
    """Its score with a tablature under the staff. Raises BadRequest for one that there is not."""
    request = replace(tune.request, tab=tab)
    return Rendition(replace(tune, request=request), SEEN, f"With tablature for {request.tab}.", f"tab {tab}")


def simpler(tune: Tune) -> Rendition:
    """Without tuplets and with fewer sixteenths. Raises BadRequest where it cannot be written so."""
    abc = arrange(tune.abc, instrument=tune.request.instrument, easier=True)
    description = "Made easier: no tuplets, fewer sixteenths."
    return Rendition(replace(tune, abc=abc), HEARD_AND_SEEN, description, "simpler")


def other_instruments(tune: Tune) -> tuple[str, ...]:
    return tuple(name for name in INSTRUMENTS if name != tune.request.instrument)


def other_keys(tune: Tune, tonics: Iterable[str]) -> tuple[str, ...]:
    """The tonics that the tune is not in, of those that exist in its mode."""
    key = read_abc(tune.abc).key
    return tuple(tonic for tonic in tonics if tonic != key.tonic and _exists(tonic, key.mode))


def _exists(tonic: str, mode: str) -> bool:
    try:
        Key(tonic, mode)
    except ValueError:
        return False
    return True


def _tempo(tune: Tune) -> int:
    """The tempo it is played at: what was asked, else its Q: field, else what is usual for its type."""
    if tune.request.tempo is not None:
        return tune.request.tempo
    melody = read_abc(tune.abc)
    return (melody.tempo or beat_of(melody.rhythm, melody.meter))[1]
