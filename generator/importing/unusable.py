"""The error of a file that cannot be read."""

from __future__ import annotations


class Unusable(ValueError):
    """Why: what follows "as MIDI", such as "it is damaged"."""
