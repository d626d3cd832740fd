"""The speed of composing alone: tunes a second with as many at once as an engine takes, nothing rendered."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from generator.compose.composer import DRAFTS, Composer
from generator.model.checkpoint import load_checkpoint
from generator.model.device import ROWS
from generator.request import ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.sampler import Sampler
from generator.tune import Tune

ROUNDS = 3
"""Tunes that each of those who ask at once asks for, one after the other."""


def measure_composing(device: str) -> dict[str, Any]:
    """`tunes_per_s` of `at_once` people, from the request to the checked tune; and whether company matters.

    `same_alone`: the first of these tunes comes again, to the character, with nobody beside.
    """
    at_once = ROWS[device] // DRAFTS
    checkpoint = load_checkpoint()
    sampler = Sampler(Batch(checkpoint, device=device))
    try:
        composer = Composer(checkpoint, sampler)
        return asyncio.run(_measured(composer, at_once))
    finally:
        sampler.close()


async def _measured(composer: Composer, at_once: int) -> dict[str, Any]:
    await _tunes(composer, range(at_once, at_once + 2))  # fills the grammar's caches
    started = time.perf_counter()
    everybody = [range(person, ROUNDS * at_once, at_once) for person in range(at_once)]
    tunes = await asyncio.gather(*(_tunes(composer, seeds) for seeds in everybody))
    seconds = time.perf_counter() - started
    (alone,) = await _tunes(composer, range(1))
    return {
        "at_once": at_once,
        "tunes_per_s": ROUNDS * at_once / seconds,
        "same_alone": alone.abc == tunes[0][0].abc,
    }


async def _tunes(composer: Composer, seeds: range) -> list[Tune]:
    return [(await composer.compose(ComposeRequest(seed=seed))).tune for seed in seeds]
