"""The checkpoint that comes with Lilt is whole, and what it writes is what a musician would accept."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pytest
import symusic
import torch

from generator.checkpoint import DEFAULT, SHIPPED, Checkpoint, load_catalogue, load_checkpoint
from generator.composer import Composer
from generator.notation.checker import check
from generator.notation.form import form_of
from generator.notation.reader import read_abc
from generator.notation.unfold import unfold
from generator.plan import Plan
from generator.sampler import Sampler, Table
from generator.step import NARROW, BatchStep, RowStep, step_of
from generator.tune import ComposeRequest


@pytest.fixture(scope="module")
def shipped() -> Checkpoint:
    return load_checkpoint()


@pytest.fixture(scope="module")
def composer(shipped: Checkpoint) -> Iterator[Composer]:
    sampler = Sampler(Table(shipped))
    yield Composer(shipped, sampler)
    sampler.close()


def test_the_shipped_checkpoint_is_complete_and_small() -> None:
    files = {path.name: path.stat().st_size for path in (SHIPPED / DEFAULT).iterdir()}
    assert files.keys() == {"weights.safetensors", "model.json", "card.md", "loss.png", "originality.tsv"}
    assert sum(files.values()) < 20_000_000


def test_it_offers_what_it_has_learnt() -> None:
    catalogue = load_catalogue()
    assert {"jig", "reel", "hornpipe", "air", "slip jig"} <= set(catalogue.types)
    assert {"maj", "min", "dor", "mix"} >= set(catalogue.modes) >= {"maj", "min"}
    assert {"D", "G", "A"} <= set(catalogue.keys)


@pytest.mark.parametrize("tune_type", load_catalogue().types)
async def test_every_type_comes_out_right_as_asked_and_as_abc2midi_reads_it(
    composer: Composer, tune_type: str
) -> None:
    composed = await composer.compose(ComposeRequest(type=tune_type, seed=11))
    tune, plan = composed.tune, Plan.of(composed.tune.request)
    melody = read_abc(tune.abc)
    assert check(melody) == []
    assert (melody.rhythm, melody.meter, melody.key, form_of(melody)) == (
        tune_type, plan.meter, plan.key, plan.form,
    )  # fmt: skip
    plain = tune.abc.replace("R:hornpipe\n", "")  # abc2midi swings hornpipes
    score: Any = symusic.Score.from_abc(plain)
    (track,) = score.tracks
    assert [note.pitch for note in track.notes] == [sounding.pitches[0] for sounding in unfold(melody)]


@pytest.mark.parametrize("rows", [NARROW, 4 * NARROW])
def test_a_rows_scores_are_the_same_to_the_bit_in_every_row_and_any_company(
    shipped: Checkpoint, rows: int
) -> None:
    one, two = (step_of(shipped, rows, torch.device("cpu")) for _ in "ab")
    chance = Random(1)  # noqa: S311 - no secret
    for at in range(60):
        mine = chance.randrange(len(shipped.alphabet))
        companies = [[chance.randrange(len(shipped.alphabet)) for _ in range(rows)] for _ in "ab"]
        alone: list[int | None] = [None] * rows
        companies[0][2] = alone[5] = mine
        first = one.step(companies[0])[2]
        second = two.step(alone if at % 2 else [*companies[1][:5], mine, *companies[1][6:]])[5]
        assert (first == second).all()


def test_one_row_after_the_other_and_all_at_once_are_the_same_network(shipped: Checkpoint) -> None:
    narrow, wide = RowStep(shipped, 3), BatchStep(shipped, 3, torch.device("cpu"))
    for ids in ([1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 1, 1]):
        np.testing.assert_allclose(narrow.step(ids), wide.step(ids), atol=1e-4)
    for step in (narrow, wide):
        step.reset(1)
    np.testing.assert_allclose(narrow.step([1, 2, 3]), wide.step([1, 2, 3]), atol=1e-4)
