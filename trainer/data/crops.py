"""Crops: batches of random pieces of the text, as in MIT's lab. A piece may begin anywhere in a tune."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import torch

from generator.errors import BadRequest
from generator.model.alphabet import Alphabet
from generator.notation.model_text import START
from trainer.data.dataset import Batch


def crops(
    tunes: list[str], alphabet: Alphabet, *, rows: int, length: int, steps: int, chance: Random
) -> Iterator[Batch]:
    """`steps` batches of `rows` pieces, inputs and targets (rows, length) each.

    Raises BadRequest if all tunes together are shorter than a piece.
    """
    text = torch.tensor(alphabet.encode(START + "\n".join(tunes)))
    starts = len(text) - length
    if starts < 1:
        raise BadRequest("length", length, f"there are only {len(text)} characters to train on")
    for _ in range(steps):
        picked = [chance.randrange(starts) for _ in range(rows)]
        yield (
            torch.stack([text[start : start + length] for start in picked]),
            torch.stack([text[start + 1 : start + length + 1] for start in picked]),
        )
