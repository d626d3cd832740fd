from __future__ import annotations

from random import Random

import pytest

from generator.errors import BadRequest
from trainer.data.crops import crops
from trainer.data.dataset import Corpus


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311


def test_crops_are_pieces_of_the_text_and_their_targets_one_character_on(corpus: Corpus) -> None:
    text = "\n" + "\n".join(corpus.train)
    found = list(crops(corpus.train, corpus.alphabet, rows=3, length=70, steps=5, chance=chance(1)))
    assert [(inputs.shape, targets.shape) for inputs, targets in found] == [((3, 70), (3, 70))] * 5
    for inputs, targets in found:
        for given, wanted in zip(inputs.tolist(), targets.tolist(), strict=True):
            assert corpus.alphabet.decode([given[0], *wanted]) in text
            assert given[1:] == wanted[:-1]


def test_the_same_chance_gives_the_same_crops(corpus: Corpus) -> None:
    first, again, other = (
        [
            inputs.tolist()
            for inputs, _ in crops(
                corpus.train, corpus.alphabet, rows=2, length=9, steps=4, chance=chance(seed)
            )
        ]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_a_crop_may_begin_anywhere(corpus: Corpus) -> None:
    (tune,) = corpus.train[:1]
    seen = {
        tuple(row)
        for inputs, _ in crops(
            [tune], corpus.alphabet, rows=50, length=len(tune) - 3, steps=9, chance=chance(1)
        )
        for row in inputs.tolist()
    }
    assert len(seen) == 4


def test_a_text_shorter_than_a_crop_is_refused(corpus: Corpus) -> None:
    with pytest.raises(BadRequest, match=r"^length: 100 is not possible; there are only 4 characters"):
        list(crops(["CD\n"], corpus.alphabet, rows=1, length=100, steps=1, chance=chance(1)))
