"""Less than the whole tune: without its words, its chord symbols, or all that the model does not know."""

from __future__ import annotations

from dataclasses import replace

from generator.notation.melody import NO_SIGNS, Bar, Clef, Melody
from generator.notation.order.marks import keep_words, marks_alone


def without_chords(melody: Melody) -> Melody:
    """The tune without its chord symbols; words that say where players go on stay."""
    return replace(melody, bars=tuple(replace(bar, chords=keep_words(bar, ())) for bar in melody.bars))


def without_words(melody: Melody) -> Melody:
    """The tune without what people wrote in words: text fields, lyrics, and all signs at notes and bars.

    Its key, meter, tempo and form stay, and the type of tune. Words such as "Fine" become signs.
    """
    named = frozenset(melody.order)
    bars = (replace(bare_bar(bar), notes=marks_alone(bar), changes=bar.changes, double_line=bar.double_line,
                    part=bar.part if bar.part in named else "") for bar in melody.bars)  # fmt: skip
    return replace(melody, title="", texts=(), bars=tuple(bars))


def bare(melody: Melody) -> Melody:
    """The notes and bar lines alone, in the first key and meter, each part once: what the model reads."""
    return replace(
        melody, order=(), clef=Clef(), texts=(), tempo=None, bars=tuple(map(bare_bar, melody.bars))
    )


def bare_bar(bar: Bar) -> Bar:
    """The bar's notes and what its lines repeat."""
    notes = tuple(replace(note, signs=NO_SIGNS) for note in bar.notes)
    return replace(bar, notes=notes, chords=(), double_line=False, changes=(), part="", line="")
