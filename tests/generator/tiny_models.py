"""Tiny real models: an untrained one, and one that has learnt one tune by heart."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from generator.catalogue import Catalogue, Style
from generator.grammar import matcher
from generator.model.alphabet import Alphabet
from generator.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from generator.model.network import ModelConfig, TuneModel

torch.set_num_threads(1)

JIG = """R:jig
M:6/8
K:Cmaj
P:AABB 4
|:G|c2ecGE|FAGFED|c2ecGE|FGFE2:|
|:G|cegc'ge|dfafed|cegc'ge|dBGc2:|
"""
"""The tune of the rehearsed model: a jig in two parts of four bars."""

CATALOGUE = Catalogue(
    model="",
    styles={Style("jig", "6/8", "maj", "AABB 4"): 60, Style("reel", "4/4", "dor", "AB 8"): 70},
    tonics={"maj": {"D": 3, "G": 2}, "dor": {"E": 1}},
)
CHARACTERS = sorted(set(JIG + "reel4AB8dor") | matcher.CHARACTERS)


@pytest.fixture(scope="session")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of two layers of 32 units that has learnt nothing."""
    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("models") / "untrained"
    model = TuneModel(ModelConfig(len(CHARACTERS), 16, 32, 2))
    save_checkpoint(folder, model, Alphabet(CHARACTERS), CATALOGUE, {}, [])
    return folder


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that has learnt one tune by heart."""
    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("models") / "rehearsed"
    alphabet = Alphabet(CHARACTERS)
    model = TuneModel(ModelConfig(len(alphabet), 16, 64, 1))
    ids = torch.tensor([alphabet.encode(f"\n{JIG}\n")])
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(150):
        logits, _ = model(ids[:, :-1])
        loss = torch.nn.functional.cross_entropy(logits[0], ids[0, 1:])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    save_checkpoint(folder, model, alphabet, CATALOGUE, {}, [])
    return folder


@pytest.fixture(scope="session")
def remembering(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Like `untrained`, with a memory whose attention is far from even."""
    torch.manual_seed(8)
    folder = tmp_path_factory.mktemp("models") / "remembering"
    alphabet = Alphabet(CHARACTERS)
    config = ModelConfig(
        len(alphabet), 16, 32, 2, memory=8, memory_heads=2, memory_distances=5, bar_line=alphabet.bar_line
    )
    model = TuneModel(config)
    for name, weight in model.named_parameters():
        weight.data *= 3 if "memory" in name else 1
        if name == "memory.distance":
            torch.nn.init.normal_(weight.data)
    save_checkpoint(folder, model, alphabet, CATALOGUE, {}, [])
    return folder


@pytest.fixture(scope="session")
def checkpoint(untrained: Path) -> Checkpoint:
    return load_checkpoint(str(untrained))
