"""`python -m tests.proof sound`: a recording of every type on every instrument, decoded and measured.

Loudness is measured by pyloudnorm, peaks on four times as many samples, both as ITU-R BS.1770 has them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from generator.audio.mastering import LOUDNESS
from generator.audio.soundfonts import describe_soundfont
from generator.instruments import INSTRUMENTS
from generator.playing import Playing
from generator.render.abc import render_abc
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.generator.audio.measures import RATE, correlation, decibels, decode_stereo, loudness, true_peak

_SEED = 1

LIMITS: dict[str, tuple[float, float]] = {
    "LUFS": (LOUDNESS - 1, LOUDNESS + 1),
    "dBTP": (-math.inf, -1.0),
    "correlation": (-1.0, 0.97),
    "tail": (0.3, 4.0),
    "end": (-math.inf, -60.0),
}
"""From and to. `tail`: seconds after the music. `end`: decibels of the last tenth of a second."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A tune's recording, measured: a figure for each of `LIMITS`."""

    type: str
    instrument: str
    figures: dict[str, float]

    @property
    def broken(self) -> list[str]:
        return [name for name, (low, high) in LIMITS.items() if not low <= self.figures[name] <= high]


def sound_requests(types: Sequence[str]) -> list[ComposeRequest]:
    """A tune of each type."""
    return [ComposeRequest(type=kind, seed=_SEED) for kind in types]


def measure(tune: Tune, instrument: str) -> Recorded:
    """Its MP3 on that instrument."""
    rendering = render_abc(tune.abc, Playing(instrument=instrument), formats=frozenset({"mp3"}))
    samples = decode_stereo(rendering.files["mp3"])
    figures = {
        "LUFS": loudness(samples),
        "dBTP": true_peak(samples),
        "correlation": correlation(samples),
        "tail": len(samples) / RATE - rendering.seconds,
        "end": decibels(samples[-RATE // 10 :]),
    }
    return Recorded(tune.request.type or "", instrument, figures)


def report(compose: Callable[[list[ComposeRequest]], list[Tune]], types: Sequence[str]) -> Iterator[str]:
    """A line of figures for each instrument, one for each recording outside a limit, and one for all."""
    tunes = compose(sound_requests(types))
    broken = 0
    yield f"soundfont: {describe_soundfont(None)}"
    with ProcessPoolExecutor() as pool:
        for instrument in INSTRUMENTS:
            recorded = list(pool.map(measure, tunes, [instrument] * len(tunes)))
            yield f"{instrument}: tunes={len(recorded)} {' '.join(_ranges(recorded))}"
            for one in recorded:
                yield from (f"  {one.type}: {name}={one.figures[name]:.2f}" for name in one.broken)
            broken += sum(bool(one.broken) for one in recorded)
    yield f"recordings={len(tunes) * len(INSTRUMENTS)} outside_a_limit={broken}"


def _ranges(recorded: Sequence[Recorded]) -> Iterator[str]:
    for name in LIMITS:
        values = [one.figures[name] for one in recorded]
        yield f"{name}={min(values):.2f}..{max(values):.2f}"
