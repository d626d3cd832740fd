"""A sketch: a tune as the model's text can say it, with bars left free. For the model's eyes only.

The header's form has uneven parts too. Lead-ins stand inside the repeat, as in the training tunes; a part
that is played more than twice is shown as played twice, and every later ending as a second one.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from fractions import Fraction
from itertools import pairwise, zip_longest
from string import ascii_uppercase

from generator.compose.written.plain_notes import plain_bars
from generator.errors import BadRequest
from generator.grammar.lengths import GRID, UNIT, ticks
from generator.grammar.pitches import Window
from generator.grammar.script import FreeBar, Script, cadence_of
from generator.notation.changes import full_bars, states
from generator.notation.form import Form
from generator.notation.melody import Bar, Melody
from generator.notation.places import Part, Place, bar_numbers, count, parts_of, places
from generator.notation.theory import Key, Meter
from generator.notation.writing.bars import write_notes
from generator.notation.writing.layout import BARS_A_LINE

_LONGEST_BAR = 8
"""Whole notes."""
_LONGEST_FIXED = 1500
"""Characters of fixed text before a free bar that the model is shown: the last ones."""
_MOST_CHARACTERS = 3000
"""Characters of a script, each free bar taken for `_USUAL_BAR`; the sampler has room for more."""
_USUAL_BAR = 20
_MOST_PARTS = 7
"""Parts that the header names: every model knows the letters A to G."""


def shown_form(tune: Melody) -> Form:
    """The form as the model reads it. Raises FormError."""
    full, parts = full_bars(tune), parts_of(tune)[:_MOST_PARTS]
    letters = (letter * min(part.times, 2) for letter, part in zip(ascii_uppercase, parts, strict=False))
    return Form("".join(letters), tuple(count(tune, part, full) for part in parts))


def script_of(
    source: Melody, on_c: Melody, free: Set[int], home: Key, key: Key, windows: tuple[Window, ...]
) -> Script:
    """The tune as a script. `on_c`: the source moved from `home` to `key`, in which the model writes.

    Raises FormError, and BadRequest for a bar that the model cannot write, and for too many.
    """
    plain, lines, at = plain_bars(on_c.bars), bar_lines(source), places(source)
    full, now = full_bars(source), states(source)
    found: list[FreeBar] = []
    text = lines[0]
    for index in range(max(free) + 1):
        line = lines[index + 1]
        if index not in free:
            text += write_notes(plain[index], key) + line
            continue
        _check_length(source.bars[index], at[index])
        sealed = index + 1 not in free or line[-1] in "12"
        ends = index + 1 == len(source.bars) and now[index].key.tonic == home.tonic
        found.append(_free_bar(source.bars[index], full[index], now[index].meter, _shortened(text),
                               at[index], sealed=sealed, ends=ends))  # fmt: skip
        text = line
    if sum(len(bar.before) + _USUAL_BAR for bar in found) > _MOST_CHARACTERS:
        raise BadRequest(
            "change", f"{len(found)} bars", "they are too many to be written at once; name fewer"
        )
    return Script(key, windows, tuple(found), text[0])


def _free_bar(
    bar: Bar, full: Fraction, meter: Meter, before: str, place: Place, *, sealed: bool, ends: bool
) -> FreeBar:
    length = ticks(bar.duration)
    cadence = cadence_of(length, ticks(full), ticks(meter.beat)) if ends else None
    whole = bar.duration == full
    return FreeBar(before, place.number - 1, length, whole, place.closes, sealed, cadence)


def _check_length(bar: Bar, place: Place) -> None:
    """Raises BadRequest for a bar that the grammar cannot fill."""
    if bar.duration * 8 * UNIT % GRID:
        allowed = (
            f"it lasts {bar.duration} of a whole note, and Lilt writes whole thirty-seconds; name others"
        )
        raise BadRequest("change", f"bar {place.number}", allowed)
    if bar.duration > _LONGEST_BAR:
        allowed = f"it lasts more than {_LONGEST_BAR} whole notes; put in bar lines, or name other bars"
        raise BadRequest("change", f"bar {place.number}", allowed)


def _shortened(text: str) -> str:
    """The text without bars from its middle if it is longer than the model is shown."""
    if len(text) <= _LONGEST_FIXED:
        return text
    closes = {"|": "|", ":": ":|"}.get(text[0], "")
    tail = text[-_LONGEST_FIXED:]
    return closes + tail[max(tail.find("|"), 0) :].lstrip("|:]12\n")


def bar_lines(tune: Melody) -> list[str]:
    """The canonical bar lines before the first bar, and after each. Raises FormError."""
    full, parts = full_bars(tune), parts_of(tune)
    lines = ["|:" if parts[0].repeated else ""]
    for part, following in zip_longest(parts, parts[1:]):
        lines += _lines_of(tune, part, full)
        if following:
            lines[-1] += "\n" + ("|:" if following.repeated else "")
    if lines[-1] == "||":
        lines[-1] = "|]"
    return lines


def _lines_of(tune: Melody, part: Part, full: Sequence[Fraction]) -> list[str]:
    """The bar lines after each bar of a part."""
    lines: list[str] = []
    before = 0
    for at, run in enumerate(part.runs):
        numbers = bar_numbers(tune, run, full, opens=not at)
        closed = [before + number for number in numbers]
        last = at + 1 == len(part.runs)
        for number, following in pairwise(closed):
            lines.append("|\n" if following > number and number % BARS_A_LINE == 0 else "|")
        before = closed[-1] if not at else before
        if not last:
            lines.append(":|2" if at else "|1")
        else:
            lines.append(":|" if part.repeated and not at else "||")
    return lines
