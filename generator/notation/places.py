"""The parts of a tune as a user names them: letters, bar numbers, endings.

A bar that leads into a part is no part of its own, and a pickup no bar of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from string import ascii_uppercase

from generator.notation.changes import full_bars
from generator.notation.form import Section, sections
from generator.notation.melody import Melody

_ENDING_BARS = 2
"""How many last bars of a part are its ending."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bar stands in its part.

    `name`: the part's letter, or the name that the tune gives to it; "" beyond Z. `number`: that of the bar,
    counted over the tune as it is written. `in_ending`: one of the last bars of a time through. `closes`: the
    last one of them.
    """

    index: int
    name: str
    number: int
    in_ending: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A written part: its runs of bars, as indices into the tune's bars.

    `runs`: the bars that all times through have in common, with those that lead into them; then those of each
    ending. `times`: how often it is played.
    """

    runs: tuple[range, ...]
    times: int

    @property
    def repeated(self) -> bool:
        return self.times > 1


def parts_of(tune: Melody) -> list[Part]:
    """The parts in written order. Raises FormError where repeats do not pair up."""
    full, found, first, lead_in = full_bars(tune), list[Part](), 0, 0
    written = sections(tune)
    for at, section in enumerate(written):
        end = first + len(section.bars)
        if not lead_in and at + 1 < len(written) and _leads_in(section, full[first]):
            first, lead_in = end, end - first
            continue
        runs = [range(first - lead_in, end)]
        for ending in section.endings:
            runs.append(range(end, end + len(ending.bars)))
            end += len(ending.bars)
        found.append(Part(tuple(runs), section.times))
        first, lead_in = end, 0
    return found


def _leads_in(section: Section, full: Fraction) -> bool:
    """Whether a section is only a short bar that belongs to the next one."""
    return len(section.bars) == 1 and not section.repeated and section.bars[0].duration < full


def bar_numbers(tune: Melody, run: range, full: Sequence[Fraction], *, opens: bool = True) -> list[int]:
    """For each bar of a run the number, from 1, of the whole bar that it is or belongs to.

    Short bars at the beginning are pickups if the run `opens` a part; a short bar that fits into what is
    missing of the one before it completes it.
    """
    numbers, number, room = list[int](), 0, Fraction(0)
    pickups = opens
    for at, index in enumerate(run):
        duration = tune.bars[index].duration
        pickups = pickups and duration < full[index] and at + 1 < len(run)
        if number and duration <= room:
            room -= duration
        elif not pickups:
            number, room = number + 1, full[index] - duration
        numbers.append(max(number, 1))
    return numbers


def count(tune: Melody, part: Part, full: Sequence[Fraction]) -> int:
    """Bars of the first time through a part; a pickup and what completes it are one."""
    body, *endings = part.runs
    numbered = [bar_numbers(tune, body, full)] + [
        bar_numbers(tune, one, full, opens=False) for one in endings[:1]
    ]
    return sum(numbers[-1] for numbers in numbered)


def places(tune: Melody) -> list[Place]:
    """The place of each bar. Raises FormError where repeats do not pair up."""
    full, number = full_bars(tune), 0
    found: list[Place] = []
    for name, part in zip(_names(tune), parts_of(tune), strict=False):
        numbered = [bar_numbers(tune, run, full, opens=not at) for at, run in enumerate(part.runs)]
        after = min((one[-1] for one in numbered[1:]), default=0)
        for at, (run, numbers) in enumerate(zip(part.runs, numbered, strict=True)):
            bars_after = after if not at else 0
            ends = at > 0 or len(part.runs) == 1
            for index, own in zip(run, numbers, strict=True):
                in_ending = numbers[-1] - own + bars_after < _ENDING_BARS
                found.append(Place(index, name, number + own, in_ending, ends and index == run[-1]))
            number += numbers[-1]
    return list(_as_named(tune, found))


def named(found: Sequence[Place], name: str) -> list[Place]:
    """The places of a part, by its letter, or of the bars with these numbers ("7", "5-8"); empty for none.

    A letter is a part with its pickup and endings, as the tune itself names its parts if it does; numbers
    count the bars as they are written, a part's pickup with its first bar.
    """
    if name.isalpha():
        return [place for place in found if place.name == name]
    first, _, end = name.partition("-")
    wanted = range(int(first), int(end or first) + 1)
    return [place for place in found if place.number in wanted and wanted[-1] <= found[-1].number]


def what_can_be_named(found: Sequence[Place]) -> str:
    """In words: "parts A, B and C, and bars 1 to 24"; "parts A and B, and bars 1 to 16"."""
    names = list(dict.fromkeys(place.name for place in found if place.name))
    parts = f"parts {', '.join(names[:-1])} and {names[-1]}, and " if len(names) > 1 else ""
    return f"{parts}bars 1 to {found[-1].number}"


def _names(tune: Melody) -> Iterable[str]:
    """A letter for each part."""
    return chain(ascii_uppercase, ("" for _ in tune.bars))


def _as_named(tune: Melody, found: Sequence[Place]) -> Iterator[Place]:
    """The places with the names that P: fields give, if any; what comes before the first belongs to it."""
    name = next((bar.part for bar in tune.bars if bar.part), "")
    for place in found:
        if not name:
            yield place
            continue
        name = tune.bars[place.index].part or name
        yield Place(place.index, name, place.number, place.in_ending, place.closes)
