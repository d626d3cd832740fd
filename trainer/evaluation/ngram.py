"""A character n-gram model, the baseline of the report, interpolated after Witten and Bell (1991).

P(c | h) = (count(hc) + T(h) P(c | h')) / (count(h) + T(h)), where h' is h without its first
character and T(h) is the number of different characters that followed h. Below the empty context, P
is uniform.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from generator.model.alphabet import Alphabet
from generator.notation.model_text import END, START
from generator.sampling.decoder import choose
from generator.sampling.request import CHARACTER_LIMIT, SampleRequest
from trainer.data.dataset import notes_of
from trainer.evaluation.metrics import Scores

ORDER = 6


class NGram:
    """Counts of what followed each context of up to `order` - 1 characters within a tune."""

    def __init__(self, tunes: Iterable[str], alphabet: Alphabet, order: int = ORDER) -> None:
        self.alphabet = alphabet
        self._longest = order - 1
        self._after: dict[str, dict[int, int]] = defaultdict(dict)
        for tune in tunes:
            text = f"{START}{tune}\n"
            for place, target in enumerate(alphabet.encode(text[1:]), 1):
                for length in range(min(self._longest, place) + 1):
                    counts = self._after[text[place - length : place]]
                    counts[target] = counts.get(target, 0) + 1

    def probabilities(self, context: str) -> NDArray[np.float64]:
        """The probability of each character of the alphabet to come next."""
        size = len(self.alphabet)
        found = np.full(size, 1 / size)
        for length in range(min(self._longest, len(context)) + 1):
            counts = self._after.get(context[len(context) - length :])
            if counts is None:
                break
            kinds, total = len(counts), sum(counts.values())
            found *= kinds / (total + kinds)
            for target, count in counts.items():
                found[target] += count / (total + kinds)
        return found

    def bits(self, tune: str) -> float:
        """The bits that the model needs for a tune and the blank line that ends it."""
        text = f"{START}{tune}\n"
        ids = self.alphabet.encode(text)
        return -sum(
            math.log2(self.probabilities(text[max(0, place - self._longest) : place])[ids[place]])
            for place in range(1, len(text))
        )

    def draw(self, draw: SampleRequest) -> str:
        """Draws a text as `sampling.Batch` draws one from a network."""
        chances = np.random.Generator(np.random.Philox(draw.seed)).random(CHARACTER_LIMIT)
        text = draw.prompt
        while len(text) < CHARACTER_LIMIT and not text.endswith(END):
            logits = np.log(self.probabilities(f"{START}{text}"[-self._longest :]))
            text += self.alphabet.characters[choose(logits, draw.temperature, chances[len(text)], draw.top_p)]
        return text


def score_ngram(model: NGram, tunes: list[str]) -> Scores:
    """Bits per character and per note, as `metrics.score` gives them for a network."""
    bits, notes = sum(map(model.bits, tunes)), sum(map(notes_of, tunes))
    return Scores(bits / sum(len(tune) + 1 for tune in tunes), bits / notes, len(tunes), notes)
