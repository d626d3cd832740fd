from pathlib import Path

import pytest

import trainer.training.sample_audio
from generator.tune import Rendering
from tests.trainer.tunes import abc
from trainer.training.sample_audio import render_sample


def test_a_sample_that_is_a_tune_becomes_an_mp3(tmp_path: Path) -> None:
    (tmp_path / "epoch-001.abc").write_text(abc(1))
    render_sample(tmp_path / "epoch-001.abc")
    assert (tmp_path / "epoch-001.mp3").stat().st_size > 10_000


def test_a_sample_that_is_no_tune_leaves_a_message_and_no_mp3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "epoch-001.abc").write_text("% it cannot be read\n")
    render_sample(tmp_path / "epoch-001.abc")
    assert not (tmp_path / "epoch-001.mp3").exists()
    assert capsys.readouterr().err.startswith("epoch-001.abc cannot be rendered: ")


def test_only_the_mp3_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def render(_: str, playing: object, **how: object) -> Rendering:
        asked.append(how["formats"])
        return Rendering(files={"mp3": b"ID3"}, seconds=1.0)

    monkeypatch.setattr(trainer.training.sample_audio, "render_abc", render)
    (tmp_path / "a.abc").write_text(abc(1))
    render_sample(tmp_path / "a.abc")
    assert asked == [frozenset({"mp3"})]
