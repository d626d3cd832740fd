"""Renders ABC text: the work of a render process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from generator.arrangement.harmony import harmonise, with_symbols
from generator.notation.form import FormError
from generator.notation.melody import Melody
from generator.notation.reader import read_abc, split_tunes
from generator.notation.writer import write_abc
from generator.playing import Playing
from generator.render.pipeline import render
from generator.tune import Rendering


def render_abc(
    abc: str, playing: Playing, *, formats: frozenset[str], soundfont: Path | None = None
) -> Rendering:
    """The tunes of the ABC, one after the other as one piece of music, in each format.

    Raises NotationError, BadRequest or RenderError.
    """
    tunes = [tune for _, tune in split_tunes(abc)] or [abc]
    melodies = [read_abc(tune) for tune in tunes]
    if playing.chords and "abc" in formats:
        abc = _with_chords(abc, tunes, melodies)
    return render(melodies, playing, formats=formats, abc=abc, soundfont=soundfont)


def _with_chords(abc: str, tunes: Sequence[str], melodies: Sequence[Melody]) -> str:
    """The ABC with the chords that the backing plays.

    A text that Lilt did not write stays as it is: it may have words and ornaments, which would be lost.
    """
    for tune, melody in zip(tunes, melodies, strict=True):
        number = re.match(r"X:(\d{1,9})$", tune, re.MULTILINE)
        if number is None or not _is_ours(tune, melody, int(number[1])):
            continue
        chorded = with_symbols(melody, harmonise(melody))
        with_chords = write_abc(chorded, title=melody.title, number=int(number[1]), chords=True)
        abc = abc.replace(tune.rstrip("\n"), with_chords.rstrip("\n"))
    return abc


def _is_ours(tune: str, melody: Melody, number: int) -> bool:
    try:
        return write_abc(melody, title=melody.title, number=number).rstrip("\n") == tune.rstrip("\n")
    except FormError:
        return False


def warm_up(soundfont: Path | None) -> None:
    """Render a tune of one bar, so that the first real one finds everything loaded."""
    render_abc(_ONE_BAR, Playing(), formats=_ALL, soundfont=soundfont)


_ONE_BAR = "T:Warm-up\nM:6/8\nL:1/8\nK:D\ndfa|]\n"
_ALL = frozenset({"mp3", "png"})
