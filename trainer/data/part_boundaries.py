"""Part boundaries: adjusts the last note of each part so that it makes a full bar with what follows.

Many collections end a part on a full bar although the next part has a pickup, or on a short bar although
no pickup follows. Players shorten or lengthen the last note; this module writes that length down. It never
changes bars inside a part, nor parts and endings of one bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from generator.notation.form import Ending, Section, from_sections, sections
from generator.notation.melody import Bar, Melody

SHORTEST = Fraction(1, 8)
"""The shortest last note of a part, in whole notes."""

Bars = tuple[Bar, ...]


def mend(melody: Melody) -> Melody:
    """The tune with the last notes of its parts adjusted; the same object if none was. Raises FormError."""
    full = melody.meter.bar
    written = sections(melody)
    parts = _without_lead_in(written, full)
    mended = list(_adjusted(parts, full))
    return melody if mended == written else from_sections(melody, mended)


def _without_lead_in(parts: list[Section], full: Fraction) -> list[Section]:
    """The parts without a lead-in: a few notes before a first part that is complete without them."""
    lead_in = len(parts) > 1 and not parts[0].repeated and len(parts[0].bars) == 1
    if lead_in and parts[0].bars[0].duration < full and not _pickup(parts[1].bars, full):
        return parts[1:]
    return parts


def _adjusted(parts: Sequence[Section], full: Fraction) -> Iterator[Section]:
    """The parts, each ending so that it makes a full bar with each part that may follow."""
    pickups = [_pickup(part.bars, full) for part in parts]
    for part, own, onward in zip(
        parts, pickups, [*({one} for one in pickups[1:]), {Fraction(0), pickups[0]}], strict=True
    ):
        if part.endings:
            *before, last = part.endings
            back = (replace(one, bars=_ending_on(one.bars, {own}, full)) for one in before)
            yield replace(part, endings=(*back, replace(last, bars=_ending_on(last.bars, onward, full))))
        elif not part.repeated:
            yield replace(part, bars=_ending_on(part.bars, onward, full))
        else:
            yield _repeated(part, own, onward, full)


def _repeated(part: Section, own: Fraction, onward: set[Fraction], full: Fraction) -> Section:
    """A repeated part, with two endings if its own pickup and the next one need different last notes."""
    once = _ending_on(part.bars, {own}, full)
    if once[-1].duration in {full - pickup for pickup in onward} or len(part.bars) < 3 or part.times > 2:
        return replace(part, bars=once)
    *body, last = part.bars
    endings = (
        Ending((number,), _ending_on((*body, last), ways, full)[-1:])
        for number, ways in enumerate(({own}, onward), 1)
    )
    return replace(part, bars=tuple(body), endings=tuple(endings))


def _pickup(bars: Bars, full: Fraction) -> Fraction:
    return bars[0].duration if bars[0].duration < full else Fraction(0)


def _ending_on(bars: Bars, pickups: set[Fraction], full: Fraction) -> Bars:
    """The bars, with the last note adjusted so that the last bar makes a full bar with one of the pickups."""
    last = bars[-1]
    note = last.notes[-1]
    change = min((full - pickup - last.duration for pickup in pickups), key=abs)
    if not change or note.tuplet or not note.pitches or len(bars) == 1:
        return bars
    if abs(change) > full / 2 or note.length + change < SHORTEST:
        return bars
    adjusted = replace(last, notes=(*last.notes[:-1], replace(note, length=note.length + change)))
    return (*bars[:-1], adjusted)
