"""`python -m generator chords`: the tunes of an ABC file with the chords that the backing plays."""

from __future__ import annotations

import argparse
import json
import re
import sys
from fractions import Fraction

from generator.arrangement.harmony import Harmony, harmonise, with_symbols
from generator.cli.files import read_tunes
from generator.errors import NotationError
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.theory import NO_CHORD
from generator.notation.writing.notes import UNIT
from generator.notation.writing.writer import write_abc

_NUMBER = re.compile(r"^X:\s*(\d{1,9})", re.MULTILINE)
_TITLE = re.compile(r"^T:(.*)", re.MULTILINE)


def run(arguments: argparse.Namespace) -> int:
    """Print every tune: 0; 1 if some cannot be read, 2 if none can. Raises BadRequest for what is no ABC."""
    tunes = read_tunes(arguments.file)
    as_text = _as_json if arguments.json else _as_abc
    failures = 0
    for count, abc in enumerate(tunes, 1):
        number = _NUMBER.search(abc)
        try:
            melody = read_abc(abc)
            print(as_text(melody, harmonise(melody), int(number[1]) if number else count))
        except NotationError as error:
            failures += 1
            title = _TITLE.search(abc)
            print(f"X:{number[1] if number else count} {title[1].strip() if title else ''}: {error}",
                  file=sys.stderr)  # fmt: skip
    return 0 if not failures else 1 if failures < len(tunes) else 2


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
