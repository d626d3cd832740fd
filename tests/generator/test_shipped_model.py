"""The shipped checkpoint is complete, and its tunes are correct."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np
import pytest
import symusic
import torch
from numpy.typing import NDArray

from generator.compose.composer import Composer
from generator.compose.plan import Plan
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.folders import DEFAULT, SHIPPED
from generator.model.record import load_catalogue
from generator.notation.checker import check
from generator.notation.form import form_of
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from generator.request import ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.float_step import FloatStep
from generator.sampling.graph_step import GraphStep
from generator.sampling.int8_step import Int8Step
from generator.sampling.sampler import Sampler
from generator.sampling.step import Step, fastest_step


@pytest.fixture(scope="module")
def shipped() -> Checkpoint:
    return load_checkpoint()


@pytest.fixture(scope="module")
def composer(shipped: Checkpoint) -> Iterator[Composer]:
    sampler = Sampler(Batch(shipped))
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


@pytest.mark.parametrize("rows", [8, 32])
def test_a_rows_scores_are_the_same_to_the_bit_in_every_row_and_with_any_neighbours(
    shipped: Checkpoint, rows: int
) -> None:
    one, two = (fastest_step(shipped, rows, torch.device("cpu")) for _ in "ab")
    chance = Random(1)  # noqa: S311 - no secret
    for at in range(60):
        mine = chance.randrange(len(shipped.alphabet))
        companies = [[chance.randrange(len(shipped.alphabet)) for _ in range(rows)] for _ in "ab"]
        alone: list[int | None] = [None] * rows
        companies[0][2] = alone[5] = mine
        first = one.step(companies[0])[2]
        second = two.step(alone if at % 2 else [*companies[1][:5], mine, *companies[1][6:]])[5]
        assert (first == second).all()


CPU = torch.device("cpu")
STEPS: dict[str, Callable[[Checkpoint], Step]] = {
    "int8": lambda checkpoint: Int8Step(checkpoint, 2),
    "float": lambda checkpoint: FloatStep(checkpoint, 2),
    "graph": lambda checkpoint: GraphStep(checkpoint, 2, CPU, characters=80),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_steps_scores_are_close_to_the_models(shipped: Checkpoint, step: str) -> None:
    """Bits per character of a real tune: 8 bits change them by less than half a percent."""
    text = "\nR:jig\nM:6/8\nK:Cmaj\nP:AABB 4\n" + "|:G|c2ecGE|FAGFED|c2ecGE|FGFE2:|\n|:G|cegc'ge|dfafed|"
    ids = torch.tensor([shipped.alphabet.encode(text)])
    logits, _ = shipped.model(ids)
    expected = _bits(logits[0, :-1].double().detach().numpy(), ids[0, 1:].numpy())
    kind = STEPS[step](shipped)
    for _ in range(2):  # a row starts again after a reset
        kind.reset(1)
        scores = np.array([kind.step([None, one])[1] for one in ids[0, :-1].tolist()])
        assert _bits(scores, ids[0, 1:].numpy()) == pytest.approx(expected, rel=0.005)


def _bits(logits: NDArray[np.float64], ids: NDArray[np.int64]) -> float:
    """Per character, of the ids (L,) under the logits (L, V) before each."""
    likelihood = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return float(-likelihood[np.arange(len(ids)), ids].mean() / np.log(2))
