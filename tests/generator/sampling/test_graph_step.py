"""The step that a GPU records, run operation by operation on the CPU: as the model's own, in any company."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from generator.model.checkpoint import Checkpoint
from generator.sampling.float_step import FloatStep
from generator.sampling.graph_step import GraphStep
from generator.sampling.request import CHARACTER_LIMIT
from generator.sampling.step import Step, fastest_step

CPU = torch.device("cpu")
ROOM, STRETCH = 60, 16
on_a_gpu = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="no GPU here: the CUDA graph is not tested or measured"
)
DEVICES = ("cpu", pytest.param("cuda", marks=on_a_gpu))
Logits = NDArray[np.float64]


def graph_step(checkpoint: Checkpoint, rows: int = 3, device: str = "cpu") -> GraphStep:
    return GraphStep(checkpoint, rows, torch.device(device), characters=ROOM, stretch=STRETCH)


def some_text(seed: int, checkpoint: Checkpoint, length: int = ROOM) -> list[int]:
    """Ids, many of which are bar lines."""
    chance = Random(seed)  # noqa: S311 - no secret
    others = range(len(checkpoint.alphabet))
    return [chance.choice([*others, *[checkpoint.alphabet.bar_line] * 9]) for _ in range(length)]


@torch.inference_mode()
def expected(checkpoint: Checkpoint, text: Sequence[int]) -> Logits:
    """The model's own logits after each character, all at once (L, V)."""
    logits, _ = checkpoint.model(torch.tensor([text]))
    found: Logits = logits[0].double().numpy()
    return found


def written(step: Step, row: int, text: Iterable[int], others: Callable[[], int | None], rows: int) -> Logits:
    """Reset the row and write a text in it, with others beside it; the row's logits (L, V)."""
    step.reset(row)
    beside = ([others() for _ in range(rows)] for _ in iter(int, 1))
    return np.array(
        [step.step([*ids[:row], own, *ids[row + 1 :]])[row] for own, ids in zip(text, beside, strict=False)]
    )


def test_the_logits_are_the_models(checkpoint: Checkpoint) -> None:
    """To the last character that there is room for, beside unused rows, and again after a reset."""
    step = graph_step(checkpoint)
    for seed, length in ((1, 20), (2, ROOM), (3, 7), (4, ROOM)):
        text = some_text(seed, checkpoint, length)
        found = written(step, 1, text, lambda: None, 3)
        assert np.allclose(found, expected(checkpoint, text), atol=1e-5)


@pytest.mark.parametrize("device", DEVICES)
def test_a_row_is_the_same_to_the_bit_in_every_row_and_with_any_neighbours(
    checkpoint: Checkpoint, device: str
) -> None:
    """Neighbours are used, unused, full or begin again; so more stretches are read than the row needs."""
    one, two = graph_step(checkpoint, 5, device), graph_step(checkpoint, 5, device)
    text, chance = some_text(5, checkpoint), Random(5)  # noqa: S311 - no secret
    one.reset(3)
    alone = [one.step([None, None, None, own, None])[3] for own in text]
    lengths = [0] * 5
    two.step([1, 2, None, 3, 4])  # the row has a past before its reset
    for row in range(5):
        two.reset(row)
    for at, own in enumerate(text):
        ids: list[int | None] = [chance.choice([None, 1, 2, 3]) for _ in range(5)]
        ids[1] = own
        for row in (0, 2, 3, 4):
            if lengths[row] == ROOM or chance.random() < 0.03:
                two.reset(row)
                lengths[row] = 0
            lengths[row] += ids[row] is not None
        assert (two.step(ids)[1] == alone[at]).all()


def test_a_row_has_room_after_any_number_of_unused_steps(checkpoint: Checkpoint) -> None:
    step, text = graph_step(checkpoint, 2), some_text(6, checkpoint)
    written(step, 0, text, lambda: None, 2)
    for _ in range(3 * ROOM):
        step.step([None, None])
    assert np.allclose(written(step, 0, text, lambda: None, 2), expected(checkpoint, text), atol=1e-5)


def test_a_full_row_does_not_disturb_the_others(checkpoint: Checkpoint) -> None:
    step, text = graph_step(checkpoint, 2), some_text(7, checkpoint)
    written(step, 0, text, lambda: None, 2)  # full from here on
    assert np.allclose(written(step, 1, text, lambda: None, 2), expected(checkpoint, text), atol=1e-5)


def test_a_row_remembers_as_many_characters_as_a_text_may_have(remembering_checkpoint: Checkpoint) -> None:
    """The last logits, which attend to everything before them."""
    graph, by_row = GraphStep(remembering_checkpoint, 1, CPU), FloatStep(remembering_checkpoint, 1)
    for own in some_text(8, remembering_checkpoint, CHARACTER_LIMIT):
        last = graph.step([own]), by_row.step([own])
    assert np.allclose(*last, atol=1e-4)


class Operations(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes each operation of torch, and the shapes and kinds of its tensors."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.seen: list[tuple[str, list[tuple[torch.Size, torch.dtype]]]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        tensors = [one for one in tree_leaves(args) if isinstance(one, torch.Tensor)]
        self.seen.append((str(func), [(one.shape, one.dtype) for one in tensors]))
        return func(*args, **(kwargs or {}))


def test_what_a_gpu_records_is_the_same_in_every_step_and_asks_for_no_value(checkpoint: Checkpoint) -> None:
    """Whatever the ids, the lengths and the unused rows are."""
    step, records = graph_step(checkpoint, 3), []
    assert list(step._runs) == ([1, 2, 4] if step._memory else [1])
    for ids in ([None, 1, 2], [3, None, None], [None] * 3, [1, 2, checkpoint.alphabet.bar_line]):
        step.step(ids)
        with torch.no_grad(), Operations() as operations:
            step._advance(max(step._runs))
        records.append(operations.seen)
    assert all(record == records[0] for record in records)
    assert len(records[0]) > 20
    asking = re.compile(r"aten\.(_local_scalar_dense|nonzero|masked_select|lift_fresh|_to_copy|equal)\.")
    assert [name for name, _ in records[0] if asking.match(name)] == []
    indexed = [tensors for name, tensors in records[0] if name.startswith("aten.index")]
    assert not any(kind == torch.bool for tensors in indexed for _, kind in tensors[1:])  # hidden nonzero


@on_a_gpu
def test_on_a_gpu_the_recorded_step_computes_what_the_cpu_does(
    checkpoint: Checkpoint, caplog: pytest.LogCaptureFixture
) -> None:
    recorded = fastest_step(checkpoint, 3, torch.device("cuda"))
    assert caplog.text == ""  # it was recorded
    step, chance = GraphStep(checkpoint, 3, CPU), Random(9)  # noqa: S311 - no secret
    for at in range(300):
        if at % 50 == 0:
            for one in (recorded, step):
                one.reset(at // 50 % 3)
        ids = [0 if row else chance.randrange(len(checkpoint.alphabet)) for row in range(3)]
        unused: list[int | None] = [*ids[:2], None]
        assert np.allclose(recorded.step(unused)[:2], step.step(unused)[:2], atol=1e-3)
