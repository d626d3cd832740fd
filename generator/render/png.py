"""PNGs of sheet music: in 16 greys, which are enough for print, and small, as the cover of a recording.

Knows nothing of music; needs no library that draws it.
"""

from __future__ import annotations

import io
import zlib

from PIL import Image

MARGIN = 24
"""Of white rows below the lowest ink, as over the title."""


def in_greys(png: bytes) -> bytes:
    """The same picture in 16 greys, less than half as many bytes as in colours, and without white rows at the
    bottom beyond `MARGIN`."""
    ink = _ink_of(Image.open(io.BytesIO(png)).convert("L"))
    box = ink.getbbox()
    return _encoded(ink.crop((0, 0, ink.width, min(ink.height, box[3] + MARGIN))) if box else ink)


def cover_of(page: bytes) -> bytes:
    """A page of sheet music half as wide and high, so that a recording becomes little larger by it."""
    return _encoded(_ink_of(Image.open(io.BytesIO(page)).convert("L").reduce(2)))


def _ink_of(grey: Image.Image) -> Image.Image:
    """How dark each pixel is, from 0 to 15."""
    return grey.point([15 - round(level / 17) for level in range(256)])


def _encoded(ink: Image.Image) -> bytes:
    picture = Image.frombytes("P", ink.size, ink.tobytes())
    picture.putpalette([255 - level * 17 for level in range(16) for _ in "RGB"])
    target = io.BytesIO()
    # Nearly all of a page is runs of one byte: to look for nothing else is faster, and the file is smaller.
    picture.save(target, "PNG", bits=4, compress_type=zlib.Z_RLE)
    return target.getvalue()
