"""Renders ABC text: the work of a render process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from generator.arrangement.harmony import harmonise, with_symbols
from generator.errors import NotationError
from generator.notation.melody import Melody
from generator.notation.reading.books.book import BookTune, tunes_of
from generator.notation.reading.reader import read_abc
from generator.notation.writing.writer import write_abc
from generator.playing import Playing
from generator.render.pipeline import render
from generator.tune import Rendering


def render_abc(
    abc: str, playing: Playing, *, formats: frozenset[str], soundfont: Path | None = None
) -> Rendering:
    """The tunes of the ABC, one after the other as one piece of music, in each format.

    Raises NotationError, BadRequest or RenderError.
    """
    tunes = tunes_of(abc)
    melodies = [_read(tune) for tune in tunes]
    if "abc" in formats:
        abc = _rewritten(abc, [tune.text for tune in tunes], melodies, chords=playing.chords)
    return render(melodies, playing, formats=formats, abc=abc, soundfont=soundfont)


def _read(tune: BookTune) -> Melody:
    """The melody. Raises NotationError with the line of the whole text."""
    try:
        return read_abc(tune.text)
    except NotationError as error:
        raise tune.in_file(error) from None


def _rewritten(abc: str, tunes: Sequence[str], melodies: Sequence[Melody], *, chords: bool) -> str:
    """The ABC with the chords that the backing plays, or without chord symbols.

    A text that Lilt did not write stays as it is: it may have words and ornaments, which would be lost.
    """
    for tune, melody in zip(tunes, melodies, strict=True):
        number = re.match(r"X:(\d{1,9})$", tune, re.MULTILINE)
        if number is None or not _is_ours(tune, melody, int(number[1]), chords=not chords):
            continue
        played = with_symbols(melody, harmonise(melody)) if chords else melody
        written = write_abc(played, title=melody.title, number=int(number[1]), chords=chords)
        abc = abc.replace(tune.rstrip("\n"), written.rstrip("\n"))
    return abc


def _is_ours(tune: str, melody: Melody, number: int, *, chords: bool) -> bool:
    """Whether Lilt writes this text, with or without chord symbols."""
    written = write_abc(melody, title=melody.title, number=number, chords=chords)
    return written.rstrip("\n") == tune.rstrip("\n")


def warm_up(soundfont: Path | None) -> None:
    """Render a tune of one bar, so that the first real one finds everything loaded."""
    render_abc(_ONE_BAR, Playing(), formats=_ALL, soundfont=soundfont)


_ONE_BAR = "T:Warm-up\nM:6/8\nL:1/8\nK:D\ndfa|]\n"
_ALL = frozenset({"mp3", "png"})
