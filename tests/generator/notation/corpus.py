"""Real tunes, printed 1778-1903: the collections that lie in the installed music21 (which is not loaded)."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from generator.notation.reading.books.book import split_tunes

COLLECTIONS = ("airdsAirs", "oneills1850", "ryansMammoth", "miscFolk")


def real_tunes(every: int) -> list[str]:
    """Each `every`th tune, as typed by those who transcribed it."""
    corpus = Path(str(distribution("music21").locate_file("music21"))) / "corpus"
    files = [file for name in COLLECTIONS for file in sorted((corpus / name).rglob("*.abc"))]
    return [tune.text for file in files for tune in split_tunes(file.read_text("latin-1"))][::every]
