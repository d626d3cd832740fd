"""The model card: what a checkpoint was trained on and how, how good it is, and the terms of its use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trainer.data.corpus import COLLECTIONS

_DESCRIPTIONS = {
    "airdsAirs": "James Aird, *A Selection of Scotch, English, Irish and Foreign Airs*, Glasgow 1778-1801",
    "oneills1850": "Francis O'Neill, *Music of Ireland*, Chicago 1903",
    "ryansMammoth": "*Ryan's Mammoth Collection*, Boston 1883",
    "miscFolk": "*Northumbrian Minstrelsy*, 1882, and American fife tunes of the 18th and 19th centuries",
}
_TERMS = """\
The tunes themselves are out of copyright. Their encodings lie in music21's corpus, which is distributed with
the permission of the encoders; its licence file says that some encodings may not be used commercially. Before
commercial use, read that file or train a model on other tunes.
"""


def write_card(record: Mapping[str, Any]) -> str:
    """The card as Markdown, from the record in `model.json`."""
    config, corpus, training, scores = (record[part] for part in ("config", "corpus", "training", "scores"))
    preset, name = training["preset"], record["id"].rsplit("-", 1)[0]
    return f"""\
# Model card: {record["id"]}

A character-level LSTM that writes folk tunes in ABC: Embedding({config["vocabulary"]}, {config["embedding"]})
→ LSTM({config["hidden"]}, {config["layers"]} layers){_memory(config)}
→ Linear({config["hidden"]}, {config["vocabulary"]}),
{record["parameters"]:,} parameters, weights kept in half precision.

![Loss](loss.png)

## Data

{_sources(corpus["sources"])}
{corpus["train"]:,} tunes to train on and {scores["tunes"]:,} held out ({scores["notes"]:,} notes), all
cleaned, moved to the tonic C and written in one way; near-duplicates (other printings, other keys) are on
the same side of the split. Hash of the text: `{corpus["hash"]}`. The model was not trained on titles.

## Training

{training["date"]}: {training["epochs"]} epochs in {training["minutes"]:.0f} minutes on {training["device"]},
{training["threads"]} threads{_precision(preset)}.
{_feed(preset)}, {preset["batch"]:,} characters a step, AdamW,
learning rate {preset["learning_rate"]:g}{_schedule(preset)}, dropout {preset["dropout"]:g} of channels and
{preset["weight_dropout"]:g} of weights{_memory_dropout(preset)}, weight decay {preset["weight_decay"]:g},
{_clipping(preset)}.
The weights are {_averaging(preset)}those of the epoch that
predicted the held-out tunes best.

```sh
python -m trainer prepare
python -m trainer train --preset default --out runs/{name}
```

## Figures

| tunes never trained on | |
|---|---|
| bits per character | {scores["bits_per_char"]:.3f} |
| bits per note (headers included) | {scores["bits_per_note"]:.3f} |

After `python -m trainer prepare`, `python -m trainer evaluate {name}` measures them again.

## Terms

{_TERMS}"""


def _sources(sources: Sequence[str]) -> str:
    return "".join(f"- {_DESCRIPTIONS[name] if name in COLLECTIONS else name}\n" for name in sources)


def _memory(config: Mapping[str, Any]) -> str:
    return (
        f"\n→ memory (attention over the tune so far, keys {config['memory']} wide)"
        if config["memory"]
        else ""
    )


def _memory_dropout(preset: Mapping[str, Any]) -> str:
    return f" and {preset['memory_dropout']:g} of the memory's attention" if preset["memory"] else ""


def _averaging(preset: Mapping[str, Any]) -> str:
    decay = preset["averaging"]
    return f"a moving average over steps (decay {decay:g}), " if decay else ""


def _precision(preset: Mapping[str, Any]) -> str:
    return ", in bfloat16" if preset["bfloat16"] else ""


def _feed(preset: Mapping[str, Any]) -> str:
    return "Whole tunes" if preset["feed"] == "tunes" else f"Random pieces of {preset['length']} characters"


def _schedule(preset: Mapping[str, Any]) -> str:
    return " with a warm-up and a cosine decay to zero" if preset["schedule"] == "cosine" else ""


def _clipping(preset: Mapping[str, Any]) -> str:
    return f"gradients clipped at {preset['clip']:g}" if preset["clip"] else "gradients not clipped"
