"""The lab's way of composing, kept as the yardstick for speed and as the oracle for tests.

MIT Introduction to Deep Learning, lab 1: the whole network is called once per character, one tune at a time.
"""

from __future__ import annotations

import numpy as np
import torch

from generator.grammar.matcher import writing
from generator.model.alphabet import Alphabet
from generator.model.network import ModelConfig, TuneModel
from generator.notation.model_text import END, START
from generator.sampling.decoder import Draw, choose

LAB = ModelConfig(vocabulary=83, embedding=256, hidden=1024, layers=1)
"""The lab's sizes."""


@torch.inference_mode()
def draw_naively(model: TuneModel, alphabet: Alphabet, draw: Draw) -> str:
    """The text that `sampler.Table` must give for this draw."""
    chances = np.random.Generator(np.random.Philox(draw.seed)).random(draw.limit)
    prompt = draw.prompt
    machine = writing(draw.task, draw.opening) if draw.task else None
    text = ""
    state = None
    character = START
    while len(text) < draw.limit and not (len(text) >= len(prompt) and text.endswith(END)):
        logits, state = model(torch.tensor([alphabet.encode(character)]), state)
        if len(text) < len(prompt):
            character = prompt[len(text)]
        else:
            last = logits[0, -1].double().numpy()
            options = machine.allowed() if machine else alphabet.characters
            known = "".join(option for option in options if option in alphabet)
            picked = choose(last[alphabet.encode(known)], draw.temperature, chances[len(text)], draw.top_p)
            character = known[picked]
            if machine:
                machine.advance(character)
        text += character
    return text


@torch.inference_mode()
def lab_loop(model: TuneModel, characters: int) -> None:
    """The lab's loop without anything around it: `characters` steps of batch 1."""
    state = None
    ids = torch.zeros(1, 1, dtype=torch.long)
    for _ in range(characters):
        logits, state = model(ids, state)
        ids = torch.multinomial(logits[:, -1].softmax(-1), 1)
