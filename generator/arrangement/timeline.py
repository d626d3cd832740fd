"""The timeline of a tune: its bars in the order in which they are played, and where in the form each stands.

Players need to know: is this the second time through the part, the last bar before a new part, the very end?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest

from generator.notation.changes import states
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Change, Melody, Note, Tempo
from generator.notation.theory import Key, Meter
from generator.notation.tune_types import beat_of
from generator.notation.unfold import played_order


@dataclass(frozen=True, slots=True)
class PlayedBar:
    """A bar as it is played once. All times in whole notes.

    `written`: its index in `Melody.bars`. `onset`: from the beginning of the performance.
    `offset`: where in a full bar it begins; above 0 for pickups only. `part`: 0 is A, 1 is B …
    `time_through`: how often the part has been begun, from 1; a tune played twice counts on.
    `number`: full bars of this time through before it; a pickup has that of the bar after it.
    `ends_time_through`: the last bar of this time through. `ends_part`: another part (or nothing) follows.
    `ends_tune`: the last bar of all. `meter`, `key`, `tempo`: those in force where the bar begins, as written
    there; without a tempo in the ABC, the usual one.
    """

    bar: Bar
    written: int
    onset: Fraction
    offset: Fraction
    part: int
    time_through: int
    number: int
    ends_time_through: bool
    ends_part: bool
    ends_tune: bool
    meter: Meter
    key: Key
    tempo: Tempo

    @property
    def end(self) -> Fraction:
        return self.onset + self.bar.duration

    @property
    def changes_inside(self) -> list[tuple[Fraction, Change]]:
        """What changes after the beginning, with its onset in the performance."""
        inside = (one for one in self.bar.changes if 0 < one.onset < self.bar.duration)
        return [(self.onset + one.onset, one) for one in inside]


def timeline(melody: Melody, times: int = 1) -> list[PlayedBar]:
    """Every bar that is played, the whole tune `times` times in a row."""
    parts = part_numbers(melody)
    pickups = pickup_offsets(melody)
    in_force = states(melody)
    usual = beat_of(melody.rhythm, melody.meter)
    once = played_order(melody)
    order = once * times
    begun: dict[int, int] = {}
    played: list[PlayedBar] = []
    onset, number = Fraction(0), 0
    for position, written in enumerate(order):
        bar, part = melody.bars[written], parts[written]
        if position == 0 or _starts_again(order[position - 1], written, parts, melody):
            begun[part] = begun.get(part, 0) + 1
            number = 0
        following = order[position + 1] if position + 1 < len(order) else None
        offset, state = pickups[written], in_force[written]
        played.append(
            PlayedBar(
                bar, written, onset, offset, part, begun[part], number,
                ends_time_through=following is None or _starts_again(written, following, parts, melody),
                ends_part=following is None or parts[following] != part or (position + 1) % len(once) == 0,
                ends_tune=following is None,
                meter=state.meter, key=state.key, tempo=state.tempo or usual,
            )
        )  # fmt: skip
        onset += bar.duration
        number += not offset
    return played


def with_lead_ins(bars: Sequence[PlayedBar]) -> list[PlayedBar]:
    """The timeline as players play it: a lead-in takes the place of the end of the full bar before it.

    So every bar of the dance is as long as the others. No struck note is lost: a bar stays as it is if one
    begins where the lead-in does, or later.
    """
    played: list[PlayedBar] = []
    cut = Fraction(0)
    for one, after in zip_longest(bars, bars[1:]):
        led_on = after is not None and after.offset and after.meter == one.meter
        bar = _before_lead_in(one.bar, after) if after is not None and led_on else one.bar
        played.append(replace(one, bar=bar, onset=one.onset - cut))
        if bar is not one.bar:
            cut += one.bar.duration - bar.duration
    return played


def _before_lead_in(bar: Bar, after: PlayedBar) -> Bar:
    """The bar up to where a lead-in `after` it begins; as it is if a note is struck in the rest of it."""
    end, full = after.offset, after.offset + after.bar.duration
    if not end < bar.duration <= full:
        return bar
    kept: list[Note] = []
    onset, before = Fraction(0), None
    for note in bar.notes:
        if onset < end:
            kept.append(_shortened(note, min(note.duration, end - onset)))
        elif note.pitches and not (before and before.tied and before.pitches == note.pitches):
            return bar
        onset, before = onset + note.duration, note
    kept[-1] = replace(kept[-1], tied=bar.notes[-1].tied)
    return replace(bar, notes=tuple(kept))


def _shortened(note: Note, duration: Fraction) -> Note:
    return replace(note, length=note.length * duration / note.duration)


def part_numbers(melody: Melody) -> list[int]:
    """For each written bar the part it belongs to. A second ending belongs to the part that it ends.

    A name that a P: field gives begins a part; where it stands again, the part comes again.
    """
    numbers: list[int] = []
    known: dict[tuple[str, int], int] = {}
    name, section, filled = "", 0, False
    pickups = pickup_offsets(melody)
    for index, bar in enumerate(melody.bars):
        before = melody.bars[index - 1] if index else None
        new = before is not None and (before.ends_section or bar.opens_repeat) and not bar.ending
        if bar.part:
            name, section, filled = bar.part, 0, False
        elif new and filled:
            section, filled = section + 1, False
        filled = filled or not pickups[index]  # a lead-in before `|:` is no part of its own
        numbers.append(known.setdefault((name, section), len(known)))
    return numbers


def _starts_again(before: int, written: int, parts: list[int], melody: Melody) -> bool:
    """Whether a time through a part begins between these two bars."""
    return parts[before] != parts[written] or written <= before or bool(melody.bars[written].part)
