"""What Lilt's MusicXML says in words of its own, so that it is known again where it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

SOFTWARE = "Lilt"
"""The program that wrote the document. Unlike others, it writes the mode of every key."""
ORDER = "order of parts"
"""The name of the field that holds `play_order`."""
_PLAY = re.compile(r"Play:((?: [A-Z])+)", re.ASCII)


def play_order(order: Sequence[str]) -> str:
    """How the parts are played, "Play: A B B A", or ""."""
    return "Play: " + " ".join(order) if order else ""


def order_of(text: str) -> tuple[str, ...]:
    """The order that `play_order` wrote; empty where it is cut, or anything else."""
    match = _PLAY.fullmatch(text)
    return tuple(match[1].split()) if match else ()
