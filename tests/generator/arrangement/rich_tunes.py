"""Tunes with all that a melody can say: parts in their own meter, key and tempo, in any order, played up to
three times, with pickups, endings and signs at the notes. They are drawn by a number, which is fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from generator.notation.form import Ending, Section, from_sections
from generator.notation.melody import NO_SIGNS, Bar, Change, Grace, Melody, Note, Pitch, Signs, Tempo, Tuplet
from generator.notation.theory import FREE, Key, Meter
from generator.notation.tune_types import TUNE_TYPES
from tests.generator.notation.strategies import EIGHTH, KEYS, METERS, tied

UNEVEN = [
    Meter(5, 4), Meter(7, 8), Meter(10, 8), Meter(5, 8), Meter(7, 8, (3, 2, 2)), Meter(8, 8, (3, 3, 2)),
    Meter(9, 8, (2, 2, 2, 3)), Meter(7, 16), Meter(4, 4, (2, 2)), Meter(15, 8), Meter(3, 16),
]  # fmt: skip
ALL_METERS = [*METERS, *UNEVEN, FREE]
OWN_KEYS = [Key("D", "phr", (("F", 1),)), Key("D", "min", (("C", 1),)), Key("A", "mix", (("G", 0),))]
ALL_KEYS = [*KEYS, *OWN_KEYS]
TEMPI: list[Tempo] = [(Fraction(1, 4), 90), (Fraction(3, 8), 112), (Fraction(1, 2), 60), (EIGHTH, 210)]
ORNAMENTS = ["roll", "trill", "lowermordent", "uppermordent", "turn", "invertedturn", "slide"]
DECORATIONS = [*ORNAMENTS, "staccato", "wedge", "tenuto", "accent", "fermata", "breath", "upbow"]
_LENGTHS = [EIGHTH * one for one in (1, 1, 1, 2, 3, 4, Fraction(1, 2), Fraction(3, 4))]
_FREE_BARS = [3 * EIGHTH, Fraction(1, 2), Fraction(1), Fraction(9, 4)]


def rich_tune(number: int) -> Melody:
    """Always the same one for a number."""
    return _Drawing(Random(number)).tune()  # noqa: S311 - music


numbers = st.integers(0, 10**9)


class _Drawing:
    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def tune(self) -> Melody:
        choice = self.chance.choice
        meters = [choice(ALL_METERS) for _ in range(choice([1, 2, 3]))]
        rhythm, names = choice([*TUNE_TYPES, ""]), "ABC"[: len(meters)]
        first = Melody(meters[0], choice(ALL_KEYS), (), rhythm=rhythm, tempo=choice([None, *TEMPI]))
        made = [self.part(name, meter) for name, meter in zip(names, meters, strict=True)]
        order = tuple(choice(names) for _ in range(choice([0, 0, 1, 3, 4])))
        melody = replace(from_sections(first, made), order=order)
        return tied(melody, {self.chance.randrange(60) for _ in range(choice([0, 3]))})

    def part(self, name: str, meter: Meter) -> Section:
        choice = self.chance.choice
        body = self.bars(meter, choice([1, 2, 4, 8]))
        if meter.bar > EIGHTH * 2 and not meter.free and choice([True, False]):
            body = (Bar(tuple(self.notes(EIGHTH))), *body)
        change = Change(Fraction(0), meter, choice([None, *ALL_KEYS]), choice([None, *TEMPI]))
        body = (replace(body[0], changes=(change, *body[0].changes), part=name), *body[1:])
        if choice([True, True, False]):
            return Section(body, choice([1, 2, 3]))
        passes = choice([((1,), (2,)), ((1, 2), (3,)), ((1,), (2,), (3,))])
        return Section(body, passes[-1][-1], tuple(Ending(one, self.bars(meter, 1)) for one in passes))

    def bars(self, meter: Meter, count: int) -> tuple[Bar, ...]:
        lengths = [self.chance.choice(_FREE_BARS) if meter.free else meter.bar for _ in range(count)]
        return tuple(self.changing(tuple(self.notes(length))) for length in lengths)

    def changing(self, notes: tuple[Note, ...]) -> Bar:
        """Now and then the key or the tempo changes inside the bar."""
        at = self.chance.randrange(6 * len(notes))
        if not 0 < at < len(notes):
            return Bar(notes)
        onset = sum((note.duration for note in notes[:at]), Fraction(0))
        key, tempo = self.chance.choice(ALL_KEYS), self.chance.choice([None, *TEMPI])
        return Bar(notes, changes=(Change(onset, key=key, tempo=tempo),))

    def notes(self, left: Fraction) -> Iterator[Note]:
        while left:
            length = min(self.chance.choice(_LENGTHS), left)
            if length == 2 * EIGHTH and self.chance.random() < 0.2:
                yield from self.triplet()
            else:
                yield Note(self.pitches(), length, signs=self.signs())
            left -= length

    def triplet(self) -> Iterator[Note]:
        for index in range(3):
            yield Note(self.pitches(), EIGHTH, Tuplet(3, 2), 0 if index else 3, signs=self.signs())

    def pitches(self) -> tuple[Pitch, ...]:
        count = self.chance.choice([1, 1, 1, 1, 1, 1, 0, 2])
        return tuple(self.pitch() for _ in range(count))

    def pitch(self) -> Pitch:
        choice = self.chance.choice
        return Pitch(choice("CDEFGAB"), choice([4, 5]), choice([0, 0, 0, 0, 1, -1]))

    def signs(self) -> Signs:
        choice = self.chance.choice
        if self.chance.random() < 0.75:
            return NO_SIGNS
        pitches = tuple(self.pitch() for _ in range(choice([1, 1, 2, 4])))
        grace = Grace(pitches, (Fraction(1, 16),) * len(pitches))
        marks = tuple(choice(DECORATIONS) for _ in range(choice([0, 1, 2])))
        return Signs(choice([grace, None]), marks, choice([0, 1]), choice([0, 1]))
