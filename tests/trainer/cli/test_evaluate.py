from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.trainer.command_line import refusal, run
from tests.trainer.conftest import Trained
from tests.trainer.tunes import abc
from trainer.data.prepare import prepare


def test_the_tunes_of_a_file_are_scored(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.abc"
    file.write_text(abc(1) + "\n" + abc(2) + "\nX:3\nK:C\nC8|\n")
    assert run("evaluate", trained.folder, "--abc", file, "--json") == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert figures["tunes"] == 2
    assert 0 < figures["bits_per_char"] < figures["bits_per_note"]
    assert err == "1 of 3 tunes left out: no meter.\n"


def test_raw_draws_are_measured(trained: Trained, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", trained.folder, "--data", data, "--samples", 3, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["samples"] == 3
    shares = ("parse", "bars_exact", "valid", "as_asked", "original", "ends_on_tonic", "form_known", "copied")
    assert all(0 <= figures[name] <= 1 for name in shares)
    assert {"bits_per_note", "distance_interval", "sameness", "longest_copy"} <= figures.keys()


def test_draws_composed_tunes_and_held_out_ones_stand_side_by_side(
    trained: Trained, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate = ("evaluate", trained.folder, "--data", data, "--samples", 3)
    assert run(*evaluate, "--json") == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    for table in ("repetition", "endings"):
        assert list(figures[table]) == ["held_out", "composed", "draws"]
    assert figures["endings"]["held_out"]["last_note_is_short"] == 0
    assert "auc" not in figures
    assert "There is no AUC: it needs 20 tunes of each set, not 3." in err
    assert run(*evaluate) == 0
    assert (
        "| share of parts, bars or tunes | held-out tunes | composed | raw draws |" in capsys.readouterr().out
    )


def test_a_warning_says_that_the_model_may_know_the_tunes(
    trained: Trained, book: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", trained.folder, "--data", data) == 0
    assert capsys.readouterr().err == ""
    prepare([str(book / "jigs.abc")], tmp_path / "jigs")
    assert run("evaluate", trained.folder, "--data", tmp_path / "jigs") == 0
    assert "it may have seen tunes that are held out there" in capsys.readouterr().err


def test_a_report_has_other_models_beside_the_model(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report"
    evaluate = ("evaluate", trained.folder, "--data", data)
    assert run(*evaluate, "--report", report, "--samples", 2, "--beside", trained.folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["samples"] == 2
    head = next(line for line in (report / "report.md").read_text().splitlines() if "6-gram" in line)
    assert head.count("small-") == 3  # raw, with the grammar, and beside


def test_without_json_the_figures_are_a_table(
    trained: Trained, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", trained.folder, "--data", data) == 0
    rows = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    assert [name for name, *_ in rows] == ["bits_per_char", "bits_per_note", "tunes", "notes"]


def test_each_figure_of_the_table_is_explained_in_words(
    trained: Trained, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", trained.folder, "--data", data, "--samples", 2) == 0
    table, _, _ = capsys.readouterr().out.partition("\n\n")
    rows = [line.split(maxsplit=2) for line in table.splitlines()]
    explained = {name: words for name, _, *words in rows}
    assert all(explained.values())
    assert "a choice among 4" in explained["bits_per_note"][0]
    assert "the checker finds no mistake" in explained["valid"][0]


def test_held_out_tunes_with_such_characters_are_left_out_and_counted(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As when a corpus is prepared anew and a type has a new name."""
    shutil.copytree(data, tmp_path / "data")
    valid = tmp_path / "data/valid.txt"
    tunes = valid.read_text().count("R:")
    valid.write_text(valid.read_text().replace("R:", "R:%", 1))
    for words in ((), ("--report", tmp_path / "report", "--samples", 2)):
        assert run("evaluate", trained.folder, "--data", tmp_path / "data", "--json", *words) == 0
        out, err = capsys.readouterr()
        assert json.loads(out)["tunes"] == tunes - 1
        assert f"1 of {tunes} held-out tunes left out of its bits: small-" in err
        assert "has never seen the characters %." in err


def test_tunes_with_characters_that_the_model_lacks_are_left_out_and_counted(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, unknown = tmp_path / "mine.abc", tmp_path / "unknown.abc"
    unknown.write_text(abc(2, rhythm="slip jig"))
    file.write_text(abc(1) + "\n" + unknown.read_text())
    assert run("evaluate", trained.folder, "--abc", file, "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["tunes"] == 1
    assert re.fullmatch(r"1 of 2 tunes left out: small-\w+ has never seen the characters .*s.*\.\n", err)
    sentence = refusal(capsys, "evaluate", trained.folder, "--abc", unknown)
    assert "no tune is left: small-" in sentence
