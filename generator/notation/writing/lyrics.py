"""Writes the words under a line of music (ABC 2.1, 5.1): one w: field for each verse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.notation.melody import Note
from generator.notation.writing.fields import escaped

_HELD, _NONE = "_", "*"


def write_lyrics(notes: Iterable[Note], *, more: bool) -> list[str]:
    """The w: fields under a line with these notes.

    `more`: there are words further on, so a line without any needs an empty field, or it would get those.
    """
    sung = [note.signs.syllables for note in notes if note.pitches]
    verses = max((verse for syllables in sung for verse, text in enumerate(syllables, 1) if text), default=0)
    fields = [
        "w:" + _verse([syllables[verse] if verse < len(syllables) else "" for syllables in sung])
        for verse in range(verses)
    ]
    return fields or ["w:"] * more


def _verse(syllables: Sequence[str]) -> str:
    """The syllables of the notes of a line, set apart where neither a hyphen nor an underscore does so."""
    last = max((at for at, text in enumerate(syllables) if text), default=-1)
    written = ""
    goes_on = True
    for text in syllables[: last + 1]:
        if text == _HELD:
            written += _HELD
            continue
        written += ("" if goes_on else " ") + (_escaped(text) or _NONE)
        goes_on = text.endswith("-")
    return written or _NONE


def _escaped(text: str) -> str:
    """One syllable: its spaces and hyphens, but for the one at its end, are part of it."""
    word, hyphen = (text[:-1], "-") if text[1:].endswith("-") else (text, "")
    return escaped(word).replace("-", r"\-").replace(" ", "~") + hyphen
