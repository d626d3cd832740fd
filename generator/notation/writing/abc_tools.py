"""A link that opens a tune in the ABC Transcription Tools, a web page that shows, plays and prints ABC.

The link holds the tune: nothing is uploaded, and no network is needed to make it. `def` is the ABC as UTF-8,
deflated with a zlib header (RFC 1950), in base64url (RFC 4648, section 5) without padding; `format=noten` is
standard notation.
"""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

from generator.file_names import folded

PAGE = "https://michaeleskin.com/abctools/abctools.html"
_LONGEST = 10**6
"""Characters of a tune in a link that is read."""
_NAME_LENGTH = 40


def abc_tools_link(abc: str, title: str) -> str:
    """The link that opens a tune; `title` becomes the name of files that are saved there."""
    packed = urlsafe_b64encode(zlib.compress(abc.encode(), 9)).decode().rstrip("=")
    name = re.sub(r"[^A-Za-z0-9]+", "_", folded(title))[:_NAME_LENGTH].strip("_") or "tune"
    return f"{PAGE}?def={packed}&format=noten&ssp=10&name={name}"


def tune_of_link(link: str) -> str:
    """The ABC in such a link. Raises ValueError for any other text."""
    packed = parse_qs(urlsplit(link).query).get("def", [""])[0]
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), _LONGEST)
    except zlib.error as error:
        raise ValueError("this link holds no tune") from error
    if not inflater.eof:
        raise ValueError("the tune in this link is not whole, or too long")
    return content.decode()
