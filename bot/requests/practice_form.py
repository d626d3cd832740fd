"""The fields of the practice form: a practice as a few lines of text, and back; and a practice in words.

What is typed is put together and read as `render --practice` reads it. Knows nothing of Discord.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.requests.players import how_often, listed
from generator.errors import BadRequest
from generator.playing import TIMES
from generator.practice import Practice, read_practice

LENGTH = 60
"""Characters that a field takes."""


@dataclass(frozen=True, slots=True)
class PracticeField:
    """`name` identifies it in the form's data; `label` and `hint` are what a person reads."""

    name: str
    label: str
    hint: str
    length: int = LENGTH


FIELDS = (
    PracticeField("section", "Part or bars", "A, B or 5-8; leave it empty for the whole tune"),
    PracticeField("loops", "How often", "For example: 4"),
    PracticeField("tempo", "Tempo", "Percent of the tune's: 80, 60-100, or 60-100 in steps of 10"),
    PracticeField("beat", "Count-in and click", "count-in, click; leave it empty for neither"),
    PracticeField(
        "heard", "Who is heard", "melody and backing, melody, backing, or split: one left, the other right"
    ),
)

_ALL = "melody and backing"
_HEARD = {
    "all": ("", "all", "both", _ALL, "backing and melody"),
    "melody": ("melody", "melody only", "without the backing", "without backing"),
    "backing": ("backing", "backing only", "without the melody", "without melody"),
    "split": ("split", "left and right", "melody left, backing right", "melody left and backing right"),
}
_PERCENTS = re.compile(r"\s*\d+(?:\s*(?:-|\u2013|\bto\b)\s*\d+)?(?!\d)(?!\s*(?:%|percent))")


def suggested(parts: Sequence[str]) -> dict[str, str]:
    """The text of each field in a new form. `parts`: the names of the tune's parts."""
    return {
        "section": parts[0] if len(parts) > 1 else "",
        "loops": "5",
        "tempo": "60-100 %",
        "beat": "count-in, click",
        "heard": _ALL,
    }


def read_form(texts: Mapping[str, str]) -> tuple[Practice, str]:
    """The practice that the texts ask for, and who is heard (of `playing.HEARD`). Raises BadRequest."""
    typed = {field.name: texts.get(field.name, "").strip() for field in FIELDS}
    section, loops, tempo, beat = (typed[name] for name in ("section", "loops", "tempo", "beat"))
    heard = _read_heard(typed["heard"])
    said = (
        f"bar {section}" if section.isdigit() else section,
        f"x{loops}" if loops.isdigit() else loops,
        _PERCENTS.sub(lambda match: f"{match[0]} %", tempo, count=1),
        beat,
        "" if re.search("count", beat, re.IGNORECASE) else "no count-in",
        "split" if heard == "split" else "",
    )
    return read_practice(", ".join(filter(None, said))), "all" if heard == "split" else heard


def _read_heard(text: str) -> str:
    words = " ".join(text.lower().split())
    for heard, spellings in _HEARD.items():
        if words in spellings:
            return heard
    allowed = f"it may be {_ALL}, melody, backing, or split (the melody left, the backing right)"
    raise BadRequest("heard", text, allowed)


def practice_in_words(practice: Practice, beats: Sequence[int]) -> str:
    """ "Part B, four times, from 60 to 100 % of its tempo (67 to 112 beats per minute), with a click".

    `beats`: the tempo of each loop.
    """
    what = practice.section_name or "the whole tune"
    first, last = practice.from_percent, practice.to_percent
    how_fast = f"from {first} to {last} % of its tempo" if first < last else f"at {first} % of its tempo"
    if first == last == 100:
        how_fast = "at its own tempo"
    pace = f"{beats[0]} to {beats[-1]}" if beats[0] < beats[-1] else f"{beats[0]}"
    times = how_often(practice.loops) if practice.loops <= TIMES[1] else f"{practice.loops} times"
    clicks = [name for name, said in (("a count-in", practice.count_in), ("a click", practice.click)) if said]
    counted = f", with {listed(clicks)}" if clicks else ""
    return f"{what[0].upper()}{what[1:]}, {times}, {how_fast} ({pace} beats per minute){counted}"
