"""Cuts text that is too long to be shown whole, so that one can see that it was cut."""

from __future__ import annotations


def cut(text: str, longest: int) -> str:
    """One line of text; where it is longer than `longest` characters, as many whole words as fit, and "…".

    A word is cut only where less than half would be left without it.
    """
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    ends_a_word = text[longest - 1].isspace()
    words = kept if ends_a_word else kept.rpartition(" ")[0]
    return (words if 2 * len(words) >= longest else kept).rstrip(" ,;:") + "…"
