"""Which tunes a model has not seen: its figures on tunes that it was trained on would be too good."""

from __future__ import annotations

from collections.abc import Iterable

from generator.compose.originality import TOO_CLOSE, Originality
from generator.model.training_tunes import TrainingTune
from generator.notation.model_text import read_model_text
from trainer.data.dataset import Corpus


def unseen_held_out(corpus: Corpus, training_tunes: Iterable[TrainingTune]) -> list[str]:
    """The held-out tunes of a corpus without those that are among these training tunes, or near copies.

    A near copy has more than TOO_CLOSE of its notes in one training tune. The corpus's own training tunes do
    not count: `prepare` has put near copies of them on their side of the split.
    """
    own = {tune.pitches for tune in corpus.originality.tunes}
    foreign = Originality(list(dict.fromkeys(tune for tune in training_tunes if tune.pitches not in own)))
    melodies = (read_model_text(f"{text}\n") for text in corpus.held_out)
    nearest = [foreign.nearest(melody) for melody in melodies]
    pairs = zip(corpus.held_out, nearest, strict=True)
    return [text for text, one in pairs if one is None or one.share <= TOO_CLOSE]
