"""Decodes one text: chooses each next character from the model's scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generator.grammar.matcher import make_matcher
from generator.grammar.protocol import Matcher
from generator.model.alphabet import Alphabet
from generator.notation.model_text import END, START
from generator.sampling.request import CHARACTER_LIMIT, SampleRequest


class Decoder:
    """The text of one request, character by character.

    `ids` are the characters so far, `next_id` the one that the model is fed next. There is one random number
    per position in the text, so a draw does not depend on what was forced before it.
    """

    def __init__(self, request: SampleRequest, alphabet: Alphabet) -> None:
        """Raises KeyError for a character the model does not know, ValueError for an impossible opening.

        Also ValueError for more characters than a row has room for.
        """
        if not len(request.prompt) <= request.limit <= CHARACTER_LIMIT:
            raise ValueError(
                f"a text has at most {CHARACTER_LIMIT} characters, and its prompt no more than it"
            )
        self._alphabet = alphabet
        self._temperature, self._top_p = request.temperature, request.top_p
        self._limit = request.limit
        self._forced = alphabet.encode(request.prompt)[::-1]
        self._chances = np.random.Generator(np.random.Philox(request.seed)).random(request.limit)
        self._matcher = make_matcher(request.task, request.opening) if request.task else None
        self.next_id = alphabet.encode(START)[0]
        self.ids: list[int] = []

    @property
    def bars(self) -> int:
        """How many bars are complete; 0 without a task."""
        return self._matcher.bars if self._matcher else 0

    @property
    def finished(self) -> bool:
        if self._forced:
            return False
        done = self._matcher.done if self._matcher else self._alphabet.decode(self.ids[-len(END) :]) == END
        return done or len(self.ids) == self._limit

    def advance(self, logits: NDArray[np.float64]) -> None:
        """Add the next character: the prompt's while there is one, else a drawn one. logits (V,)"""
        if self._forced:
            self.next_id = self._forced.pop()
        else:
            chance = self._chances[len(self.ids)]
            if self._matcher is None:
                self.next_id = choose(logits, self._temperature, chance, self._top_p)
            else:
                self.next_id = self._choose_allowed(self._matcher, logits, chance)
        self.ids.append(self.next_id)

    def _choose_allowed(self, matcher: Matcher, logits: NDArray[np.float64], chance: float) -> int:
        """Of the characters that the grammar allows; often there is only one."""
        ids = self._alphabet.ids(matcher.allowed())
        index = choose(logits[ids], self._temperature, chance, self._top_p) if len(ids) > 1 else 0
        chosen = int(ids[index])
        matcher.advance(self._alphabet.characters[chosen])
        return chosen


def choose(logits: NDArray[np.float64], temperature: float, chance: float, top_p: float = 1.0) -> int:
    """The index in whose share of softmax(logits / temperature) `chance` (0..1) falls.

    With `top_p` below 1 only the likeliest that together have this share can be chosen (Holtzman et al. 2020,
    arXiv:1904.09751).
    """
    weights = np.exp((logits - logits.max()) / temperature)
    if top_p < 1:
        weights = _nucleus(weights, top_p)
    cumulative = weights.cumsum()
    return min(int(cumulative.searchsorted(chance * cumulative[-1], side="right")), len(logits) - 1)


def _nucleus(weights: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """The greatest weights that together have this share of the sum; the others become 0."""
    order = np.argsort(-weights, kind="stable")
    kept = int(np.searchsorted(np.cumsum(weights[order]), share * weights.sum())) + 1
    left = np.zeros_like(weights)
    left[order[:kept]] = weights[order[:kept]]
    return left
