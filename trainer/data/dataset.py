"""Prepared text as batches of whole tunes.

Every tune starts from a fresh state and is seen to its end, as when one is composed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from generator.catalogue import Catalogue
from generator.compose.originality import Originality, pitches_of
from generator.errors import BadRequest
from generator.grammar.matcher import CHARACTERS
from generator.model.alphabet import Alphabet
from generator.model.training_tunes import TrainingTune
from generator.notation.model_text import START, read_model_text, split_model_text

PADDING = -1
"""Target of the places behind a tune's end; the loss leaves them out."""

Batch = tuple[Tensor, Tensor]
"""Input ids and targets, each (B, L): the target is the next character."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a tune was in its source: `title` (empty where it has none fit to be shown), `place`
    ("label/file:line") and `tonic`, before it was moved to C."""

    title: str
    place: str
    tonic: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Tunes to train on and tunes held out, as model text, with what `prepare` found out about them.

    `origins` are those of `train`, `held_out_origins` those of `held_out`, in the same order.
    """

    train: list[str]
    held_out: list[str]
    origins: list[Origin]
    held_out_origins: list[Origin]
    catalogue: Catalogue
    hash: str
    sources: list[str]

    @property
    def originality(self) -> Originality:
        """What new tunes are compared with: all that a model has been shown."""
        melodies = (read_model_text(f"{text}\n") for text in self.train)
        return Originality(
            [
                TrainingTune(origin.title, origin.place, tuple(pitches_of(melody)))
                for origin, melody in zip(self.origins, melodies, strict=True)
            ]
        )

    @property
    def alphabet(self) -> Alphabet:
        """The characters of the tunes, and those that the grammar may ask for even if no tune has them."""
        return Alphabet.of("".join([*self.train, *self.held_out, START, *CHARACTERS]))


def load_corpus(folder: Path) -> Corpus:
    """What `prepare` wrote. Raises BadRequest where it did not."""
    try:
        report: dict[str, Any] = json.loads((folder / "report.json").read_text())
        catalogue = Catalogue.from_json("", json.loads((folder / "catalogue.json").read_text()))
        train, held_out = (split_tunes((folder / f"{part}.txt").read_text()) for part in ("train", "valid"))
        told = json.loads((folder / "tunes.json").read_text())
        origins, held_out_origins = ([Origin(**one) for one in told[part]] for part in ("train", "valid"))
        corpus = Corpus(
            train, held_out, origins, held_out_origins, catalogue, report["hash"], report["sources"]
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        raise BadRequest(
            "data", folder, "it must be a folder that `python -m trainer prepare` wrote"
        ) from None
    if not train or not held_out or (len(train), len(held_out)) != (len(origins), len(held_out_origins)):
        allowed = "its parts do not fit together; write it again by `python -m trainer prepare`"
        raise BadRequest("data", folder, allowed)
    return corpus


def split_tunes(text: str) -> list[str]:
    """The tunes of a training text, each with the newline that ends its last line."""
    return [tune.strip("\n") + "\n" for tune in text.split("\n\n") if tune.strip()]


def notes_of(tune: str) -> int:
    """Notes written in the body: letters A-G and a-g."""
    return len(re.findall(r"[A-Ga-g]", split_model_text(tune)[1]))


def to_batch(tunes: list[str], alphabet: Alphabet) -> Batch:
    """Tunes side by side, the shorter ones padded at the end."""
    rows = [alphabet.encode(f"{START}{tune}\n") for tune in tunes]
    length = max(map(len, rows)) - 1
    inputs = torch.zeros(len(rows), length, dtype=torch.long)
    targets = torch.full((len(rows), length), PADDING)
    for index, row in enumerate(rows):
        inputs[index, : len(row) - 1] = torch.tensor(row[:-1])
        targets[index, : len(row) - 1] = torch.tensor(row[1:])
    return inputs, targets


def batches(
    tunes: list[str], alphabet: Alphabet, characters: int, chance: Random | None = None
) -> Iterator[Batch]:
    """All tunes in batches of about that many characters, tunes of like length together.

    With `chance` lengths are blurred and the batches shuffled, so that no two passes are alike.
    """
    blur = {tune: len(tune) * (chance.uniform(0.9, 1.1) if chance else 1.0) for tune in tunes}
    groups: list[list[str]] = [[]]
    for tune in sorted(tunes, key=lambda one: blur[one]):
        if groups[-1] and (len(groups[-1]) + 1) * (len(tune) + 1) > characters:
            groups.append([])
        groups[-1].append(tune)
    if chance:
        chance.shuffle(groups)
    for group in groups:
        yield to_batch(group, alphabet)
