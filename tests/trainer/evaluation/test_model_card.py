from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.trainer.command_line import run
from tests.trainer.conftest import SMALL, Trained
from trainer.data.corpus import COLLECTIONS
from trainer.data.dataset import Corpus
from trainer.evaluation.explanations import EXPLANATIONS
from trainer.evaluation.model_card import write_card
from trainer.training.presets import PRESETS
from trainer.training.train import train


def fine_tuned_card(trained: Trained, own: list[str], base: list[str], seen: int = 0) -> str:
    """The card of a model trained on the sources `own`, whose base was trained on the sources `base`."""
    record = json.loads((trained.folder / "model.json").read_text())
    record["corpus"]["sources"] = own
    record["training"]["preset"]["base_share"] = 0.5
    record["base"] = {
        "id": "third-ffed21", "corpus": {"sources": base, "train": 3427, "hash": "x"}, "bits_per_note": 2.5,
        "held_out_seen": seen,
    }  # fmt: skip
    return write_card(record)


def test_the_card_of_a_run_says_what_its_record_says(trained: Trained, corpus: Corpus) -> None:
    card = (trained.folder / "card.md").read_text()
    record = json.loads((trained.folder / "model.json").read_text())
    assert card == write_card(record)
    assert card.startswith(f"# Model card: {record['id']}\n")
    for words in (
        f"{record['parameters']:,} parameters",
        f"`{corpus.hash}`",
        f"| bits per note (headers included) | {trained.scores.bits_per_note:.3f} |",
        "Whole tunes, 1,200 characters a step",
        "a cosine decay to zero, dropout 0.1 of channels",
        "gradients clipped at 1",
        "memory (attention over the tune so far: 1 head, keys 8 wide)",
        "0.1 of the memory's attention",
        "a moving average over steps (decay 0.9), those of the epoch",
    ):
        assert words in card


def test_a_recipe_like_the_lab_s_is_described_as_such(corpus: Corpus, tmp_path: Path) -> None:
    preset = replace(SMALL, feed="crops", length=50, steps=2, epochs=1, schedule="constant", clip=0.0)
    preset = replace(preset, memory=0, averaging=0.0)
    train(corpus, preset, tmp_path / "run", device="cpu")
    card = (tmp_path / "run/card.md").read_text()
    assert "Random pieces of 50 characters" in card
    assert "cosine" not in card
    assert "gradients not clipped" in card
    assert "memory (" not in card
    assert "of the memory's attention" not in card
    assert "average" not in card


def test_the_card_has_the_commands_that_make_the_model_again(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the folders that were used; of those from the root of the disk only the names."""
    monkeypatch.chdir(tmp_path)
    preset = replace(PRESETS["tiny"], epochs=1, hidden=16, bfloat16=False)
    corpus = replace(corpus, sources=["my tunes", "old=/home/me/tunes.abc"], folder=Path("data/my book"))
    train(corpus, preset, Path("tries/one"), device="cpu", minutes=1)
    card = Path("tries/one/card.md").read_text()
    assert (
        """
```sh
python -m trainer prepare --source 'my tunes' --source old=tunes.abc --out 'data/my book'
python -m trainer train --preset tiny --hidden 16 --epochs 1 --minutes 1 --data 'data/my book' --out \\
    tries/one
```
"""
        in card
    )
    assert "\n- `python -m trainer evaluate tries/one --data 'data/my book'`\n  measures them again" in card
    assert "/home/me" not in card


def test_the_commands_of_a_card_are_the_ones_that_were_typed(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(book, "tunes")
    typed = [
        "prepare --source tunes --out data/book",
        "train --preset tiny --epochs 1 --data data/book --out runs/book",
        "judge runs/book --data data/book --samples 60",
    ]
    for line in typed:
        assert run(*line.split()) == 0
    card = Path("runs/book/card.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", card, re.DOTALL)
    assert "".join(blocks).splitlines() == [f"python -m trainer {line}" for line in typed]


def test_the_usual_folder_of_the_text_is_not_named(trained: Trained) -> None:
    record = json.loads((trained.folder / "model.json").read_text())
    record["training"] |= {"data": "data/corpus", "out": "runs/mine"}
    card = write_card(record)
    assert "--data" not in card
    assert "\n- `python -m trainer evaluate runs/mine`\n" in card


def test_the_card_of_the_default_corpus_needs_no_source(trained: Trained) -> None:
    record = json.loads((trained.folder / "model.json").read_text())
    record["corpus"]["sources"] = list(COLLECTIONS)
    record["training"]["data"] = "data/corpus"
    assert "\npython -m trainer prepare\n" in write_card(record)


def test_a_fine_tuned_model_s_card_names_its_base_and_both_corpora(trained: Trained) -> None:
    card = fine_tuned_card(trained, ["new.abc"], ["airdsAirs"])
    assert "- new.abc\n" in card
    assert (
        "the model was `third-ffed21`, from which it was fine-tuned. That was trained on 3,427 tunes" in card
    )
    assert "Glasgow 1778" in card
    assert "| bits per note of `third-ffed21` on the same tunes | 2.500 |\n" in card
    assert "50% of each weight is that of `third-ffed21`" in card
    assert "too good" not in card


def test_the_card_says_if_the_base_was_trained_on_the_held_out_tunes(trained: Trained) -> None:
    card = fine_tuned_card(trained, ["new.abc"], ["airdsAirs"], seen=3)
    assert "`third-ffed21` was trained on 3 of these tunes, or on near copies: both are too good." in card


@pytest.mark.parametrize(
    ("own", "base", "collections", "unknown"),
    [
        (["airdsAirs"], ["oneills1850"], True, None),
        (["new.abc"], ["airdsAirs"], True, "*new.abc*"),
        (["b/new.abc", "mine=x.abc"], ["old.abc"], False, "*mine*, *new.abc*, *old.abc*"),
        (["label=airdsAirs"], ["-"], True, "*standard input*"),
    ],
)
def test_the_terms_are_those_of_the_sources_of_the_model_and_of_its_base(
    trained: Trained, own: list[str], base: list[str], collections: bool, unknown: str | None
) -> None:
    terms = fine_tuned_card(trained, own, base).split("## Terms")[1]
    assert ("music21's corpus" in terms) is collections
    assert ("are unknown to Lilt" in terms) is (unknown is not None)
    assert unknown is None or f"The terms of {unknown} are unknown to Lilt" in terms


def test_the_figures_are_explained_in_words(trained: Trained) -> None:
    card = (trained.folder / "card.md").read_text()
    assert f"Bits per note: {EXPLANATIONS['bits_per_note']}." in card
    assert EXPLANATIONS["valid"] in card


def test_the_default_sources_are_named_with_their_printings(trained: Trained) -> None:
    record = json.loads((trained.folder / "model.json").read_text())
    record["corpus"]["sources"] = ["airdsAirs", "my/own.abc"]
    card = write_card(record)
    assert "Glasgow 1778" in card
    assert "- own.abc\n" in card
