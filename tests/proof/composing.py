"""Many requests composed at once, without rendering."""

from __future__ import annotations

import asyncio

from generator.compose.composer import Composer
from generator.compose.composition import Composition
from generator.errors import LiltError
from generator.model.checkpoint import Checkpoint
from generator.request import ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.sampler import Sampler
from generator.tune import Tune

_ROWS = 32
_AT_ONCE = 64


def compose_tunes(checkpoint: Checkpoint, asked: list[ComposeRequest]) -> list[Tune]:
    """The tunes, in the order of the requests."""
    return [one.tune for one in asyncio.run(compose_all(checkpoint, asked))]


async def compose_all(checkpoint: Checkpoint, asked: list[ComposeRequest]) -> list[Composition]:
    """The compositions, in the order of the requests. Raises the first error."""
    return [_composition(one) for one in await try_all(checkpoint, asked)]


def _composition(one: Composition | LiltError) -> Composition:
    if isinstance(one, LiltError):
        raise one
    return one


async def try_all(checkpoint: Checkpoint, asked: list[ComposeRequest]) -> list[Composition | LiltError]:
    """The compositions, in the order of the requests, or why there is none."""
    sampler = Sampler(Batch(checkpoint, _ROWS))
    composer = Composer(checkpoint, sampler)
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(request: ComposeRequest) -> Composition | LiltError:
        async with places:
            try:
                return await composer.compose(request)
            except LiltError as error:
                return error

    try:
        return list(await asyncio.gather(*map(one, asked)))
    finally:
        sampler.close()
