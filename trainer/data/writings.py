"""Other ways in which the same tunes could be written for the model, to be compared with the one in use.

`on C` is the training text as it is; `own key` has every tune in the key it was printed in; `titled` has
its title between header and notes. All say the same notes.
"""

from __future__ import annotations

import re

from generator.notation.model_text import CENTRE, read_model_text
from generator.notation.transpose import in_octaves, nearest_to
from generator.notation.writer import write_body

TITLE = "T:"
_GIVEN = ("R:", "M:", "K:", "P:")
_LONGEST_TITLE = 60


def on_c(text: str, tonic: str, title: str) -> str:
    """As `prepare` wrote it."""
    return text


def in_own_key(text: str, tonic: str, title: str) -> str:
    """The tune on its own tonic, in the octave whose mean pitch is nearest to the centre as ever."""
    moved = nearest_to(in_octaves(read_model_text(f"{text}\n"), tonic), CENTRE)
    header = re.sub("^K:.*", f"K:{moved.key.tonic}{moved.key.mode}", parted(text)[0], flags=re.MULTILINE)
    return f"{header}{write_body(moved)}\n"


def with_title(text: str, tonic: str, title: str) -> str:
    """The title, in plain letters, as the last line of the header."""
    plain = " ".join(re.sub(r"[^A-Za-z']+", " ", title).split())[:_LONGEST_TITLE]
    header, body = parted(text)
    return f"{header}{TITLE}{plain}\n{body}"


def parted(text: str) -> tuple[str, str]:
    """What is given to the model, and what it is to write."""
    lines = text.splitlines(keepends=True)
    header = [line for line in lines if line[:2] in _GIVEN]
    return "".join(header), "".join(lines[len(header) :])


WRITINGS = {"on C": on_c, "own key": in_own_key, "titled": with_title}
"""Name -> what makes a tune's text of its text on C, its own tonic and its title."""
