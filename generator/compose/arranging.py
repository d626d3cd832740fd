"""Arranges a tune that exists: in another key or made easier, for an instrument that can play it."""

from __future__ import annotations

from generator.errors import BadRequest
from generator.instruments import INSTRUMENTS
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.simplify import simplify
from generator.notation.transpose import in_octaves, lies_within, mean_pitch, nearest_to
from generator.notation.writing.writer import write_abc


def arrange(abc: str, *, instrument: str, key: str | None = None, easier: bool = False) -> str:
    """The ABC of the tune on the tonic `key`, in the nearest octave that the instrument has; made easier.

    Without a key, and not made easier, it stays as it is. Raises NotationError for what is no tune, and
    BadRequest for a key that does not exist in its mode or on the instrument.
    """
    if key is None and not easier:
        return abc
    tune = read_abc(abc)
    tune = _transposed(tune, key, instrument) if key is not None else tune
    tune = simplify(tune) if easier else tune
    return write_abc(tune, title=tune.title, chords=True)


def _transposed(tune: Melody, key: str, instrument: str) -> Melody:
    try:
        moved = in_octaves(tune, key)
    except (ValueError, KeyError):
        allowed = (
            "it must be a tonic from A to G, with # or b if needed, and have up to seven sharps or flats"
        )
        raise BadRequest("key", key, allowed) from None
    plays = INSTRUMENTS[instrument]
    playable = [one for one in moved if lies_within(one, plays.lowest, plays.highest)]
    if not playable:
        raise BadRequest("instrument", instrument, f"it cannot play this tune in {key}")
    return nearest_to(playable, mean_pitch(tune))
