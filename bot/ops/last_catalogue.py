"""The catalogue that was offered last, kept in the history: the bot starts with it if no worker answers."""

from __future__ import annotations

import json
import logging

from bot.history import History
from generator.catalogue import Catalogue
from generator.errors import Unavailable
from generator.library import Library
from generator.model.record import load_catalogue

log = logging.getLogger(__name__)

FACT = "catalogue"


async def first_catalogue(library: Library, history: History) -> Catalogue:
    """That of the model in use. Where no worker says which it is, the one that was offered last.

    At the very first start it is then that of the model that comes with Lilt. Raises ModelError.
    """
    try:
        return await library.catalogue()
    except Unavailable:
        last = await history.fact(FACT)
        catalogue = load_catalogue() if last is None else _read(last)
        log.warning(
            "no worker answers; until one does, the commands offer what %s has learnt", catalogue.model
        )
        return catalogue


async def keep_catalogue(catalogue: Catalogue, history: History) -> None:
    """Remember that this one was offered."""
    text = json.dumps([catalogue.model, catalogue.to_json()])
    if await history.fact(FACT) != text:
        await history.set_fact(FACT, text)


def _read(text: str) -> Catalogue:
    model, data = json.loads(text)
    return Catalogue.from_json(model, data)
