"""What is wrong with a form, field by field, so that all of it can be mended at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import SeveralMistakes
from generator.errors import BadRequest


class Mistakes:
    """Those of one form."""

    def __init__(self) -> None:
        self._noted: list[BadRequest] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """A BadRequest in here is noted, and the next field can be read."""
        try:
            yield
        except BadRequest as error:
            self._noted.append(error)

    def check(self) -> None:
        """Raises what was noted: BadRequest, or SeveralMistakes."""
        if len(self._noted) > 1:
            raise SeveralMistakes(self._noted)
        if self._noted:
            raise self._noted[0]
