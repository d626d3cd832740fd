"""The fields of the practice form: a practice as a few lines of text, and back; and a practice in words.

What is typed is put together and read as `render --practice` reads it. Knows nothing of Discord.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.requests.mistakes import Mistakes
from bot.requests.players import how_often, listed
from generator.errors import BadRequest
from generator.playing import TIMES
from generator.practice import LOOPS, Practice, practice_of
from generator.practice_text import NUMBER, NUMBERS, options_in

LENGTH = 60
"""Characters that a field takes."""


@dataclass(frozen=True, slots=True)
class PracticeField:
    """`name` identifies it in the form's data; `label` and `hint` are what a person reads.

    `options`: those of a practice that may be said in it. `allowed`: what an error says about them.
    """

    name: str
    label: str
    hint: str
    options: frozenset[str]
    allowed: str
    length: int = LENGTH


_ALL = "melody and backing"
_SECTION = PracticeField(
    "section", "Part or bars", "A, B or 5-8; leave it empty for the whole tune", frozenset({"section"}),
    "it may be a part such as B, or bars such as 5-8; leave it empty for the whole tune",
)  # fmt: skip
_LOOPS = PracticeField(
    "loops", "How often", "For example: 4", frozenset({"loops"}),
    f"it must be a whole number from {LOOPS[0]} to {LOOPS[1]}",
)  # fmt: skip
_TEMPO = PracticeField(
    "tempo", "Tempo", "Percent of the tune's: 80, 60-100, or 60-100 in steps of 10",
    frozenset({"from_percent", "to_percent", "step_percent"}),
    "it may be percent of the tune's tempo, such as 80, 60-100, or 60-100 in steps of 10",
)  # fmt: skip
_BEAT = PracticeField(
    "beat", "Count-in and click", "count-in, click; leave it empty for neither",
    frozenset({"count_in", "click"}), "it may be count-in, click or both; leave it empty for neither",
)  # fmt: skip
_WHO = PracticeField(
    "heard", "Who is heard", "melody and backing, melody, backing, or split: one left, the other right",
    frozenset({"split"}),
    f"it may be {_ALL}, melody, backing, or split (the melody left, the backing right)",
)  # fmt: skip
FIELDS = (_SECTION, _LOOPS, _TEMPO, _BEAT, _WHO)

_TYPED = {"section": _SECTION, "loops": _LOOPS, "percent": _TEMPO, "step": _TEMPO}
"""The options of which an error may speak, and the field that says them alone."""
_CLICKS = ("count_in", "click")
"""Those that share a field."""

_HEARD = {
    "all": ("", "all", "both", _ALL, "backing and melody"),
    "melody": ("melody", "melody only", "without the backing", "without backing"),
    "backing": ("backing", "backing only", "without the melody", "without melody"),
    "split": ("split", "left and right", "melody left, backing right", "melody left and backing right"),
}
_BEATS = {"both": "count-in, click", "neither": "", "none": ""}
_PERCENTS = re.compile(r"\s*\d+(?:\s*(?:-|\u2013|\bto\b)\s*\d+)?(?!\d|[.,]\d)(?!\s*(?:%|percent))")


def suggested(parts: Sequence[str], *, meter: bool = True) -> dict[str, str]:
    """The text of each field in a new form.

    `parts`: the names of the tune's parts. `meter`: whether it has one, and so beats to count.
    """
    return {
        "section": parts[0] if len(parts) > 1 else "",
        "loops": "5",
        "tempo": "60-100 %",
        "beat": "count-in, click" if meter else "",
        "heard": _ALL,
    }


def read_form(texts: Mapping[str, str]) -> tuple[Practice, str]:
    """The practice that the texts ask for, and who is heard (of `playing.HEARD`).

    Raises BadRequest, naming the field, or SeveralMistakes.
    """
    section, loops, tempo, beat, who = (_visible(texts, field) for field in FIELDS)
    typed = (
        (_SECTION, section, f"bar {section}" if section.isdigit() else section),
        (_LOOPS, loops, f"{loops} times" if _is_number(loops) else loops),
        (_TEMPO, tempo, _PERCENTS.sub(lambda match: f"{match[0]} %", tempo, count=1)),
        (_BEAT, beat, _BEATS.get(beat.lower(), beat.lower())),
    )
    options: dict[str, Any] = {"count_in": False}
    heard = "all"
    mistakes = Mistakes()
    for field, text, spelled in typed:
        with mistakes.noted(), naming_fields(texts):
            said = _read(field, text, spelled)
            practice_of({"loops": LOOPS[1], **said})  # so often, every tempo has room to rise
            options |= said
    with mistakes.noted():
        heard = _read_heard(who)
    mistakes.check()
    with naming_fields(texts):
        practice = practice_of({**options, "split": heard == "split"})
    return practice, "all" if heard == "split" else heard


def _is_number(text: str) -> bool:
    return text.isdigit() or text.lower() in NUMBERS


def _visible(texts: Mapping[str, str], field: PracticeField) -> str:
    """What was typed into a field, without characters that nobody sees."""
    typed = texts.get(field.name, "")
    return "".join(one if one.isprintable() else " " for one in typed).strip()


def _read(field: PracticeField, typed: str, spelled: str) -> dict[str, Any]:
    """The options that a field says. `spelled`: what was typed, as the command line takes it."""
    try:
        options = options_in(spelled)
    except BadRequest as error:
        if error.option == NUMBER:
            raise BadRequest(field.label, typed, error.allowed) from None
        options = {"": spelled}
    if not options.keys() <= field.options:
        raise BadRequest(field.label, typed, field.allowed)
    return options


@contextmanager
def naming_fields(texts: Mapping[str, str]) -> Iterator[None]:
    """An error about an option of the practice names its field, and what was typed there."""
    try:
        yield
    except BadRequest as error:
        if field := _TYPED.get(error.option):
            typed = _visible(texts, field) or error.value
            raise BadRequest(field.label, typed, error.allowed) from None
        if error.option in _CLICKS:
            raise BadRequest(_BEAT.label, error.value, error.allowed) from None
        raise


def _read_heard(text: str) -> str:
    words = " ".join(text.lower().split())
    for heard, spellings in _HEARD.items():
        if words in spellings:
            return heard
    raise BadRequest(_WHO.label, text, _WHO.allowed)


def practice_in_words(practice: Practice, beats: Sequence[int]) -> str:
    """ "Part B, four times, from 60 to 100 % of the tune's tempo (67 to 112 beats per minute), with a click".

    `beats`: the tempo of each loop.
    """
    what = practice.section_name or "the whole tune"
    first, last = practice.from_percent, practice.to_percent
    percent = f"from {first} to {last} %" if first < last else f"at {first} %"
    how_fast = f"{percent} of the tune's tempo"
    if practice.step_percent:
        how_fast += f" in steps of {practice.step_percent}"
    if first == last == 100:
        how_fast = "at the tune's own tempo"
    pace = f"{beats[0]} to {beats[-1]}" if beats[0] < beats[-1] else f"{beats[0]}"
    times = how_often(practice.loops) if practice.loops <= TIMES[1] else f"{practice.loops} times"
    clicks = [name for name, said in (("a count-in", practice.count_in), ("a click", practice.click)) if said]
    counted = f", with {listed(clicks)}" if clicks else ""
    return f"{what[0].upper()}{what[1:]}, {times}, {how_fast} ({pace} beats per minute){counted}"
