"""What is written in one row, character by character: how the next one is chosen from the model's scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.grammar.matcher import Task, writing
from generator.grammar.script import Writing
from generator.model.alphabet import Alphabet
from generator.notation.model_text import END, START

LIMIT = 4000
"""More characters than any tune has."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What to write. `header` and `opening` are fed as they are; the model goes on from there.

    With a `task` only characters are drawn that lead to a correct tune. A text that has not ended after
    `limit` characters is broken off. The same draw gives the same text.
    """

    header: str
    seed: int
    temperature: float
    opening: str = ""
    task: Task | None = None
    limit: int = LIMIT
    top_p: float = 1.0

    @property
    def prompt(self) -> str:
        """All that is fed before the first character is drawn."""
        return self.header + self.opening


class Pen:
    """Writes one tune: chooses each next character from the model's scores for it.

    `text` is the ids written so far, `next` what the model is fed. There is one random number per place in
    the text, so that chance does not depend on what was forced before.
    """

    def __init__(self, draw: Draw, alphabet: Alphabet) -> None:
        self._alphabet = alphabet
        self._temperature, self._top_p = draw.temperature, draw.top_p
        self._limit = draw.limit
        self._forced = alphabet.encode(draw.prompt)[::-1]
        self._chances = np.random.Generator(np.random.Philox(draw.seed)).random(draw.limit)
        self._machine = writing(draw.task, draw.opening) if draw.task else None
        self.next = alphabet.encode(START)[0]
        self.text: list[int] = []

    @property
    def bars(self) -> int:
        """How many are closed; 0 where nobody counts them."""
        return self._machine.bars if self._machine else 0

    @property
    def ended(self) -> bool:
        if self._forced:
            return False
        done = self._machine.done if self._machine else self._alphabet.decode(self.text[-len(END) :]) == END
        return done or len(self.text) == self._limit

    def write(self, logits: NDArray[np.float64]) -> None:
        """The next character: the prompt's while there is one, else drawn. logits (V,)"""
        if self._forced:
            self.next = self._forced.pop()
        else:
            chance = self._chances[len(self.text)]
            if self._machine is None:
                self.next = choose(logits, self._temperature, chance, self._top_p)
            else:
                self.next = self._held(self._machine, logits, chance)
        self.text.append(self.next)

    def _held(self, machine: Writing, logits: NDArray[np.float64], chance: float) -> int:
        """Of the characters that may come; often there is only one."""
        ids = self._alphabet.ids(machine.allowed())
        index = choose(logits[ids], self._temperature, chance, self._top_p) if len(ids) > 1 else 0
        chosen = int(ids[index])
        machine.advance(self._alphabet.characters[chosen])
        return chosen


def choose(logits: NDArray[np.float64], temperature: float, chance: float, top_p: float = 1.0) -> int:
    """The index in whose share of softmax(logits / temperature) `chance` (0..1) falls.

    Below 1, `top_p` leaves the likeliest only that together have this share (Holtzman et al. 2020,
    arXiv:1904.09751).
    """
    weights = np.exp((logits - logits.max()) / temperature)
    if top_p < 1:
        weights = _nucleus(weights, top_p)
    cumulative = weights.cumsum()
    return min(int(cumulative.searchsorted(chance * cumulative[-1], side="right")), len(logits) - 1)


def _nucleus(weights: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """The greatest weights that together have this share of all; the others are 0."""
    order = np.argsort(-weights, kind="stable")
    kept = int(np.searchsorted(np.cumsum(weights[order]), share * weights.sum())) + 1
    left = np.zeros_like(weights)
    left[order[:kept]] = weights[order[:kept]]
    return left
