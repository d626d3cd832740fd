from __future__ import annotations

from dataclasses import replace

from trainer.data.dataset import Corpus
from trainer.data.unseen import unseen_held_out


def test_held_out_tunes_among_the_training_tunes_of_a_model_are_left_out(corpus: Corpus) -> None:
    swapped = replace(corpus, train=corpus.held_out[:2], origins=corpus.origins[:2])
    assert unseen_held_out(corpus, swapped.originality.tunes) == corpus.held_out[2:]


def test_the_corpus_s_own_training_tunes_do_not_count(corpus: Corpus) -> None:
    again = replace(corpus, held_out=[corpus.train[0]])
    assert unseen_held_out(again, corpus.originality.tunes) == again.held_out
