"""The files that `render` writes: their names, which formats, how they end; and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from generator.__main__ import main

TUNE = "X:1\nT:One\nM:6/8\nL:1/8\nK:D\n|:dfa afd|efg e3:|\n"
README = (Path(__file__).parents[3] / "README.md").read_text()
LONG = "X:1\nT:Long\nM:4/4\nL:1/8\nK:D\n" + "DEFG ABcd|\n" * 64 + "d8|]\n"
LOW = TUNE.replace("T:One", "T:Low").replace("afd", "G,3")


def render(file: Path, out: Path, *words: str) -> int:
    return main(["render", str(file), "--out", str(out), *words])


def written(out: Path) -> set[str]:
    return {path.name for path in out.iterdir()}


def test_names_keep_their_letters_and_do_not_collide(tmp_path: Path) -> None:
    names = {
        "茉莉花": "茉莉花",
        "הבה": "הבה",
        "Éire": "eire",
        "Seán Ó's «reel»": "sean-o-s-reel",
        "茉莉花" * 20: "茉莉花" * 6 + "茉莉",
    }
    for name in names:
        (tmp_path / f"{name}.abc").write_text(TUNE)
        assert render(tmp_path / f"{name}.abc", tmp_path / "out", "--formats", "mid") == 0
    assert written(tmp_path / "out") == {f"{name}.mid" for name in names.values()}


def test_older_pages_stay_and_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "x.abc", tmp_path / "out"
    file.write_text(LONG)
    assert render(file, out, "--formats", "png") == 0
    pages = sorted(written(out))
    assert len(pages) > 2
    (out / "x-mine.png").write_bytes(b"mine")
    assert capsys.readouterr().err == ""
    file.write_text(TUNE)
    assert render(file, out, "--formats", "png") == 0
    assert capsys.readouterr().err == (
        f"{', '.join(pages)} in {out} look like older pages of this score; Lilt does not delete files.\n"
    )
    assert written(out) == {*pages, "x.png", "x-mine.png"}
    assert render(file, out, "--formats", "mid") == 0
    file.write_text(LONG)
    assert render(file, out, "--formats", "png") == 0
    assert capsys.readouterr().err.startswith(f"x.png in {out} looks like an older page of this score;")


@pytest.mark.parametrize("tune", [TUNE, TUNE.removeprefix("X:1\n")])
@pytest.mark.parametrize("copies", [1, 2])
def test_abc_ends_with_a_newline(tmp_path: Path, tune: str, copies: int) -> None:
    """So that files can be put together."""
    (tmp_path / "in.abc").write_text("\n".join([tune.rstrip("\n") + "\n"] * copies))
    assert render(tmp_path / "in.abc", tmp_path / "out", "--formats", "abc") == 0
    texts = [path.read_text() for path in (tmp_path / "out").iterdir()]
    assert texts == [tune] * copies


def test_without_formats_a_book_is_pdf_and_abc_and_a_practice_is_sound(tmp_path: Path) -> None:
    (tmp_path / "in.abc").write_text(TUNE)
    assert render(tmp_path / "in.abc", tmp_path / "book", "--book", "Tunes for Friday") == 0
    assert written(tmp_path / "book") == {"tunes-for-friday.pdf", "tunes-for-friday.abc"}
    assert render(tmp_path / "in.abc", tmp_path / "practice", "--practice", "x2") == 0
    assert written(tmp_path / "practice") == {"in-practice-x2-count-in.mp3"}


@pytest.mark.parametrize(
    ("words", "names"),
    [(("--book", "Mine"), ["Low", "Untitled"]), ((), ["X:2 Low", "X:3"])],
)
def test_what_a_tablature_leaves_out_is_said_of_each_tune(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], names: list[str]
) -> None:
    low = LOW.replace("X:1", "X:2"), LOW.replace("X:1", "X:3").replace("T:Low\n", "")
    (tmp_path / "in.abc").write_text("\n".join([TUNE, *low]))
    assert render(tmp_path / "in.abc", tmp_path / "out", "--formats", "pdf", "--tab", "whistle", *words) == 0
    said = "The tablature (whistle D) has nothing for G3: the instrument does not reach it."
    assert capsys.readouterr().err.splitlines() == [f"{name}: {said}" for name in names]


def test_a_tune_without_a_title_is_untitled_in_a_book(tmp_path: Path) -> None:
    untitled = TUNE.replace("T:One\n", "")
    (tmp_path / "in.abc").write_text(f"{TUNE}\n{untitled}")
    assert render(tmp_path / "in.abc", tmp_path, "--book", "Mine", "--one-a-page") == 0
    book: Any = PdfReader(tmp_path / "mine.pdf")
    contents, _, page = (page.extract_text() for page in book.pages)
    assert contents.splitlines()[:3] == ["Mine", "One D major 2", "Untitled D major 3"]
    assert [one.title for one in book.outline] == ["One", "Untitled"]
    assert "Untitled" in page
    assert re.findall("T:.*", (tmp_path / "mine.abc").read_text()) == ["T:One"]

    (tmp_path / "alone.abc").write_text(untitled)
    assert render(tmp_path / "alone.abc", tmp_path, "--formats", "pdf") == 0
    alone: Any = PdfReader(tmp_path / "alone.pdf")
    assert [one.title for one in alone.outline] == ["Untitled"]
    assert "Untitled" not in alone.pages[0].extract_text()


def test_the_tunes_of_a_book_stand_apart_in_its_abc(tmp_path: Path) -> None:
    """A blank line ends a tune (ABC 2.1, 2.2.1)."""
    (tmp_path / "in.abc").write_text(f"{TUNE}\n{TUNE}")
    assert render(tmp_path / "in.abc", tmp_path, "--formats", "abc", "--book", "Mine") == 0
    assert (tmp_path / "mine.abc").read_text() == f"{TUNE}\n{TUNE.replace('X:1', 'X:2')}"


def test_the_tunes_of_a_book_are_numbered_without_those_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = TUNE.replace("X:1", "X:2").replace("T:One", "T:Two").replace("dfa", "d;f")
    (tmp_path / "in.abc").write_text(f"{TUNE}\n{bad}\n{LOW}")
    assert render(tmp_path / "in.abc", tmp_path, "--formats", "abc", "--book", "Mine") == 1
    assert capsys.readouterr().err.startswith("X:2 Two: ABC line 13, column 4: ")
    assert re.findall("[XT]:.*", (tmp_path / "mine.abc").read_text()) == ["X:1", "T:One", "X:2", "T:Low"]


def test_the_readme_shows_what_is_said_of_a_tune_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "book.abc").write_text("X:1\nK:D\nd6|]\nX:2\nT:Two\nK:D\nd2;|]\n")
    assert render(tmp_path / "book.abc", tmp_path, "--formats", "mid") == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said in README.splitlines()


def test_abc_of_ones_own_comes_back_in_utf_8_with_line_feeds(tmp_path: Path) -> None:
    (tmp_path / "in.abc").write_bytes(TUNE.replace("One", "Óró").replace("\n", "\r\n").encode("latin-1"))
    assert render(tmp_path / "in.abc", tmp_path / "out", "--formats", "abc") == 0
    assert (tmp_path / "out/in.abc").read_bytes() == TUNE.replace("One", "Óró").encode()


def test_a_folder_is_no_file_of_music(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["render", "."]) == 2
    said = "file: . is not possible; it is a folder; give a file of ABC, MIDI or MusicXML.\n"
    assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--key", "H"), "key: H is not possible; it must be a tonic from A to G, with # or b if needed."),
        (("--key", "Fb"), "X:1 One: key: Fb is not possible; it must be a tonic from A to G, with # or b"),
        (("--practice", "D"), "X:1 One: practice, part or bars: D is not possible; this tune has bars 1"),
    ],
)
def test_an_option_that_is_not_possible_names_no_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "in.abc").write_text(TUNE)
    assert render(tmp_path / "in.abc", tmp_path / "out", *words) == 2
    printed = capsys.readouterr().err
    assert printed.startswith(said)
    assert printed.count("\n") == 1


def test_tunes_of_a_book_may_lie_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "in.abc"
    file.write_text(f"{TUNE}\n{TUNE}")
    assert render(file, tmp_path, "--formats", "abc") == 0
    assert written(tmp_path) == {"in.abc", "in-1.abc", "in-2.abc"}
    assert file.read_text() == f"{TUNE}\n{TUNE}"


def test_words_are_understood_however_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "in.abc").write_text(TUNE)
    words = ("--paper", " Letter", "--formats", "ABC, pdf", "--tab", "tenor banjo, GDAE")
    assert render(tmp_path / "in.abc", tmp_path / "out", *words) == 0
    assert written(tmp_path / "out") == {"in.abc", "in.pdf"}
    page: Any = PdfReader(tmp_path / "out/in.pdf").pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [612, 792]
    assert "Tablature: tenor banjo, GDAE" in page.extract_text()


def test_a_book_without_a_letter_in_its_title_is_a_book(tmp_path: Path) -> None:
    (tmp_path / "in.abc").write_text(TUNE)
    assert render(tmp_path / "in.abc", tmp_path / "out", "--book", "!!!", "--formats", "abc") == 0
    assert written(tmp_path / "out") == {"book.abc"}


def test_a_long_title_is_quoted_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.abc").write_text(TUNE)
    assert render(tmp_path / "in.abc", tmp_path / "out", "--book", "x" * 81) == 2
    assert capsys.readouterr().err.startswith(
        f"book: {'x' * 59}… is not possible; it must be a title of 1 to 80"
    )


@pytest.mark.parametrize("out", ["", " "])
def test_an_empty_name_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str) -> None:
    (tmp_path / "in.abc").write_text(TUNE)
    with pytest.raises(SystemExit, match="2"):
        main(["render", str(tmp_path / "in.abc"), "--out", out])
    assert capsys.readouterr().err == f"--out: {out!r} is not possible; it must be a folder.\n"
