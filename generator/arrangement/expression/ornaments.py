"""Ornaments: which tones get which, when a part is played again. Knows nothing of how they are played.

What stands where follows published tutors: Breathnach, Folk Music and Dances of Ireland (1971), for long and
short rolls; Larsen, The Essential Guide to Irish Flute and Tin Whistle (2003), for cuts, which separate
repeated notes and accent others; Keegan, The Parameters of Style in Irish Traditional Music (Inbhear 1,
2010), for triplets of one pitch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from random import Random

from generator.arrangement.expression.figures import ADDED, Kind, Scene, between
from generator.arrangement.expression.line import Tone
from generator.arrangement.expression.written import has_ornament
from generator.instruments import Family
from generator.notation.tune_types import MISC

Site = tuple[int, Kind, float]
"""The index of a tone, an ornament that may stand there, and its weight."""

_BY_FAMILY: dict[Family, dict[Kind, float]] = {
    Family.BOW: {
        Kind.CUT: 1.0, Kind.ROLL: 1.0, Kind.SHORT_ROLL: 0.8, Kind.TREBLE: 1.0, Kind.PASSING: 0.8,
        Kind.OCTAVE: 0.3,
    },
    Family.WIND: {Kind.CUT: 1.2, Kind.ROLL: 1.3, Kind.SHORT_ROLL: 1.0, Kind.PASSING: 0.8},
    Family.PIPES: {Kind.CUT: 1.5, Kind.ROLL: 1.2, Kind.SHORT_ROLL: 1.0, Kind.PASSING: 0.6},
    Family.REED: {
        Kind.CUT: 0.9, Kind.ROLL: 0.5, Kind.SHORT_ROLL: 0.5, Kind.TREBLE: 1.0, Kind.PASSING: 0.9,
        Kind.OCTAVE: 0.4,
    },
    Family.PLUCK: {Kind.CUT: 0.4, Kind.TREBLE: 0.9, Kind.PASSING: 1.0, Kind.OCTAVE: 0.7},
    Family.KEYS: {Kind.CUT: 0.6, Kind.PASSING: 1.0, Kind.OCTAVE: 1.0},
}  # fmt: skip
"""How much each kind of instrument uses what; what stands not here it has not."""

_BY_TYPE: dict[str, dict[Kind, float]] = {
    "reel": {Kind.CUT: 0.8, Kind.ROLL: 1.3, Kind.SHORT_ROLL: 1.2, Kind.TREBLE: 1.2, Kind.PASSING: 0.7},
    "jig": {Kind.CUT: 0.9, Kind.ROLL: 1.6, Kind.SHORT_ROLL: 0.3, Kind.TREBLE: 0.4, Kind.PASSING: 1.0},
    "slip jig": {Kind.CUT: 0.9, Kind.ROLL: 1.6, Kind.SHORT_ROLL: 0.3, Kind.TREBLE: 0.3},
    "hornpipe": {Kind.CUT: 0.5, Kind.ROLL: 0.6, Kind.SHORT_ROLL: 0.6, Kind.TREBLE: 1.3, Kind.PASSING: 1.6},
    "strathspey": {Kind.CUT: 1.2, Kind.ROLL: 0.2, Kind.SHORT_ROLL: 0.3, Kind.TREBLE: 1.3, Kind.PASSING: 0.4},
    "polka": {Kind.CUT: 1.0, Kind.ROLL: 0.3, Kind.SHORT_ROLL: 0.5, Kind.TREBLE: 0.7, Kind.PASSING: 0.8},
    "march": {Kind.CUT: 1.3, Kind.ROLL: 0.3, Kind.SHORT_ROLL: 0.3, Kind.TREBLE: 0.4, Kind.PASSING: 0.6},
    "waltz": {Kind.CUT: 0.7, Kind.ROLL: 0.4, Kind.SHORT_ROLL: 0.2, Kind.TREBLE: 0.1, Kind.PASSING: 1.2},
    "air": {Kind.CUT: 1.0, Kind.ROLL: 0.5, Kind.SHORT_ROLL: 0.0, Kind.TREBLE: 0.0, Kind.PASSING: 0.9},
    MISC: {Kind.ROLL: 0.6, Kind.SHORT_ROLL: 0.5, Kind.TREBLE: 0.4},
}
"""How much each type of tune asks for what, 1 where nothing stands."""

_ROLLS = (Kind.ROLL, Kind.SHORT_ROLL)
_ROLLED = 0.75
"""Rolls get no more than about this part of what is added."""
_COST = {Kind.ROLL: 2, Kind.SHORT_ROLL: 2}
"""A roll is heard as one figure, so it counts for less than the notes that it adds."""

_OPEN_STRINGS = (55, 62, 69, 76)
"""G3, D4, A4, E5: a fiddler's octave below is an open string, struck beside the stopped one."""

_ON_BEAT = (Kind.CUT, Kind.OCTAVE, Kind.PASSING)

_SHARE = {"air": 0.095, "waltz": 0.105}
_USUAL_SHARE = 0.125
"""Added notes among all notes of a part that is played again."""
_ONLY_TIME = 0.3
"""Of that share, for the second half of a part that is played only once."""
_HALF_OF_A_PART = 4
"""Bars."""

_SHORTEST = {Kind.CUT: 105, Kind.PASSING: 130, Kind.TREBLE: 240, Kind.OCTAVE: 130, Kind.SHORT_ROLL: 260}
"""Milliseconds a tone must last to take the ornament. A roll divides three running notes, see `_fits`."""


def chosen(tones: Sequence[Tone], scenes: Sequence[Scene], chance: Random | None) -> dict[int, Kind]:
    """Index of a tone -> the ornament it gets. Never two tones in a row, and not the last tone of all.

    Beside these a chanter, whose sound cannot stop, has a grace note between any two notes of one pitch. A
    tone with written ornaments gets none, nor do its neighbours. `scenes`: that of each tone. `chance` None:
    only what is played every time.
    """
    written = {index for index, tone in enumerate(tones) if has_ornament(tone.signs)}
    pipes = bool(scenes) and scenes[0].instrument.family is Family.PIPES
    graces = dict.fromkeys(set(_repeated(tones)) - written, Kind.GRACE) if pipes else {}
    return graces if chance is None else graces | _added(tones, scenes, written, chance)


def _repeated(tones: Sequence[Tone]) -> Iterator[int]:
    """The tones that have the pitch of the one before and follow it at once."""
    for index, (before, tone) in enumerate(pairwise(tones), 1):
        if len(tone.pitches) == 1 and tone.pitches == before.pitches and tone.onset == before.end:
            yield index


def _added(
    tones: Sequence[Tone], scenes: Sequence[Scene], written: set[int], chance: Random
) -> dict[int, Kind]:
    """What is not played every time."""
    again = {tone.place.part for tone in tones if tone.place.time_through > 1}
    picked: dict[int, Kind] = {}
    indices = range(len(tones) - 1)
    for (number, time), part in groupby(indices, lambda one: _time_through(tones[one])):
        of_part = list(part)
        share = _SHARE.get(scenes[0].tune_type, _USUAL_SHARE)
        if time == 1:
            if number in again:
                continue
            share *= _ONLY_TIME
            of_part = [one for one in of_part if tones[one].place.number >= _HALF_OF_A_PART]
        wanted = share / (1 - share) * sum(len(tones[one].pitches) for one in of_part)
        sites = _sites(of_part, tones, scenes)
        if scenes[0].instrument.family is Family.PIPES:
            sites = (site for site in sites if _on_a_chanter(site, tones))
        _pick(picked, wanted, _drawn(sites, chance), written)
    return picked


def _time_through(tone: Tone) -> tuple[int, int]:
    return tone.place.part, tone.place.time_through


def _on_a_chanter(site: Site, tones: Sequence[Tone]) -> bool:
    """Whether nothing begins with the pitch that sounds already: it would not be heard as a new note."""
    index, kind, _ = site
    tone, before = tones[index], tones[index - 1].pitches if index else ()
    if tone.pitches == before:
        return kind is Kind.SHORT_ROLL
    return {Kind.CUT: {tone.above, tone.third}, Kind.SHORT_ROLL: {tone.above}}.get(kind, set()).isdisjoint(
        before
    )


def _drawn(sites: Iterable[Site], chance: Random) -> list[tuple[bool, float, int, Kind]]:
    """All that may be added, in an order drawn by the weights (Efraimidis and Spirakis 2006).

    Most rolls come first where players roll much: a long note is what other ornaments have no use for.
    """
    return sorted(
        (
            (kind in _ROLLS and chance.random() < weight / 2, chance.random() ** (1 / weight), index, kind)
            for index, kind, weight in sites
        ),
        reverse=True,
    )


def _pick(
    picked: dict[int, Kind],
    wanted: float,
    drawn: Sequence[tuple[bool, float, int, Kind]],
    written: set[int],
) -> None:
    """Take what was drawn first until so many notes are added; rolls leave some room for the others."""
    for_rolls = wanted * _ROLLED
    for _, _, index, kind in drawn:
        if wanted <= 0:
            return
        near = (index - 1, index, index + 1)
        taken = not (picked.keys().isdisjoint(near) and written.isdisjoint(near))
        if taken or (kind in _ROLLS and for_rolls <= 0):
            continue
        picked[index] = kind
        cost = _COST.get(kind, ADDED[kind])
        wanted -= cost
        for_rolls -= cost * (kind in _ROLLS)


def _sites(indices: Sequence[int], tones: Sequence[Tone], scenes: Sequence[Scene]) -> Iterator[Site]:
    """What may stand where, and how likely it is."""
    of_type = _BY_TYPE.get(scenes[0].tune_type, _BY_TYPE[MISC])
    kinds = [
        (kind, weight * of_type.get(kind, 1.0))
        for kind, weight in _BY_FAMILY[scenes[0].instrument.family].items()
    ]
    for index in indices:
        tone, scene = tones[index], scenes[index]
        if len(tone.pitches) == 1:
            before, after = tones[index - 1] if index else None, tones[index + 1]
            for kind, weight in kinds:
                if weight and _fits(kind, tone, after, scene):
                    yield index, kind, weight * _emphasis(kind, tone, before, after, scene)


def _emphasis(kind: Kind, tone: Tone, before: Tone | None, after: Tone, scene: Scene) -> float:
    """A cut separates repeated notes, or accents one, as an octave does. A triplet begins on the beat.

    A short roll belongs to a quarter between eighths.
    """
    if kind is Kind.CUT and before is not None and before.pitches == tone.pitches:
        return 3.0
    if kind is Kind.SHORT_ROLL:
        between_short = after.length <= scene.unit and (before is None or before.length <= scene.unit)
        return 1.0 if between_short else 0.4
    return 1.0 if kind not in _ON_BEAT or scene.on_beat(tone) else 0.3


def _fits(kind: Kind, tone: Tone, after: Tone, scene: Scene) -> bool:
    too_short = tone.length < max(_SHORTEST.get(kind, 0) * scene.per_millisecond, scene.unit / 2)
    of_tuplet = tone.length % (scene.unit // 2)
    if too_short or of_tuplet:
        return False
    pitch = tone.pitches[0]
    match kind:
        case Kind.CUT:
            return pitch < tone.above and scene.has(tone.above)
        case Kind.ROLL:
            return tone.length == 3 * scene.unit and _has_both_neighbours(tone, scene)
        case Kind.SHORT_ROLL:
            return tone.length == 2 * scene.unit and _has_both_neighbours(tone, scene)
        case Kind.TREBLE:
            return tone.length == 2 * scene.unit and scene.has(pitch)
        case Kind.PASSING:
            return tone.length <= 3 * scene.unit and _leads_on(tone, after, scene)
        case Kind.OCTAVE:
            bowed = scene.instrument.family is Family.BOW
            return scene.has(pitch - 12) and (not bowed or pitch - 12 in _OPEN_STRINGS)
        case Kind.GRACE:
            return False  # it is not chosen, but played every time


def _has_both_neighbours(tone: Tone, scene: Scene) -> bool:
    in_order = tone.below < tone.pitches[0] < tone.above
    return in_order and scene.has(tone.below) and scene.has(tone.above)


def _leads_on(tone: Tone, after: Tone, scene: Scene) -> bool:
    """Whether the next tone follows at once, a third away, with a note of the key between."""
    if after.onset != tone.end or len(after.pitches) > 1 or abs(after.degree - tone.degree) != 2:
        return False
    low, high = sorted((tone.pitches[0], after.pitches[0]))
    return low < between(tone, after) < high and scene.has(between(tone, after))
