"""The instruments a tune can be played on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrument:
    """`program`: General MIDI, from 0. `lowest`..`highest`: MIDI pitches it plays well."""

    name: str
    program: int
    lowest: int
    highest: int


# Measured with TimGM6mb: each program is in tune within 25 cents over its whole range and speaks fast enough
# for a reel. Not so there: 21 (accordion) is up to 66 cents flat, 23 up to 59, and 78 (whistle) a sixth.
INSTRUMENTS = {
    instrument.name: instrument
    for instrument in (
        Instrument("fiddle", 40, 55, 93),
        Instrument("flute", 73, 60, 93),
        Instrument("whistle", 79, 62, 98),  # ocarina: 72 and 74 take half a reel's eighth note to speak
        Instrument("accordion", 20, 53, 93),  # reed organ: free reeds, as in an accordion, but in tune
        Instrument("harp", 46, 40, 96),
        Instrument("banjo", 105, 50, 91),
        Instrument("pipes", 109, 58, 91),
        Instrument("piano", 0, 36, 96),
        Instrument("guitar", 25, 40, 88),
        Instrument("dulcimer", 15, 58, 93),
    )
}
DEFAULT_INSTRUMENT = "fiddle"
