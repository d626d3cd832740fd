"""What lines that begin with %% and I: fields ask for (ABC 2.1, 3.1.17 and section 11).

Most of them lay out a page and mean nothing here. What would change what sounds, or holds text, is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.errors import NotationError

_BLOCK = re.compile(r"begin(text|ps|svg|ml|js|css|ly|tcl|fmt|abc)\b")
_NOT_FOLLOWED = {
    "midi": "The instructions %%MIDI are not followed: Lilt chooses instruments, loudness and chords.",
    "transpose": "%%transpose is not followed: the tune sounds as it is written.",
    "abc-include": "%%abc-include is not followed: other files are not read.",
    "playtempo": "%%playtempo is not followed; a tempo is written as in Q:1/4=120.",
    "text": "The text after %%text and %%center is left out.",
    "center": "The text after %%text and %%center is left out.",
    "multicol": "Columns are not set: their text is left out.",
}
PROPAGATIONS = ("not", "octave", "pitch")
"""How far an accidental holds in its bar (ABC 2.1, 11.3): not at all, in its octave, in every octave."""


class Directives:
    """Follows what can be followed. `propagation` is one of `PROPAGATIONS`."""

    def __init__(self, notice: Callable[[str], None]) -> None:
        self.propagation = "pitch"
        self._notice = notice
        self._block = ""
        self._begun = 1

    def takes(self, line: str, number: int) -> bool:
        """Whether a line of the text is a directive, or in a block of text; then it is no music or field."""
        bare = line.strip()
        if self._block:
            if bare.lower().startswith(f"%%end{self._block}"):
                self._block = ""
            return True
        if not bare.startswith("%%"):
            return False
        self._begun = number
        self.follow(bare.removeprefix("%%"))
        return True

    def follow(self, text: str) -> None:
        """Follow a directive, without the signs before it."""
        name, _, value = text.strip().partition(" ")
        block = _BLOCK.match(name.lower())
        if block:
            self._block = block[1]
            if block[1] == "text":
                self._notice("The text between %%begintext and %%endtext is left out.")
        elif name.lower() == "propagate-accidentals" and value.strip() in PROPAGATIONS:
            self.propagation = value.strip()
        elif name.lower() in _NOT_FOLLOWED:
            self._notice(_NOT_FOLLOWED[name.lower()])

    def finish(self) -> None:
        """Raises NotationError where a block is not ended."""
        if self._block:
            name = self._block
            raise NotationError(
                f"%%begin{name} needs a line %%end{name} where the music goes on", self._begun, 1
            )
