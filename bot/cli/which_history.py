"""Which history a command means: that in LILT_DATA or, where only the playground has one, the playground's.

`run` and `sync` do not ask: a bot that is on Discord has the folder LILT_DATA itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.app import DATABASE
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Meant:
    """The data folder that a command means."""

    folder: Path
    is_playgrounds: bool

    @property
    def database(self) -> Path:
        """The file of the history in it, which may not exist yet."""
        return self.folder / DATABASE

    def told(self, sentence: object) -> str:
        """The sentence, which says that it is about the playground where it is."""
        return f"In the playground ({self.folder}): {sentence}" if self.is_playgrounds else str(sentence)


def meant(settings: Settings) -> Meant:
    """What a command means with these settings."""
    is_playgrounds = has_playgrounds(settings) and not (settings.data / DATABASE).is_file()
    return Meant(settings.playground_folder if is_playgrounds else settings.data, is_playgrounds)


def has_playgrounds(settings: Settings) -> bool:
    """Whether the playground has a history of its own."""
    return (settings.playground_folder / DATABASE).is_file()
