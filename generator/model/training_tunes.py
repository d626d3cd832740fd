"""The training tunes that a checkpoint carries, as plain data: `originality.tsv`.

A line for each tune: title, place, and a character for each note, its code the MIDI pitch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from generator.errors import ModelError
from generator.model.folders import TRAINING_TUNES, read_up_to
from generator.notation.writing.printed_titles import normal_title

LARGEST = 64 * 2**20
"""Bytes. The 3,427 tunes of the shipped models take half a megabyte."""


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


def load_training_tunes(folder: Path) -> tuple[TrainingTune, ...]:
    """Those of the checkpoint in this folder, their titles in normal spelling. Raises ModelError."""
    try:
        tunes = parse_training_tunes(read_up_to(folder / TRAINING_TUNES, LARGEST).decode())
        return tuple(replace(tune, title=normal_title(tune.title)) for tune in tunes)
    except (OSError, ValueError) as error:
        raise ModelError(f"The model {folder.name} is damaged: {TRAINING_TUNES} cannot be read.") from error
