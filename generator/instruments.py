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


INSTRUMENTS = {
    instrument.name: instrument
    for instrument in (
        Instrument("fiddle", 40, 55, 93),
        Instrument("flute", 73, 60, 93),
        Instrument("whistle", 72, 62, 98),
        Instrument("accordion", 21, 53, 93),
        Instrument("harp", 46, 40, 96),
        Instrument("banjo", 105, 50, 91),
        Instrument("pipes", 109, 58, 91),
    )
}
DEFAULT_INSTRUMENT = "fiddle"
