from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import trainer.registry.promote
from generator.errors import BadRequest
from generator.model.checkpoint import load_checkpoint, save_checkpoint
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.evaluation.sample_metrics import SampleMetrics
from trainer.registry.models import Registry
from trainer.registry.promote import Quality, WorseModel, promote

GOOD = Quality(bits_per_note=2.6, valid=0.6, original=0.99, samples=200)


@pytest.fixture(autouse=True)
def nothing_is_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer.registry.promote, "DEFAULT", "nothing-is-shipped")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


@pytest.fixture
def worse(trained: Trained, corpus: Corpus, tmp_path: Path) -> Path:
    """The model with the weights of its last layer halved."""
    checkpoint = load_checkpoint(str(trained.folder))
    with torch.no_grad():
        checkpoint.model.linear.weight.mul_(0.5)
    about = {"corpus": {"hash": corpus.hash}}
    save_checkpoint(
        tmp_path / "worse", checkpoint.model, checkpoint.alphabet, checkpoint.catalogue, about,
        checkpoint.training_tunes,
    )  # fmt: skip
    return tmp_path / "worse"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (GOOD, []),
        (replace(GOOD, bits_per_note=2.5, valid=0.9, original=1.0), []),
        (replace(GOOD, bits_per_note=2.601), []),  # half precision may cost as much
        (replace(GOOD, bits_per_note=2.7), ["2.700 bits per note against 2.600"]),
        (replace(GOOD, bits_per_note=math.inf), ["inf bits per note against 2.600"]),
        (replace(GOOD, valid=0.55), []),  # chance
        (replace(GOOD, valid=0.45), ["45.0% valid draws against 60.0%"]),
        (replace(GOOD, original=0.5), ["50.0% original draws against 99.0%"]),
        (
            replace(GOOD, bits_per_note=3.0, valid=0.1),
            ["3.000 bits per note against 2.600", "10.0% valid draws against 60.0%"],
        ),
    ],
)
def test_worse_means_worse_by_more_than_chance(other: Quality, words: list[str]) -> None:
    assert other.worse_than(GOOD) == words


def test_the_first_model_is_promoted_without_comparison(
    registry: Registry, trained: Trained, corpus: Corpus
) -> None:
    name = promote(registry, str(trained.folder), corpus, samples=2)
    assert registry.current == registry.folder / name


def test_a_worse_model_is_refused_with_the_reason_unless_forced(
    registry: Registry, trained: Trained, corpus: Corpus, worse: Path
) -> None:
    good = promote(registry, str(trained.folder), corpus, samples=2)
    with pytest.raises(
        WorseModel, match=rf"^worse-\w+ is worse than {good}, .* bits per note against .*--force"
    ):
        promote(registry, str(worse), corpus, samples=2)
    assert registry.current == registry.folder / good
    assert len(registry.models()) == 1
    bad = promote(registry, str(worse), None, samples=2)
    assert registry.current == registry.folder / bad
    assert promote(registry, str(trained.folder), corpus, samples=2) == good


def test_a_model_is_as_good_as_itself(registry: Registry, trained: Trained, corpus: Corpus) -> None:
    name = promote(registry, str(trained.folder), corpus, samples=2)
    assert promote(registry, str(trained.folder), corpus, samples=2) == name
    assert promote(registry, name, corpus, samples=2) == name
    assert (registry.folder / "current").read_text() == f"{name}\n"


def test_held_out_tunes_of_another_corpus_prove_nothing(
    registry: Registry, trained: Trained, corpus: Corpus, worse: Path
) -> None:
    promote(registry, str(trained.folder), corpus, samples=2)
    with pytest.raises(BadRequest, match="was not trained on it"):
        promote(registry, str(worse), replace(corpus, hash="another"), samples=2)


def test_a_model_that_lacks_characters_of_the_corpus_has_infinite_bits(
    registry: Registry, trained: Trained, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise BadRequest("abc", "Z", "unknown")

    promote(registry, str(trained.folder), None, samples=2)
    monkeypatch.setattr(trainer.registry.promote, "score", refuse)
    found = trainer.registry.promote._quality(
        load_checkpoint(str(trained.folder)), corpus, SampleMetrics(corpus), 2
    )
    assert found.bits_per_note == math.inf
