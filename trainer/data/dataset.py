"""The dataset: prepared text, and batches of whole tunes from it.

In a batch every tune starts from a fresh state, as when one is composed.
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
from generator.compose.originality import Originality
from generator.errors import BadRequest
from generator.grammar.matcher import CHARACTERS
from generator.model.alphabet import Alphabet
from generator.model.training_tunes import TrainingTune
from generator.notation.intervals import pitches_of
from generator.notation.model_text import START, read_model_text, split_model_text

PADDING = -1
"""Target of the positions after the end of a tune; the loss ignores them."""

Batch = tuple[Tensor, Tensor]
"""Input ids and targets, each (B, L): the target is the next character."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a tune: its `title` (empty if it has none fit to be shown) and `place`
    ("label/file:line")."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Tunes to train on and held-out tunes, as model text, with what `prepare` recorded about them.

    `origins` are those of `train`, in the same order. `folder` is where `prepare` wrote it.
    """

    train: list[str]
    held_out: list[str]
    origins: list[Origin]
    catalogue: Catalogue
    hash: str
    sources: list[str]
    folder: Path

    @property
    def originality(self) -> Originality:
        """The index that finds copies: all tunes that a model is trained on."""
        melodies = (read_model_text(f"{text}\n") for text in self.train)
        return Originality(
            [
                TrainingTune(origin.title, origin.place, tuple(pitches_of(melody)))
                for origin, melody in zip(self.origins, melodies, strict=True)
            ]
        )

    @property
    def alphabet(self) -> Alphabet:
        """The characters of the tunes, and those that the grammar may require even if no tune has them."""
        return Alphabet.of("".join([*self.train, *self.held_out, START, *CHARACTERS]))


def load_corpus(folder: Path) -> Corpus:
    """Load what `prepare` wrote. Raises BadRequest if the folder holds something else."""
    try:
        report: dict[str, Any] = json.loads((folder / "report.json").read_text())
        catalogue = Catalogue.from_json("", json.loads((folder / "catalogue.json").read_text()))
        train, held_out = (split_tunes((folder / f"{part}.txt").read_text()) for part in ("train", "valid"))
        sources = json.loads((folder / "tunes.json").read_text())["train"]
        origins = [Origin(source["title"], source["place"]) for source in sources]
        corpus = Corpus(train, held_out, origins, catalogue, report["hash"], report["sources"], folder)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        raise BadRequest(
            "data", folder, "it must be a folder that `python -m trainer prepare` wrote"
        ) from None
    if not train or not held_out or len(train) != len(origins):
        allowed = "its files do not fit together; write it again with `python -m trainer prepare`"
        raise BadRequest("data", folder, allowed)
    return corpus


def split_tunes(text: str) -> list[str]:
    """The tunes of a training text, each with the newline that ends its last line."""
    return [tune.strip("\n") + "\n" for tune in text.split("\n\n") if tune.strip()]


def notes_of(tune: str) -> int:
    """The number of notes written in the body: letters A-G and a-g."""
    return len(re.findall(r"[A-Ga-g]", split_model_text(tune)[1]))


def to_batch(tunes: list[str], alphabet: Alphabet) -> Batch:
    """One tune per row, the shorter ones padded at the end."""
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
    """All tunes in batches of at most about `characters` characters, tunes of similar length together.

    With `chance`, the lengths are varied a little and the batches shuffled, so no two epochs are alike.
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
