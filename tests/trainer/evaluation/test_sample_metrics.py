from __future__ import annotations

import pytest

from generator.compose.originality import TOO_CLOSE, Originality
from generator.model.training_tunes import TrainingTune
from generator.notation.intervals import pitches_of
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.transpose import to_tonic
from tests.trainer.tunes import abc
from trainer.data.dataset import Corpus
from trainer.evaluation.sample_metrics import SampleMetrics, check_prepared, copy_metrics


def melody(seed: int) -> Melody:
    return read_abc(abc(seed))


def index(*seeds: int) -> Originality:
    return Originality([TrainingTune("", "", tuple(pitches_of(melody(seed)))) for seed in seeds])


def joined(first: int, second: int, bars: int) -> Melody:
    """A melody of so many bars from the first tune and the rest of 16 from the second."""
    tune = melody(first)
    return type(tune)(tune.meter, tune.key, tune.bars[:bars] + melody(second).bars[: 16 - bars])


@pytest.mark.parametrize("tonic", ["D", "Eb"])
def test_a_training_tune_is_a_copy_of_itself_in_every_key(tonic: str) -> None:
    copy = to_tonic(melody(2), tonic)
    metrics = copy_metrics(index(0, 1, 2, 3), [copy])
    assert metrics["copied"] == 1
    assert metrics["longest_copy"] == len(pitches_of(copy))


@pytest.mark.parametrize(("bars", "copied"), [(6, 0), (11, 1)])
def test_a_copy_has_more_than_half_of_its_notes_in_one_training_tune(bars: int, copied: float) -> None:
    tune, originality = joined(1, 99, bars), index(0, 1, 2)
    nearest = originality.nearest(tune)
    assert nearest
    assert (nearest.share > TOO_CLOSE) == bool(copied)
    assert copy_metrics(originality, [tune])["copied"] == copied
    assert copy_metrics(originality, [tune])["copied_nearly_whole"] == 0


def test_copies_are_counted_and_the_rest_is_original() -> None:
    assert copy_metrics(index(0, 1, 2), map(melody, (0, 50, 51, 52))) == {
        "longest_copy_median": 0,
        "longest_copy": len(pitches_of(melody(0))),
        "copied": 0.25,
        "copied_nearly_whole": 0.25,
        "original": 0.75,
    }


def test_without_tunes_nothing_is_copied() -> None:
    assert copy_metrics(index(0), []) == {
        "longest_copy_median": 0,
        "longest_copy": 0,
        "copied": 0.0,
        "copied_nearly_whole": 0.0,
        "original": 1.0,
    }


def test_training_tunes_measured_against_themselves_are_correct_copies_at_no_distance(corpus: Corpus) -> None:
    metrics = SampleMetrics(corpus).measure(check_prepared(corpus.train))
    assert metrics["samples"] == len(corpus.train)
    assert all(metrics[name] == 1 for name in ("parse", "bars_exact", "valid", "as_asked", "form_known"))
    assert metrics["copied"] == 1
    assert metrics["distance_interval"] == 0
    assert metrics["sameness"] == metrics["sameness_corpus"]
