"""What the sampler is asked to write: one text, from its prompt on."""

from __future__ import annotations

from dataclasses import dataclass

from generator.grammar.matcher import Task
from generator.grammar.script import Script

CHARACTER_LIMIT = 4000
"""More characters than any tune has."""


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """A text to sample. `header` and `opening` are fed to the model as they are; it goes on from there.

    With a `task` only characters are drawn that lead to a correct tune. A text that has not ended after
    `limit` characters is cut off there. The same request gives the same text.
    """

    header: str
    seed: int
    temperature: float
    opening: str = ""
    task: Task | Script | None = None
    limit: int = CHARACTER_LIMIT
    top_p: float = 1.0

    @property
    def prompt(self) -> str:
        """All that is fed before the first character is drawn."""
        return self.header + self.opening
