"""`python -m generator bench`: the figures are there and are of what they say."""

from __future__ import annotations

import json

import pytest

from generator.__main__ import main


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"_STEPS": 5, "_TUNES": 1, "_BATCHES": (1, 2)}.items():
        monkeypatch.setattr(f"generator.cli.bench.{name}", value)


@pytest.mark.usefixtures("small")
def test_the_json_names_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    measured = [(row["weights"], row["path"], row["batch"]) for row in figures["sampling"]]
    assert measured == [("lab", "lab's loop", 1)] + [
        (weights, "cpu", batch) for weights in ("lab", "shipped") for batch in (1, 2)
    ]
    loop = figures["sampling"][0]["chars_per_s"]
    assert all(
        row["ratio_to_lab_loop"] == pytest.approx(row["chars_per_s"] / loop) for row in figures["sampling"]
    )
    stages = figures["stages"]
    assert list(stages) == ["sample", "notation", "score", "midi", "synth", "mp3", "total"]
    assert sum(stages.values()) - stages["total"] == pytest.approx(stages["total"], rel=0.2)


@pytest.mark.usefixtures("small")
def test_a_person_reads_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench"]) == 0
    assert "weights  path       batch   chars/s  ratio" in capsys.readouterr().out
