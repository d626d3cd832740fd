"""D.C., D.S., Fine and Coda in MusicXML: where they stand, and the bars of a tune written out by them.

A jump is followed when its bar is played for the last time. After it nothing is repeated, and of endings the
last one is played. Bars are whole: Fine and To Coda are at the end of theirs, Segno and Coda where
they begin.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal
from xml.etree import ElementTree as ET

from generator.notation.changes import State, state_at, states
from generator.notation.form import section_ranges
from generator.notation.melody import Bar, Change, Melody
from generator.notation.reading.signs.pending import with_whole_slurs
from generator.notation.reading.structure.repeats import resolved
from generator.notation.tune_types import beat_of
from generator.notation.unfold import played_order

Mark = Literal["D.C.", "D.S.", "al fine", "al coda", "fine", "segno", "to coda", "coda", "coda sign"]
Marks = dict[int, frozenset[Mark]]
"""The index of a measure -> what stands there. "coda sign": a sign alone, which may be To Coda or Coda."""

WRITTEN_OUT = "Jumps such as D.C. al fine are written out."
NOWHERE = "Jumps such as D.C. al fine are left out: they lead nowhere."
SEVERAL = "Jumps such as D.C. al fine are left out: there is more than one, and in which order is not clear."

_BY_SOUND: dict[str, Mark] = {
    "dacapo": "D.C.", "dalsegno": "D.S.", "fine": "fine", "segno": "segno", "tocoda": "to coda",
    "coda": "coda",
}  # fmt: skip
_WORDS: tuple[tuple[str, Mark], ...] = (
    (r"\b(?:d\.?\s?c\b|da\s?capo)", "D.C."),
    (r"\b(?:d\.?\s?s\b|dal\s?segno)", "D.S."),
    (r"\bal\s+fine\b", "al fine"),
    (r"\bal\s+coda\b", "al coda"),
    (r"^\W*(?:fine|fin)\W*$", "fine"),
    (r"^\W*to\s?coda\b", "to coda"),
    (r"^\W*coda\W*$", "coda"),
    (r"^\W*segno\W*$", "segno"),
)
_BY_WORDS = tuple((re.compile(pattern, re.IGNORECASE), mark) for pattern, mark in _WORDS)
_LONGEST = 60
_JUMPS: frozenset[Mark] = frozenset({"D.C.", "D.S."})


def marks_of(root: ET.Element) -> Marks:
    """What stands at the measures of a document, in any of its parts: most programs write it in one only."""
    found: defaultdict[int, set[Mark]] = defaultdict(set)
    for part in root.iterfind("part"):
        for index, measure in enumerate(part.iterfind("measure")):
            for element in measure:
                if element.tag in ("direction", "sound"):
                    found[index] |= marks_at(element)
    return {index: frozenset(marks) for index, marks in sorted(found.items()) if marks}


def marks_at(direction: ET.Element) -> set[Mark]:
    """What a direction, or a sound alone, says."""
    sounds = {
        mark
        for sound in direction.iter("sound")
        for name, mark in _BY_SOUND.items()
        if sound.get(name, "no") != "no"
    }
    words = " ".join(" ".join(one.itertext()) for one in direction.iter("words"))[:_LONGEST]
    said = {mark for pattern, mark in _BY_WORDS if pattern.search(words)}
    signs: set[Mark] = {"segno"} if direction.find("direction-type/segno") is not None else set()
    if direction.find("direction-type/coda") is not None and not {"to coda", "coda"} & (sounds | said):
        signs.add("coda sign")
    if _JUMPS & (sounds | said):
        signs.clear()  # "D.S. al (sign)"
    return {*sounds, *said, *signs}


def written_out(melody: Melody, marks: Marks) -> tuple[Melody, str]:
    """The tune with what is played after a jump written behind it, and what is to be said, "" for nothing."""
    jumps = [index for index, here in marks.items() if here & _JUMPS]
    if not jumps:
        return melody, ""
    if len(jumps) > 1:
        return melody, SEVERAL
    try:
        whole = replace(melody, bars=tuple(resolved([_raw(bar) for bar in melody.bars])))
    except ValueError:  # an ending is missing; reading the ABC will say so
        return melody, ""
    after = _after(whole.bars, jumps[0], marks)
    if not after:
        return melody, NOWHERE
    before = _before(whole, jumps[0])
    ended = replace(before[-1][1], ends_section=True)
    bars = [*(bar for _, bar in before[:-1]), ended]
    rest = [(index, _once(whole.bars[index])) for index in after]
    state = states(whole)
    now = state_at(ended, state[before[-1][0]], ended.duration)
    for index, bar in rest:
        bars.append(_from(now, state[index], bar))
        now = state_at(bar, state[index], bar.duration)
    return replace(melody, bars=tuple(with_whole_slurs(bars)[0])), WRITTEN_OUT


def _raw(bar: Bar) -> Bar:
    """As `resolved` takes it."""
    return replace(bar, double_line=bar.double_line or bar.ends_section)


def _after(bars: Sequence[Bar], jump: int, marks: Marks) -> list[int]:
    """The indices of the bars that are played after the jump; none where it leads nowhere."""
    here = marks[jump]
    segnos = [index for index in _having(marks, "segno") if index <= jump]
    if "D.S." in here and not segnos:
        return []
    begin = segnos[-1] if "D.S." in here else 0
    leave, coda = _coda(marks)
    if ("al coda" in here) or (leave is not None and coda is not None and "al fine" not in here):
        if leave is None or coda is None or not begin <= leave < coda:
            return []
        return _last_pass(bars, begin, leave + 1) + _last_pass(bars, coda, len(bars))
    fines = [index for index in _having(marks, "fine") if index >= begin]
    if "al fine" in here and not fines:
        return []
    return _last_pass(bars, begin, fines[0] + 1 if fines else len(bars))


def _having(marks: Marks, mark: Mark) -> list[int]:
    return [index for index, here in marks.items() if mark in here]


def _coda(marks: Marks) -> tuple[int | None, int | None]:
    """Where one leaves for the coda, and where it begins."""
    leave, coda, signs = _having(marks, "to coda"), _having(marks, "coda"), _having(marks, "coda sign")
    if not leave and len(signs) + bool(coda) > 1:
        leave, signs = signs[:1], signs[1:]
    coda = coda or signs[-1:]
    return next(iter(leave), None), next(iter(coda), None)


def _last_pass(bars: Sequence[Bar], begin: int, end: int) -> list[int]:
    """The bars from `begin` to before `end`, without endings that are not the last."""
    played: list[int] = []
    for section in section_ranges(bars):
        last = max((number for index in section for number in bars[index].ending), default=0)
        passes: tuple[int, ...] = ()
        for index in section:
            passes = bars[index].ending or passes
            if begin <= index < end and (not passes or last in passes):
                played.append(index)
    return played


def _before(melody: Melody, jump: int) -> list[tuple[int, Bar]]:
    """The bars up to the jump with their indices: with their repeats if possible, else written out."""
    order = played_order(melody)
    played = order[: len(order) - order[::-1].index(jump)]
    written = list(enumerate(melody.bars[: jump + 1]))
    if played_order(replace(melody, bars=tuple(bar for _, bar in written))) == played:
        return written
    return list(_in_a_row(melody, played))


def _in_a_row(melody: Melody, played: Sequence[int]) -> Iterator[tuple[int, Bar]]:
    state = states(melody)
    now = State(melody.meter, melody.key, melody.tempo)
    for index in played:
        bar = _once(melody.bars[index])
        yield index, _from(now, state[index], bar)
        now = state_at(bar, state[index], bar.duration)


def _once(bar: Bar) -> Bar:
    return replace(bar, opens_repeat=False, closes_repeat=False, ending=(), times=2)


def _from(now: State, wanted: State, bar: Bar) -> Bar:
    """The bar with what has to change at its beginning, after another bar than the one before it."""
    key = wanted.key if wanted.key != now.key else None
    meter = wanted.meter if wanted.meter != now.meter else None
    tempo = wanted.tempo if wanted.tempo != now.tempo else None
    if now.tempo and not wanted.tempo:
        tempo = beat_of("", wanted.meter)
    begins = Change(Fraction(0), meter, key, tempo)
    later = tuple(change for change in bar.changes if change.onset)
    return replace(bar, changes=(*([begins] if meter or key or tempo else []), *later))
