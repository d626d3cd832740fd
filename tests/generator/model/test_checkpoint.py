"""A checkpoint from an unknown source: reading it runs nothing of it; damage is reported."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from pathlib import Path

import pytest

from generator.errors import ModelError
from generator.judge.judge import Judge, Scale
from generator.model.checkpoint import load_checkpoint, save_checkpoint
from generator.model.folders import RECORD, TRAINING_TUNES, WEIGHTS
from generator.model.record import add_judge


class Bomb:
    """Creates a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("part", [WEIGHTS, RECORD, TRAINING_TUNES])
def test_a_pickle_in_a_checkpoint_is_never_opened(untrained: Path, tmp_path: Path, part: str) -> None:
    folder, mark = tmp_path / "model", tmp_path / "mark"
    shutil.copytree(untrained, folder)
    bomb = pickle.dumps(Bomb(mark), protocol=0)  # which is text, so that no part stops at its first byte
    (folder / part).write_bytes(bomb)
    if part == WEIGHTS:  # with the right checksum, as an attacker would write it
        record = json.loads((folder / RECORD).read_text())
        record["weights_sha256"] = hashlib.sha256(bomb).hexdigest()
        (folder / RECORD).write_text(json.dumps(record))
    with pytest.raises(ModelError, match="is damaged"):
        load_checkpoint(str(folder))
    assert not mark.exists()
    pickle.loads(bomb)  # noqa: S301 - it would have gone off
    assert mark.exists()


@pytest.mark.parametrize("content", [None, "a line without tabs\n"])
def test_a_model_without_its_training_tunes_is_refused(
    untrained: Path, tmp_path: Path, content: str | None
) -> None:
    loaded = load_checkpoint(str(untrained))
    save_checkpoint(
        tmp_path / "bad", loaded.model, loaded.alphabet, loaded.catalogue, {}, loaded.training_tunes
    )
    (tmp_path / "bad" / TRAINING_TUNES).unlink()
    if content is not None:
        (tmp_path / "bad" / TRAINING_TUNES).write_text(content)
    with pytest.raises(ModelError, match=r"damaged: originality\.tsv cannot be read"):
        load_checkpoint(str(tmp_path / "bad"))


def test_a_judge_is_kept_in_the_record_and_changes_the_id(untrained: Path, tmp_path: Path) -> None:
    folder, judge = tmp_path / "untrained", Judge({"range": Scale(15, 2, -0.5, 0.1)})
    shutil.copytree(untrained, folder)
    before = load_checkpoint(str(folder))
    new_id = add_judge(folder, judge)
    after = load_checkpoint(str(folder))
    assert (before.judge, after.judge) == (None, judge)
    assert new_id == after.id == after.catalogue.model != before.id
    assert new_id.startswith("untrained-")
    assert add_judge(folder, judge) == new_id


def test_a_judge_that_cannot_be_read_is_damage(untrained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(untrained, folder)
    record = json.loads((folder / RECORD).read_text())
    (folder / RECORD).write_text(json.dumps({**record, "judge": {"charm": [0, 1, 1, 0]}}))
    with pytest.raises(ModelError, match=r"its judge cannot be read .* other features: charm"):
        load_checkpoint(str(folder))
