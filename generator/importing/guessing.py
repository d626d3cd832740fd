"""What a file does not say: the meter, a pickup, and the key. Times are in quarter notes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from generator.importing.midi_events import Played
from generator.notation.melody import Pitch
from generator.notation.theory import FIFTHS, MODES, SEMITONES, Key, Meter

METERS = (Meter(4, 4), Meter(3, 4), Meter(6, 8), Meter(9, 8))
"""Those that are guessed; the first one if no other fits clearly better."""
_CLEARLY = 1.2
"""How much better than the usual a guess must fit."""
_PICKUP_CLEARLY = {False: 1.1, True: 1.4}
_LONGEST_PICKUP = Fraction(1, 3)
"""Of a bar. Half bars fit as well as whole ones, and hardly any pickup is so long."""
_FEWEST_BARS = 4
_CROSSED = -1.0
_STEP = Fraction(1, 2)
"""Pickups are guessed in eighth notes."""

_TONICS = {0: "maj", 2: "dor", 7: "mix", 9: "min"}
"""Semitones of the tonic above that of the major key with the same signature -> mode."""
_FINAL = 0.25
"""What it counts that the tune ends on the tonic."""
_BELIEVED = {
    "maj": {"dor": 0.25, "mix": 0.35, "min": 0.35},
    "min": {"dor": 0.5, "mix": 0.5, "maj": 0.5},
}
"""The mode that a file says -> by how much each other one must fit better."""
_MISFIT, _UNSAID = (0.08, 3.0), (0.03, 2.0)
"""Which share of a tune must be outside its signature, and how many times that of the best one, before the
signature is not believed. `_UNSAID`: of C major, which many programs write where they know no key."""
_SIGNATURES = range(-6, 7)
_MAJOR, _MINOR = (0, 4, 7), (0, 3, 7)


def guess_meter(notes: Sequence[Played]) -> Meter:
    """The meter in which long notes begin bars, and in which the tune repeats itself after four or eight."""
    found = {meter: _fit(notes, meter) for meter in METERS}
    twos, threes = _begun(notes, Fraction(1)), _begun(notes, Fraction(3, 2))
    found[METERS[1 if threes >= twos else 2]] = 0.0  # where both fit, of eighths alone: a jig is commoner
    best = max(METERS, key=lambda meter: found[meter])
    return best if found[best] > _CLEARLY * found[METERS[0]] else METERS[0]


def _fit(notes: Sequence[Played], meter: Meter) -> float:
    bar = meter.bar * 4
    again = max(_repeated(notes, bar * bars) for bars in (4, 8))
    return max(_fits(notes, bar).values()) * (0.5 + again)


def _begun(notes: Sequence[Played], beat: Fraction) -> float:
    """The share of the beats with which a note begins, counted from where that is most."""
    begins = {note.begin for note in notes}
    first = notes[0].begin
    count = int((notes[-1].end - first) / beat) or 1
    offsets = [one * _STEP for one in range(int(beat / _STEP))]
    return max(
        sum(first + offset + number * beat in begins for number in range(count)) / count for offset in offsets
    )


def _repeated(notes: Sequence[Played], after: Fraction) -> float:
    """The share of the notes that are there again `after` so much."""
    there = {(note.begin, note.pitch) for note in notes}
    can = [note for note in notes if note.begin + after < notes[-1].end]
    return sum((note.begin + after, note.pitch) in there for note in can) / len(notes)


def guess_pickup(notes: Sequence[Played], meter: Meter, *, said: bool) -> Fraction:
    """How long the notes before the first bar line last; 0 where that fits no better than no pickup.

    `said`: the meter is the file's own, whose bars are then right more often.
    """
    fits = _fits(notes, meter.bar * 4)
    short = [offset for offset in fits if offset <= meter.bar * 4 * _LONGEST_PICKUP]
    best = max(short, key=lambda offset: fits[offset])
    bars = (notes[-1].end - notes[0].begin) / (meter.bar * 4)
    clearly = fits[best] > _PICKUP_CLEARLY[said] * max(fits[Fraction(0)], 0.0)
    return best if clearly and bars >= _FEWEST_BARS else Fraction(0)


def _fits(notes: Sequence[Played], bar: Fraction) -> dict[Fraction, float]:
    """For each place of the first bar line after the first note, how long notes are that begin bars."""
    begin = notes[0].begin
    lengths = {note.begin: float(min(note.end - note.begin, bar)) for note in notes}
    mean = sum(lengths.values()) / len(lengths)
    fits: dict[Fraction, float] = {}
    offset = Fraction(0)
    while offset < bar:
        lines = int((notes[-1].end - begin - offset) / bar)
        places = [begin + offset + number * bar for number in range(max(1, lines))]
        crossed = _crossed(notes, places)
        found = [_CROSSED if place in crossed else lengths.get(place, mean) for place in places]
        fits[offset] = sum(found) / len(found) / mean
        offset += _STEP
    return fits


def _crossed(notes: Sequence[Played], places: Sequence[Fraction]) -> set[Fraction]:
    """The places at which a note that began before sounds on."""
    crossed: set[Fraction] = set()
    index = 0
    for place in places:
        while index < len(notes) and notes[index].end <= place:
            index += 1
        if index < len(notes) and notes[index].begin < place:
            crossed.add(place)
    return crossed


def key_of(sharps: int, weights: Sequence[float], final: int, said: str = "") -> Key:
    """The key with this signature whose triad is heard most and in which the tune ends.

    `weights`: how long each of the 12 pitch classes is heard; `final`: that of the last note; `said`: the
    mode that the file gives. It is believed, unless the tune ends on the tonic of another that fits clearly
    better: many programs say major of all.
    """
    major = (7 * sharps) % 12
    total = sum(weights) or 1.0

    def fit(above: int) -> float:
        tonic, mode = (major + above) % 12, _TONICS[above]
        triad = _MAJOR if mode in ("maj", "mix") else _MINOR
        heard = sum(weights[(tonic + one) % 12] for one in triad) / total
        return heard + _FINAL * (final == tonic)

    best = max(_TONICS, key=fit)
    own = next((above for above, mode in _TONICS.items() if mode == said), best)
    ends_on_it = final == (major + best) % 12
    if best != own and not (ends_on_it and fit(best) > fit(own) + _BELIEVED[said][_TONICS[best]]):
        best = own
    return key_with(sharps, _TONICS[best])


def key_by_notes(sharps: int, said: str, weights: Sequence[float], final: int) -> Key | None:
    """The key of the notes, where they plainly do not fit the one that a file says; else None.

    `sharps`, `said`: the file's signature and mode; `weights`, `final`: as in `key_of`. The other signature
    must leave far fewer notes outside, and the tune end on the tonic that its notes give it.
    """
    if not sum(weights):
        return None
    least, times = _UNSAID if (sharps, said) == (0, "maj") else _MISFIT
    outside = _outside(sharps, weights)
    best = min(_SIGNATURES, key=lambda one: (_outside(one, weights), abs(one - sharps)))
    if outside <= least or times * _outside(best, weights) >= outside:
        return None
    key = key_of(best, weights, final)
    return key if key.tonic_class == final else None


def _outside(sharps: int, weights: Sequence[float]) -> float:
    """The share of the time in which notes sound that are not in a signature."""
    inside = {(7 * (sharps + place)) % 12 for place in range(-1, 6)}
    return sum(weight for one, weight in enumerate(weights) if one not in inside) / sum(weights)


def key_with(sharps: int, mode: str) -> Key:
    """The key of this mode with so many sharps, flats below 0."""
    place = sharps - MODES[mode]  # the tonic's place on the line of fifths, C being 0
    return Key(_on_line_of_fifths(place)[0] + {0: "", 1: "#", -1: "b"}[_on_line_of_fifths(place)[1]], mode)


def analysed_sharps(notes: Sequence[Played]) -> int:
    """The signature of the key that music21 finds (Krumhansl and Schmuckler's probe tones)."""
    from music21 import note, stream

    heard: Any = stream.Stream()
    for one in notes:
        heard.append(note.Note(one.pitch, quarterLength=float(one.end - one.begin)))
    sharps = int(heard.analyze("key").sharps)
    return sharps if abs(sharps) <= 7 else sharps - 12 * (1 if sharps > 0 else -1)


def spelled(pitch: int, sharps: int) -> Pitch:
    """A MIDI number as it is written in a key: in the signature, else the nearest on the line of fifths."""
    place = next(place for place in _places(sharps) if (7 * place) % 12 == pitch % 12)
    step, alter = _on_line_of_fifths(place)
    return Pitch(step, (pitch - alter - SEMITONES[step]) // 12 - 1, alter)


def _places(sharps: int) -> list[int]:
    """The twelve places on the line of fifths that are used in a key: from its lowered third to its raised
    fifth."""
    return [sharps + one for one in (0, 1, 2, 3, 4, 5, -1, 6, -2, 7, -3, 8)]


def _on_line_of_fifths(place: int) -> tuple[str, int]:
    """Letter and alteration; C is at 0, G at 1, F at -1."""
    return FIFTHS[(place + 1) % 7], (place + 1) // 7
