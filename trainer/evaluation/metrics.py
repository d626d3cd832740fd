"""Bits per character and per note: how well a model predicts tunes that it was not trained on."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch

from generator.errors import BadRequest
from generator.model.alphabet import Alphabet
from generator.model.network import TuneModel
from trainer.data.dataset import PADDING, batches, notes_of
from trainer.progress_bar import progress_bar

_CHARACTERS = 16_384
"""Characters in a batch; the result does not depend on it."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The bits that a model needs for `tunes` tunes with `notes` notes, headers included."""

    bits_per_char: float
    bits_per_note: float
    tunes: int
    notes: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@torch.inference_mode()
def score(model: TuneModel, alphabet: Alphabet, tunes: list[str]) -> Scores:
    """Score the tunes. Raises BadRequest if there are none, or if the model lacks one of their characters."""
    unknown = sorted({character for tune in tunes for character in tune if character not in alphabet})
    if unknown:
        raise BadRequest("abc", "".join(unknown), "the model has never seen these characters")
    if not tunes:
        raise BadRequest("abc", "no tune", "at least one tune must pass the preparation")
    training = model.training
    model.eval()
    device = next(model.parameters()).device
    nats, characters = 0.0, 0
    with progress_bar("scoring", len(tunes), "tune") as bar:
        for inputs, targets in batches(tunes, alphabet, _CHARACTERS):
            logits, _ = model(inputs.to(device))
            flat = targets.flatten().to(device)
            loss = torch.nn.functional.cross_entropy(
                logits.flatten(0, 1), flat, ignore_index=PADDING, reduction="sum"
            )
            nats += float(loss)
            characters += int((flat != PADDING).sum())
            bar.advance(steps=len(inputs))
    model.train(training)
    notes = sum(map(notes_of, tunes))
    bits = nats / math.log(2)
    return Scores(bits / characters, bits / notes, len(tunes), notes)
