"""Renders ABC text: the work of a render process."""

from __future__ import annotations

from pathlib import Path

from generator.arrangement.harmony import with_chords
from generator.errors import NotationError
from generator.notation.melody import Melody
from generator.notation.reading.books.book import BookTune, tunes_of
from generator.notation.reading.reader import read_abc
from generator.playing import Playing
from generator.render.pipeline import render
from generator.tune import Rendering


def render_abc(
    abc: str, playing: Playing, *, formats: frozenset[str], soundfont: Path | None = None
) -> Rendering:
    """The tunes of the ABC, one after the other as one piece of music, in each format.

    Raises NotationError, BadRequest or RenderError.
    """
    melodies = [_read(tune) for tune in tunes_of(abc)]
    if formats & _WITH_CHORDS:
        abc = with_chords(abc, chords=playing.chords)
    texts = [abc] if len(melodies) == 1 else [tune.text for tune in tunes_of(abc)]
    return render(melodies, playing, formats=formats, abc=abc, texts=texts, soundfont=soundfont)


def _read(tune: BookTune) -> Melody:
    """The melody. Raises NotationError with the line of the whole text."""
    try:
        return read_abc(tune.text)
    except NotationError as error:
        raise tune.in_file(error) from None


def warm_up(soundfont: Path | None) -> None:
    """Render a tune of one bar, so that the first real one finds everything loaded."""
    render_abc(_ONE_BAR, Playing(), formats=_ALL, soundfont=soundfont)


_ONE_BAR = "T:Warm-up\nM:6/8\nL:1/8\nK:D\ndfa|]\n"
_ALL = frozenset({"mp3", "png"})
_WITH_CHORDS = frozenset({"abc", "pdf"})
"""What holds the ABC: a PDF does in its link."""
