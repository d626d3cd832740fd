from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.model.checkpoint import load_checkpoint
from tests.trainer.conftest import SMALL, Trained
from trainer.data.dataset import Corpus, notes_of
from trainer.data.writings import WRITINGS
from trainer.evaluation.compare import compare, nats_of, rare_keys, rewritten, table
from trainer.evaluation.metrics import score


def test_the_cost_of_each_character_adds_up_to_the_models_score(corpus: Corpus, trained: Trained) -> None:
    checkpoint = load_checkpoint(str(trained.folder))
    nats = list(nats_of(checkpoint.model, checkpoint.alphabet, corpus.held_out))
    assert [len(one) for one in nats] == [len(text) + 1 for text in corpus.held_out]
    bits = sum(map(sum, nats)) / 0.6931471805599453 / sum(map(notes_of, corpus.held_out))
    scores = score(checkpoint.model, checkpoint.alphabet, corpus.held_out)
    assert bits == pytest.approx(scores.bits_per_note, rel=1e-5)


def test_a_key_that_few_tunes_were_printed_in_is_rare(corpus: Corpus) -> None:
    keys = {one.tonic for one in corpus.origins}
    assert not rare_keys(corpus)
    assert len(keys) > 1
    odd = replace(corpus, origins=[replace(corpus.origins[0], tonic="Eb"), *corpus.origins[1:]])
    assert {key[:2] for key in rare_keys(odd)} == {"Eb"}


def test_a_corpus_keeps_its_tunes_in_their_order_however_they_are_written(corpus: Corpus) -> None:
    assert rewritten(corpus, "on C").train == corpus.train
    for name in WRITINGS:
        assert len(rewritten(corpus, name).held_out) == len(corpus.held_out)


def test_every_writing_has_a_row_of_figures_on_the_same_tunes(corpus: Corpus, tmp_path: Path) -> None:
    odd = [replace(one, tonic="Eb") if index == 0 else one for index, one in enumerate(corpus.origins)]
    corpus = replace(corpus, origins=odd)
    rows = compare(corpus, replace(SMALL, passes=1), tmp_path, samples=3, device="cpu")
    assert [row.writing for row in rows] == list(WRITINGS)
    assert all(0 < row.body < row.bits_per_note for row in rows)
    page = table(rows, corpus, SMALL, 3)
    assert all(f"| {name} |" in page for name in WRITINGS)
