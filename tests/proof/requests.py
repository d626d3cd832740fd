"""Requests over all that a model offers: every type, key, meter, form and instrument, in many mixtures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, islice

from generator.catalogue import Catalogue
from generator.compose.resolve import resolve
from generator.errors import BadRequest
from generator.instruments import INSTRUMENTS
from generator.request import DARING, ComposeRequest
from generator.tune import Tune

FORMS = (
    (None, None), ("AABB", 8), ("AAB", 8), ("AABBCC", 8), ("AB", 16), ("AABB", 4), ("ABCD", 8), ("A", 16),
    ("AABBCCDD", 4),
)  # fmt: skip
_CHANGES = ("A", "B", "ending", "1", "3-6", "C", "4", "A", "2-3")
_KEYS = ("D", "G", "A", "E", "Bb", "C", "F#", "Eb", None)


def requests(catalogue: Catalogue, number: int) -> list[ComposeRequest]:
    """`number` requests that the model can fulfil; the same ones each time."""
    return list(islice(_possible(catalogue), number))


def variations(tunes: Sequence[Tune]) -> list[ComposeRequest]:
    """One variation of each tune: a part, the endings, or some bars."""
    return [_variation(tune, _CHANGES[index % len(_CHANGES)], index) for index, tune in enumerate(tunes)]


def _variation(tune: Tune, change: str, seed: int) -> ComposeRequest:
    """A part that the tune does not have is replaced by part A."""
    asked, has_part = tune.request, change not in "ABCD" or change in (tune.request.parts or "")
    return ComposeRequest(
        source=tune.abc, change=change if has_part else "A", seed=seed, instrument=asked.instrument,
        temperature=asked.temperature, top_p=asked.top_p,
    )  # fmt: skip


def _possible(catalogue: Catalogue) -> Iterator[ComposeRequest]:
    """Steps through each list at its own pace, to get many combinations. Impossible ones are left out."""
    instruments, words = list(INSTRUMENTS), list(DARING)
    for index in count():
        kind = catalogue.types[index % len(catalogue.types)]
        meters, modes = catalogue.meters(kind), (*catalogue.modes, None)
        parts, bars = FORMS[index // 3 % len(FORMS)]
        temperature, top_p = DARING[words[index // 11 % len(words)]]
        try:
            request = ComposeRequest(
                type=kind, meter=meters[index // 2 % len(meters)], mode=modes[index // 5 % len(modes)],
                key=_KEYS[index // 7 % len(_KEYS)], parts=parts, bars=bars, seed=index,
                instrument=instruments[index // 13 % len(instruments)], temperature=temperature, top_p=top_p,
            )  # fmt: skip
            resolve(catalogue, request, index)
        except BadRequest:
            continue
        yield request
