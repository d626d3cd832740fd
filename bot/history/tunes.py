"""Tunes by their number: found, deleted, and added under a title of their own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.history.forgetting.words import TakingBack
from bot.history.melodies.index import Melodies
from bot.history.values import BY_HAND, Asker, Entry, dump, entry_of, placed
from generator.compose.titles import free_title, without_number
from generator.errors import NotationError
from generator.notation.reading.reader import read_abc
from generator.notation.transpose import is_transposed
from generator.request import PLAYING, ComposeRequest
from generator.tune import Tune

_BY_ID = "SELECT * FROM tunes WHERE id = ?"
# The parent may have been deleted while its child was being composed.
_ADD = (
    "INSERT INTO tunes "
    "(user_id, user_name, guild_id, channel_id, created_at, asked, tune, writer, written_in, parent) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM tunes WHERE id = ?)) RETURNING *"
)
_NAMED = "SELECT title, tune FROM tunes WHERE title = :title OR (title > :from AND title < :to)"
_DELETE = "DELETE FROM tunes WHERE id = ?"
_MINE = "UPDATE tunes SET writer = user_id, written_in = id WHERE id = ?"
_COUNT_DELETED = (
    "INSERT INTO deleted_tunes SELECT user_id, guild_id, created_at FROM tunes "
    "WHERE json_extract(tune, '$.model') != ? AND id = ?"
)
_FORGET_COUNTED = "DELETE FROM deleted_tunes WHERE created_at < ?"

DAY_SECONDS = 86_400
"""The longest time of which tunes are counted."""
_AS_USUAL: Any = {name: getattr(ComposeRequest(), name) for name in PLAYING}


class Tunes(Melodies, TakingBack):
    """The tunes one by one."""

    async def _added(
        self,
        asker: Asker,
        asked: ComposeRequest,
        tune: Tune,
        parent: int | None,
        written: tuple[int | None, int | None] = (None, None),
    ) -> Entry:
        """Add a tune, in the open transaction; `parent` is the number of the tune it grew out of.

        `written`: who wrote the words that it inherits, and in which tune; a tune that was sent has its own.
        The entry's tune has another title, "… No. 2", where a different tune already has this one. With its
        parent's notes in another key, or played in another way, it has its parent's title.
        """
        title = await self._title_of_parent(tune, parent) or await self._free_title(tune)
        tune = tune.renamed(title)
        await self._forget_counted()
        values = (*placed(asker), int(self._clock()), dump(asked), dump(tune), *written, parent)
        (row,) = await self._rows(_ADD, values)
        entry = entry_of(row)
        if tune.model == BY_HAND:
            await self._db.execute(_MINE, (entry.id,))
        await self._index({entry.id: tune.abc})
        return entry

    async def _title_of_parent(self, tune: Tune, parent: int | None) -> str | None:
        """The parent's title, if the tune is the parent in another key."""
        for row in await self._rows(_BY_ID, (parent,)):
            other = entry_of(row).tune
            if await asyncio.to_thread(_is_moved, tune, other):
                return other.title
        return None

    async def _free_title(self, tune: Tune) -> str:
        numbers = f"{without_number(tune.title)} No. "
        limits = {"title": tune.title, "from": numbers, "to": numbers + chr(0x10FFFF)}
        found = await self._rows(_NAMED, limits)
        found = [row for row in found if without_number(row["title"]) == without_number(tune.title)]
        named = [(row["title"], Tune.from_json(json.loads(row["tune"]))) for row in found]
        same = await asyncio.to_thread(_first_same, tune, named)
        return same or free_title(tune.title, dict(named))

    async def get(self, entry_id: int) -> Entry | None:
        return next(map(entry_of, await self._rows(_BY_ID, (entry_id,))), None)

    async def delete(self, entry_id: int) -> None:
        """Delete a tune and who saved it, and record that a scrub is due.

        What grew out of it stays, without a parent or its words. When a composed tune was made is kept for a
        day: it still counts for a limit.
        """
        async with self._transaction():
            await self._take_words_back(await self._words_going_with("id = ?1", entry_id))
            await self._db.execute(_COUNT_DELETED, (BY_HAND, entry_id))
            await self._forget_counted()
            await self._db.execute(_DELETE, (entry_id,))
            await self._set_scrub_due()

    async def _forget_counted(self) -> None:
        """Forget the deleted tunes that count for nothing any more, in the open transaction."""
        await self._db.execute(_FORGET_COUNTED, (self._clock() - DAY_SECONDS,))


def _is_same(one: Tune, other: Tune) -> bool:
    """Whether they are the same tune but for the title. Notes tell apart those that people wrote."""
    notes = (each.renamed("").abc for each in (one, other))
    return (one.request, one.model) == (other.request, other.model) and len(set(notes)) == 1


def _first_same(tune: Tune, named: Iterable[tuple[str, Tune]]) -> str | None:
    """The first title under which there is the same tune, in whatever key."""
    return next((title for title, other in named if _is_same(tune, other) or _is_moved(tune, other)), None)


def _is_moved(tune: Tune, other: Tune) -> bool:
    """Whether nothing but the key and how they are played tells them apart. Reads both: it blocks."""
    requests = (replace(each.request, key=None, **_AS_USUAL) for each in (tune, other))
    if tune.model != other.model or tune.request.source is not None or len(set(requests)) > 1:
        return False
    try:
        return is_transposed(*(read_abc(each.abc) for each in (tune, other)))
    except NotationError:  # of a tune that cannot be read any more
        return False
