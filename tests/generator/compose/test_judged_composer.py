"""A model with a judge draws several drafts at once and takes the one that the judge likes best."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from generator.compose.composer import DRAFTS, MOST_ATTEMPTS, Composer
from generator.compose.composition import Composition
from generator.compose.draft import read_draft
from generator.compose.plan import Plan
from generator.errors import ComposeError, EngineError
from generator.judge.features import features
from generator.judge.judge import Judge, Scale
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.request import ComposeRequest
from generator.sampling.batch import Batch, OnBar, ignore_bar
from generator.sampling.request import SampleRequest
from generator.sampling.sampler import Sampler

ASKED = ComposeRequest(type="jig", key="D", seed=5)
WILD = replace(ASKED, temperature=1.8)
SMALL_RANGE = Judge({"range": Scale(15, 9, -1, 0)})
"""It likes tunes of a small range."""


def opened(checkpoint: Checkpoint) -> Iterator[Composer]:
    sampler = Sampler(Batch(checkpoint))
    yield Composer(checkpoint, sampler)
    sampler.close()


@pytest.fixture
def unjudged(rehearsed: Path) -> Iterator[Composer]:
    yield from opened(load_checkpoint(str(rehearsed)))


@pytest.fixture
def judged(rehearsed: Path) -> Iterator[Composer]:
    yield from opened(replace(load_checkpoint(str(rehearsed)), judge=SMALL_RANGE))


async def test_of_the_drafts_of_a_round_the_judge_takes_the_best(
    judged: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = list[Melody]()

    def keep(text: str, plan: Plan) -> Melody:
        drafts.append(read_draft(text, plan))
        return drafts[-1]

    monkeypatch.setattr("generator.compose.composer.read_draft", keep)
    tune = (await judged.compose(WILD)).tune
    ranges = [features(draft)["range"] for draft in drafts]
    assert len(ranges) == DRAFTS
    assert features(read_abc(tune.abc))["range"] == min(ranges) < max(ranges)


async def test_a_chosen_tune_does_not_depend_on_its_neighbours(judged: Composer) -> None:
    alone = (await judged.compose(WILD)).tune
    together = await asyncio.gather(*(judged.compose(replace(WILD, seed=seed)) for seed in (1, 2, 5, 7, 8)))
    assert together[2].tune == alone == (await judged.compose(alone.request)).tune


async def test_a_rejected_draft_of_a_round_leaves_the_others(
    judged: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts = iter([["dull"], [], ["sad"], []])
    monkeypatch.setattr("generator.compose.draft.check", lambda melody: next(verdicts))
    tune = (await judged.compose(WILD)).tune
    assert tune.rejections == {"dull": 1, "sad": 1}
    assert (tune.attempts, tune.drafts) == (3, DRAFTS)


async def test_rounds_go_on_until_the_last_attempt(judged: Composer, monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[Melody]()

    def reject(melody: Melody) -> list[str]:
        read.append(melody)
        return ["never good enough"]

    monkeypatch.setattr("generator.compose.draft.check", reject)
    with pytest.raises(ComposeError, match=str(MOST_ATTEMPTS)):
        await judged.compose(WILD)
    assert len(read) == MOST_ATTEMPTS


async def test_a_variation_and_an_opening_are_judged_too(judged: Composer, unjudged: Composer) -> None:
    source = (await unjudged.compose(ASKED)).tune.abc
    for asked in (
        ComposeRequest(source=source, change="B", temperature=2.0),
        replace(WILD, mode="maj", opening="A|d2f dAF|"),
    ):
        requests = [replace(asked, seed=seed) for seed in range(4)]
        chosen = await asyncio.gather(*map(judged.compose, requests))
        first = await asyncio.gather(*map(unjudged.compose, requests))
        assert _ranges(chosen) < _ranges(first)


def _ranges(compositions: list[Composition]) -> float:
    return sum(features(read_abc(one.tune.abc))["range"] for one in compositions)


class SilentSampler(Sampler):
    """Samples nothing; keeps the futures of a round, and says when it has all of them."""

    def __init__(self) -> None:
        self.futures = list[Future[str]]()
        self.has_round = asyncio.Event()

    def sample(self, request: SampleRequest, on_bar: OnBar = ignore_bar) -> Future[str]:
        self.futures.append(Future())
        if len(self.futures) == DRAFTS:
            self.has_round.set()
        return self.futures[-1]


async def test_cancelling_a_request_cancels_all_its_drafts(checkpoint: Checkpoint) -> None:
    sampler = SilentSampler()
    judged = Composer(replace(checkpoint, judge=SMALL_RANGE), sampler)
    task = asyncio.create_task(judged.compose(ASKED))
    await sampler.has_round.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert all(future.cancelled() for future in sampler.futures)


async def test_a_draft_that_fails_cancels_the_others(checkpoint: Checkpoint) -> None:
    sampler = SilentSampler()
    judged = Composer(replace(checkpoint, judge=SMALL_RANGE), sampler)
    task = asyncio.create_task(judged.compose(ASKED))
    await sampler.has_round.wait()
    failed, *others = sampler.futures
    failed.set_exception(EngineError("lost"))
    with pytest.raises(EngineError, match="lost"):
        await task
    assert all(future.cancelled() for future in others)
