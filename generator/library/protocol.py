"""What a library is: the Protocol, and the values that it gives.

A model in use has a catalogue, a card and the printed tunes that it was trained on; other models have names
and catalogues. And a library reads files of music, for which it has tools that the bot need not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from generator.catalogue import Catalogue
from generator.importing.files import Imported
from generator.model.card import ModelCard
from generator.tune import NearestTune

MOST_IN_PRINT = 25
"""Printed tunes that one answer names."""


@dataclass(frozen=True, slots=True)
class PrintedTune:
    """A printed tune: its title (may be empty), and its place in its source."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class InPrint:
    """The printed tunes with a phrase: the first `MOST_IN_PRINT` of `count`, of `searched` in all."""

    tunes: tuple[PrintedTune, ...]
    count: int
    searched: int


class Library(Protocol):
    """What the bot needs beside the engine. All methods are called in one event loop.

    Each that waits can raise Unavailable, where the library is on another machine and does not answer.
    """

    async def catalogue(self, model: str | None = None) -> Catalogue:
        """What the model of that name can be asked for; without a name, the one in use.

        Raises BadRequest where there is no such model, or ModelError.
        """

    async def models(self) -> Sequence[str]:
        """The names by which requests can choose a model, in order."""

    async def card(self) -> ModelCard:
        """The card of the model in use. Raises ModelError."""

    async def nearest(self, pitches: Sequence[int]) -> NearestTune | None:
        """The printed tune that shares most of these notes, as `pitches_of` has them; None if none does."""

    async def containing(self, steps: str) -> InPrint:
        """The printed tunes that have these intervals in a row, as `steps_of` writes them."""

    async def read_file(self, name: str, content: bytes) -> Imported:
        """The melody of a MIDI file or MusicXML, as ABC. Raises BadRequest for what cannot be read."""

    def forget(self) -> None:
        """Another model is in use."""
