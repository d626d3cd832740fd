"""What people paste and attach: several tunes, tunes without X:, files that are not UTF-8, one bad tune."""

from __future__ import annotations

from pathlib import Path

import pytest

import generator.__main__
from generator.notation.reading.books.book import first_tune, tunes_of
from generator.notation.reading.books.encoding import decode
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold


def test_two_tunes_without_numbers_are_two() -> None:
    text = "T:One\nM:4/4\nL:1/4\nK:C\nCDEF|]\n\nT:Two\nM:3/4\nL:1/4\nK:G\nGAB|]"
    melodies = [read_abc(tune.text) for tune in tunes_of(text)]
    assert [melody.title for melody in melodies] == ["One", "Two"]
    assert [[one.pitches[0] for one in unfold(melody)] for melody in melodies] == [
        [60, 62, 64, 65],
        [67, 69, 71],
    ]


def test_a_file_in_latin_1_has_its_title() -> None:
    text = decode("X:1\nT:é\nK:G\nGABc|]".encode("latin-1"))
    assert read_abc(first_tune(text).text).title == "é"


def test_a_bad_tune_is_named_and_the_others_are_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "book.abc"
    book.write_text("X:1\nK:C\nCDEF|]\n\nX:2\nK:C\nGA;c|]\n\nX:3\nK:C\nCDEF|]\n")
    code = generator.__main__.main(["render", str(book), "--out", str(tmp_path), "--formats", "mid"])
    assert code == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("X:2: ABC line 7, column 3: ';' is not music")
    assert len(printed.out.splitlines()) == 2
