"""Which way of writing tunes does a model learn best: the same training on each, the same tunes held out.

tune on C, own key, title -> `writings` -> a model each -> bits per note, and what it writes in rare keys
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from random import Random

import torch
from torch.nn import functional

from generator.compose.composer import attempt_seed
from generator.model.alphabet import Alphabet
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.network import TuneModel
from generator.sampling.request import SampleRequest
from generator.tune import DEFAULT_TEMPERATURE
from trainer.data.dataset import PADDING, Corpus, Origin, notes_of, to_batch
from trainer.data.writings import TITLE, WRITINGS, parted
from trainer.evaluation.samples import draw_texts
from trainer.evaluation.tune_checks import judge
from trainer.training.presets import Preset
from trainer.training.train import train

RARE = 0.03
"""A key that fewer of the training tunes were printed in is rare."""

_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Row:
    """Bits per note of the held-out tunes: with the header, of the notes alone, of those in rare keys alone;
    of the draws in rare keys, the shares that pass the checker and that end on the tonic."""

    writing: str
    bits_per_note: float
    body: float
    rare: float
    valid: float
    tonic: float


def compare(corpus: Corpus, preset: Preset, out: Path, samples: int, device: str = "auto") -> list[Row]:
    """Train one model for each writing into `out` and score them all on the same tunes."""
    found = []
    for name in WRITINGS:
        written = rewritten(corpus, name)
        folder = out / name.replace(" ", "-")
        train(written, preset, folder, device=device)
        found.append(_row(name, load_checkpoint(str(folder)), corpus, written, samples))
    return found


def rewritten(corpus: Corpus, name: str) -> Corpus:
    """The corpus with its tunes, in their order, written in another way."""
    write = WRITINGS[name]
    train, held_out = (
        [write(text, origin.tonic, origin.title) for text, origin in zip(texts, origins, strict=True)]
        for texts, origins in ((corpus.train, corpus.origins), (corpus.held_out, corpus.held_out_origins))
    )
    return replace(corpus, train=train, held_out=held_out, hash=f"{corpus.hash} {name}")


def own_keys(texts: Sequence[str], origins: Sequence[Origin]) -> list[str]:
    """The key that each tune was printed in, as "Emin"."""
    modes = (next(line[3:] for line in text.splitlines() if line.startswith("K:")) for text in texts)
    return [origin.tonic + mode for origin, mode in zip(origins, modes, strict=True)]


def rare_keys(corpus: Corpus) -> set[str]:
    """Keys that few training tunes were printed in."""
    counts = Counter(own_keys(corpus.train, corpus.origins))
    return {key for key, count in counts.items() if count < RARE * len(corpus.train)}


def _row(name: str, checkpoint: Checkpoint, corpus: Corpus, written: Corpus, samples: int) -> Row:
    rare = rare_keys(corpus)
    nats = nats_of(checkpoint.model, checkpoint.alphabet, written.held_out)
    costs = [_Cost.of(*pair) for pair in zip(written.held_out, nats, strict=True)]
    notes = [notes_of(text) for text in corpus.held_out]
    body = [cost.body for cost in costs]
    is_rare = [key in rare for key in own_keys(corpus.held_out, corpus.held_out_origins)]
    headers = [
        parted(text)[0]
        for text, key in zip(written.train, own_keys(corpus.train, corpus.origins), strict=True)
        if key in rare
    ]
    drawn = [judge(text) for text in draw_texts(checkpoint, _draws(headers, samples))]
    return Row(
        writing=name,
        bits_per_note=sum(cost.header + cost.body for cost in costs) / sum(notes),
        body=sum(body) / sum(notes),
        rare=sum(compress(body, is_rare)) / max(1, sum(compress(notes, is_rare))),
        valid=sum(one.valid for one in drawn) / len(drawn),
        tonic=sum(one.ends_on_tonic for one in drawn) / len(drawn),
    )


@dataclass(frozen=True, slots=True)
class _Cost:
    """Bits of a tune's header and of its notes; a title is on neither's account."""

    header: float
    body: float

    @classmethod
    def of(cls, text: str, nats: Sequence[float]) -> _Cost:
        header, rest = parted(text)
        title = rest.index("\n") + 1 if rest.startswith(TITLE) else 0
        bits = [one / math.log(2) for one in nats]
        return cls(sum(bits[: len(header)]), sum(bits[len(header) + title :]))


@torch.inference_mode()
def nats_of(model: TuneModel, alphabet: Alphabet, texts: Sequence[str]) -> Iterator[list[float]]:
    """What each character of each text costs, the blank line that ends it included."""
    model.eval()
    for first in range(0, len(texts), _AT_ONCE):
        group = list(texts[first : first + _AT_ONCE])
        inputs, targets = to_batch(group, alphabet)
        logits, _ = model(inputs)
        nats = functional.cross_entropy(
            logits.transpose(1, 2), targets, ignore_index=PADDING, reduction="none"
        )
        for text, row in zip(group, nats.tolist(), strict=True):
            yield row[: len(text) + 1]


def _draws(headers: Sequence[str], count: int) -> list[SampleRequest]:
    """Draws under headers of training tunes; the same headers, in the same order, for every writing."""
    chance = Random(0)  # noqa: S311 - music, not secrets
    return [
        SampleRequest(chance.choice(headers), attempt_seed(seed, 0), DEFAULT_TEMPERATURE)
        for seed in range(count)
    ]


def table(rows: Sequence[Row], corpus: Corpus, preset: Preset, samples: int) -> str:
    """The comparison as Markdown."""
    lines = [
        f"| {row.writing} | {row.bits_per_note:.3f} | {row.body:.3f} | {row.rare:.3f} "
        f"| {row.valid:.1%} | {row.tonic:.1%} |"
        for row in rows
    ]
    return f"""\
{preset.passes} passes each over the {len(corpus.train):,} training tunes of `{corpus.hash}`; bits per note of
the same {len(corpus.held_out):,} held-out tunes; {samples:,} raw draws each in keys that fewer than
{RARE:.0%} of the training tunes were printed in.

| writing | bits per note | notes alone | in rare keys | drawn there: valid | end on the tonic |
|---|---:|---:|---:|---:|---:|
{chr(10).join(lines)}
"""
