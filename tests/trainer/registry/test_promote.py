from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.model.checkpoint import load_checkpoint
from generator.model.folders import DEFAULT, SHIPPED
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.registry.models import Registry
from trainer.registry.promote import WorseModel, promote


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def test_a_worse_model_is_refused_with_the_comparison_and_the_reason_unless_forced(
    registry: Registry, trained: Trained, roomy_corpus: Corpus, worse: Path
) -> None:
    good = promote(registry, str(trained.folder), None, samples=2).name
    with pytest.raises(
        WorseModel,
        match=rf"^Both models .* worse-\w+ is worse than {good}, .*: bits: .* per note against .*--force",
    ):
        promote(registry, str(worse), roomy_corpus, samples=2)
    assert registry.current == registry.folder / good
    bad = promote(registry, str(worse), None, samples=2)
    assert bad.comparison is None
    assert registry.current == registry.folder / bad.name
    better = promote(registry, str(trained.folder), roomy_corpus, samples=2)
    assert better.name == good
    assert better.comparison
    assert better.comparison.in_use.startswith("worse-")


def test_a_model_is_as_good_as_itself(registry: Registry, trained: Trained, roomy_corpus: Corpus) -> None:
    name = promote(registry, str(trained.folder), None, samples=2).name
    for again in (str(trained.folder), name):
        assert promote(registry, again, roomy_corpus, samples=2).name == name
    assert registry.history[0] == name


def test_the_first_model_is_compared_with_the_one_that_comes_with_lilt(
    registry: Registry, roomy_corpus: Corpus, tmp_path: Path
) -> None:
    copy = shutil.copytree(SHIPPED / DEFAULT, tmp_path / "copy")
    found = promote(registry, str(copy), roomy_corpus, samples=1)
    assert found.comparison
    assert found.comparison.candidate == found.comparison.in_use == load_checkpoint(DEFAULT).id
