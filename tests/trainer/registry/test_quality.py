from __future__ import annotations

import math
from dataclasses import replace

import pytest

import trainer.registry.quality
from generator.errors import BadRequest
from generator.model.checkpoint import Checkpoint, load_checkpoint
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.evaluation.metrics import score
from trainer.evaluation.sample_metrics import check_prepared
from trainer.registry.quality import Quality, compare

GOOD = Quality(bits_per_note=2.6, valid=0.6, original=0.99, repetition_gap=0.04, samples=200)


@pytest.fixture(scope="module")
def model(trained: Trained) -> Checkpoint:
    return load_checkpoint(str(trained.folder))


def trained_on_held_out(model: Checkpoint, corpus: Corpus, count: int) -> Checkpoint:
    """The model, said to have been trained on the first `count` held-out tunes too."""
    swapped = replace(corpus, train=corpus.held_out[:count], origins=corpus.origins[:count])
    tunes = [*model.training_tunes, *swapped.originality.tunes]
    return replace(model, id="cheat", training_tunes=tunes)


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
        (replace(GOOD, bits_per_note=2.5, valid=0.45), []),  # it predicts better
        (replace(GOOD, bits_per_note=2.5, valid=0.3), ["30.0% valid draws against 60.0%"]),
        (replace(GOOD, bits_per_note=2.5, original=0.9), ["90.0% original draws against 99.0%"]),
        (replace(GOOD, original=0.5), ["50.0% original draws against 99.0%"]),
        (replace(GOOD, repetition_gap=0.08), []),  # chance
        (
            replace(GOOD, bits_per_note=2.5, repetition_gap=0.3),
            ["repetition 0.30 from that of printed tunes against 0.04"],
        ),
        (
            replace(GOOD, bits_per_note=3.0, valid=0.1),
            ["3.000 bits per note against 2.600", "10.0% valid draws against 60.0%"],
        ),
    ],
)
def test_worse_means_worse_by_more_than_chance(other: Quality, words: list[str]) -> None:
    assert other.worse_than(GOOD) == words


def test_both_models_are_scored_on_the_same_held_out_tunes_and_the_words_say_so(
    model: Checkpoint, corpus: Corpus
) -> None:
    found = compare(model, replace(model, id="other"), corpus, 3)
    assert (found.tunes, found.left_out) == (len(corpus.held_out), 0)
    assert found.mine == found.theirs
    assert found.mine.bits_per_note == score(model.model, model.alphabet, corpus.held_out).bits_per_note
    same = f"Both models were measured on the same {found.tunes} held-out tunes and by 3 raw draws each."
    assert found.words.startswith(f"{same} {model.id}: ")
    assert "left out" not in found.words


@pytest.mark.parametrize("cheat_is_in_use", [False, True])
def test_tunes_that_one_of_the_models_was_trained_on_are_left_out_for_both(
    model: Checkpoint, corpus: Corpus, cheat_is_in_use: bool
) -> None:
    cheat = trained_on_held_out(model, corpus, 3)
    pair = (model, cheat) if cheat_is_in_use else (cheat, model)
    found = compare(*pair, corpus, 1)
    assert (found.tunes, found.left_out) == (len(corpus.held_out) - 3, 3)
    expected = score(model.model, model.alphabet, corpus.held_out[3:]).bits_per_note
    assert found.mine.bits_per_note == found.theirs.bits_per_note == expected
    assert "3 more are left out: one of the models was trained on them or on near copies" in found.words


def test_models_that_were_trained_on_all_held_out_tunes_cannot_be_compared(
    model: Checkpoint, corpus: Corpus
) -> None:
    cheat = trained_on_held_out(model, corpus, len(corpus.held_out))
    with pytest.raises(BadRequest, match=r"cheat or .* was trained on all of its held-out tunes or has"):
        compare(cheat, model, corpus, 1)


def test_a_copy_of_any_tune_that_the_model_was_trained_on_counts_as_one(
    model: Checkpoint, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a tune that is not among the training tunes of the corpus on which the models are compared."""
    drawn = check_prepared(corpus.held_out[:4])
    monkeypatch.setattr(trainer.registry.quality, "draw_checked", lambda *_: drawn)
    found = compare(trained_on_held_out(model, corpus, 4), model, corpus, 4)
    assert (found.mine.original, found.theirs.original) == (0.0, 1.0)


def test_held_out_tunes_with_characters_that_a_model_has_never_seen_are_left_out(
    model: Checkpoint, corpus: Corpus
) -> None:
    strange = replace(corpus, held_out=[corpus.held_out[0].replace("R:", "R:%"), *corpus.held_out[1:]])
    assert "%" not in model.alphabet
    found = compare(model, replace(model, id="other"), strange, 1)
    assert (found.tunes, found.left_out) == (len(corpus.held_out) - 1, 1)
    assert "has never seen some of their characters" in found.words
