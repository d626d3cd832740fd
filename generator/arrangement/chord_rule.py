"""The rule that puts chords under the notes of a part: at every strong beat the likeliest chord of its mode.

Weights of the notes by length and accent, of the changes and of the places in the part are summed for every
progression there could be (a hidden Markov model's shape, the weights those of a conditional random field).
The chord chosen at a place is the one that has most of all progressions' probability there (posterior
decoding, Rabiner 1989, III.B); it agrees with people a little better than the one best progression (Viterbi).
Knows nothing of chord symbols that a tune brings along.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generator.arrangement.chord_weights import ModeWeights, weights_of
from generator.arrangement.chords import QUALITIES
from generator.arrangement.strong_beats import LastNote, Span
from generator.notation.theory import MODES

_OTHER_KEY = 0.03
"""A part is in a neighbour key if more than this share of its notes fit that key but not the tune's."""

_FOREIGN = 0.5
"""A chord clashes with notes that are foreign to it for a larger share of the time."""


def part_tonic(spans: Sequence[Span], last: LastNote, tonic: int, mode: str) -> int:
    """Pitch class of the tonic of a part in a tune on `tonic`: it may be a fifth above or below.

    It is if the notes fit that key better, and the part ends on its tonic. The mode is the tune's.
    """
    degrees = (np.arange(12) + tonic) % 12
    time = np.array([span.sounding for span in spans])[:, degrees].mean(axis=0)
    fitting = {step: time[[(step + degree) % 12 for degree in _scale(mode)]].sum() for step in (0, 5, 7)}
    ends = [step for step in (0, 5, 7) if (tonic + step) % 12 in last.classes]
    moves = ends and fitting[ends[0]] - fitting[0] > _OTHER_KEY
    return (tonic + ends[0]) % 12 if moves else tonic


def clashes(span: Span, tonic: int, mode: str) -> bool:
    """Whether the tonic chord would clash with the notes of a span.

    It does if a foreign note of a quarter or longer is struck with it, or if most of the time is foreign.
    """
    root, quality = weights_of(mode).chords[0]
    foreign = np.ones(12)
    foreign[[(tonic + root + tone) % 12 for tone in QUALITIES[quality]]] = 0
    return bool(span.accented @ foreign >= 1 or span.sounding @ foreign > _FOREIGN)


def _scale(mode: str) -> list[int]:
    """Semitones above the tonic: seven fifths in a row."""
    return [7 * (MODES[mode] + fifth) % 12 for fifth in range(-1, 6)]


def choose_chords(spans: Sequence[Span], tonic: int, mode: str, at_rest: bool) -> list[tuple[int, str]]:
    """The chord of each span of a run: the root's pitch class and the quality.

    `tonic`: of the part. `at_rest`: the last chord is the tonic's; else it may be that of a half cadence.
    """
    weights = weights_of(mode)
    may_end = np.arange(len(weights.chords)) == 0 if at_rest else weights.may_end
    degrees = (weights.chords[at] for at in _probabilities(spans, tonic, weights, may_end).argmax(axis=1))
    return [((tonic + root) % 12, quality) for root, quality in degrees]


def _probabilities(
    spans: Sequence[Span], tonic: int, weights: ModeWeights, may_end: np.ndarray
) -> np.ndarray:
    """n rows of S: the probability of each chord at each span, from all progressions (forward-backward)."""
    degrees = (np.arange(12) + tonic) % 12
    sounding = np.array([span.sounding for span in spans])[:, degrees]
    struck = np.array([span.accented for span in spans])[:, degrees]
    here = sounding @ weights.sounding + struck @ weights.struck
    here += np.array([weights.places[span.place] for span in spans])
    fits = np.exp(here - here.max(axis=1, keepdims=True))
    fits[-1] *= may_end
    changes = np.exp(weights.changes)
    moves = [changes[0 if span.on_bar_line else 1] for span in spans]
    forward, backward = np.empty_like(fits), np.ones_like(fits)
    forward[0] = fits[0]
    for at in range(1, len(spans)):
        reached = forward[at - 1] @ moves[at] * fits[at]
        forward[at] = reached / reached.sum()
    for at in range(len(spans) - 2, -1, -1):
        followed = moves[at + 1] @ (fits[at + 1] * backward[at + 1])
        backward[at] = followed / followed.sum()
    both = forward * backward
    return np.asarray(both / both.sum(axis=1, keepdims=True))
