"""The rows' memory: the same in every row and company, and at every length."""

from __future__ import annotations

from random import Random

import pytest
import torch
from torch import Tensor

from generator.model.checkpoint import Checkpoint
from generator.model.network import ModelConfig, TuneModel
from generator.sampling import row_memory
from generator.sampling.float_step import FloatStep
from generator.sampling.row_memory import RowMemory
from generator.sampling.step import Step, fastest_step

V, M, N = 13, 10, 2
W, F, U = 16, 16, 16
BAR_LINE = 3
Heads = tuple[Tensor, Tensor]


@pytest.fixture(scope="module")
def weights() -> dict[str, Tensor]:
    torch.manual_seed(4)
    config = ModelConfig(V, 4, 16, 1, memory=M, memory_heads=N, memory_distances=12)
    return {name: weight.data for name, weight in TuneModel(config).named_parameters()}


def some_heads(seed: int, rows: int) -> Heads:
    """Ids, and what a network might make of them."""
    chance = torch.Generator().manual_seed(seed)
    heads = torch.randn(rows, N * (2 * W + F + U) + U, generator=chance)
    return torch.randint(V, (rows,), generator=chance), heads


def row_of(memory: RowMemory, own: Heads, row: int, rows: int, used: list[int], others: int) -> Tensor:
    """Advance the memory with `own` in one row and random heads in the others; the row's logits."""
    ids, heads = some_heads(others, rows)
    ids[row], heads[row] = own[0][0], own[1][0]
    return memory.advance(ids, heads, 0, used)[row].clone()


def step_of(kind: str, checkpoint: Checkpoint) -> Step:
    """A step of two rows."""
    return FloatStep(checkpoint, 2) if kind == "float" else fastest_step(checkpoint, 2, torch.device("cpu"))


def test_a_row_is_the_same_to_the_bit_among_rows_of_any_length(weights: dict[str, Tensor]) -> None:
    one, two = RowMemory(weights, 1, BAR_LINE), RowMemory(weights, 8, BAR_LINE)
    chance = Random(1)  # noqa: S311 - no secret
    for at in range(300):
        for row in range(8):
            if row != 5 and chance.random() < 0.05:
                two.reset(row)
        own = some_heads(at, 1)
        company = sorted({5, *chance.sample(range(8), 4)})
        assert torch.equal(row_of(one, own, 0, 1, [0], 0), row_of(two, own, 5, 8, company, 1000 + at))


def test_a_row_starts_again_after_a_reset(weights: dict[str, Tensor]) -> None:
    memory = RowMemory(weights, 3, BAR_LINE)
    texts = []
    for _ in range(2):
        memory.reset(1)
        texts.append([row_of(memory, some_heads(at, 1), 1, 3, [0, 1], at) for at in range(30)])
    assert all(torch.equal(*both) for both in zip(*texts, strict=True))


@pytest.mark.parametrize("kind", ["fastest", "float"])
def test_a_text_longer_than_the_room_is_remembered_to_its_beginning(
    remembering_checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """As in a memory that had room for it from the start."""
    roomy = step_of(kind, remembering_checkpoint)
    monkeypatch.setattr(row_memory, "ROOM", 16)
    grows = step_of(kind, remembering_checkpoint)
    for _ in range(2):
        for at in range(70):
            assert (roomy.step([None, at % 9]) == grows.step([at % 5, at % 9]))[1].all()
        roomy.reset(1)
        grows.reset(1)
