"""The alphabet: the characters that a model knows, and their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


class Alphabet:
    """A fixed order of characters; the id of a character is its place in it."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = "".join(characters)
        self._ids = {character: index for index, character in enumerate(self.characters)}
        self._cache: dict[str, NDArray[np.intp]] = {}
        if len(self._ids) != len(self.characters):
            raise ValueError("the alphabet has a character twice")

    @classmethod
    def of(cls, text: str) -> Alphabet:
        """The characters of a text, sorted."""
        return cls(sorted(set(text)))

    def __len__(self) -> int:
        return len(self.characters)

    @property
    def bar_line(self) -> int:
        """The id of the bar line. Raises KeyError if the model does not know it."""
        return self._ids["|"]

    def __contains__(self, character: str) -> bool:
        return character in self._ids

    def knows(self, text: str) -> bool:
        """Whether the model knows every character of a text."""
        return all(character in self._ids for character in text)

    def encode(self, text: str) -> list[int]:
        """Raises KeyError for a character that the model does not know."""
        return [self._ids[character] for character in text]

    def ids(self, characters: str) -> NDArray[np.intp]:
        """The ids of those characters that the model knows; cached."""
        found = self._cache.get(characters)
        if found is None:
            found = np.array([self._ids[one] for one in characters if one in self._ids], dtype=np.intp)
            self._cache[characters] = found
        return found

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(self.characters[index] for index in ids)
