from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.errors import ModelError
from generator.model.checkpoint import load_checkpoint
from generator.model.folders import CURRENT, DEFAULT, SHIPPED, SHIPPED_MARK, current_checkpoint
from tests.trainer.conftest import Trained
from trainer.registry.models import Registry


def test_the_default_model_of_lilt_is_in_use_before_one_is_put_into_use(registry: Registry) -> None:
    assert registry.current == SHIPPED / DEFAULT
    assert [model.name for model in registry.models() if model.current] == [DEFAULT]


def test_the_models_that_come_with_lilt_are_listed_first_and_marked(registry: Registry) -> None:
    shipped = sorted(folder.name for folder in SHIPPED.iterdir())
    assert [(model.name, model.shipped) for model in registry.models()] == [
        *((name, True) for name in shipped),
        *((name, False) for name in "abc"),
    ]


def test_a_registry_need_not_exist(tmp_path: Path) -> None:
    assert all(model.shipped for model in Registry(tmp_path / "none").models())
    assert Registry(tmp_path / "none").current == SHIPPED / DEFAULT


def test_a_promoted_model_with_the_name_of_a_shipped_one_is_another_model(
    registry: Registry, trained: Trained
) -> None:
    shutil.copytree(trained.folder, registry.folder / DEFAULT)
    registry.use(DEFAULT)
    assert registry.current == registry.folder / DEFAULT
    assert [model.shipped for model in registry.models() if model.current] == [False]


def test_the_model_put_into_use_last_is_in_use(registry: Registry) -> None:
    for name in "abc":
        registry.use(name)
    assert registry.current.name == "c"
    assert [model.name for model in registry.models() if model.current] == ["c"]
    assert registry.history == ["c", "b", "a", SHIPPED_MARK]


def test_a_model_put_into_use_twice_is_in_the_history_once(registry: Registry) -> None:
    for name in "abab":
        registry.use(name)
    assert (registry.folder / CURRENT).read_text() == f"b\na\n{SHIPPED_MARK}\n"


def test_a_reader_sees_the_old_model_until_the_new_one_is_in_use(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.use("a")
    seen = []
    replace = Path.replace

    def watched(path: Path, target: Path) -> Path:
        seen.append(registry.current.name)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", watched)
    registry.use("b")
    assert seen == ["a"]
    assert registry.current.name == "b"
    assert {file.name for file in registry.folder.iterdir()} == {"a", "b", "c", CURRENT}


@pytest.mark.parametrize("content", ["", "\n", "../elsewhere\n", "gone\n", "\xff"])
def test_a_damaged_history_is_a_model_error(registry: Registry, content: str) -> None:
    (registry.folder / CURRENT).write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelError):
        current_checkpoint(registry.folder)


def test_a_checkpoint_is_copied_once_under_its_id_with_its_files(
    registry: Registry, trained: Trained
) -> None:
    name = registry.add(trained.folder)
    assert name == json.loads((trained.folder / "model.json").read_text())["id"]
    assert registry.add(trained.folder) == name
    assert load_checkpoint(str(registry.folder / name)).id == name
    assert (registry.folder / name / "loss.png").exists()
    assert not list(registry.folder.glob(".*"))


def test_a_model_of_the_registry_is_not_copied(registry: Registry) -> None:
    assert registry.add(registry.folder / "b") == "b"
    assert [model.name for model in registry.models() if not model.shipped] == ["a", "b", "c"]


def test_a_model_is_found_by_name_or_by_folder(registry: Registry, trained: Trained) -> None:
    assert registry.find("a") == registry.folder / "a"
    assert registry.find(str(trained.folder)) == trained.folder
    with pytest.raises(ModelError, match="no model called"):
        registry.find("d")


def test_a_model_whose_id_cannot_be_a_folder_name_is_refused(
    registry: Registry, trained: Trained, tmp_path: Path
) -> None:
    shutil.copytree(trained.folder, tmp_path / "odd")
    record = json.loads((tmp_path / "odd/model.json").read_text())
    (tmp_path / "odd/model.json").write_text(json.dumps({**record, "id": "../odd"}))
    with pytest.raises(ModelError, match="is not a name"):
        registry.add(tmp_path / "odd")


def test_a_damaged_model_is_listed_as_damaged(registry: Registry) -> None:
    (registry.folder / "b/model.json").write_text("{")
    assert [model.name for model in registry.models() if model.record is None] == ["b"]
