from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from generator.errors import ModelError
from generator.model.checkpoint import load_checkpoint, save_checkpoint
from generator.model.folders import find_checkpoint
from generator.model.record import load_catalogue
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.evaluation.metrics import score


def test_a_checkpoint_loads_by_itself_and_scores_as_recorded(
    trained: Trained, corpus: Corpus, tmp_path: Path
) -> None:
    """Within the error of half precision."""
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("weights.safetensors", "model.json", "originality.tsv"):
        shutil.copy(trained.folder / name, alone)
    checkpoint = load_checkpoint(str(alone))
    found = score(checkpoint.model, checkpoint.alphabet, corpus.held_out)
    recorded = json.loads((alone / "model.json").read_text())["scores"]
    assert recorded == trained.scores.to_json()
    assert found.bits_per_note == pytest.approx(recorded["bits_per_note"], rel=2e-3)
    assert found.bits_per_char == pytest.approx(recorded["bits_per_char"], rel=2e-3)


def test_saving_what_was_loaded_gives_the_same_weights(trained: Trained, tmp_path: Path) -> None:
    loaded = load_checkpoint(str(trained.folder))
    save_checkpoint(
        tmp_path / "copy", loaded.model, loaded.alphabet, loaded.catalogue, {}, loaded.training_tunes
    )
    weights = "weights.safetensors"
    assert (tmp_path / "copy" / weights).read_bytes() == (trained.folder / weights).read_bytes()
    again = load_checkpoint(str(tmp_path / "copy"))
    assert again.alphabet.characters == loaded.alphabet.characters
    assert again.catalogue.styles == loaded.catalogue.styles
    assert again.id.startswith("copy-")
    assert not list((tmp_path / "copy").glob("*.new"))


def test_no_pickle_is_read_or_written(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("pickle")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(f"pickle.{name}", refuse)
    monkeypatch.setattr(torch, "load", refuse)
    load_checkpoint(str(trained.folder))


def test_what_a_model_offers_is_read_without_torch(trained: Trained) -> None:
    code = (
        "import sys; from generator.model.record import load_catalogue;"
        "load_catalogue(sys.argv[1]); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(trained.folder)], check=False).returncode == 0  # noqa: S603


def _change(**changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        record = json.loads((folder / "model.json").read_text())
        (folder / "model.json").write_text(json.dumps({**record, **changes}))

    return change


def _cut(folder: Path) -> None:
    raw = (folder / "weights.safetensors").read_bytes()
    (folder / "weights.safetensors").write_bytes(raw[: len(raw) // 2])


def _not_safetensors(folder: Path) -> None:
    (folder / "weights.safetensors").write_bytes(b"PK\3\4")
    _change(weights_sha256=hashlib.sha256(b"PK\3\4").hexdigest())(folder)


def _without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _with(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: _written(folder / name, text)


def _written(path: Path, text: str) -> None:
    path.write_text(text)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_without("model.json"), "no model called"),
        (_without("weights.safetensors"), "no model called"),
        (_with("model.json", ""), "model.json cannot be read"),
        (_with("model.json", "[]"), "model.json cannot be read"),
        (_with("model.json", "{}"), "model.json cannot be read"),
        (_with("model.json", "\x00\xff"), "model.json cannot be read"),
        (_change(format=2), "has format 2; this version of Lilt reads 1"),
        (_cut, "not the size of its network"),
        (_not_safetensors, "not the size of its network"),
        (_change(config={}), "parts do not fit together"),
        (_change(config={"vocabulary": 3, "embedding": 2, "hidden": 2, "layers": 1}), "do not fit together"),
        (_change(alphabet="abc"), "parts do not fit together"),
        (_change(alphabet="aa"), "parts do not fit together"),
        (_change(catalogue={}), "its catalogue cannot be read"),
        (_change(catalogue={"styles": [1], "tonics": {}}), "its catalogue cannot be read"),
    ],
)
def test_a_damaged_model_is_refused_in_a_sentence(
    trained: Trained, tmp_path: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(trained.folder, folder)
    damage(folder)
    with pytest.raises(ModelError, match=sentence) as refused:
        load_checkpoint(str(folder))
    assert "\n" not in str(refused.value)
    assert str(tmp_path.parent) not in str(refused.value).replace(str(folder)[:60], "")


@pytest.mark.parametrize("name", ["nothing-like-it", "../..", "/dev/null", "a" * 300])
def test_a_missing_model_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(ModelError, match="no model called"):
        find_checkpoint(name)


def test_the_catalogue_carries_the_model_s_name(trained: Trained) -> None:
    assert load_catalogue(str(trained.folder)).model == load_checkpoint(str(trained.folder)).id
