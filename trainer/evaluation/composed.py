"""Tunes as people get them: requests without wishes, through the grammar, the checks and the judge."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from tqdm import tqdm

from generator.compose.composer import Composer
from generator.compose.plan import Plan
from generator.errors import ComposeError
from generator.model.checkpoint import Checkpoint
from generator.notation.melody import Melody
from generator.notation.model_text import read_model_text, write_header
from generator.notation.reading.reader import read_abc
from generator.request import DEFAULT_TEMPERATURE, ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.sampler import Sampler
from generator.tune import Tune
from trainer.data.dataset import Corpus
from trainer.evaluation.samples import check_offer

_ROWS, _AT_ONCE = 32, 48
"""Rows of the batch, and requests at once: some are checked while the others are sampled."""


def compose_tunes(checkpoint: Checkpoint, count: int, temperature: float = DEFAULT_TEMPERATURE) -> list[Tune]:
    """The tunes of `count` requests without wishes, seeds 1, 2, …, without those that no draft was good for.

    Raises BadRequest if the model has learnt too little to offer any type of tune.
    """
    check_offer(checkpoint.catalogue, count)
    requests = [ComposeRequest(seed=seed, temperature=temperature) for seed in range(1, count + 1)]
    return asyncio.run(_compose_all(checkpoint, requests))


async def _compose_all(checkpoint: Checkpoint, requests: Sequence[ComposeRequest]) -> list[Tune]:
    sampler = Sampler(Batch(checkpoint, _ROWS))
    places = asyncio.Semaphore(_AT_ONCE)
    try:
        composer = Composer(checkpoint, sampler)
        with tqdm(total=len(requests), desc="composing", unit="tune", leave=False, disable=None) as bar:

            async def compose(request: ComposeRequest) -> Tune | None:
                async with places:
                    try:
                        return (await composer.compose(request)).tune
                    except ComposeError:
                        return None
                    finally:
                        bar.update()

            tunes = await asyncio.gather(*map(compose, requests))
    finally:
        sampler.close()
    return [tune for tune in tunes if tune]


def melodies_of_tunes(tunes: Sequence[Tune]) -> list[Melody]:
    """The melodies of composed tunes."""
    return [read_abc(tune.abc) for tune in tunes]


def printed_of_the_same_kinds(tunes: Sequence[Tune], corpus: Corpus) -> list[Melody]:
    """For each composed tune a training tune of its type, meter, mode and form; none where there is none."""
    texts = defaultdict[str, list[str]](list)
    for text in corpus.train:
        texts[_kind(text)].append(text)
    chance = Random(1)  # noqa: S311 - no secret
    headers = [_header(tune.request) for tune in tunes]
    return [read_model_text(f"{chance.choice(texts[one])}\n") for one in headers if texts[one]]


def _kind(text: str) -> str:
    """The header of a tune as model text."""
    return text[: text.index("\n", text.index("\nP:") + 1) + 1]


def _header(resolved: ComposeRequest) -> str:
    plan = Plan.of(resolved)
    return write_header(plan.type, plan.meter.name, plan.key.mode, plan.form)
