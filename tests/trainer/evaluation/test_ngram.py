from __future__ import annotations

import math
from collections import Counter

import pytest

from generator.model.alphabet import Alphabet
from generator.notation.model_text import END
from generator.sampling.request import CHARACTER_LIMIT, SampleRequest
from trainer.data.dataset import Corpus
from trainer.evaluation.ngram import NGram, score_ngram

TUNES = ["abab\n", "abc\n", "cab\n"]
ALPHABET = Alphabet.of("\nabc")


def naive(context: str, character: str, order: int) -> float:
    """Witten and Bell's formula, literally, over all positions of all tunes."""
    if len(context) > order - 1:
        return naive(context[1:], character, order)
    followers = Counter(
        text[place]
        for text in (f"\n{tune}\n" for tune in TUNES)
        for place in range(1, len(text))
        if text[:place].endswith(context)
    )
    lower = naive(context[1:], character, order) if context else 1 / len(ALPHABET)
    if not followers:
        return lower
    kinds, total = len(followers), followers.total()
    return (followers[character] + kinds * lower) / (total + kinds)


@pytest.mark.parametrize("order", [1, 2, 3, 6])
@pytest.mark.parametrize("context", ["\n", "\na", "\nab", "bab", "cc", "\nabab\n"])
def test_probabilities_are_those_of_the_formula(order: int, context: str) -> None:
    found = NGram(TUNES, ALPHABET, order).probabilities(context[-(order - 1) :] if order > 1 else "")
    expected = [naive(context, character, order) for character in ALPHABET.characters]
    assert found.tolist() == pytest.approx(expected)
    assert found.sum() == pytest.approx(1)


def test_bits_are_of_every_character_and_the_blank_line() -> None:
    model = NGram(TUNES, ALPHABET, 3)
    text = "\nba\n\n"
    expected = -sum(math.log2(naive(text[:place], text[place], 3)) for place in range(1, len(text)))
    assert model.bits("ba\n") == pytest.approx(expected)


def test_a_longer_context_predicts_better_and_any_is_better_than_guessing(corpus: Corpus) -> None:
    bits = [
        score_ngram(NGram(corpus.train, corpus.alphabet, order), corpus.held_out).bits_per_char
        for order in (3, 2, 1)
    ]
    assert bits == sorted(bits)
    assert bits[-1] < math.log2(len(corpus.alphabet))


def test_a_draw_continues_its_prompt_to_the_end_of_a_tune(corpus: Corpus) -> None:
    model = NGram(corpus.train, corpus.alphabet)
    prompt = corpus.train[0][:20]
    text = model.draw(SampleRequest(prompt, 7, 0.9))
    assert text.startswith(prompt)
    assert text.endswith(END) or len(text) == CHARACTER_LIMIT
    assert text == model.draw(SampleRequest(prompt, 7, 0.9))
    assert text != model.draw(SampleRequest(prompt, 8, 0.9))
