"""The weights of the rule that puts chords under a tune, and the chords of each mode.

Every weight is one that a musician could name: a natural logarithm of how much likelier something makes a
chord. They were fitted to half of a collection of session tunes that people have chorded, and rounded
(docs/recording/harmony.md). That collection has major and minor tunes; the other modes follow from those two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from generator.arrangement.chords import QUALITIES
from generator.arrangement.strong_beats import Place
from generator.notation.theory import MODES

CHORD_TONE = 5.9
OTHER_TONES = {10: 3.2, 9: 1.9, 2: 1.4, 5: 0.7}
"""A tone that sounds all the time: one of the chord; the seventh, sixth, second or fourth above its root."""

STRUCK_CHORD_TONE = 0.4
"""A chord tone struck on the strong beat."""

CONTRADICTED_TONE, CONTRADICTED_TONE_FLAT = 3.0, 6.0
"""How much less likely a chord is if all the time a note sounds that contradicts one of its tones: it has the
tone's letter, but is raised or lowered against it, as G sharp against G. More in modes with a flat
seventh."""

STAY_OVER_BAR_LINE, STAY_IN_BAR = 1.4, 3.2
STAY_OVER_BAR_LINE_FLAT = 1.0
"""The chord stays; over the bar line less so in modes with a flat seventh."""

FIFTH_DOWN, DOMINANT_TO_TONIC, IV_TO_TONIC, TONIC_TO_DOMINANT, II_OR_IV_TO_DOMINANT = 1.3, 1.3, 2.2, 1.0, 1.5
"""The chord changes like this. From V to I two of them count."""

TONIC_AT = {Place.BEGINNING: 1.2, Place.END: 0.9}
TONIC_AT_FLAT = {Place.BEGINNING: 0.8, Place.END: 0.9}
DOMINANT_AT = {Place.HALF_WAY: 1.6, Place.APPROACH: 1.3, Place.CADENCE: 1.4}
"""The tonic, or a dominant, at these places of a part; less of the tonic in modes with a flat seventh."""

_DEGREES = {
    "I": (0, ""), "i": (0, "m"), "i°": (0, "dim"), "bII": (1, ""), "II": (2, ""), "ii": (2, "m"),
    "bIII": (3, ""), "biii": (3, "m"), "III": (4, ""), "iii": (4, "m"), "IV": (5, ""), "iv": (5, "m"),
    "bV": (6, ""), "V": (7, ""), "v": (7, "m"), "bVI": (8, ""), "VI": (9, ""), "vi": (9, "m"),
    "bVII": (10, ""), "bvii": (10, "m"), "vii": (11, "m"),
}  # fmt: skip
"""Name -> the root in semitones above the tonic, and the quality."""

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")

COMMON = {
    "maj": {"I": 0.5, "II": -0.2, "ii": 0.0, "III": 0.2, "iii": -0.7, "IV": 0.2, "V": 0.1, "VI": -0.4,
            "vi": 0.2, "bVII": 0.1},
    "mix": {"I": 0.5, "ii": 0.0, "IV": 0.2, "V": -0.4, "v": -0.8, "vi": 0.1, "bVII": 1.0},
    "dor": {"i": 0.8, "bIII": 0.6, "IV": -0.2, "v": -0.4, "V": -0.6, "bVII": 1.2},
    "min": {"i": 0.8, "bIII": 1.1, "iv": -0.5, "IV": -1.1, "v": -0.7, "V": 0.2, "bVI": 0.9, "bVII": 0.3},
    "lyd": {"I": 0.5, "II": 0.2, "iii": -0.4, "V": 0.2, "vi": 0.2, "vii": -0.5},
    "phr": {"i": 0.8, "bII": 0.4, "bIII": 0.8, "iv": -0.5, "bVI": 0.6, "bvii": -0.2},
    "loc": {"i°": 0.8, "bII": 0.3, "biii": -0.3, "iv": -0.3, "bV": 0.3, "bVI": 0.3, "bvii": -0.2},
}  # fmt: skip
"""Mode -> its chords, the tonic first, and how common each is."""

_FLAT_SEVENTH = ("V", "v", "bVII")
_DOMINANTS = {
    "maj": ("V",), "mix": _FLAT_SEVENTH, "dor": _FLAT_SEVENTH, "min": _FLAT_SEVENTH,
    "lyd": ("V", "II"), "phr": ("bII", "bvii"), "loc": ("bII", "bvii"),
}  # fmt: skip
"""Mode -> the chords that lead to its tonic."""


@dataclass(frozen=True)
class ModeWeights:
    """The weights of a mode as arrays, for the mode's S chords, with degrees counted from the tonic.

    chords        (root in semitones above the tonic, quality) of each
    sounding      12 x S: of a tone that sounds all the time
    struck        12 x S: of a tone struck on the strong beat
    changes       2 x S x S: from one chord to the next, over the bar line and within the bar
    places        place -> S: how common each chord is there
    may_end       S: whether a part may end on it
    """

    chords: tuple[tuple[int, str], ...]
    sounding: np.ndarray
    struck: np.ndarray
    changes: np.ndarray
    places: dict[Place, np.ndarray]
    may_end: np.ndarray


@cache
def weights_of(mode: str) -> ModeWeights:
    """The weights of a mode of `theory.MODES`."""
    names = tuple(COMMON[mode])
    flat = MODES[mode] < 0
    chords = tuple(_DEGREES[name] for name in names)
    tonic = np.arange(len(names)) == 0
    dominant = np.array([name in _DOMINANTS[mode] for name in names])
    fourth = np.array([root == 5 for root, _ in chords])
    is_tone = np.array([[(degree - root) % 12 in QUALITIES[quality] for root, quality in chords]
                        for degree in range(12)])  # fmt: skip
    other = np.array([[OTHER_TONES.get((degree - root) % 12, 0.0) for root, _ in chords]
                      for degree in range(12)])  # fmt: skip
    cost = CONTRADICTED_TONE_FLAT if flat else CONTRADICTED_TONE
    contradicted = cost * np.stack([_contradicts(name, mode) for name in names], axis=1)
    return ModeWeights(
        chords=chords,
        sounding=np.where(is_tone, CHORD_TONE, other) - contradicted,
        struck=STRUCK_CHORD_TONE * is_tone,
        changes=_changes(np.array([root for root, _ in chords]), tonic, dominant, fourth, flat),
        places=_places(np.array(list(COMMON[mode].values())), tonic, dominant, flat),
        may_end=tonic | dominant | fourth,
    )


def _contradicts(name: str, mode: str) -> np.ndarray:
    """Whether a note of each degree has the letter of a chord tone, but is raised or lowered against it.

    Degrees outside the scale are spelled as near to it on the line of fifths as they can be, rather sharp: so
    a tune has the same chords in every key, however its notes are written there.
    """
    root, quality = _DEGREES[name]
    numeral = _NUMERALS.index(name.strip("b°").upper())
    tones = {(numeral + 2 * third) % 7: (root + tone) % 12 for third, tone in enumerate(QUALITIES[quality])}
    found = np.zeros(12)
    for fifth in range(MODES[mode] - 2, MODES[mode] + 10):
        letter, degree = 4 * fifth % 7, 7 * fifth % 12
        found[degree] = letter in tones and tones[letter] != degree
    return found


def _places(
    common: np.ndarray, tonic: np.ndarray, dominant: np.ndarray, flat: bool
) -> dict[Place, np.ndarray]:
    tonic_at = TONIC_AT_FLAT if flat else TONIC_AT
    return {
        place: common + tonic_at.get(place, 0) * tonic + DOMINANT_AT.get(place, 0) * dominant
        for place in Place
    }


def _changes(
    roots: np.ndarray, tonic: np.ndarray, dominant: np.ndarray, fourth: np.ndarray, flat: bool
) -> np.ndarray:
    moves = (
        FIFTH_DOWN * ((roots[:, None] - roots) % 12 == 7)
        + DOMINANT_TO_TONIC * np.outer(dominant, tonic)
        + IV_TO_TONIC * np.outer(fourth, tonic)
        + TONIC_TO_DOMINANT * np.outer(tonic, dominant)
        + II_OR_IV_TO_DOMINANT * np.outer(fourth | (roots == 2), dominant)
    )
    over_bar_line = STAY_OVER_BAR_LINE_FLAT if flat else STAY_OVER_BAR_LINE
    same = np.eye(len(roots), dtype=bool)
    return np.stack([np.where(same, stay, moves) for stay in (over_bar_line, STAY_IN_BAR)])
