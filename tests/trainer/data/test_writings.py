from __future__ import annotations

import pytest

from generator.notation.model_text import read_model_text
from generator.notation.transpose import to_tonic
from trainer.data.dataset import Corpus, notes_of
from trainer.data.dedupe import grams_of
from trainer.data.writings import TITLE, WRITINGS, in_own_key, parted, with_title


@pytest.mark.parametrize("tonic", ["D", "G", "Bb", "F#"])
def test_in_its_own_key_a_tune_is_the_same_tune(corpus: Corpus, tonic: str) -> None:
    for text in corpus.held_out:
        moved = read_model_text(in_own_key(text, tonic, "") + "\n")
        assert moved.key.tonic == tonic
        assert grams_of(moved) == grams_of(read_model_text(f"{text}\n"))


def test_on_c_the_own_key_is_the_training_text_itself(corpus: Corpus) -> None:
    assert [in_own_key(text, "C", "") for text in corpus.train] == corpus.train


def test_a_title_stands_between_header_and_notes_in_plain_letters(corpus: Corpus) -> None:
    text = corpus.train[0]
    header, body = parted(text)
    assert with_title(text, "D", "O'Dwyer's 3rd. Réel") == f"{header}{TITLE}O'Dwyer's rd R el\n{body}"
    assert header + body == text


@pytest.mark.parametrize("name", WRITINGS)
def test_every_writing_can_be_read_and_has_the_same_notes(corpus: Corpus, name: str) -> None:
    text = corpus.train[0]
    written = WRITINGS[name](text, "G", "")
    melody = read_model_text(written + "\n")
    assert len(grams_of(melody)) == len(grams_of(to_tonic(read_model_text(f"{text}\n"), "G")))
    assert notes_of(written.replace(TITLE + "\n", "")) == notes_of(text)
