"""How each type of tune is accompanied: a table of bars that players know by heart.

A pattern divides the bar into as many equal steps as it has characters, so one row serves 4/4 and 2/4 alike.
A capital letter is an accent, `-` lets the stroke before it sound on, `.` is silence.

- all but the bodhrán: `b` the bass of the chord, `f` the other bass (its fifth), `a` the two in turn
- guitar: `d` a down-stroke on the high strings, `D` on all, `u` an up-stroke, `1`..`6` one string, counted
  from the lowest that sounds
- piano: left hand, `/`, right hand: `o` the bass in octaves, `c` the chord, `1`..`3` one of its notes
- bodhrán: `l`, `m`, `h` a low, middle or high stroke

A row has the patterns of four levels, separated by `|`: sparse, steady, full, and the bar that ends a part.
Within a level the first pattern is the usual one, the others are for a change. Knows nothing of pitches.

What players do: guitar strokes down-up-down with the beats of a jig, and steadily down and up in a reel, as
session guitarists teach it; bass on the beat and chord after it, as ceilidh pianists play everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property

from generator.arrangement.meters import uneven
from generator.notation.theory import Meter


class Level(IntEnum):
    """How much the players do in a bar. The value is the column of a row."""

    SPARSE = 0
    STEADY = 1
    FULL = 2
    CADENCE = 3


PLAYERS = ("guitar", "piano", "bass", "bodhrán")

Patterns = tuple[str, ...]


@dataclass(frozen=True)
class Groove:
    """For each of `PLAYERS` its patterns by level."""

    rows: dict[str, tuple[Patterns, ...]]

    @cached_property
    def lengths(self) -> frozenset[int]:
        """Into how many steps its patterns divide the bar."""
        patterns = (pattern for row in self.rows.values() for level in row for pattern in level)
        return frozenset(len(hand) for pattern in patterns for hand in pattern.split("/"))

    def patterns(self, player: str, level: Level) -> Patterns:
        return self.rows[player][level]


def _groove(*rows: str) -> Groove:
    """From one row for each player, in the order of `PLAYERS`."""
    columns = (tuple(tuple(level.split()) for level in row.split("|")) for row in rows)
    return Groove(dict(zip(PLAYERS, columns, strict=True)))


_GROOVES = {
    "reel": _groove(
        "B-d-F-d- B---F-d- | B-duB-du B-d-F-du B-D-FuD- | DududuDu D-duD-du DudDudDu | D-duD-d- B-D-D---",
        "B---F---/..c...c. B-------/..c...c. | B---F---/..C...c. B---F---/..c..cc. "
        "| O---O---/..C...C. O---F---/..c.c.cc O---F-f-/..C..cC. | O---F---/..C.C...",
        "B---f--- B------- | B---F--- B---F-b- | B---F-b- B--bF--- B-b-F-f- | B---F---",
        "L---l--- L-----m- | L-m-L-m- L---L-mh | LhmhMhmh LhmhM-mh L-mhMmhh | L-mhLmhm",
    ),
    "hornpipe": _groove(
        "B-d-F-d- B---F-d- | B-d-F-du B-duF-d- | D-d-D-du B-DuF-Du | D-D-D--- D-D-D-d-",
        "B---F---/..c...c. B-------/..c...c. | B---F---/..C...C. B---F---/..c...cc "
        "| O---F---/..C...C. O-f-O-f-/..C...cC | O-O-O---/C-C-C---",
        "B---f--- | B---F--- B-f-B-f- | B-f-B-f- B---F-b- | B-F-B---",
        "L---l--- | L---M-h- L-m-L-m- | L-mhM-m- LmhmL-m- | L-L-L--- L-M-L-mh",
    ),
    "strathspey": _groove(
        "B-d-F-d- B---d--- | B-D-F-D- D-d-D-du | D-D-D-Du B-DuF-Du | D-D-D--- D-duD-D-",
        "B---F---/..c...c. B-------/..c.c.c. | B---F---/..C...C. O---O---/..C.c.C. "
        "| O-f-O-f-/.C.c.C.c O---O---/..C...cC | O-O-O---/.C.C.C..",
        "B---f--- | B-f-B-f- B---F--- | B-f-B-f- B-b-F-f- | B-f-B---",
        "L---l--- | L---M--- L-m-L-m- | L-mhL-mh L--hM--h | L-L-L---",
    ),
    "polka": _groove(
        "B---F-d- B-d-F-d- | B-D-F-D- B-d-F-du | B-DuF-Du DuDuD-Du | D-D-D---",
        "B---F---/..c...c. | B---F---/..C...C. | O---F---/..C...C. O---O---/..C...cC | O---F---/..C.C...",
        "B---f--- | B---F--- | B---F--- B---F-b- | B---F---",
        "L---l--- | L---M--- L-h-M-h- | L-H-M-H- L-hhM-h- | L-H-M-hh",
    ),
    "march": _groove(
        "B---d--- B-d-F-d- | B-d-F-d- B---F-d- | B-d-F-du D-d-D-d- | D-d-D---",
        "B---F---/....c... B---F---/..c...c. | B---F---/..c...c. | O---F---/..C...C. O---O---/..C...C. "
        "| O---O---/..C.C...",
        "B---f--- | B---F--- | B---F--- B-b-F--- | B---F---",
        "L---l--- | L---M-m- | L-mmL-m- L---Lmmm | L-m-Lmmm",
    ),
    "jig": _groove(
        "B-dF-d B--F-d | B-dD-d B-dF-d BudF-d | DudDud D-dDud DudUdu | D-dDud D-dD--",
        "B--F--/..c..c B-----/..c..c | B--F--/..c..c B--F--/..C.cc "
        "| O--O--/..C..C O--F--/.cc.cc O--F--/..C.cC | O--F--/..CC..",
        "B--f-- B----- | B--F-- B--F-b | B--F-b B-bF-f | B--F--",
        "L--l-- L----h | L-hM-h L--M-h | LmhMmh LhmM-h L-hMmh | LmhLmh LmhL-h",
    ),
    "slip jig": _groove(
        "B-dF-dF-d B--F--F-d | B-dD-dF-d B-dF-dD-d BudF-dF-d | DudDudDud D-dD-dDud | D-dDudD--",
        "B--F--F--/..c..c..c B--------/..c..c..c | B--F--B--/..c..c..c B--F--F--/..c..C..c "
        "| O--F--O--/..C..C..C O--F--F--/..c.cc.cc | O--F--O--/..C..CC..",
        "B-----f-- B-------- | B--f--F-- B--F--f-b | B--F--F-b B-bf--F-- | B--f--F--",
        "L--l--l-- | L-hM-hM-h L--M-hM-- | LmhMmhMmh L-hMmhMmh | LmhMmhLmh",
    ),
    "slide": _groove(
        "B--F-dB--F-d B--d--F--d-- | B-dD-dF-dD-d B--F-dB-dF-d | DudDudDudDud D-dD-dD-dDud | D-dD-dD-dD--",
        "B--F--B--F--/..c..c..c..c B-----F-----/...c.....c.. | B--F--B--F--/..c..c..c..c "
        "| O--F--O--F--/..C..C..C..C O--F--O--F--/..c.cc..c.cc | O--F--O--O--/..C..CC.....",
        "B-----f----- | B--F--B--F-- | B--F-bF--B-f | B--F--B--F--",
        "L-----l----- | L--M--L--M-h L-hM-hL-hM-h | LmhMmhLmhMmh L-hMmhL-hMmh | L-hM-hLmhMmh",
    ),
    "march in six": _groove(
        "B--d-- B--F-d | B--F-d B-dF-d | B-dD-d D-dD-d | D--D--",
        "B-----/...c.. B--F--/..c..c | B--F--/..c..c | O--F--/..C..C O--O--/..C..C | O--O--/..CC..",
        "B----- B--f-- | B--F-- | B--F-- B--F-b | B--F--",
        "L--l-- | L--M-m | L-mM-m L-mLmm | L-mLmm",
    ),
    "waltz": _groove(
        "A-d-d- A---d- | A-d-d- A-d-du | A-dud- A-dudu A-D-du | B-d-d- D-d-D-",
        "A-----/..c.c. A-----/....c. | A-----/..c.c. | O-----/..C.c. A-----/..c.cc O---f-/..c.c. "
        "| O-----/..C.C.",
        "A----- | A----- | A---f- A----- | B---f-",
        "L----- | L---m- L-m-m- | L-m-mh L-mhm- | L-m-mh",
    ),
    "air in four": _groove(
        "D------- | 1-3-4-3- D---3-4- | 1-345-43 1-3-5-4- D---3-4- | D---f---",
        "b-------/c------- | b---f---/c---c--- b-------/1-2-3-2- | b-f-b-f-/1-2-3-2- o---f---/c---1-2- "
        "| o---f---/c---c---",
        "b------- | b---f--- b------- | b---f--- b-----f- | b---f---",
        "-------- | l------- | l-----m- | l-------",
    ),
    "air in three": _groove(
        "D----- | 1-3-4- 1-343- | 1-3454 134-54 D---4- | D---f-",
        "b-----/c----- | b-----/1-2-3- b-----/c---c- | b-----/123-2- o-----/c-2-3- | o-----/c---c-",
        "b----- | b----- | b---f- b----- | b---f-",
        "------ | l----- | l---m- | l-----",
    ),
    "air in six": _groove(
        "D----- | 1-3f-3 1-34-3 | 134f43 1-34-5 D--3-4 | D--f--",
        "b-----/c----- | b-----/c--c-- b--f--/1-21-3 | b--f--/123-21 o-----/c--1-2 | o--f--/c--c--",
        "b----- | b----- b--f-- | b--f-- | b--f--",
        "------ | l----- | l--m-- | l-----",
    ),
    "three-two": _groove(
        "B---d---d--- B---F-d-F-d- | B-d-F-d-F-d- B-d-D-d-F-d- | D-duD-duD-du B-duF-duD-du | D-d-D-d-D---",
        "B-----------/....c...c... B---F---F---/..c...c...c. | B---F---B---/..c...c...c. "
        "| O---F---O---/..C...C...C. | O---F---O---/..C...C.C...",
        "B----------- | B---f---F--- | B---F---F-b- | B---f---F---",
        "L---l---l--- | L---M---M-m- L-m-M-m-M-m- | L-mhM-mhM-mh | L-m-M-m-L-mh",
    ),
    "six-four": _groove(
        "B---d-F---d- B-----F----- | B-d-d-F-d-d- | B-d-duF-d-du D-d-duD-d-du | D-d-d-D-----",
        "B-----F-----/....c.....c. | B-----F-----/..c.c...c.c. | O-----F-----/..C.c...C.c. "
        "| O-----O-----/..C.c.C.....",
        "B-----f----- | B-----F----- | B---b-F---f- | B-----F-----",
        "L-----l----- | L---m-M---m- | L-m-m-M-m-mh | L-m-m-M-----",
    ),
    "five": _groove(
        "B---d-F--- B-d-d-F-d- | B-d-d-F-d- | B-d-duF-du D-d-duD-du | D-d-d-D---",
        "B-----F---/....c...c. | B-----F---/..c.c...c. | O-----F---/..C.c...C. | O-----O---/..C.c.C...",
        "B-----f--- | B-----F--- | B---b-F--- | B-----F---",
        "L-----l--- | L---m-M-m- | L-m-m-M-mh | L-m-m-M---",
    ),
    "free": _groove("D | D | D | D", "b/c | b/c | b/c | b/c", "b | b | b | b", "- | - | - | -"),
}  # fmt: skip

_FOR_TYPE = {
    "reel": {"4/4": "reel", "2/4": "reel", "2/2": "reel"},
    "hornpipe": {"4/4": "hornpipe", "2/4": "hornpipe", "2/2": "hornpipe"},
    "strathspey": {"4/4": "strathspey", "2/4": "strathspey", "2/2": "strathspey"},
    "polka": {"2/4": "polka", "4/4": "polka"},
    "march": {"4/4": "march", "2/4": "march", "2/2": "march", "6/8": "march in six"},
    "air": {
        "2/4": "air in four", "4/4": "air in four", "2/2": "air in four",
        "3/4": "air in three", "3/8": "air in three", "6/8": "air in six",
    },
}  # fmt: skip
"""Type -> meter -> groove, where it is not the usual one of the meter."""

_FOR_METER = {
    "2/4": "polka", "4/4": "march", "2/2": "reel", "4/8": "polka", "4/2": "march",
    "3/4": "waltz", "3/8": "waltz", "3/2": "three-two", "6/4": "six-four", "6/8": "jig", "6/16": "jig",
    "9/8": "slip jig", "9/16": "slip jig", "12/8": "slide", "12/16": "slide",
    "5/4": "five", "5/8": "five", "5/2": "five",
}  # fmt: skip


def groove_of(tune_type: str, meter: Meter) -> Groove:
    """The groove of a type in a meter: its own, the usual one of the meter, or one by the beats of any meter.

    Where bars are of any length a chord is held for the whole bar.
    """
    if meter.free:
        return _GROOVES["free"]
    usual = _FOR_METER if tune_type != "air" else {}
    name = _FOR_TYPE.get(tune_type, {}).get(meter.name) or usual.get(meter.name)
    if name and not meter.groups:
        return _GROOVES[name]
    by_beats = uneven(meter) and tune_type != "air"
    return _by_beats(meter) if by_beats else _for_any_meter(tune_type, meter)


@cache
def _by_beats(meter: Meter) -> Groove:
    """For beats of different lengths: the bass on the first, a chord on the others, more in a long beat.

    A step is one of the notes that the meter counts.
    """
    sizes = [int(beat * meter.unit) for beat in meter.beats]

    def bar(first: str, other: str, short: str = "-", long: str = "--") -> str:
        """The strokes that begin the beats, and what follows in a beat of two or of more."""
        begins = [first, *other * (len(sizes) - 1)]
        rests = [(short if size == 2 else long)[: size - 1].ljust(size - 1, "-") for size in sizes]
        return "".join(one + rest for one, rest in zip(begins, rests, strict=True))

    after = "".join("." * (size - 1) + ("c" if size > 1 else ".") for size in sizes)
    basses = "".join("BF"[at % 2] + "-" * (size - 1) for at, size in enumerate(sizes))
    return _groove(
        f"{bar('B', 'd')}|{bar('B', 'D', '-', '-d')} {bar('B', 'd', 'd', '-d')}"
        f"|{bar('D', 'D', 'u', 'ud')} {bar('D', 'd', 'u', '-u')}|{bar('D', 'D')}",
        f"{bar('B', '-')}/{after}|{basses}/{after}"
        f"|{basses.replace('B', 'O')}/{after.upper()}|{basses}/{after}",
        f"{bar('B', '-')}|{basses}|{basses}|{basses}",
        f"{bar('L', '-')}|{bar('L', 'M', '-', '-h')}|{bar('L', 'M', 'h', 'mh')}|{bar('L', 'M', 'h', '-h')}",
    )


@cache
def _for_any_meter(tune_type: str, meter: Meter) -> Groove:
    """Bass on the first beat, a chord on every other; in an air only the first, or a note on each beat."""
    steps = 3 if meter.compound else 2
    beats = meter.bar // meter.beat
    rest, after = "-" * (steps - 1), beats - 1

    def bar(first: str, other: str) -> str:
        return first + rest + (other + rest) * after

    if tune_type == "air":
        hold = "-" * (steps * beats - 1)
        notes = "".join("1345"[beat % 4] + rest for beat in range(beats))
        piano = f"b{hold}/c{hold}"
        return _groove(
            f"D{hold}|{notes}|{notes}|D{hold}", f"{piano}|{piano}|{piano}|{piano}",
            f"b{hold}|b{hold}|b{hold}|b{hold}", f"-{hold}|l{hold}|l{hold}|l{hold}",
        )  # fmt: skip
    silence = "." * steps
    piano = f"{bar('B', '-')}/{silence}{('c' + rest) * after}"
    return _groove(
        f"{bar('B', 'd')}|{bar('B', 'd')}|{bar('D', 'd')}|{bar('D', 'd')}",
        f"{piano}|{piano}|{piano.replace('B', 'O')}|{piano}",
        f"{bar('B', '-')}|{bar('B', '-')}|{bar('B', 'f')}|{bar('B', '-')}",
        f"{bar('L', '-')}|{bar('L', 'm')}|{bar('L', 'm')}|{bar('L', 'm')}",
    )
