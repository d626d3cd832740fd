"""The protocol of a matcher: what the decoder needs of the grammar."""

from __future__ import annotations

from typing import Protocol


class Matcher(Protocol):
    """Follows a tune as it is written, and says which characters may come next."""

    @property
    def done(self) -> bool: ...

    @property
    def bars(self) -> int:
        """How many bars are complete."""

    def allowed(self) -> str:
        """The characters one of which must come next; none when the tune is done."""

    def advance(self, character: str) -> None:
        """Take a character that is allowed. Raises ValueError for any other."""
