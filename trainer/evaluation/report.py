"""One page about a model: its figures beside those of other models, of the baseline and of real tunes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.model.checkpoint import Checkpoint
from generator.notation.model_text import END
from trainer.data.dataset import Corpus
from trainer.evaluation.metrics import score
from trainer.evaluation.ngram import ORDER, NGram, score_ngram
from trainer.evaluation.plots import draw_distributions
from trainer.evaluation.sample_metrics import Examiner, judge_texts
from trainer.evaluation.samples import draw_tunes, open_draws
from trainer.evaluation.tune_checks import Judged, judge

_PLOT = "distributions.png"

_ROWS = {
    "bits_per_note": ("bits per note (headers included)", "{:.3f}"),
    "bits_per_char": ("bits per character", "{:.3f}"),
    "own_bits_per_note": ("what the model itself finds in these draws, bits per note", "{:.3f}"),
    "parse": ("can be read", "{:.1%}"),
    "bars_exact": ("every bar exact", "{:.1%}"),
    "valid": ("pass the checker", "{:.1%}"),
    "as_asked": ("have the form that was asked for", "{:.1%}"),
    "form_known": ("have a form known for their type", "{:.1%}"),
    "ends_on_tonic": ("end on the tonic", "{:.1%}"),
    "distance_type": ("type: distance from the training tunes", "{:.3f}"),
    "distance_meter": ("meter: distance", "{:.3f}"),
    "distance_mode": ("mode: distance", "{:.3f}"),
    "distance_part_length": ("bars in a part: distance", "{:.3f}"),
    "distance_pitch_class": ("pitch classes: distance", "{:.3f}"),
    "distance_interval": ("intervals: distance", "{:.3f}"),
    "sameness": ("have one of their 15 commonest forms", "{:.1%}"),
    "longest_copy_median": ("longest run shared with a training tune, median, notes", "{:.0f}"),
    "longest_copy": ("the same, greatest", "{:.0f}"),
    "copied": ("have over 80 % of their notes in one training tune", "{:.1%}"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One set of tunes, or what drew it, in the table; a figure that it does not have stays blank."""

    name: str
    figures: dict[str, float]
    tunes: Sequence[Judged] = field(default=())


def columns(checkpoints: Sequence[Checkpoint], corpus: Corpus, samples: int) -> list[Column]:
    """The models, the first one held by the grammar beside it, the n-gram baseline and the held-out tunes.

    Raises BadRequest for a model that does not know the characters or offers nothing to draw.
    """
    examiner = Examiner(corpus)
    found = []
    for checkpoint in checkpoints:
        bits = score(checkpoint.model, checkpoint.alphabet, corpus.held_out).to_json()
        found.append(_drawn(checkpoint, checkpoint.id, bits, examiner, draw_tunes(checkpoint, samples)))
    first = checkpoints[0]
    held = draw_tunes(first, samples, held=True)
    found.insert(1, _drawn(first, f"{first.id} with the grammar", {}, examiner, held))
    ngram = NGram(corpus.train, corpus.alphabet)
    drawn = [judge(ngram.draw(draw)) for draw in open_draws(checkpoints[0].catalogue, samples)]
    bits = score_ngram(ngram, corpus.held_out).to_json()
    found.append(Column(f"{ORDER}-gram", bits | examiner.figures(drawn), drawn))
    real = judge_texts(corpus.held_out)
    found.append(Column("held-out tunes", examiner.figures(real), real))
    found.append(Column("training tunes", {}, examiner.known))
    return found


def _drawn(
    checkpoint: Checkpoint, name: str, bits: Mapping[str, float], examiner: Examiner, texts: Sequence[str]
) -> Column:
    """The figures of a model's draws, and what they cost by its own reckoning: less is smoother music."""
    ended = [text.removesuffix("\n") for text in texts if text.endswith(END)]
    own = score(checkpoint.model, checkpoint.alphabet, ended).bits_per_note if ended else math.nan
    tunes = [judge(text) for text in texts]
    return Column(name, {**bits, "own_bits_per_note": own, **examiner.figures(tunes)}, tunes)


def write_report(found: Sequence[Column], corpus: Corpus, samples: int, folder: Path) -> Path:
    """Write report.md and its picture into `folder`; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = [one for one in found if one.tunes and not one.name.endswith("-gram")]
    draw_distributions({one.name: one.tunes for one in shown}, folder / _PLOT)
    page = folder / "report.md"
    page.write_text(_page([one for one in found if one.figures], corpus, samples))
    return page


def _page(found: Sequence[Column], corpus: Corpus, samples: int) -> str:
    rows = [_row(name, found) for name in _ROWS]
    return f"""\
# {found[0].name}

Bits are of the {len(corpus.held_out):,} held-out tunes of the corpus `{corpus.hash}`.
The rest is of {samples:,} raw draws each (no grammar but where it is named, nothing drawn again), and of
the held-out tunes themselves, which show what is usual. Distances are Jensen-Shannon divergences from the
{len(corpus.train):,} training tunes in bits: 0 is the same, 1 has nothing in common. Notes are shared where
ten or more in a row have the same intervals.

| | {" | ".join(one.name for one in found)} |
|---|{"---:|" * len(found)}
{chr(10).join(rows)}

![Distributions]({_PLOT})
"""


def _row(name: str, found: Sequence[Column]) -> str:
    label, form = _ROWS[name]
    cells = [form.format(one.figures[name]) if name in one.figures else "" for one in found]
    return f"| {label} | {' | '.join(cells)} |"
