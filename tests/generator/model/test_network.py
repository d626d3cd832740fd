"""The network, with and without a memory."""

from __future__ import annotations

import json

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from generator.model.network import ModelConfig, TuneModel

V = 11


BAR_LINE = 2
TWO_HEADS = {"memory_heads": 2, "memory_distances": 3, "bar_line": BAR_LINE}


def network(memory: int, seed: int = 1, **choices: int) -> TuneModel:
    torch.manual_seed(seed)
    config = ModelConfig(V, 4, 8, 2, dropout=0.3, memory=memory, memory_dropout=0.3, **choices)
    model = TuneModel(config).eval()
    if model.memory is not None and model.memory.distance is not None:
        torch.nn.init.normal_(model.memory.distance)
    return model


def some_ids(rows: int, length: int) -> torch.Tensor:
    return torch.randint(V, (rows, length), generator=torch.Generator().manual_seed(2))


@given(
    memory=st.sampled_from([0, 3, 16]),
    choices=st.sampled_from([{}, TWO_HEADS]),
    cuts=st.sets(st.integers(1, 29)).map(sorted),
    seed=st.integers(0, 99),
)
@torch.inference_mode()
def test_a_text_in_pieces_gives_the_logits_of_the_whole_text(
    memory: int, choices: dict[str, int], cuts: list[int], seed: int
) -> None:
    model, ids = network(memory, seed, **choices), some_ids(2, 30)
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


def test_two_heads_attend_as_their_formula_says() -> None:
    """Written out for the last of six characters: what is so many bar lines back has a vector of its own."""
    model, ids = network(5, **TWO_HEADS), some_ids(1, 6)
    ids[ids == BAR_LINE] = BAR_LINE + 1
    ids[0, 1] = ids[0, 4] = BAR_LINE
    memory, embedded = model.memory, model.embedding(ids)
    assert memory is not None
    assert memory.distance is not None
    output = model.lstm(embedded)[0][0]
    read = torch.zeros(8)
    back = [int((ids[0, at + 1 :] == BAR_LINE).sum()) for at in range(6)]
    assert set(back) == {0, 1, 2}
    for head in range(2):
        narrow, wide = slice(5 * head, 5 * head + 5), slice(8 * head, 8 * head + 8)
        keys = [torch.zeros(5), *(memory.key.weight[narrow] @ output[at] for at in range(5))]
        values = [memory.value.weight[wide] @ torch.cat([output[at], embedded[0, at]]) for at in range(6)]
        query = memory.query.weight[narrow] @ output[5]
        scores = [query @ (key + memory.distance[head, away]) for key, away in zip(keys, back, strict=True)]
        weights = (torch.stack(scores) / 5**0.5).softmax(0)
        read = read + sum(weight * value for weight, value in zip(weights, values, strict=True))
    assert torch.allclose(model(ids)[0][0, 5], model.linear(output[5] + read), atol=1e-5)


def test_bar_lines_farther_back_than_the_last_distance_count_as_the_last() -> None:
    model, ids = network(5, memory_heads=1, memory_distances=3, bar_line=BAR_LINE), some_ids(1, 12)
    memory = model.memory
    assert memory is not None
    assert memory.distance is not None
    ids[0, 2:] = BAR_LINE
    before = model(ids)[0][0, -1]
    torch.nn.init.normal_(memory.distance[:, :3].data)
    near = model(ids)[0][0, -1]
    memory.distance.data[:, 3] += 5
    assert not torch.allclose(before, near, atol=1e-4)
    assert not torch.allclose(near, model(ids)[0][0, -1], atol=1e-4)


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
