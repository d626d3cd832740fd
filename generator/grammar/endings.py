"""The rhythm of last bars: how a part and the tune come to rest.

The rules are those of the printed tunes. The 3,427 training tunes of the default corpus have 7,450 last bars
(of parts, and of first and second endings). In 99.1 % of these the last note or rest lasts an eighth or more,
in 99.7 % nothing is shorter than a sixteenth. 0.3 % of the tunes end on a bar with a dotted eighth outside a
dotted pair. 2,812 tunes end on the tonic; in 98.4 % of them only the tonic begins at `last_onset` or later.
"""

from __future__ import annotations

from functools import cache

from generator.grammar.lengths import PAIRS, TUPLETS, UNIT, tuplet_lengths

LEAST_LAST = UNIT
"""Least ticks of the last note or rest of a last bar."""

STEP = UNIT // 2
"""Every note of a last bar is a multiple of so many ticks, a sixteenth."""

_DOTTED = 3 * UNIT // 2
_TUPLET_NOTES = frozenset({UNIT // 2, UNIT, 2 * UNIT})


def last_onset(length: int, full: int, beat: int) -> int:
    """Ticks from the beginning of a tune's last bar to the tonic that ends it, at most.

    The tonic begins on the last beat or before; in a full bar of three-eighth beats, where tunes without a
    pickup run on to their beginning, on the last eighth or before. `length`, `full` and `beat` are the ticks
    of the bar, of a full bar and of the beat.
    """
    if length == full and beat == 3 * UNIT:
        return length - LEAST_LAST
    return max(0, (length - LEAST_LAST) // beat * beat)


def holds(room: int) -> bool:
    """Whether `room` ticks can be filled by this module's rules. If so, they can be after every step."""
    return room >= LEAST_LAST and room % STEP == 0


@cache
def may_last(value: int, room: int) -> bool:
    """Whether a note, or a rest, that begins `room` ticks before the end of a last bar may be so long.

    A dotted eighth may only end the bar. Elsewhere it would be chosen for its first digit, by a model that
    means three eighths where they do not fit.
    """
    rest = room - value
    dotted = value == _DOTTED and rest > 0
    return value % STEP == 0 and not dotted and _leaves_a_last_note(rest, value)


@cache
def may_pair(sign: str, room: int) -> bool:
    """Whether the dotted pair `>` or `<` may stand `room` ticks before the end of a last bar."""
    return _leaves_a_last_note(room - 2 * UNIT, PAIRS[sign])


@cache
def last_bar_tuplets(digit: str, room: int, cadence: int) -> frozenset[int]:
    """Written lengths of the notes of a tuplet that begins `room` ticks before the end of a last bar.

    It leaves at least `cadence` ticks.
    """
    count, time = TUPLETS[digit]
    return frozenset(
        one
        for one in tuplet_lengths(time, room - cadence) & _TUPLET_NOTES
        if one * time >= count * STEP and _leaves_a_last_note(room - one * time, one * time // count)
    )


def _leaves_a_last_note(rest: int, value: int) -> bool:
    """Whether `rest` ticks after a note of `value` can be filled, by no note if that one can be the last."""
    return value >= LEAST_LAST if rest == 0 else holds(rest)
