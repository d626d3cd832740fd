"""Written dynamics, `!p!` and `!crescendo(!` (ABC 2.1, 4.14): how much louder or softer each tone is.

Modestly: a tune for dancing stays one. A sign holds as it is written, until the next one on the page; what a
repeat goes back to is as loud as the first time.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.arrangement.expression.line import Tone

LEVELS = {
    "pppp": -20, "ppp": -17, "pp": -13, "p": -8, "mp": -4, "mf": 0, "f": 6, "ff": 11, "fff": 15, "ffff": 18,
}  # fmt: skip
"""Sign -> what it adds to the velocity that is usual."""
_SWELLS = {"crescendo(": LEVELS["f"], "diminuendo(": LEVELS["p"]}
"""What is added at the end of a wedge that leads to no sign."""
_ENDS = frozenset({"crescendo)", "diminuendo)"})

Place = tuple[int, int]
"""The index of a bar as it is written, and a position in it."""


def levels_of(tones: Sequence[Tone]) -> list[float]:
    """For each tone what its velocity gets."""
    signs = {_place(tone): tone.signs.decorations for tone in tones}
    if not any(name in LEVELS or name in _SWELLS for names in signs.values() for name in names):
        return [0.0] * len(tones)
    places = sorted(signs)
    written = dict(zip(places, _in_order([signs[place] for place in places]), strict=True))
    return [written[_place(tone)] for tone in tones]


def _place(tone: Tone) -> Place:
    return tone.place.written, tone.position


def _in_order(signs: Sequence[tuple[str, ...]]) -> list[float]:
    """The levels of notes in written order, by their decorations."""
    found: list[float] = []
    level = 0.0
    begun: tuple[int, int] | None = None  # where a wedge began, and what it adds
    for at, names in enumerate(signs):
        written = [LEVELS[name] for name in names if name in LEVELS]
        level = float(written[0]) if written else level
        found.append(level)
        if begun and not _ENDS.isdisjoint(names):
            level = _swell(found, begun, written, _next_sign(signs, at))
            begun = None
        swells = [_SWELLS[name] for name in names if name in _SWELLS]
        begun = (at, swells[0]) if swells else begun
    return found


def _next_sign(signs: Sequence[tuple[str, ...]], at: int) -> list[int]:
    """The level that is written at the note after this one."""
    return [LEVELS[name] for names in signs[at + 1 : at + 2] for name in names if name in LEVELS]


def _swell(found: list[float], begun: tuple[int, int], here: Sequence[int], after: Sequence[int]) -> float:
    """Raise or lower what was found since a wedge began, evenly; the level at its end.

    It leads to the level written at its last note, or after it, unless that lies the other way: *p* after a
    crescendo is sudden.
    """
    begin, adds = begun
    first, steps = found[begin], len(found) - 1 - begin
    there = [float(level) for level in here or after if (level - first) * adds > 0]
    last = there[0] if there else min(max(first + adds, LEVELS["pppp"]), LEVELS["ffff"])
    for step in range(1, steps if here and not there else steps + 1):
        found[begin + step] = first + (last - first) * step / steps
    return found[-1]
