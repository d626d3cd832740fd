from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import BadRequest, ModelError
from tests.trainer.conftest import SMALL, Trained
from trainer.data.dataset import Corpus
from trainer.training.resume import RESUME, load_run


def test_a_saved_run_knows_how_it_was_started(trained: Trained, corpus: Corpus) -> None:
    saved = load_run(trained.folder)
    assert (saved.preset, saved.corpus, saved.minutes) == (SMALL, corpus.hash, None)
    assert saved.facts["counts"]["finished"]
    assert saved.facts["counts"]["epoch"] == SMALL.epochs + 1


def test_without_a_saved_run_resuming_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"^resume: .*no run was saved there"):
        load_run(tmp_path)


@pytest.mark.parametrize("keep", [0, 7, 200, -1])
def test_a_damaged_file_is_refused_in_a_sentence(trained: Trained, tmp_path: Path, keep: int) -> None:
    (tmp_path / RESUME).write_bytes((trained.folder / RESUME).read_bytes()[:keep])
    with pytest.raises(ModelError, match="is damaged; leave --resume out"):
        load_run(tmp_path)
