"""The two branches of a rendering, sound and pictures, which two processes can take at once."""

from __future__ import annotations

from collections.abc import Sequence

from generator.audio.mp3 import with_cover
from generator.render.png import cover_of
from generator.tune import FORMATS, Rendering

_PICTURES = frozenset({"png", "pdf"})
_SLOW_SOUND = frozenset({"mp3", "wav"})


def split_formats(formats: frozenset[str]) -> list[frozenset[str]]:
    """The formats as one set, or as two where each takes long enough to be worth a process."""
    pictures = formats & _PICTURES
    return [formats - pictures, pictures] if formats & _SLOW_SOUND and pictures else [formats]


def merge_renderings(parts: Sequence[Rendering]) -> Rendering:
    """Renderings of one tune as one, files in the order of `FORMATS`. The first page is the cover."""
    files = {name: data for part in parts for name, data in part.files.items()}
    if "mp3" in files and "png" in files:
        files["mp3"] = with_cover(files["mp3"], cover_of(files["png"]))
    return Rendering(
        files={name: files[name] for name in FORMATS if name in files},
        seconds=parts[0].seconds,
        timings={stage: seconds for part in parts for stage, seconds in part.timings.items()},
        further_pages=tuple(page for part in parts for page in part.further_pages),
        notices=tuple(notice for part in parts for notice in part.notices),
    )
