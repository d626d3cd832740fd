"""Variables in the environment that look like Lilt's and are not: misspelt, or of another of its programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

PREFIX = "LILT_"
ALIKE = 0.75
"""How alike two names are that are taken for one another, as difflib counts: one letter of six may differ."""


def unknown_variables(given: Iterable[str], known: Iterable[str], where: str = "Lilt") -> Iterator[str]:
    """A sentence for each given name that begins with LILT_ and is not known, in the order of the alphabet.

    `where`: the program that reads the known ones. The values are not looked at.
    """
    names = sorted(known)
    for name in sorted(one for one in given if one.startswith(PREFIX) and one not in names):
        shown = "".join(character for character in name if character.isprintable())[:60]
        near = get_close_matches(name, names, n=1, cutoff=ALIKE)
        guess = f"did you mean {near[0]}?" if near else "it has no effect."
        yield f"{shown} is no variable of {where}; {guess}"
