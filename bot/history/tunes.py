"""Tunes by their number: found, deleted, and added under a title of their own."""

from __future__ import annotations

import json

from bot.history.forgetting.words import TakingBack
from bot.history.melodies.index import Melodies
from bot.history.values import BY_HAND, Asker, Entry, dump, entry_of, placed
from generator.compose.titles import free_title, without_number
from generator.request import ComposeRequest
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
        The entry's tune has another title, "… No. 2", where a different tune already has this one.
        """
        tune = tune.renamed(await self._free_title(tune))
        values = (*placed(asker), int(self._clock()), dump(asked), dump(tune), *written, parent)
        (row,) = await self._rows(_ADD, values)
        entry = entry_of(row)
        if tune.model == BY_HAND:
            await self._db.execute(_MINE, (entry.id,))
        await self._index({entry.id: tune.abc})
        return entry

    async def _free_title(self, tune: Tune) -> str:
        numbers = f"{without_number(tune.title)} No. "
        limits = {"title": tune.title, "from": numbers, "to": numbers + chr(0x10FFFF)}
        found = await self._rows(_NAMED, limits)
        found = [row for row in found if without_number(row["title"]) == without_number(tune.title)]
        named = {row["title"]: Tune.from_json(json.loads(row["tune"])) for row in found}
        same = (title for title, other in named.items() if _is_same(other, tune))
        return next(same, None) or free_title(tune.title, named)

    async def get(self, entry_id: int) -> Entry | None:
        return next(map(entry_of, await self._rows(_BY_ID, (entry_id,))), None)

    async def delete(self, entry_id: int) -> None:
        """Delete a tune and who saved it, and record that a scrub is due.

        What grew out of it stays, without a parent or its words.
        """
        async with self._transaction():
            await self._take_words_back(await self._words_going_with("id = ?1", entry_id))
            await self._db.execute(_DELETE, (entry_id,))
            await self._set_scrub_due()


def _is_same(one: Tune, other: Tune) -> bool:
    """Whether they are the same tune but for the title. Notes tell apart those that people wrote."""
    notes = (each.renamed("").abc for each in (one, other))
    return (one.request, one.model) == (other.request, other.model) and len(set(notes)) == 1
