from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.errors import ModelError
from generator.model.checkpoint import load_checkpoint
from generator.model.folders import CURRENT, current_checkpoint
from tests.trainer.conftest import Trained
from trainer.registry.models import Registry


@pytest.fixture
def registry(tmp_path: Path, trained: Trained) -> Registry:
    """Three copies of one model."""
    for name in "abc":
        shutil.copytree(trained.folder, tmp_path / "models" / name)
    return Registry(tmp_path / "models")


def in_use(registry: Registry) -> str | None:
    folder = registry.current
    return folder.name if folder else None


def test_nothing_is_in_use_before_a_model_is_put_into_use(registry: Registry) -> None:
    assert registry.current is None
    assert [(entry.name, entry.current) for entry in registry.entries()] == [
        ("a", False),
        ("b", False),
        ("c", False),
    ]


def test_a_registry_need_not_exist(tmp_path: Path) -> None:
    assert Registry(tmp_path / "none").entries() == []
    assert Registry(tmp_path / "none").current is None


def test_rollback_goes_back_step_by_step(registry: Registry) -> None:
    for name in "abc":
        registry.use(name)
    assert in_use(registry) == "c"
    assert [entry.name for entry in registry.entries() if entry.current] == ["c"]
    assert (registry.rollback(), in_use(registry)) == ("b", "b")
    assert (registry.rollback(), in_use(registry)) == ("a", "a")
    with pytest.raises(ModelError, match="no earlier model"):
        registry.rollback()
    assert in_use(registry) == "a"


def test_a_model_put_into_use_twice_is_in_the_history_once(registry: Registry) -> None:
    for name in "abab":
        registry.use(name)
    assert (registry.folder / CURRENT).read_text() == "b\na\n"


def test_rollback_refuses_a_model_that_is_gone(registry: Registry) -> None:
    registry.use("a")
    registry.use("b")
    shutil.rmtree(registry.folder / "a")
    with pytest.raises(ModelError):
        registry.rollback()
    assert in_use(registry) == "b"


def test_the_pointer_is_replaced_as_a_whole(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader between any two steps of the switch sees the model used before."""
    registry.use("a")
    seen = []
    rename = Path.replace

    def watched(path: Path, target: Path) -> Path:
        seen.append(in_use(registry))
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", watched)
    registry.use("b")
    assert seen == ["a"]
    assert in_use(registry) == "b"
    assert {file.name for file in registry.folder.iterdir()} == {"a", "b", "c", CURRENT}


@pytest.mark.parametrize("content", ["", "\n", "../elsewhere\n", "gone\n", "\xff"])
def test_a_damaged_pointer_is_an_error_in_a_sentence(registry: Registry, content: str) -> None:
    (registry.folder / CURRENT).write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelError):
        current_checkpoint(registry.folder)


def test_a_checkpoint_is_taken_in_under_its_id_with_its_parts_and_once(
    registry: Registry, trained: Trained
) -> None:
    name = registry.take_in(trained.folder)
    assert name == json.loads((trained.folder / "model.json").read_text())["id"]
    assert registry.take_in(trained.folder) == name
    assert load_checkpoint(str(registry.folder / name)).id == name
    assert (registry.folder / name / "loss.png").exists()
    assert not list(registry.folder.glob(".*"))


def test_a_model_of_the_registry_is_not_copied(registry: Registry) -> None:
    assert registry.take_in(registry.folder / "b") == "b"
    assert len(registry.entries()) == 3


def test_a_model_is_found_by_name_or_by_folder(registry: Registry, trained: Trained) -> None:
    assert registry.find("a") == registry.folder / "a"
    assert registry.find(str(trained.folder)) == trained.folder
    with pytest.raises(ModelError, match="no model called"):
        registry.find("d")


def test_a_model_whose_id_is_no_name_is_not_taken_in(
    registry: Registry, trained: Trained, tmp_path: Path
) -> None:
    shutil.copytree(trained.folder, tmp_path / "odd")
    record = json.loads((tmp_path / "odd/model.json").read_text())
    (tmp_path / "odd/model.json").write_text(json.dumps({**record, "id": "../odd"}))
    with pytest.raises(ModelError, match="is no name"):
        registry.take_in(tmp_path / "odd")


def test_a_damaged_model_is_listed_as_damaged(registry: Registry) -> None:
    (registry.folder / "b/model.json").write_text("{")
    assert [entry.record is None for entry in registry.entries()] == [False, True, False]
