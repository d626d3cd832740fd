"""The characters a model knows, and their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Alphabet:
    """A fixed order of characters; the id of a character is its place in it."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = "".join(characters)
        self._ids = {character: index for index, character in enumerate(self.characters)}
        if len(self._ids) != len(self.characters):
            raise ValueError("a character stands twice in the alphabet")

    @classmethod
    def of(cls, text: str) -> Alphabet:
        """The characters of a text, sorted."""
        return cls(sorted(set(text)))

    def __len__(self) -> int:
        return len(self.characters)

    def __contains__(self, character: str) -> bool:
        return character in self._ids

    def encode(self, text: str) -> list[int]:
        """Raises KeyError for a character that the model does not know."""
        return [self._ids[character] for character in text]

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(self.characters[index] for index in ids)
