"""`python -m generator render`: files of ABC in, sound and picture out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.__main__ import main

TUNE = "X:1\nT:One\nM:6/8\nL:1/8\nK:D\n|:dfa afd|efg e3:|\n"


def render(file: Path, out: Path, *words: str) -> int:
    return main(["render", str(file), "--out", str(out), *words])


def test_a_tune_becomes_sound_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "My Tune.abc").write_text(TUNE)
    assert render(tmp_path / "My Tune.abc", tmp_path / "out", "--instrument", "harp", "--tempo", "90") == 0
    names = ["my-tune.abc", "my-tune.mid", "my-tune.mp3", "my-tune.png"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_pages_have_numbers_and_a_tablature_says_what_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "long.abc").write_text("X:1\nM:4/4\nL:1/8\nK:D\n" + "DEFG ABcd|\n" * 32 + "G,8|]\n")
    assert render(tmp_path / "long.abc", tmp_path, "--formats", "png", "--tab", "whistle") == 0
    printed = capsys.readouterr()
    assert [Path(line).name for line in printed.out.splitlines()][:2] == ["long-1.png", "long-2.png"]
    assert printed.err == (
        "The tablature (whistle D) has nothing for G3: the instrument does not reach that.\n"
    )


def test_every_tune_of_a_file_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "two.abc").write_text(TUNE + "\n" + TUNE.replace("X:1", "X:2"))
    assert render(tmp_path / "two.abc", tmp_path, "--formats", "mid") == 0
    assert {path.name for path in tmp_path.glob("*.mid")} == {"two-1.mid", "two-2.mid"}


def test_a_tune_without_a_number_is_read(tmp_path: Path) -> None:
    (tmp_path / "pasted.abc").write_text(TUNE.removeprefix("X:1\n"))
    assert render(tmp_path / "pasted.abc", tmp_path, "--formats", "mid") == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "file: in.abc is not possible; there is no such file."),
        (b"", "file: in.abc is not possible; it is empty."),
        (b"\n \n", "file: in.abc is not possible; it is empty."),
        (b"\xff\xfe\x00", "it must be ABC (a text of at most 1 MB), MIDI or MusicXML"),
        (b"c" * 10_000_000, "at most 1 MB"),
        (b"X:1\nT:A\n\n", "ABC line 1, column 1: there is no tune here"),
        (b"T:A\nCDEF|]\n\n", "ABC line 2, column 1: there is no K: field"),
        (b"hello", "ABC line 1, column 1: this is no tune in ABC"),
        (b"X:1\nK:D\ndf$#a|\n", "ABC line 3, column 4: write ^ before a note for a sharp"),
        (b"X:1\nK:D\nC99999|\n", "ABC line 3, column 1: the note is too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    file = tmp_path / "in.abc"
    if content is not None:
        file.write_bytes(content)
    assert render(file, tmp_path / "out") == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words", [("--instrument", "kazoo"), ("--tempo", "0"), ("--plain", "--backing", "band")]
)
def test_bad_options_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "in.abc").write_text(TUNE)
    assert render(tmp_path / "in.abc", tmp_path / "out", *words) == 2
    assert not (tmp_path / "out").exists()


CHORDED = TUNE.replace("|:dfa", '|:"D"dfa').replace("|efg", '|"Am7"efg')


@pytest.mark.parametrize("words", [("--simplify",), ("--key", "G")])
def test_without_chords_an_arranged_tune_is_written_without_them(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "in.abc").write_text(CHORDED)
    texts = []
    for folder, more in (("with", ()), ("without", ("--no-chords",))):
        assert render(tmp_path / "in.abc", tmp_path / folder, "--formats", "abc,mid", *words, *more) == 0
        texts.append((tmp_path / folder / "in.abc").read_text())
    assert texts[0].count('"') == 4
    assert texts[1] == re.sub('"[^"]*"', "", texts[0])
    played = [(tmp_path / folder / "in.mid").read_bytes() for folder in ("with", "without")]
    assert played[0] == played[1]  # the backing still plays the tune's own chords


def test_a_text_that_lilt_does_not_rewrite_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "in.abc").write_text(CHORDED)
    assert render(tmp_path / "in.abc", tmp_path / "out", "--formats", "abc", "--no-chords") == 0
    assert (tmp_path / "out" / "in.abc").read_text().rstrip() == CHORDED.rstrip()


def test_midi_and_musicxml_are_rendered_too_and_what_is_left_out_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tune.abc").write_text(TUNE)
    assert render(tmp_path / "tune.abc", tmp_path, "--formats", "mid", "--backing", "guitar") == 0
    capsys.readouterr()
    assert render(tmp_path / "tune.mid", tmp_path / "again", "--formats", "abc") == 0
    assert (tmp_path / "again" / "tune.abc").is_file()
    assert "1 other part is left out" in capsys.readouterr().err


def test_a_damaged_midi_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tune.mid").write_bytes(b"MThd")
    assert render(tmp_path / "tune.mid", tmp_path / "out") == 2
    assert capsys.readouterr().err == (
        "file: tune.mid is not possible; as MIDI it is damaged or cut short.\n"
    )
