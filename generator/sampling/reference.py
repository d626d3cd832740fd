"""The plain loop of MIT's Introduction to Deep Learning, lab 1: one tune, one call per character.

The benchmark measures against it, and tests compare the batch with it.
"""

from __future__ import annotations

import numpy as np
import torch

from generator.grammar.matcher import make_matcher
from generator.model.alphabet import Alphabet
from generator.model.network import ModelConfig, TuneModel
from generator.notation.model_text import END, START
from generator.sampling.decoder import choose
from generator.sampling.request import SampleRequest

LAB = ModelConfig(vocabulary=83, embedding=256, hidden=1024, layers=1)
"""The lab's sizes."""


@torch.inference_mode()
def sample_naively(model: TuneModel, alphabet: Alphabet, request: SampleRequest) -> str:
    """The text that a `Batch` in single precision must give for this request."""
    chances = np.random.Generator(np.random.Philox(request.seed)).random(request.limit)
    prompt = request.prompt
    matcher = make_matcher(request.task, request.opening) if request.task else None
    text = ""
    state = None
    character = START
    while len(text) < request.limit and not (len(text) >= len(prompt) and text.endswith(END)):
        logits, state = model(torch.tensor([alphabet.encode(character)]), state)
        if len(text) < len(prompt):
            character = prompt[len(text)]
        else:
            last = logits[0, -1].double().numpy()
            options = matcher.allowed() if matcher else alphabet.characters
            known = "".join(option for option in options if option in alphabet)
            picked = choose(
                last[alphabet.encode(known)], request.temperature, chances[len(text)], request.top_p
            )
            character = known[picked]
            if matcher:
                matcher.advance(character)
        text += character
    return text


@torch.inference_mode()
def lab_loop(model: TuneModel, characters: int) -> None:
    """The lab's loop and nothing else: `characters` steps of batch 1, on the model's device.

    As the lab reads each character before it asks for the next, so does this.
    """
    state = None
    ids = torch.zeros(1, 1, dtype=torch.long, device=model.linear.weight.device)
    for _ in range(characters):
        logits, state = model(ids, state)
        ids = torch.multinomial(logits[:, -1].softmax(-1), 1)
        ids.item()
