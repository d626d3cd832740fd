"""Audio for the tests: MP3 decoded by ffmpeg, loudness by pyloudnorm, pitch by autocorrelation."""

from __future__ import annotations

import subprocess

import imageio_ffmpeg
import numpy as np
import pyloudnorm
from numpy.typing import NDArray
from scipy.signal import resample_poly

Samples = NDArray[np.float64]
RATE = 48_000


def decode_stereo(mp3: bytes) -> Samples:
    """(n, 2) samples, `RATE` a second; a peak above full scale is above 1."""
    options = ["-loglevel", "error", "-i", "-", "-ac", "2", "-ar", str(RATE), "-f", "f32le", "-"]
    done = subprocess.run(  # noqa: S603 - the ffmpeg of imageio-ffmpeg
        [imageio_ffmpeg.get_ffmpeg_exe(), *options], input=mp3, capture_output=True, check=True
    )
    return np.frombuffer(done.stdout, dtype="<f4").astype(np.float64).reshape(-1, 2)


def decode(mp3: bytes) -> Samples:
    """Mono samples from -1 to 1, `RATE` a second."""
    return np.asarray(decode_stereo(mp3).mean(axis=1))


def loudness(samples: Samples) -> float:
    """LUFS by ITU-R BS.1770."""
    return float(pyloudnorm.Meter(RATE).integrated_loudness(samples))


def true_peak(samples: Samples) -> float:
    """dBTP by ITU-R BS.1770: the highest of four times as many samples."""
    oversampled = resample_poly(samples, 4, 1, axis=0)
    return float(20 * np.log10(np.abs(oversampled).max()))


def correlation(samples: Samples) -> float:
    """Of left and right: 1 is mono."""
    left, right = samples.T
    return float(np.corrcoef(left, right)[0, 1])


def decibels(samples: Samples) -> float:
    """RMS against full scale."""
    return float(10 * np.log10(np.mean(samples**2)))


def cents_off(samples: Samples, pitch: int) -> float:
    """How far the sound lies above that MIDI pitch: the shortest period it (nearly) best repeats with."""
    frequency = RATE / _period(samples)
    return float(1200 * np.log2(frequency / (440 * 2 ** ((pitch - 69) / 12))))


def _period(samples: Samples) -> float:
    window = np.hanning(len(samples))
    similarity = _autocorrelation((samples - samples.mean()) * window) / _autocorrelation(window)
    shortest, longest = RATE // 2600, RATE // 80
    middle = similarity[shortest:longest]
    peaks = [
        at for at in range(1, len(middle) - 1) if middle[at] > middle[at - 1] and middle[at] >= middle[at + 1]
    ]
    best = max(middle[at] for at in peaks)
    first = next(at for at in peaks if middle[at] > 0.88 * best)
    left, top, right = middle[first - 1 : first + 2]
    return float(shortest + first + (left - right) / (2 * (left - 2 * top + right)))


def _autocorrelation(samples: Samples) -> Samples:
    spectrum = np.fft.rfft(samples, 1 << (2 * len(samples)).bit_length())
    return np.fft.irfft(np.abs(spectrum) ** 2)[: len(samples) // 2]
