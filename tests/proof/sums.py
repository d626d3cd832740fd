"""Adds up the durations of bars of ABC without Lilt's reader: an independent check of the grammar.

Knows only the subset of ABC that Lilt writes: single notes, `>` and `<`, the tuplets `(3` and `(2`, repeats,
first and second endings. Refuses everything else.
"""

from __future__ import annotations

import re
from fractions import Fraction

_BAR = re.compile(r"(:\|2|:\|\]|:\||\|1|\|:|\|\||\|\]|\|)")
_NOTE = re.compile(
    r"(?P<tuplet>\([23])|(?:[_^=]{0,2}[A-Ga-g][,']*|z)(?P<length>[0-9]*(?:/[0-9]*)?)(?P<join>[<>-]?)"
)
_TUPLETS = {"(3": (3, Fraction(2, 3)), "(2": (2, Fraction(3, 2))}

ENDS = (":|", ":|]", "||", "|]")

Run = list[Fraction]
"""The durations of the bars of one time through a part, in eighth notes."""


def bar_sum(text: str) -> Fraction:
    """The duration of one bar in eighth notes. Raises ValueError for other text."""
    position, total, left = 0, Fraction(0), 0
    factor, waiting = Fraction(1), Fraction(1)
    while position < len(text):
        note = _NOTE.match(text, position)
        if note is None:
            raise ValueError(f"{text[position:]!r} is not music")
        position = note.end()
        if note["tuplet"]:
            left, factor = _TUPLETS[note["tuplet"]]
            continue
        length = _length(note["length"]) * waiting
        waiting = Fraction(1)
        if note["join"] in ("<", ">"):
            longer = note["join"] == ">"
            length *= Fraction(3, 2) if longer else Fraction(1, 2)
            waiting = Fraction(1, 2) if longer else Fraction(3, 2)
        total += length * (factor if left else 1)
        left = max(0, left - 1)
    if left or waiting != 1:
        raise ValueError(f"{text!r} ends inside a tuplet or a broken rhythm")
    return total


def _length(text: str) -> Fraction:
    above, slash, below = text.partition("/")
    return Fraction(int(above or 1), int(below or 2) if slash else 1)


def runs(body: str) -> tuple[str, list[Run]]:
    """The form ("AABB") and the runs in the order in which they are played. Raises ValueError."""
    letters, played, repeated = "", [], False
    shared, first, second = _new_part()
    here = shared
    pieces = _BAR.split(re.sub(r"\s", "", body))
    for text, sign in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if text:
            here.append(bar_sum(text))
        if sign in ("|1", ":|2"):
            here = first if sign == "|1" else second
        elif sign == "|:":
            repeated = True
        elif sign in ENDS:
            letters += chr(ord("A") + len(set(letters))) * (1 + repeated)
            played += [shared + first, shared + second] if repeated else [shared]
            repeated = False
            shared, first, second = _new_part()
            here = shared
    if here:
        raise ValueError("the last part does not end")
    return letters, played


def _new_part() -> tuple[Run, Run, Run]:
    """Empty bars: those that both times share, the first ending, the second ending."""
    return [], [], []


def wrong_bars(played: list[Run], full: Fraction) -> int:
    """How many bars are neither full nor filled up by the pickup that is played next.

    The very first bar may be short, and the last one by the same amount.
    """
    bars = [bar for run in played for bar in run]
    if bars[0] < full:
        pickup, *bars = bars
        bars[-1:] = [full if bars[-1] in (full, full - pickup) else bars[-1]]
    wrong, due = 0, Fraction(0)
    for bar in bars:
        if due:
            wrong += bar != due
            due = Fraction(0)
        elif bar < full:
            due = full - bar
        else:
            wrong += bar != full
    return wrong + bool(due)


def bars_of(run: Run, full: Fraction) -> int:
    """The number of bars of a run, a pickup not counted."""
    return len(run) - (run[0] < full)
