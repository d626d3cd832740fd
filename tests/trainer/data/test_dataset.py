from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

import pytest
import torch

from generator.errors import BadRequest
from generator.model.alphabet import Alphabet
from generator.notation.model_text import START
from trainer.data.dataset import PADDING, Corpus, batches, load_corpus, notes_of, split_tunes, to_batch

ALPHABET = Alphabet.of("\nabcdef")


def texts_of(inputs: torch.Tensor, targets: torch.Tensor, alphabet: Alphabet) -> list[str]:
    """The tunes in a batch, read from its targets; the inputs must be the same, one character earlier."""
    found = []
    for given, wanted in zip(inputs.tolist(), targets.tolist(), strict=True):
        text = alphabet.decode([one for one in wanted if one != PADDING])
        assert alphabet.decode(given)[: len(text)] == START + text[:-1]
        found.append(text.removesuffix("\n"))
    return found


@pytest.mark.parametrize("characters", [1, 500, 2000, 10**6])
@pytest.mark.parametrize("seed", [None, 3])
def test_every_tune_is_in_exactly_one_batch(corpus: Corpus, characters: int, seed: int | None) -> None:
    chance = Random(seed) if seed else None  # noqa: S311
    seen = [
        text
        for batch in batches(corpus.train, corpus.alphabet, characters, chance)
        for text in texts_of(*batch, corpus.alphabet)
    ]
    assert sorted(seen) == sorted(corpus.train)


def test_a_batch_holds_about_as_many_characters_as_asked(corpus: Corpus) -> None:
    sizes = [inputs.numel() for inputs, _ in batches(corpus.train, corpus.alphabet, 2000)]
    assert all(500 < size <= 2000 for size in sizes[:-1])


def test_two_epochs_differ_and_the_same_chance_gives_the_same_epoch(corpus: Corpus) -> None:
    one, other = Random(1), Random(1)  # noqa: S311
    first, second, again = (
        [inputs.tolist() for inputs, _ in batches(corpus.train, corpus.alphabet, 2000, chance)]
        for chance in (one, one, other)
    )
    assert first != second
    assert first == again


def test_the_target_is_the_next_character_or_padding() -> None:
    inputs, targets = to_batch(["abc\n", "d\n"], ALPHABET)
    assert ALPHABET.decode(inputs[0].tolist()) == "\nabc\n"
    assert targets.tolist() == [
        ALPHABET.encode("abc\n\n"),
        [*ALPHABET.encode("d\n\n"), PADDING, PADDING],
    ]


def test_notes_are_the_letters_of_the_body() -> None:
    assert notes_of("R:reel\nM:4/4\nK:Cmaj\nP:AABB 8\n|:C2z^d'(3efg|_B>A:|\n") == 7


def test_a_text_is_split_at_blank_lines() -> None:
    assert split_tunes("a\nb\n\nc\n\n") == ["a\nb\n", "c\n"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.json", None), ("train.txt", None), ("catalogue.json", None), ("report.json", "{"),
        ("report.json", "{}"), ("report.json", "[]"), ("catalogue.json", "[]"),
        ("catalogue.json", '{"styles": [[1]], "tonics": {}}'), ("train.txt", "\n"), ("valid.txt", ""),
    ],
)  # fmt: skip
def test_a_folder_that_prepare_did_not_write_is_refused(
    data: Path, tmp_path: Path, name: str, content: str | None
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content)
    with pytest.raises(BadRequest, match=r"^data: .*trainer prepare"):
        load_corpus(folder)


def test_a_corpus_knows_where_it_comes_from(corpus: Corpus, data: Path, book: Path) -> None:
    assert corpus.sources == [str(book)]
    assert corpus.hash == json.loads((data / "report.json").read_text())["hash"]
