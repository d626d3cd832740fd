"""The training tunes that a checkpoint carries, as plain data: `originality.tsv`.

A line for each tune: title, place, and a character for each note, its code the MIDI pitch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingTune:
    """A training tune: its title (may be empty), its place in its source, and its notes as MIDI pitches."""

    title: str
    place: str
    pitches: tuple[int, ...]


def parse_training_tunes(text: str) -> tuple[TrainingTune, ...]:
    """The inverse of `format_training_tunes`. Raises ValueError."""
    rows = (line.split("\t") for line in text.splitlines())
    return tuple(TrainingTune(title, place, tuple(map(ord, notes))) for title, place, notes in rows)


def format_training_tunes(tunes: Iterable[TrainingTune]) -> str:
    """The content of `originality.tsv`."""
    return "".join(
        f"{' '.join(tune.title.split())}\t{tune.place}\t{''.join(map(chr, tune.pitches))}\n" for tune in tunes
    )
