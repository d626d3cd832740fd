"""`python -m generator chords`: the tunes of a file with the chords that the backing plays."""

from __future__ import annotations

import argparse
import json
from fractions import Fraction

from generator.arrangement.harmony import Harmony, harmonise, with_symbols
from generator.cli.books import for_every_tune
from generator.cli.files import read_tunes
from generator.notation.melody import Melody
from generator.notation.reading.books.book import BookTune
from generator.notation.reading.reader import read_abc
from generator.notation.theory import NO_CHORD
from generator.notation.writing.notes import UNIT
from generator.notation.writing.writer import write_abc


def run(arguments: argparse.Namespace) -> int:
    """Print every tune: 0; 1 if some cannot be read, 2 if none can. Raises BadRequest for no music."""
    as_text = _as_json if arguments.json else _as_abc

    def make(tune: BookTune, count: int) -> str:
        melody = read_abc(tune.text)
        return as_text(melody, harmonise(melody), count if tune.number is None else tune.number)

    return for_every_tune(read_tunes(arguments.file), make, print)


def _as_json(melody: Melody, harmony: Harmony, _: int) -> str:
    chords = [
        [bar, _in_eighths(onset), chord.name if chord else NO_CHORD]
        for bar, onset, chord in harmony.changes()
    ]
    return json.dumps(
        {
            "title": melody.title,
            "meter": melody.meter.name,
            "key": melody.key.tonic,
            "mode": melody.key.mode,
            "chords": chords,
        },
        ensure_ascii=False,
    )


def _in_eighths(onset: Fraction) -> int | float:
    count = onset / UNIT
    return int(count) if count.denominator == 1 else float(count)


def _as_abc(melody: Melody, harmony: Harmony, number: int) -> str:
    return write_abc(with_symbols(melody, harmony), title=melody.title, number=number, chords=True)
