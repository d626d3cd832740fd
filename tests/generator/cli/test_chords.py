"""`python -m generator chords`: tunes in, their chords out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.arrangement.harmony import harmonise
from generator.notation.reading.reader import read_abc
from tests.generator.importing.music_files import plain_midi, score_of

JIG = "X:7\nT:One\nM:6/8\nL:1/8\nK:D\nA|dfa agf|gbg faf|edc Bgf|edc d2:|\n"
OWN = 'X:8\nT:Two\nM:6/8\nL:1/8\nK:Edor\nB|"Em"e3 "D"d3|"Em"e3 "A7"c>"Bm7/A"de|"Em"e6|]\n'
BROKEN = "X:9\nT:Three\nK:D\nD;D|]\n"
UNPAIRED = "X:10\nT:Four\nM:4/4\nL:1/8\nK:D\n|:D8|E8|]\n"


def chords(file: Path, text: str, *words: str) -> int:
    file.write_text(text)
    return main(["chords", str(file), *words])


def test_each_tune_is_one_line_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert chords(tmp_path / "two.abc", f"{JIG}\n{OWN}", "--json") == 0
    one, two = map(json.loads, capsys.readouterr().out.splitlines())
    assert {name: one[name] for name in ("title", "meter", "key", "mode")} == {
        "title": "One", "meter": "6/8", "key": "D", "mode": "maj",
    }  # fmt: skip
    assert one["chords"] == [
        [bar, int(8 * onset), chord.name] for bar, onset, chord in harmonise(read_abc(JIG)).changes() if chord
    ]
    assert two["mode"] == "dor"


def test_a_pickup_is_bar_0_and_onsets_are_eighths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chords(tmp_path / "own.abc", OWN, "--json")
    assert json.loads(capsys.readouterr().out)["chords"] == [
        [1, 0, "Em"], [1, 3, "D"], [2, 0, "Em"], [2, 3, "A7"], [2, 4.5, "Bm7/A"], [3, 0, "Em"],
    ]  # fmt: skip


def test_without_json_the_tunes_are_abc_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert chords(tmp_path / "one.abc", JIG) == 0
    abc = capsys.readouterr().out
    assert abc.startswith("X:7\nT:One\n")
    assert harmonise(read_abc(abc)) == harmonise(read_abc(JIG))
    assert '"D"dfa' in abc


def test_a_tune_that_cannot_be_read_is_named_and_the_others_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chords(tmp_path / "some.abc", f"{BROKEN}\n{JIG}") == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("X:9 Three: ABC line 4, column 2")
    assert printed.out.count("X:") == 1


def test_a_tune_whose_repeats_do_not_pair_up_has_chords_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chords(tmp_path / "some.abc", UNPAIRED) == 0
    assert "D8|" in capsys.readouterr().out


def test_words_and_other_text_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert chords(tmp_path / "some.abc", 'X:1\nT:Sung\nM:4/4\nL:1/8\nK:D\n"Fine"D8|]\nw:oh\n') == 0
    assert '"Fine""D"D8|]\nw:oh' in capsys.readouterr().out


def test_if_nothing_can_be_read_the_exit_code_is_2(tmp_path: Path) -> None:
    assert chords(tmp_path / "wrong.abc", BROKEN, "--json") == 2


def test_what_is_no_file_of_abc_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chords", str(tmp_path / "nothing.abc")]) == 2
    assert "nothing.abc is not possible; there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "content"), [("a.mid", plain_midi(JIG)), ("a.musicxml", score_of(JIG))])
def test_midi_and_musicxml_are_read_too(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["chords", str(tmp_path / name), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["meter"] == "6/8"
