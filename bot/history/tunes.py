"""Tunes by their number: found, deleted, and added under a title of their own."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.history.database import Database
from bot.history.values import BY_HAND, Asker, Entry, dump, entry_of, placed
from generator.compose.titles import free_title, title_for, without_number
from generator.notation.reader import read_abc
from generator.notation.writer import write_abc
from generator.tune import ComposeRequest, Tune

_BY_ID = "SELECT * FROM tunes WHERE id = ?"
# The parent may have been deleted while its child was being composed.
_ADD = (
    "INSERT INTO tunes (user_id, user_name, guild_id, channel_id, created_at, asked, tune, parent) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM tunes WHERE id = ?)) RETURNING *"
)
_NAMED = "SELECT title, tune FROM tunes WHERE title = :title OR (title > :from AND title < :to)"
_DELETE = "DELETE FROM tunes WHERE id = ? RETURNING user_id, title, tune"
_VARIED = """
    SELECT * FROM (
        SELECT *, json_extract(tune, '$.request.source') AS source FROM tunes WHERE user_id != :user
    ) WHERE instr(source, :titled) OR instr(source, :numbered)
"""
_REWORD = "UPDATE tunes SET asked = ?, tune = ? WHERE id = ?"


class Tunes(Database):
    """The tunes one by one."""

    async def _added(self, asker: Asker, asked: ComposeRequest, tune: Tune, parent: int | None) -> Entry:
        """Add a tune, in the open transaction; `parent` is the number of the tune it grew out of.

        The entry's tune has another title, "… No. 2", where a different tune already has this one.
        """
        tune = tune.renamed(await self._free_title(tune))
        values = (*placed(asker), int(self._clock()), dump(asked), dump(tune), parent)
        (row,) = await self._rows(_ADD, values)
        return entry_of(row)

    async def _free_title(self, tune: Tune) -> str:
        numbers = f"{without_number(tune.title)} No. "
        limits = {"title": tune.title, "from": numbers, "to": numbers + chr(0x10FFFF)}
        found = await self._rows(_NAMED, limits)
        named = {row["title"]: Tune.from_json(json.loads(row["tune"])) for row in found}
        same = (title for title, other in named.items() if _is_same(other, tune))
        return next(same, None) or free_title(tune.title, named)

    async def get(self, entry_id: int) -> Entry | None:
        return next(map(entry_of, await self._rows(_BY_ID, (entry_id,))), None)

    async def delete(self, entry_id: int) -> None:
        """Delete a tune and who saved it. What grew out of it stays, without a parent."""
        async with self._transaction():
            await self._delete(entry_id)

    async def _delete(self, entry_id: int) -> None:
        for row in await self._rows(_DELETE, (entry_id,)):
            if Tune.from_json(json.loads(row["tune"])).model == BY_HAND:
                await self._take_words_back(row["title"], row["user_id"])

    async def _take_words_back(self, title: str, user_id: int) -> None:
        """Remove the words of a tune that this user wrote from other users' variations; the notes stay."""
        field = "T:" + title.replace("%", "\\%")
        titles = {"titled": f"{field}\n", "numbered": f"{without_number(field)} No. "}
        for row in await self._rows(_VARIED, {"user": user_id, **titles}):
            entry = entry_of(row)
            title = title_for(f"{entry.id} {entry.tune.abc}")
            tune = replace(entry.tune, request=_reworded(entry.tune.request, title)).renamed(title)
            tune = tune.renamed(await self._free_title(tune))
            await self._db.execute(_REWORD, (dump(_reworded(entry.asked, title)), dump(tune), entry.id))


def _is_same(one: Tune, other: Tune) -> bool:
    """Whether they are the same tune but for the title. Notes tell apart those that people wrote."""
    notes = (each.renamed("").abc for each in (one, other))
    return (one.request, one.model) == (other.request, other.model) and len(set(notes)) == 1


def _reworded(request: ComposeRequest, title: str) -> ComposeRequest:
    """The same request, its source reduced to the music and this title."""
    if request.source is None:
        return request
    return replace(request, source=write_abc(read_abc(request.source), title=title))
