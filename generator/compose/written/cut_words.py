"""Words of a tune that go on in bars which lose theirs: what is left of them ends where the kept bars end."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from generator.notation.melody import Bar

_HELD = "_"

_Syllables = dict[tuple[int, int], str]
"""Those of a verse, by the index of the bar and of the note in it, in their order."""


def without_cut_words(bars: Sequence[Bar], new: Set[int]) -> list[Bar]:
    """The bars, their words ending before the `new` ones, which lose theirs.

    A hyphen goes whose next syllable is in a new bar, and a line that holds a syllable of one.
    """
    verses = max((len(note.signs.syllables) for bar in bars for note in bar.notes), default=0)
    ended: dict[tuple[int, int], dict[int, str]] = {}
    for verse in range(verses):
        for place, text in _ended(_verse(bars, verse), new).items():
            ended.setdefault(place, {})[verse] = text
    found = list(bars)
    for at in {at for at, _ in ended}:
        notes = list(bars[at].notes)
        for number, note in enumerate(notes):
            changed = ended.get((at, number), {})
            sung = (changed.get(verse, text) for verse, text in enumerate(note.signs.syllables))
            notes[number] = replace(note, signs=replace(note.signs, syllables=tuple(sung)))
        found[at] = replace(bars[at], notes=tuple(notes))
    return found


def _verse(bars: Sequence[Bar], verse: int) -> _Syllables:
    return {
        (at, number): note.signs.syllables[verse]
        for at, bar in enumerate(bars)
        for number, note in enumerate(bar.notes)
        if verse < len(note.signs.syllables) and note.signs.syllables[verse]
    }


def _ended(verse: _Syllables, new: Set[int]) -> _Syllables:
    """What kept bars have instead, where a word was cut."""
    changed: _Syllables = {}
    before: tuple[int, int] | None = None  # the last syllable that is sung, not held
    cut = False  # whether the last sign of the verse was in a new bar
    for place, text in verse.items():
        here_new = place[0] in new
        if text == _HELD:
            if cut and not here_new:
                changed[place] = ""
                continue
        else:
            if before and here_new and before[0] not in new and verse[before][1:].endswith("-"):
                changed[before] = verse[before].removesuffix("-")
            before = place
        cut = here_new
    return changed
