"""How long a tune may be to get a QR code, as the documentation says it."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from generator.notation.writing.abc_tools import abc_tools_link
from generator.render.pdf.qr import LONGEST_LINK

TITLE = "The Long Reel"
SAID = " ".join((Path(__file__).parents[4] / "docs" / "files.md").read_text().split())


def drawn(bars: int, chords: int) -> str:
    """A reel whose notes and chords are drawn by chance, so many chords in a bar."""
    chance = Random(bars)  # noqa: S311 - music, not secrets
    lines = [f"X:1\nT:{TITLE}\nR:reel\nM:4/4\nL:1/8\nK:D\n"]
    for number in range(1, bars + 1):
        notes = chance.choices("DEFGABcdefg", k=8)
        for at in range(0, 8, 8 // chords) if chords else ():
            notes[at] = f'"{chance.choice(["D", "G", "A", "Em", "Bm", "A7"])}"{notes[at]}'
        lines.append("".join(notes) + ("|" if number % 4 else "|\n"))
    return "".join(lines)


@pytest.mark.parametrize(
    ("chords", "figure"),
    [
        (1, r"\| up to 1,273, about (\d+) bars of eighths with a chord in each \|"),
        (0, r"without chords they are (\d+)"),
        (4, r"with four chords in a bar (\d+)"),
    ],
)
def test_so_many_bars_drawn_by_chance_get_a_code(chords: int, figure: str) -> None:
    assert LONGEST_LINK == 1273
    (said,) = map(int, re.findall(figure, SAID))
    shorter, longer = (len(abc_tools_link(drawn(said + more, chords), TITLE)) for more in (-5, 10))
    assert shorter <= LONGEST_LINK < longer
