from __future__ import annotations

import math

import pytest
import torch

import trainer.evaluation.metrics
from generator.errors import BadRequest
from generator.model.alphabet import Alphabet
from generator.model.network import ModelConfig, TuneModel
from trainer.data.dataset import Corpus, notes_of
from trainer.evaluation.metrics import score


@pytest.fixture(params=[0, 4])
def model(request: pytest.FixtureRequest, corpus: Corpus) -> TuneModel:
    """Without a memory, and with one."""
    torch.manual_seed(0)
    return TuneModel(ModelConfig(len(corpus.alphabet), 8, 16, 2, dropout=0.5, memory=request.param))


@torch.inference_mode()
def naive_bits(model: TuneModel, alphabet: Alphabet, tune: str) -> float:
    """One character at a time, as a tune is composed: from a newline to the blank line after the tune."""
    bits, state, last = 0.0, None, "\n"
    for character in tune + "\n":
        logits, state = model(torch.tensor([alphabet.encode(last)]), state)
        bits -= float(logits[0, 0].double().log_softmax(0)[alphabet.encode(character)[0]]) / math.log(2)
        last = character
    return bits


def test_the_score_is_that_of_a_loop_over_characters(model: TuneModel, corpus: Corpus) -> None:
    tunes = corpus.held_out
    scores = score(model, corpus.alphabet, tunes)
    bits = sum(naive_bits(model.eval(), corpus.alphabet, tune) for tune in tunes)
    assert scores.bits_per_char == pytest.approx(bits / sum(len(tune) + 1 for tune in tunes), rel=1e-5)
    assert scores.bits_per_note == pytest.approx(bits / sum(map(notes_of, tunes)), rel=1e-5)
    assert scores.tunes == len(tunes)
    assert scores.notes == sum(map(notes_of, tunes))


@pytest.mark.parametrize("characters", [1, 700, 10**6])
def test_the_score_does_not_depend_on_the_batches(
    model: TuneModel, corpus: Corpus, characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = score(model, corpus.alphabet, corpus.train)
    monkeypatch.setattr(trainer.evaluation.metrics, "_CHARACTERS", characters)
    found = score(model, corpus.alphabet, corpus.train)
    assert found.bits_per_char == pytest.approx(expected.bits_per_char, rel=1e-6)


def test_dropout_is_off_while_scoring_and_back_on_after(model: TuneModel, corpus: Corpus) -> None:
    model.train()
    assert score(model, corpus.alphabet, corpus.held_out) == score(model, corpus.alphabet, corpus.held_out)
    assert model.training


def test_a_model_that_knows_nothing_needs_the_bits_of_its_alphabet(model: TuneModel, corpus: Corpus) -> None:
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    found = score(model, corpus.alphabet, corpus.held_out).bits_per_char
    assert found == pytest.approx(math.log2(len(corpus.alphabet)), rel=1e-5)


@pytest.mark.parametrize(
    ("tunes", "sentence"), [(["R:jig\nÄ\n"], "Ä is not possible; .*never seen"), ([], "at least one tune")]
)
def test_tunes_that_cannot_be_scored_are_refused(
    model: TuneModel, corpus: Corpus, tunes: list[str], sentence: str
) -> None:
    with pytest.raises(BadRequest, match=sentence):
        score(model, corpus.alphabet, tunes)
