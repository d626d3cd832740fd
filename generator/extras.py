"""The extra `compose`: the packages that only composing and rendering need, and what to say without them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from generator.errors import NotInstalled

COMPOSING = (
    "PIL", "arabic_reshaper", "bidi", "fontTools", "imageio_ffmpeg", "matplotlib", "mido", "midirenderer",
    "music21", "mutagen", "pretty_midi", "psutil", "pydub", "reportlab", "resvg_py", "safetensors", "segno",
    "torch", "tqdm", "verovio",
)  # fmt: skip
"""The modules of the extra."""


@contextmanager
def needs_composing() -> Iterator[None]:
    """Raises NotInstalled where a module of the extra cannot be imported."""
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in COMPOSING:
            raise
        raise NotInstalled(module) from error
