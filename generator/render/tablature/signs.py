"""What a tablature shows at each symbol of a melody, and which notes it cannot show.

Knows nothing of pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.notation.melody import Melody, Pitch
from generator.render.engraving import Symbol, engrave
from generator.render.tablature.fretting import Chord, can_be_stopped, fretted
from generator.render.tablature.instruments import FRETTED, Fingering, octave_above, whistle_chart
from generator.tabs import printed_name

_ALTERS = {-2: "bb", -1: "b", 0: "", 1: "#", 2: "##"}
_MOST_NAMED = 8
_OUT_OF_REACH = "the instrument does not reach {them}"
_NO_STRING = "its chord has no string left for {them}"
_DISPUTED = "fingering charts do not agree on {them}"

Sign = Chord | Fingering | None
"""A stop on each string that sounds, or a fingering; nothing at a rest, in a tie, and where there is none."""


@dataclass(frozen=True, slots=True)
class Tablature:
    """`signs`: one for each symbol of the melody, as `engrave` has them, bar by bar. `missing`: what of the
    melody the instrument cannot play, from low to high."""

    tab: str
    signs: tuple[Sign, ...]
    missing: tuple[Pitch, ...]

    @property
    def name(self) -> str:
        """As it is printed at the head of the tune."""
        return printed_name(self.tab)

    @property
    def notice(self) -> str | None:
        """A sentence about the notes that are left out, if there are any."""
        if not self.missing:
            return None
        reasons: dict[str, list[str]] = {}
        for one in self.missing:
            name = f"{one.step}{_ALTERS[one.alter]}{one.octave}"
            reasons.setdefault(self._reason(one.midi), []).append(name)
        said = "; ".join(
            f"nothing for {_listed(names)}: {reason.format(them='them' if len(names) > 1 else 'it')}"
            for reason, names in reasons.items()
        )
        return f"The tablature ({self.tab}) has {said}."

    def _reason(self, pitch: int) -> str:
        """Why a pitch is missing."""
        if self.tab in FRETTED:
            return _NO_STRING if can_be_stopped(pitch, FRETTED[self.tab]) else _OUT_OF_REACH
        chart = whistle_chart(_key_of(self.tab))
        if pitch == octave_above(chart):
            return _DISPUTED
        return "of a chord only the highest note is shown" if chart.get(pitch) else _OUT_OF_REACH


def tablature_of(melody: Melody, tab: str) -> Tablature:
    """The tablature of this name (one of `generator.tabs.TABS`) for a melody."""
    symbols = [symbol for bar in engrave(melody) for symbol in bar]
    sounding = [_struck(symbol) for symbol in symbols]
    signs: Sequence[Sign]
    if tab in FRETTED:
        stops = fretted([[pitch.midi for pitch in chord] for chord in sounding], FRETTED[tab])
        signs = [chord or None for chord in stops]
        strings = FRETTED[tab].strings
        shown = [{strings[stop.string] + stop.fret for stop in chord} for chord in stops]
    else:
        chart = whistle_chart(_key_of(tab))
        tops = [max((pitch.midi for pitch in chord), default=None) for chord in sounding]
        signs = [None if top is None else chart.get(top) for top in tops]
        shown = [{top} if sign and top is not None else set() for top, sign in zip(tops, signs, strict=True)]
    pairs = zip(sounding, shown, strict=True)
    missing = {pitch for chord, seen in pairs for pitch in chord if pitch.midi not in seen}
    in_order = tuple(sorted(missing, key=lambda pitch: (pitch.midi, pitch.step)))
    return Tablature(tab, tuple(signs), in_order)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (" and others" if len(names) > _MOST_NAMED else "")


def _key_of(tab: str) -> str:
    return tab.removeprefix("whistle ")


def _struck(symbol: Symbol) -> list[Pitch]:
    """The pitches that begin to sound at a symbol."""
    return [pitch for pitch in symbol.pitches if pitch not in symbol.tie_stops]
