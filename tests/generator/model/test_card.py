"""The card of a model, as it is read from its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.errors import ModelError
from generator.model.card import LONGEST_SECTION, ModelCard
from generator.model.folders import DEFAULT, SHIPPED

CARD = """\
# Model card: tiny

## Data

- One book,
  London 1800
- Another one

| a | table |

### Within

Text.

## Training

In an hour.

```sh
python -m trainer prepare
```

## Terms

Free for
everybody.
"""


def checkpoint(folder: Path, card: str | None = CARD) -> Path:
    facts = {"parameters": 1234, "corpus": {"train": 5678}, "training": {"date": "2026-11-24"}}
    (folder / "model.json").write_text(json.dumps({"format": 1, "id": "tiny-1", **facts}))
    (folder / "weights.safetensors").touch()
    if card is not None:
        (folder / "card.md").write_text(card)
    return folder


def test_a_card_is_read_from_the_models_folder(tmp_path: Path) -> None:
    card = ModelCard.load(checkpoint(tmp_path))
    assert (card.model, card.parameters, card.tunes, card.date) == ("tiny-1", 1234, 5678, "2026-11-24")
    assert card.data == "- One book,   London 1800\n- Another one"
    assert card.terms == "Free for everybody."
    assert card.command == "```sh\npython -m trainer prepare\n```"


@pytest.mark.parametrize("text", [None, "", "no headings", "## Data\n\n## Terms\n"])
def test_a_model_without_a_card_is_still_named(tmp_path: Path, text: str | None) -> None:
    card = ModelCard.load(checkpoint(tmp_path, text))
    assert (card.model, card.data, card.command, card.terms) == ("tiny-1", "", "", "")


def test_long_sections_are_cut(tmp_path: Path) -> None:
    assert len(ModelCard.load(checkpoint(tmp_path, "## Terms\n\n" + "long " * 999)).terms) <= LONGEST_SECTION


def test_the_shipped_models_card_says_what_it_learnt_from_and_its_terms() -> None:
    card = ModelCard.load(SHIPPED / DEFAULT)
    assert "O'Neill" in card.data
    assert "may not be used commercially" in card.terms


def test_a_model_without_a_record_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="model nowhere is damaged"):
        ModelCard.load(tmp_path / "nowhere")
