"""`python -m generator bench`: the figures are there and are of what they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from generator.__main__ import main
from generator.bench.load import Sizes
from generator.bench.report import table

_LESS: dict[str, Any] = {
    "sampling.BATCHES": {"cpu": (1, 2)}, "sampling.STEPS": 5, "sampling.TURNS": 1,
    "sampling._GRAMMAR_TURNS": 1, "composing.ROUNDS": 1, "stages.TUNES": 1,
    "capacity.TUNES_A_DAY": (5000,), "capacity.WORKERS": (1, 2),
}  # fmt: skip

OF_COMPOSING = {"machine", "sampling", "limits", "grammar_cost", "composing", "training"}

Bench = Callable[..., dict[str, Any]]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bench:
    """The command, with less work."""
    for name, value in _LESS.items():
        monkeypatch.setattr(f"generator.bench.{name}", value)
    sizes = Sizes(at_once=(1, 2), users=2, each=1, least=2, rendered=1)
    monkeypatch.setattr("generator.cli.bench.SIZES", sizes)
    speed = {"chars_per_s": 4000.0, "ratio_to_lab_loop": 1.0}  # tests/trainer/test_speed.py measures it
    monkeypatch.setattr("generator.cli.bench._training", lambda _: speed)

    def run(*options: str) -> dict[str, Any]:
        assert main(["bench", "--json", *options]) == 0
        read: dict[str, Any] = json.loads(capsys.readouterr().out)
        return read

    return run


def test_composing_is_measured_by_itself(bench: Bench) -> None:
    figures = bench("--composing")
    assert set(figures) == OF_COMPOSING
    _composing_adds_up(figures)
    assert table(figures).endswith("alone a seed gives the same")


def _composing_adds_up(figures: dict[str, Any]) -> None:
    measured = [(row["weights"], row["path"], row["batch"]) for row in figures["sampling"]]
    assert measured == [
        (weights, path, batch)
        for weights in ("lab", "shipped")
        for path, batch in (("lab's loop", 1), ("cpu", 1), ("cpu", 2))
    ]
    loop = figures["sampling"][0]["chars_per_s"]
    for row in figures["sampling"]:
        if row["path"] == "cpu":
            assert row["ratio_to_lab_loop"] == pytest.approx(row["chars_per_s"] / loop)
    assert figures["grammar_cost"] < 1
    assert figures["composing"]["at_once"] == 8
    assert figures["composing"]["tunes_per_s"] > 0
    assert figures["composing"]["same_alone"] is True
    assert all(figure > 0 for figure in figures["limits"].values())
    assert figures["limits"].get("share_of_operations", 0.5) < 1.5


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_every_figure_is_there_and_adds_up(bench: Bench) -> None:
    figures = bench()
    _composing_adds_up(figures)

    stages = figures["stages"]
    assert {"sample", "notation", "arrange", "midi", "synth", "mix", "mp3", "score", "total"} <= set(stages)
    assert 0.2 < stages["ratio_to_one_voice"] < 5
    one_after_the_other = sum(stages[one] for one in ("sample", "notation", "midi", "synth", "mp3", "score"))
    assert stages["sample"] < stages["total"] < 1.5 * one_after_the_other

    alone, together, crowd = figures["engine"]
    assert [row["at_once"] for row in figures["engine"]] == [1, 2, 2]
    assert (alone["requests"], together["requests"], crowd["requests"]) == (2, 4, 2)
    for row in figures["engine"]:
        assert row["refused"] == 0
        assert 0 < row["waited_p50_s"] < row["p50_s"] <= row["p95_s"]
        assert 200 < row["rss_mb"] < 4000
        assert row["loop_lag_ms_p99"] >= 0
    assert together["render_alone_tunes_per_s"] > 0
    assert 0 < figures["ready_s"] < 60

    assert figures["simulated_tunes_per_s"] > 0
    assert [(row["tunes_a_day"], row["workers"]) for row in figures["capacity"]] == [(5000, 1), (5000, 2)]
    assert all(0 < row["busy"] < 1 and row["p50_s"] <= row["p95_s"] for row in figures["capacity"])

    text = table(figures)
    assert "the simulation makes" in text
    assert "weights  path       batch   chars/s  ratio" in text
    assert "rendering alone" in text
    assert "nothing rendered; alone a seed gives the same" in text
    assert len([line for line in text.splitlines() if line.endswith(" ms")]) == len(figures["engine"])

    assert text.startswith(table({name: figures[name] for name in OF_COMPOSING}))
