from __future__ import annotations

from dataclasses import replace

import pytest

import trainer.evaluation.classifier
import trainer.registry.comparison
from generator.model.checkpoint import Checkpoint, load_checkpoint
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.evaluation.metrics import score
from trainer.evaluation.sample_metrics import check_prepared
from trainer.registry.comparison import FEWEST, TooFewTunes, compare


@pytest.fixture(scope="module")
def model(trained: Trained) -> Checkpoint:
    return load_checkpoint(str(trained.folder))


def trained_on_held_out(model: Checkpoint, corpus: Corpus, count: int) -> Checkpoint:
    """The model, said to have been trained on the first `count` held-out tunes too."""
    swapped = replace(corpus, train=corpus.held_out[:count], origins=corpus.origins[:count])
    tunes = [*model.training_tunes, *swapped.originality.tunes]
    return replace(model, id="cheat", training_tunes=tunes)


def test_both_models_are_scored_on_the_same_held_out_tunes_and_the_words_say_so(
    model: Checkpoint, roomy_corpus: Corpus
) -> None:
    found = compare(model, replace(model, id="other"), roomy_corpus, 3)
    assert (found.tunes, found.left_out) == (len(roomy_corpus.held_out), 0)
    assert found.mine == found.theirs
    assert found.mine.bits_per_note == score(model.model, model.alphabet, roomy_corpus.held_out).bits_per_note
    same = f"Both models were measured on the same {found.tunes} held-out tunes and by 3 raw draws each."
    assert found.words.startswith(f"{same} {model.id}: ")
    assert "left out" not in found.words


@pytest.mark.parametrize("cheat_is_in_use", [False, True])
def test_tunes_that_one_of_the_models_was_trained_on_are_left_out_for_both(
    model: Checkpoint, roomy_corpus: Corpus, cheat_is_in_use: bool
) -> None:
    cheat = trained_on_held_out(model, roomy_corpus, 3)
    pair = (model, cheat) if cheat_is_in_use else (cheat, model)
    found = compare(*pair, roomy_corpus, 1)
    assert (found.tunes, found.left_out) == (len(roomy_corpus.held_out) - 3, 3)
    expected = score(model.model, model.alphabet, roomy_corpus.held_out[3:]).bits_per_note
    assert found.mine.bits_per_note == found.theirs.bits_per_note == expected
    assert "3 more are left out: one of the models was trained on them or on near copies" in found.words


def test_models_that_were_trained_on_all_held_out_tunes_cannot_be_compared(
    model: Checkpoint, roomy_corpus: Corpus
) -> None:
    cheat = trained_on_held_out(model, roomy_corpus, len(roomy_corpus.held_out))
    with pytest.raises(
        TooFewTunes,
        match=rf"^cheat is not compared with {model.id}: that takes {FEWEST} held-out tunes that are new to "
        rf"both, and there are 0\. {len(roomy_corpus.held_out)} more are left out: .*--force",
    ):
        compare(cheat, model, roomy_corpus, 1)


def test_a_copy_of_any_tune_that_the_model_was_trained_on_counts_as_one(
    model: Checkpoint, roomy_corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a tune that is not among the training tunes of the corpus on which the models are compared."""
    drawn = check_prepared(roomy_corpus.held_out[:4])
    monkeypatch.setattr(trainer.registry.comparison, "draw_checked", lambda *_: drawn)
    found = compare(trained_on_held_out(model, roomy_corpus, 4), model, roomy_corpus, 4)
    assert (found.mine.original, found.theirs.original) == (0.0, 1.0)


def test_held_out_tunes_with_characters_that_a_model_has_never_seen_are_left_out(
    model: Checkpoint, roomy_corpus: Corpus
) -> None:
    strange = replace(
        roomy_corpus, held_out=[roomy_corpus.held_out[0].replace("R:", "R:%"), *roomy_corpus.held_out[1:]]
    )
    assert "%" not in model.alphabet
    found = compare(model, replace(model, id="other"), strange, 1)
    assert (found.tunes, found.left_out) == (len(roomy_corpus.held_out) - 1, 1)
    assert "has never seen some of their characters" in found.words


def test_fewer_than_twenty_held_out_tunes_decide_nothing_and_nothing_is_drawn(
    model: Checkpoint, roomy_corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.registry.comparison, "draw_checked", lambda *_: pytest.fail("drawn"))
    other = replace(model, id="other")
    with pytest.raises(TooFewTunes, match=r"there are 19\. Use --force to promote it anyway\.$"):
        compare(other, model, replace(roomy_corpus, held_out=roomy_corpus.held_out[:19]), 1)
    left = trained_on_held_out(model, roomy_corpus, len(roomy_corpus.held_out) - 19)
    with pytest.raises(TooFewTunes, match=r"there are 19\. 17 more are left out: "):
        compare(left, model, roomy_corpus, 1)


def test_the_auc_is_printed_and_said_to_decide_nothing(
    model: Checkpoint, roomy_corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = check_prepared(roomy_corpus.train[:30])
    monkeypatch.setattr(trainer.registry.comparison, "draw_checked", lambda *_: printed)
    found = compare(model, replace(model, id="other"), roomy_corpus, 30)
    assert found.mine.auc
    assert found.words.count(f", AUC {found.mine.auc.mean:.2f} ± {found.mine.auc.deviation:.2f}") == 2
    assert "decides nothing: with 200 draws it is known to about 0.05 only." in found.words


def test_without_scikit_learn_the_auc_is_left_out_and_the_words_say_so(
    model: Checkpoint, roomy_corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.evaluation.classifier, "find_spec", lambda _: None)
    found = compare(model, replace(model, id="other"), roomy_corpus, 3)
    assert (found.mine.auc, found.theirs.auc) == (None, None)
    assert found.words.endswith(f"{trainer.evaluation.classifier.MISSING}.")


def test_endings_are_those_of_the_draws_and_of_the_training_tunes(
    model: Checkpoint, roomy_corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tunes end on a whole bar's note; the draws on a sixteenth, or a 32nd."""
    text = roomy_corpus.train[0].rstrip("\n")
    assert text.endswith("C6:|")
    drawn = check_prepared([text[:-4] + "C5C/C/:|\n", text[:-4] + "C5C/C/4C/4:|\n"])
    monkeypatch.setattr(trainer.registry.comparison, "draw_checked", lambda *_: drawn)
    found = compare(model, replace(model, id="other"), roomy_corpus, 2)
    assert found.mine.endings == {"last_note_is_short": 1.0, "last_bar_has_thirty_second": 0.5}
    assert found.printed == {"last_note_is_short": 0.0, "last_bar_has_thirty_second": 0.0}
    better = replace(found, theirs=replace(found.theirs, endings=found.printed))
    assert [word.partition(":")[0] for word in better.worse] == ["endings"]
