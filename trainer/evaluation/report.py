"""The report on a model: one page with its metrics beside other models, an n-gram and real tunes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.compose.originality import FEWEST, STEPS, TOO_CLOSE
from generator.model.checkpoint import Checkpoint
from generator.notation.model_text import END
from trainer.data.dataset import Corpus
from trainer.evaluation.comparison import Comparison
from trainer.evaluation.metrics import score
from trainer.evaluation.ngram import ORDER, NGram, score_ngram
from trainer.evaluation.plots import draw_distributions
from trainer.evaluation.sample_metrics import NEARLY_WHOLE, SampleMetrics, check_prepared
from trainer.evaluation.samples import draw_tunes, open_draws
from trainer.evaluation.tune_checks import CheckedTune, check_tune

_PLOT = "distributions.png"

_ROWS = {
    "bits_per_note": ("bits per note (headers included)", "{:.3f}"),
    "bits_per_char": ("bits per character", "{:.3f}"),
    "own_bits_per_note": ("bits per note of these draws under the model itself", "{:.3f}"),
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
    "longest_copy_median": (
        "notes in the longest run shared with the nearest training tune, median",
        "{:.0f}",
    ),
    "longest_copy": ("the same, maximum", "{:.0f}"),
    "copied": (f"have more than {TOO_CLOSE:.0%} of their notes in one training tune", "{:.1%}"),
    "copied_nearly_whole": (f"have more than {NEARLY_WHOLE:.0%} of them there", "{:.1%}"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the report's table: one set of tunes. A metric that it does not have stays blank."""

    name: str
    metrics: dict[str, float]
    tunes: Sequence[CheckedTune] = field(default=())


def columns(checkpoints: Sequence[Checkpoint], corpus: Corpus, samples: int) -> list[Column]:
    """Measures the models, the first one with the grammar too, the n-gram baseline and the held-out tunes.

    Raises BadRequest for a model that has nothing to offer, or lacks characters of all held-out tunes.
    """
    sample_metrics = SampleMetrics(corpus)
    found = []
    for checkpoint in checkpoints:
        known = [tune for tune in corpus.held_out if checkpoint.alphabet.knows(tune)]
        bits = score(checkpoint.model, checkpoint.alphabet, known).to_json()
        found.append(_drawn(checkpoint, checkpoint.id, bits, sample_metrics, draw_tunes(checkpoint, samples)))
    first = checkpoints[0]
    correct = draw_tunes(first, samples, grammar=True)
    found.insert(1, _drawn(first, f"{first.id} with the grammar", {}, sample_metrics, correct))
    ngram = NGram(corpus.train, corpus.alphabet)
    drawn = [check_tune(ngram.draw(draw)) for draw in open_draws(checkpoints[0].catalogue, samples)]
    bits = score_ngram(ngram, corpus.held_out).to_json()
    found.append(Column(f"{ORDER}-gram", bits | sample_metrics.measure(drawn), drawn))
    real = check_prepared(corpus.held_out)
    found.append(Column("held-out tunes", sample_metrics.measure(real), real))
    found.append(Column("training tunes", {}, sample_metrics.training))
    return found


def _drawn(
    checkpoint: Checkpoint,
    name: str,
    bits: Mapping[str, float],
    sample_metrics: SampleMetrics,
    texts: Sequence[str],
) -> Column:
    """The metrics of a model's draws, with the bits that the model itself needs for them."""
    ended = [text.removesuffix("\n") for text in texts if text.endswith(END)]
    own = score(checkpoint.model, checkpoint.alphabet, ended).bits_per_note if ended else math.nan
    tunes = [check_tune(text) for text in texts]
    return Column(name, {**bits, "own_bits_per_note": own, **sample_metrics.measure(tunes)}, tunes)


def write_report(
    found: Sequence[Column], comparison: Comparison, corpus: Corpus, samples: int, folder: Path
) -> Path:
    """Writes report.md and its plot into `folder`; returns the path of report.md."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = [one for one in found if one.tunes and not one.name.endswith("-gram")]
    draw_distributions({one.name: one.tunes for one in shown}, folder / _PLOT)
    page = folder / "report.md"
    page.write_text(_page([one for one in found if one.metrics], comparison, corpus, samples))
    return page


def _page(found: Sequence[Column], comparison: Comparison, corpus: Corpus, samples: int) -> str:
    rows = [_row(name, found) for name in _ROWS]
    return f"""\
# {found[0].name}

The first two rows are measured on the {len(corpus.held_out):,} held-out tunes of the corpus `{corpus.hash}`
(without those that have characters which a model has never seen), the other rows on {samples:,} raw draws for
each model (one attempt per tune; the grammar is used only where a column says so) and on the held-out tunes
themselves. Distances are Jensen-Shannon divergences from the {len(corpus.train):,} training tunes in bits: 0
means equal, 1 means nothing in common. A note is shared with a training tune if it lies in a run of
{STEPS + 1} or more notes with the same intervals. Runs at the same offset between the two tunes count if they
have {FEWEST} notes or more together.

| | {" | ".join(one.name for one in found)} |
|---|{"---:|" * len(found)}
{chr(10).join(rows)}

![Distributions]({_PLOT})

## Phrases and endings

Composed tunes are those that people get: requests without wishes, through the grammar, the checks and the
judge. Bars are equal if the pitches and lengths of all their notes are.

{comparison.table()}"""


def _row(name: str, found: Sequence[Column]) -> str:
    label, form = _ROWS[name]
    cells = [form.format(one.metrics[name]) if name in one.metrics else "" for one in found]
    return f"| {label} | {' | '.join(cells)} |"
