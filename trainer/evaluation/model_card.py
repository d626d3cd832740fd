"""The model card: what a checkpoint was trained on and how, how good it is, and the terms of its use."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from trainer.data.corpus import COLLECTIONS, PREPARED, STDIN
from trainer.evaluation.explanations import EXPLANATIONS

_DESCRIPTIONS = {
    "airdsAirs": "James Aird, *A Selection of Scotch, English, Irish and Foreign Airs*, Glasgow 1778-1801",
    "oneills1850": "Francis O'Neill, *Music of Ireland*, Chicago 1903",
    "ryansMammoth": "*Ryan's Mammoth Collection*, Boston 1883",
    "miscFolk": "*Northumbrian Minstrelsy*, 1882, and American fife tunes of the 18th and 19th centuries",
}
_LABELLED = re.compile(r"([A-Za-z0-9_-]+)=(.+)", re.DOTALL)
_COLLECTIONS_TERMS = """\
The tunes of the printed collections are out of copyright. Their encodings lie in music21's corpus, which is
distributed with the permission of the encoders; its licence file says that some encodings may not be used
commercially. Before commercial use, read that file or train a model on other tunes.
"""
_OWN_TERMS = """\
The terms of {names} are unknown to Lilt: these files belong to the person who trained the model. Before you
share the model or its tunes, check that the terms of those files allow it.
"""
_WIDTH = 100
"""Characters in a line of a command."""


def write_card(record: Mapping[str, Any]) -> str:
    """The card as Markdown, from the record in `model.json`."""
    config, corpus, training, scores = (record[part] for part in ("config", "corpus", "training", "scores"))
    preset, base = training["preset"], record.get("base")
    return f"""\
# Model card: {record["id"]}

A character-level LSTM that writes folk tunes in ABC: Embedding({config["vocabulary"]}, {config["embedding"]})
→ LSTM({config["hidden"]}, {_count(config["layers"], "layer")}){_memory(config)}
→ Linear({config["hidden"]}, {config["vocabulary"]}),
{record["parameters"]:,} parameters, weights kept in half precision.

![Loss](loss.png)

## Data

{_sources(corpus["sources"])}
{corpus["train"]:,} tunes to train on and {scores["tunes"]:,} held out ({scores["notes"]:,} notes), all
cleaned, moved to the tonic C and written in one way; near-duplicates (other printings, other keys) are on
the same side of the split. Hash of the text: `{corpus["hash"]}`. The model was not trained on titles.
{_base(base)}
## Training

{training["date"]}: {_count(training["epochs"], "epoch")} in {_count(round(training["minutes"]), "minute")}
on {training["device"]}, {_count(training["threads"], "thread")}{_precision(preset)}.
{_feed(preset)}, {preset["batch"]:,} characters a step, AdamW,
learning rate {preset["learning_rate"]:g}{_schedule(preset)}, dropout {preset["dropout"]:g} of channels and
{preset["weight_dropout"]:g} of weights{_memory_dropout(preset)}, weight decay {preset["weight_decay"]:g},
{_clipping(preset)}.
The weights are {_averaging(preset)}those of the epoch that
predicted the held-out tunes best{_blend(preset, base)}.

```sh
{command("prepare", *_source_flags(corpus["sources"]), *_folder_flag("--out", training["data"]))}
{command("train", *training["flags"], *data_flag(training["data"]), "--out", training["out"])}
```

## Figures

| tunes never trained on | |
|---|---|
| bits per character | {scores["bits_per_char"]:.3f} |
| bits per note (headers included) | {scores["bits_per_note"]:.3f} |
{_before(base)}
- Bits per note: {EXPLANATIONS["bits_per_note"]}.
- `{command("evaluate", training["out"], *data_flag(training["data"]))}`
  measures them again; with `--samples 200` it also says how many raw draws are valid:
  {EXPLANATIONS["valid"]}.

## Terms

{_terms(_all_sources(record))}"""


def _sources(sources: Sequence[str]) -> str:
    """A list of the sources; of a person's own files only the names, since everybody can read the card."""
    return "".join(f"- {_DESCRIPTIONS.get(name, name)}\n" for name in map(_source_name, sources))


def _source_name(source: str) -> str:
    """A collection's name; of files the label, or else the name without its folder."""
    match = _LABELLED.fullmatch(source)
    label, place = (match[1], match[2]) if match else ("", source)
    if place in COLLECTIONS:
        return place
    return label or ("standard input" if place == STDIN else Path(place).name)


def _base(base: Mapping[str, Any] | None) -> str:
    """The model that this one was made from, and what that was trained on."""
    if base is None:
        return ""
    corpus = base["corpus"]
    tunes = f"{corpus['train']:,} tunes" if "train" in corpus else "tunes"
    return f"""
Before that, the model was `{base["id"]}`, from which it was fine-tuned. That was trained on {tunes} from:

{_sources(corpus.get("sources", ["unknown sources"]))}{_base(base.get("base"))}"""


def _before(base: Mapping[str, Any] | None) -> str:
    """The row of the base in the table of figures, and a warning if it had seen some of the tunes."""
    if base is None:
        return ""
    row = f"| bits per note of `{base['id']}` on the same tunes | {base['bits_per_note']:.3f} |\n"
    seen = base["held_out_seen"]
    warning = f"`{base['id']}` was trained on {seen:,} of these tunes, or on near copies: both are too good."
    return f"{row}\n{warning}\n" if seen else row


def _all_sources(record: Mapping[str, Any]) -> list[str]:
    """The names of the sources of a model and of those that it was made from."""
    found = [_source_name(one) for one in record["corpus"].get("sources", ())]
    return found + (_all_sources(record["base"]) if "base" in record else [])


def _terms(names: Sequence[str]) -> str:
    own = sorted({name for name in names if name not in COLLECTIONS})
    parts = [_COLLECTIONS_TERMS] if any(name in COLLECTIONS for name in names) else []
    if own:
        parts.append(_OWN_TERMS.format(names=", ".join(f"*{name}*" for name in own)))
    return "\n".join(parts)


def _source_flags(sources: Sequence[str]) -> list[str]:
    if tuple(sources) == COLLECTIONS:
        return []
    return [word for source in sources for word in ("--source", source)]


def data_flag(folder: str) -> list[str]:
    """The flag that names the folder of the prepared text, if it is not the usual one."""
    return _folder_flag("--data", folder)


def _folder_flag(flag: str, folder: str) -> list[str]:
    return [] if Path(folder) == PREPARED else [flag, folder]


def _shortened(word: str) -> str:
    """A path from the root of the disk becomes a name: everybody can read the card."""
    label, equals, place = word.rpartition("=")
    return f"{label}{equals}{Path(place).name}" if Path(place).is_absolute() else word


def command(*words: str) -> str:
    """A command of the trainer, over several lines if it is long; of paths from the root only the names."""
    lines = ["python -m trainer"]
    for word in map(shlex.quote, map(_shortened, words)):
        if len(lines[-1]) + len(word) >= _WIDTH:
            lines.append("   ")
        lines[-1] += f" {word}"
    return " \\\n".join(lines)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _memory(config: Mapping[str, Any]) -> str:
    if not config["memory"]:
        return ""
    heads = _count(config["memory_heads"], "head")
    apart = f", {config['memory_distances']} bar lines told apart" if config["memory_distances"] else ""
    return f"\n→ memory (attention over the tune so far: {heads}, keys {config['memory']} wide{apart})"


def _memory_dropout(preset: Mapping[str, Any]) -> str:
    return f" and {preset['memory_dropout']:g} of the memory's attention" if preset["memory"] else ""


def _averaging(preset: Mapping[str, Any]) -> str:
    decay = preset["averaging"]
    return f"a moving average over steps (decay {decay:g}), " if decay else ""


def _blend(preset: Mapping[str, Any], base: Mapping[str, Any] | None) -> str:
    return f";\n{preset['base_share']:.0%} of each weight is that of `{base['id']}`" if base else ""


def _precision(preset: Mapping[str, Any]) -> str:
    return ", in bfloat16" if preset["bfloat16"] else ""


def _feed(preset: Mapping[str, Any]) -> str:
    return "Whole tunes" if preset["feed"] == "tunes" else f"Random pieces of {preset['length']} characters"


def _schedule(preset: Mapping[str, Any]) -> str:
    return " with a warm-up and a cosine decay to zero" if preset["schedule"] == "cosine" else ""


def _clipping(preset: Mapping[str, Any]) -> str:
    return f"gradients clipped at {preset['clip']:g}" if preset["clip"] else "gradients not clipped"
