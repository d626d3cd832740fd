"""`python -m tests.proof picture ONE.wav OTHER.wav OUT.png`: waveforms and spectrograms in one picture."""

from __future__ import annotations

import argparse
import wave
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from numpy.typing import NDArray

SECONDS = 12.0
_HIGHEST = 10_000
"""Hertz."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recordings", type=Path, nargs=2, metavar="FILE.wav")
    parser.add_argument("picture", type=Path, metavar="OUT.png")


def draw(recordings: list[Path], picture: Path) -> None:
    """The first `SECONDS` of both: left and right as waveforms, and the spectrogram of their sum."""
    mpl.use("agg")
    figure, rows = plt.subplots(4, 1, figsize=(11, 8.5), layout="constrained")
    for file, (waves, spectrum) in zip(recordings, (rows[:2], rows[2:]), strict=True):
        samples, rate = _read(file)
        samples = samples[: round(SECONDS * rate)]
        seconds = np.arange(len(samples)) / rate
        for channel, colour in zip(samples.T, ("#2e8b57", "#c0603a"), strict=False):
            waves.plot(seconds, channel, color=colour, linewidth=0.3, alpha=0.7)
        waves.set(xlim=(0, SECONDS), ylim=(-1, 1), title=file.stem)
        spectrum.specgram(samples.mean(axis=1), NFFT=2048, Fs=rate, noverlap=1536, vmin=-140, vmax=-30)
        spectrum.set(xlim=(0, SECONDS), ylim=(0, _HIGHEST), ylabel="Hz")
    rows[-1].set_xlabel("seconds")
    figure.savefig(picture, dpi=90)
    plt.close(figure)


def _read(file: Path) -> tuple[NDArray[np.float64], int]:
    """Samples (n, channels) from -1 to 1, and how many a second."""
    with wave.open(str(file)) as source:
        frames = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
        return frames.reshape(-1, source.getnchannels()) / 32768, source.getframerate()
