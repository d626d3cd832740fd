"""Books of tunes on the command line: what is written, what is named, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.__main__ import main

BOOK = "X:1\nK:C\nCDEF|]\n\nX:2\nT:Bad\nK:C\nGA;c|]\n\nX:3\nK:C\nCDEF|]\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "book.abc"
    file.write_text(BOOK)
    return file


def render(file: Path, *words: str) -> int:
    return main(["render", str(file), "--out", str(file.parent / "out"), "--formats", "mid", *words])


def test_a_bad_tune_does_not_stop_the_others(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render(book) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("X:2 Bad: ABC line 8, column 3: ';' is not music")
    assert printed.err.count("\n") == 1
    names = [Path(line).name for line in printed.out.splitlines()]
    assert names == ["book-1.mid", "book-3.mid"]
    assert sorted(path.name for path in (book.parent / "out").iterdir()) == names


@pytest.mark.parametrize("command", ["render", "chords"])
def test_the_exit_code_is_2_if_no_tune_can_be_read(
    command: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book.parent)
    book.write_text("X:1\nK:C\n;\n\nX:2\nK:C\n;\n")
    assert main([command, str(book)]) == 2


def test_the_line_is_that_of_the_file_where_its_header_is_inherited(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write_text("M:3/4\nL:1/4\n\n" + BOOK)
    assert render(book) == 1
    assert "X:2 Bad: ABC line 11, column 3:" in capsys.readouterr().err


def test_a_header_that_is_wrong_is_named_where_it_stands(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write_text("M:0/4\n\nX:1\nK:C\nC|]\n")
    assert render(book) == 2
    assert "ABC line 1, column 1: M:0/4" in capsys.readouterr().err


def test_music_outside_the_tunes_is_named(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book.write_text("Some words.\n\nX:1\nK:C\nCDEF|]\n\nGABc|cBAG|\n")
    assert render(book) == 0
    assert capsys.readouterr().err == (
        "ABC line 7 is left out: a blank line ends a tune, and no K: field follows.\n"
    )


def test_a_folder_that_cannot_be_written_to_is_said_once(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book.parent / "out").write_text("a file")
    assert render(book) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_files_may_have_old_encodings(encoding: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book.write_bytes("X:1\nT:é\nM:4/4\nL:1/8\nK:G\nGABc|]\n".encode(encoding))
    assert main(["chords", str(book), "--json"]) == 0
    assert '"title": "é"' in capsys.readouterr().out
