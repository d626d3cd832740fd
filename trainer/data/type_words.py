"""The words that name a type of tune in titles, fields and headings."""

from __future__ import annotations

import re

TYPE_WORDS = {
    "slip jig": "slip jig",
    "slipjig": "slip jig",
    "hop jig": "slip jig",
    "jig": "jig",
    "reel": "reel",
    "hornpipe": "hornpipe",
    "clog": "hornpipe",
    "strathspey": "strathspey",
    "fling": "strathspey",
    "quick step": "march",
    "quickstep": "march",
    "march": "march",
    "retreat": "march",
    "troop": "march",
    "polka": "polka",
    "waltz": "waltz",
    "air": "air",
    "slide": "jig",
}
"""Word in an R: field, id, title, heading or file name -> type; the first match counts."""


def named_type(text: str) -> str | None:
    """The type that a text names, in the singular or plural."""
    words = f" {re.sub(r'[^a-z]+', ' ', text.lower())} "
    return next(
        (
            kind
            for word, kind in TYPE_WORDS.items()
            if any(f" {word}{end} " in words for end in ("", "s", "es"))
        ),
        None,
    )
