"""A checkpoint from an unknown source: reading it runs nothing of it; damage is reported."""

from __future__ import annotations

import hashlib
import json
import pickle
import resource
import shutil
from pathlib import Path
from typing import Any

import pytest

from generator.errors import ModelError
from generator.judge.judge import Judge, Scale
from generator.model.checkpoint import load_checkpoint, save_checkpoint
from generator.model.folders import RECORD, TRAINING_TUNES, WEIGHTS
from generator.model.record import LARGEST_RECORD, add_judge


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


def damaged(untrained: Path, folder: Path, **changes: Any) -> str:
    """A checkpoint whose record says something else; `config` is changed in part."""
    shutil.copytree(untrained, folder)
    record = json.loads((folder / RECORD).read_text())
    config = {**record["config"], **changes.pop("config", {})}
    (folder / RECORD).write_text(json.dumps({**record, "config": config, **changes}))
    return str(folder)


@pytest.mark.parametrize(
    "config",
    [
        *(
            {name: size}
            for name in ("vocabulary", "embedding", "hidden", "layers")
            for size in (0, -1, 10**9)
        ),
        *({"hidden": size} for size in (True, "32", 32.0, None, [32], 10**400)),
        *({"memory": size, "memory_heads": 1} for size in (-1, 10**9)),
        {"memory": 8, "memory_heads": 10**9},
        {"memory": 8, "memory_distances": 10**9},
        {"dropout": float("nan")},
        {"dropout": "0"},
        {"hidden": 4096, "layers": 8, "embedding": 4096},
        {"surprise": 1},
    ],
    ids=str,
)
def test_sizes_that_do_not_fit_take_no_memory(
    untrained: Path, tmp_path: Path, config: dict[str, Any]
) -> None:
    name = damaged(untrained, tmp_path / "model", config=config)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ModelError, match="is damaged"):
        load_checkpoint(name)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, '{"a":' * 100_000, "[" * 500_000 + "]" * 500_000, " " * LARGEST_RECORD + "{}", "[]",
        "7", '"a"', '{"format": 1, "id": ["a"]}', '{"format": 1, "id": "' + "a" * 1000 + '"}',
        '{"format": ' + "1" * 5000 + "}", "\ud800", "",
    ],
    ids=range(12),
)  # fmt: skip
def test_a_record_that_is_no_record_is_damage(untrained: Path, tmp_path: Path, text: str) -> None:
    shutil.copytree(untrained, tmp_path / "model")
    (tmp_path / "model" / RECORD).write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(ModelError, match="is damaged"):
        load_checkpoint(str(tmp_path / "model"))


@pytest.mark.parametrize("part", [WEIGHTS, RECORD, TRAINING_TUNES])
def test_a_file_that_is_far_too_large_is_not_read(untrained: Path, tmp_path: Path, part: str) -> None:
    shutil.copytree(untrained, tmp_path / "model")
    with (tmp_path / "model" / part).open("r+b") as file:
        file.truncate(8 * 2**30)  # a hole: it takes no space
    with pytest.raises(ModelError, match="is damaged"):
        load_checkpoint(str(tmp_path / "model"))


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
