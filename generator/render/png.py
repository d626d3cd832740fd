"""PNGs of sheet music: in 16 greys, which are enough for print, and small, as the cover of a recording.

Knows nothing of music; needs no library that draws it.
"""

from __future__ import annotations

import io

from PIL import Image


def in_greys(png: bytes) -> bytes:
    """The same picture in 16 greys: less than half as many bytes as in colours."""
    return _encoded(Image.open(io.BytesIO(png)).convert("L"))


def cover_of(page: bytes) -> bytes:
    """A page of sheet music half as wide and high, so that a recording becomes little larger by it."""
    return _encoded(Image.open(io.BytesIO(page)).convert("L").reduce(2))


def _encoded(grey: Image.Image) -> bytes:
    grey = grey.point([round(level / 17) for level in range(256)])
    picture = Image.frombytes("P", grey.size, grey.tobytes())
    picture.putpalette([level * 17 for level in range(16) for _ in "RGB"])
    target = io.BytesIO()
    picture.save(target, "PNG", bits=4)
    return target.getvalue()
