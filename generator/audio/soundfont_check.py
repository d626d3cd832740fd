"""Whether a chosen soundfont can play, before the first tune needs it.

Reads the file's tables; what it sounds like is for who renders with it. Knows the instruments, not the tunes.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np

from generator.audio.sf2 import (
    DRUMS,
    NotASoundfont,
    Place,
    Soundfont,
    Truncated,
    open_soundfont,
    take_presets,
)
from generator.errors import SoundfontError
from generator.instruments import INSTRUMENTS

log = logging.getLogger(__name__)

NEEDED: dict[Place, str] = {(0, one.program): one.lead for one in INSTRUMENTS.values()} | {
    (DRUMS, 0): "drums"
}
"""The presets of what can play a tune, and the backing's drums."""


def check_soundfont(path: Path) -> tuple[str, ...]:
    """The instruments that it has. The log names the others; the soundfont that comes with Lilt plays those.

    Raises SoundfontError if it is no soundfont, is not whole, is silent, or has none of the instruments.
    """
    if not path.is_file():
        raise SoundfontError(path.name, "there is no such file")
    try:
        soundfont = open_soundfont(path)
    except Truncated as error:
        raise SoundfontError(path.name, "it ends too early; copy it again") from error
    except NotASoundfont as error:
        raise SoundfontError(path.name, "it is not an uncompressed SoundFont 2 file (.sf2)") from error
    except OSError as error:
        raise SoundfontError(path.name, "it cannot be read") from error
    there = {place: name for place, name in NEEDED.items() if _has(soundfont, place, path)}
    if not there:
        raise SoundfontError(
            path.name, f"it has none of the General MIDI presets of {', '.join(NEEDED.values())}"
        )
    for place in there:
        _check_preset(soundfont, place, path)
    if not np.any(soundfont.recordings):
        raise SoundfontError(path.name, "its recordings are silent")
    if missing := [name for place, name in NEEDED.items() if place not in there]:
        log.warning("%s has no %s: the usual soundfont plays them", path.name, ", ".join(missing))
    return tuple(name for name in there.values() if name in INSTRUMENTS)


def _has(soundfont: Soundfont, place: Place, path: Path) -> bool:
    try:
        return soundfont.has(place)
    except (IndexError, ValueError) as error:
        raise _damaged(path) from error


def _check_preset(soundfont: Soundfont, place: Place, path: Path) -> None:
    """Its zones, instruments and recordings are where the tables say."""
    try:
        take_presets({place: (soundfont, place)})
    except (IndexError, ValueError, OverflowError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> SoundfontError:
    return SoundfontError(path.name, "its tables are damaged; copy it again")
