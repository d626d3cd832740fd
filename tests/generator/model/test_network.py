"""The network, with and without a memory."""

from __future__ import annotations

import json

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from generator.model.network import ModelConfig, TuneModel

V = 11


def network(memory: int, seed: int = 1) -> TuneModel:
    torch.manual_seed(seed)
    return TuneModel(ModelConfig(V, 4, 8, 2, dropout=0.3, memory=memory, memory_dropout=0.3)).eval()


def some_ids(rows: int, length: int) -> torch.Tensor:
    return torch.randint(V, (rows, length), generator=torch.Generator().manual_seed(2))


@given(
    memory=st.sampled_from([0, 3, 16]),
    cuts=st.sets(st.integers(1, 29)).map(sorted),
    seed=st.integers(0, 99),
)
@torch.inference_mode()
def test_a_text_in_pieces_gives_the_logits_of_the_whole_text(memory: int, cuts: list[int], seed: int) -> None:
    model, ids = network(memory, seed), some_ids(2, 30)
    pieces, state = [], None
    for piece in torch.tensor_split(ids, cuts, dim=1):
        logits, state = model(piece, state)
        pieces.append(logits)
    assert torch.allclose(torch.cat(pieces, dim=1), model(ids)[0], atol=1e-5)


@pytest.mark.parametrize("memory", [0, 4])
@torch.inference_mode()
def test_no_character_sees_a_later_one(memory: int) -> None:
    model, ids = network(memory), some_ids(1, 20)
    other = ids.clone()
    other[0, 12:] = (ids[0, 12:] + 1) % V
    before, after = model(ids)[0], model(other)[0]
    assert torch.allclose(before[:, :12], after[:, :12], atol=1e-6)
    assert not torch.allclose(before[:, 12:], after[:, 12:], atol=1e-3)


def test_the_memory_attends_as_its_formula_says() -> None:
    """Written out for the last of four characters: k_0 is 0, k_j comes from the output before character j."""
    model, ids = network(5), some_ids(1, 4)
    memory, embedded = model.memory, model.embedding(ids)
    assert memory is not None
    output = model.lstm(embedded)[0][0]
    keys = [torch.zeros(5), *(memory.key.weight @ output[at] for at in range(3))]
    values = [memory.value.weight @ torch.cat([output[at], embedded[0, at]]) for at in range(4)]
    query = memory.query.weight @ output[3]
    weights = torch.stack([query @ key / 5**0.5 for key in keys]).softmax(0)
    read = sum(weight * value for weight, value in zip(weights, values, strict=True))
    assert torch.allclose(model(ids)[0][0, 3], model.linear(output[3] + read), atol=1e-5)


def test_a_config_written_before_there_was_a_memory_has_none() -> None:
    model = TuneModel(
        ModelConfig(
            **json.loads('{"vocabulary": 11, "embedding": 4, "hidden": 8, "layers": 1, "dropout": 0.3}')
        )
    )
    assert model.memory is None
    assert not any("memory" in name for name in model.state_dict())


def test_a_memory_learns_to_repeat_what_it_has_never_seen() -> None:
    """Random texts of 12 characters, each written twice: only the second half can be known."""
    torch.manual_seed(3)
    model = TuneModel(ModelConfig(V, 16, 32, 1, memory=16))
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(250):
        half = torch.randint(V, (64, 12))
        ids = torch.cat([half, half], dim=1)
        logits = model(ids[:, :-1])[0][:, 14:]
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 15:].flatten())
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    assert loss < 0.1
