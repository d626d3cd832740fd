"""`python -m generator compose`: what it writes, what it prints, what it refuses."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import symusic

from generator.__main__ import main
from generator.model.folders import DEFAULT, SHIPPED, find_checkpoint
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import played_duration
from generator.request import DEFAULT_TEMPERATURE
from tests.generator.importing.music_files import plain_midi


def compose(model: Path, out: Path, *words: str) -> int:
    return main(["compose", "--model", str(model), "--out", str(out), "--type", "jig", *words])


def test_every_format_is_written_and_named_in_the_json(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (
        "--seed",
        "3",
        "--count",
        "3",
        "--formats",
        "abc,mid,mp3,wav,png",
        "--json",
        "--temperature",
        "0.4",
    )
    assert compose(rehearsed, tmp_path, *words) == 0
    tunes = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [tune["seed"] for tune in tunes] == [3, 4, 5]
    paths = [Path(path) for tune in tunes for path in tune["files"].values()]
    assert len(paths) == 15
    assert all(path.stat().st_size > 40 for path in paths)
    assert set(tmp_path.iterdir()) == set(paths)


def test_the_json_says_all_that_makes_the_tune(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compose(rehearsed, tmp_path, "--seed", "3", "--json", "--formats", "abc", "--key", "A")
    tune = json.loads(capsys.readouterr().out)
    assert list(tune) == [
        "id", "title", "type", "meter", "key", "mode", "parts", "bars", "tempo", "instrument", "backing",
        "times", "plain", "heard", "chords", "tab", "temperature", "top_p", "seed", "model",
        "abc", "files", "pages", "audio_seconds", "timings", "originality",
        "attempts", "rejections",
    ]  # fmt: skip
    assert [tune[name] for name in ("times", "plain", "heard", "chords")] == [2, False, "all", True]
    assert f"T:{tune['title']}\n" in tune["abc"]
    written = Path(tune["files"]["abc"]).read_text()
    assert written != tune["abc"]
    assert re.sub('"[^"]*"', "", written) == tune["abc"]  # it has the chords too


def test_without_chords_the_abc_is_the_tune_as_composed(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compose(rehearsed, tmp_path, "--seed", "3", "--json", "--formats", "abc", "--no-chords")
    tune = json.loads(capsys.readouterr().out)
    assert Path(tune["files"]["abc"]).read_text() == tune["abc"]


@pytest.mark.parametrize(
    ("words", "risk"),
    [
        (("--daring", "tame"), (0.7, 0.92)),
        (("--daring", "wild"), (1.15, 1.0)),
        (("--top-p", "0.5"), (DEFAULT_TEMPERATURE, 0.5)),
        ((), (DEFAULT_TEMPERATURE, 1.0)),
    ],
)
def test_a_word_says_how_daring_the_tune_is(
    rehearsed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    risk: tuple[float, float],
) -> None:
    compose(rehearsed, tmp_path, "--seed", "3", "--json", "--formats", "abc", *words)
    tune = json.loads(capsys.readouterr().out)
    assert (tune["temperature"], tune["top_p"]) == risk


def test_a_promoted_model_is_found_by_its_name(
    rehearsed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In data/models, or in the folder that --models names; there before the models that come with Lilt."""
    monkeypatch.chdir(tmp_path)
    words = ("--type", "jig", "--seed", "3", "--json", "--formats", "abc")
    for name in ("mine", DEFAULT):
        shutil.copytree(rehearsed, Path("data/models") / name)
        assert main(["compose", "--model", name, *words]) == 0
        assert json.loads(capsys.readouterr().out)["model"].startswith("rehearsed-")
    shutil.move("data/models", "elsewhere")
    assert main(["compose", "--model", "mine", *words]) == 2
    assert "There is no model called mine" in capsys.readouterr().err
    assert main(["compose", "--model", "mine", "--models", "elsewhere", *words]) == 0
    assert json.loads(capsys.readouterr().out)["model"].startswith("rehearsed-")


def test_without_a_name_the_shipped_model_composes_whatever_was_promoted(
    rehearsed: Path, tmp_path: Path
) -> None:
    shutil.copytree(rehearsed, tmp_path / DEFAULT)
    assert find_checkpoint(None, tmp_path) == SHIPPED / DEFAULT
    assert find_checkpoint(DEFAULT, tmp_path) == tmp_path / DEFAULT


def test_the_same_words_give_the_same_bytes(rehearsed: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert compose(rehearsed, tmp_path / folder, "--seed", "8", "--count", "4", "--formats", "abc") == 0
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()} for folder in ("one", "two"))
    assert one == two


def test_the_length_is_the_tunes_at_its_tempo(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compose(
        rehearsed,
        tmp_path,
        "--seed",
        "3",
        "--tempo",
        "60",
        "--json",
        "--formats",
        "abc,mid",
        "--plain",
        "--times",
        "1",
    )
    tune = json.loads(capsys.readouterr().out)
    beats = played_duration(read_abc(tune["abc"])) * 8 / 3
    assert tune["audio_seconds"] == pytest.approx(float(beats), abs=0.001)
    score: Any = symusic.Score(tune["files"]["mid"], ttype="second")
    (track,) = score.tracks
    assert max(note.end for note in track.notes) == pytest.approx(tune["audio_seconds"], abs=0.1)


def test_without_json_title_and_paths_are_printed(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compose(rehearsed, tmp_path, "--seed", "3", "--formats", "abc")
    first, path = capsys.readouterr().out.splitlines()
    title = read_abc(Path(path.strip()).read_text()).title
    assert first.startswith(f"{title} (seed 3, ")


def test_only_the_named_bars_change(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compose(rehearsed, tmp_path, "--seed", "3", "--formats", "abc", "--no-chords")
    source = next(tmp_path.glob("*.abc"))
    capsys.readouterr()
    words = ("--source", str(source), "--change", "2", "--seed", "5", "--formats", "abc", "--json")
    assert (
        main(["compose", "--model", str(rehearsed), "--out", str(tmp_path), "--temperature", "2", *words])
        == 0
    )
    before, after = read_abc(source.read_text()), read_abc(json.loads(capsys.readouterr().out)["abc"])
    changed = [at for at, bar in enumerate(before.bars) if bar != after.bars[at]]
    assert changed == [1 + (before.bars[0].duration < before.meter.bar)]


def test_a_tune_can_begin_as_another_does(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "old.abc"
    source.write_text("X:1\nT:Old\nM:6/8\nL:1/8\nK:D\n|:A|dfd AFA|dfd e2f|g2e f2d|ece d2:|\n")
    assert compose(rehearsed, tmp_path, "--continue", str(source), "--formats", "abc", "--json") == 0
    tune = json.loads(capsys.readouterr().out)
    assert (tune["key"], tune["mode"], tune["meter"]) == ("D", "maj", "6/8")
    assert tune["abc"].splitlines()[-2].startswith("|:A|dfd AFA|dfd e2f|")


OLD = "X:1\nT:Old\nM:6/8\nL:1/8\nK:D\n|:dfd AFA|dfd e2f|g2e f2d|ece d3:|\n"


@pytest.mark.parametrize("words", [("--continue",), ("--change", "2", "--source")])
def test_what_is_not_taken_of_a_book_is_said(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    file = tmp_path / "book.abc"
    book = f"% mine\n\n{OLD.replace('dfd e', 'dhfd e')}\nd|f|\n\n{OLD}\na|f|\n"
    file.write_text(book)
    assert compose(rehearsed, tmp_path, *words, str(file), "--formats", "abc") == 0
    assert capsys.readouterr().err.splitlines() == [
        "2 tunes; the first is taken.",
        "X:1 Old: ABC line 8: The letter h is no note and stands for no sign; it is left out.",
        "ABC line 10 is left out: a blank line ends a tune, and no K: field follows.",
    ]


@pytest.mark.parametrize("words", [("--continue",), ("--change", "2", "--source")])
def test_the_first_tune_that_can_be_read_is_taken(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    file = tmp_path / "book.abc"
    bad = OLD.replace("X:1\nT:Old", "X:7\nT:Bad").replace("dfd e", "d;fd e")
    file.write_text(f"{bad}\n{OLD}\na|f|\n")
    assert compose(rehearsed, tmp_path, *words, str(file), "--formats", "abc") == 0
    failed, which, lost = capsys.readouterr().err.splitlines()
    assert failed.startswith("X:7 Bad: ABC line 6, column 12: ';' is not music")
    assert which == "2 tunes; tune 2, the first that can be read, is taken."
    assert lost == "ABC line 15 is left out: a blank line ends a tune, and no K: field follows."
    file.write_text(f"{bad}\n{bad}")
    assert compose(rehearsed, tmp_path, *words, str(file)) == 2
    assert capsys.readouterr().err.startswith("ABC line 6, column 12: ';' is not music")


@pytest.mark.parametrize("words", [("--continue",), ("--change", "2", "--source")])
def test_a_tune_can_be_taken_from_midi(rehearsed: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "old.mid").write_bytes(plain_midi(OLD))
    assert compose(rehearsed, tmp_path, *words, str(tmp_path / "old.mid"), "--formats", "abc") == 0


def test_options_that_contradict_the_continued_tune_are_refused(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "old.abc"
    source.write_text("X:1\nT:Old\nM:6/8\nL:1/8\nK:D\n|:A|dfd AFA|dfd e2f|g2e f2d|ece d2:|\n")
    assert compose(rehearsed, tmp_path, "--continue", str(source), "--meter", "4/4") == 2
    assert capsys.readouterr().err == ("meter: 4/4 is not possible; the tune that it goes on from has 6/8.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--key", "H"), "key: H is not possible; it must be a tonic"),
        (("--key", "D\n#"), "key: D# is not possible"),
        (("--tempo", "9999"), "tempo: 9999 is not possible; it must be a number from 30 to 300"),
        (("--tempo", "fast"), "--tempo: invalid int value: 'fast'"),
        (("--mode", "lydian"), "mode: Lydian is not possible; this model knows only "),
        (("--type", "tango"), "type: tango is not possible; this model knows only reel, jig"),
        (("--meter", "5/8"), "meter: 5/8 is not possible"),
        (("--parts", "BA"), "parts: BA is not possible; it must be up to four parts"),
        (("--bars", "3"), "bars: 3 is not possible"),
        (("--opening", "A|dd|dd|"), "opening: "),
        (
            ("--opening", "A|dfd AFA|", "--type", "reel"),
            "opening: A|dfd AFA| is not possible; bar 2 must fill 4/4",
        ),
        (("--daring", "reckless"), "daring: reckless is not possible; it must be tame, usual, wild"),
        (
            ("--daring", "wild", "--temperature", "1"),
            "daring: wild is not possible; it sets the temperature too",
        ),
        (("--daring", "tame", "--top-p", "0.5"), "daring: tame is not possible; it sets the top-p too"),
        (("--top-p", "0"), "top_p: 0.0 is not possible; it must be a number from 0.1 to 1.0"),
        (("--temperature", "nan"), "temperature: nan is not possible"),
        (("--seed", "-1"), "seed: -1 is not possible"),
        (("--instrument", "kazoo"), "instrument: kazoo is not possible; it must be one of fiddle"),
        (("--count", "0"), "--count: 0 is not possible; it must be a number from 1 to 10000"),
        (("--formats", "ogg"), "--formats: 'ogg' is not possible; it must be any of abc,mid"),
        (("--model", "/no/where"), "There is no model called /no/where"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    try:
        code = compose(rehearsed, tmp_path / "out", *words)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine")
    assert compose(rehearsed, tmp_path / "out", "--seed", "1") == 2
    assert "must be a folder" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_older_pages_are_named(rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--seed", "3", "--formats", "png")
    assert compose(rehearsed, tmp_path, *words) == 0
    (score,) = tmp_path.iterdir()
    older = score.rename(tmp_path / f"{score.stem}-1.png")
    assert capsys.readouterr().err == ""
    assert compose(rehearsed, tmp_path, *words) == 0
    assert capsys.readouterr().err.startswith(f"{older.name} in {tmp_path} looks like an older page of this")
