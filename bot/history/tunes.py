"""Tunes by their number: found, deleted, and added under a title of their own."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.history.melodies.index import Melodies
from bot.history.scrub import Scrub
from bot.history.values import BY_HAND, Asker, Entry, dump, entry_of, placed
from generator.compose.titles import free_title, title_for, without_number
from generator.errors import NotationError
from generator.notation.bare import without_words
from generator.notation.reading.reader import read_abc
from generator.notation.transpose import is_transposed
from generator.notation.writing.fields import escaped_title
from generator.notation.writing.writer import write_abc
from generator.request import PLAYING, ComposeRequest
from generator.tune import Tune

_BY_ID = "SELECT * FROM tunes WHERE id = ?"
# The parent may have been deleted while its child was being composed.
_ADD = (
    "INSERT INTO tunes (user_id, user_name, guild_id, channel_id, created_at, asked, tune, parent) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM tunes WHERE id = ?)) RETURNING *"
)
_NAMED = "SELECT title, tune FROM tunes WHERE title = :title OR (title > :from AND title < :to)"
_DELETE = "DELETE FROM tunes WHERE id = ?"
_COUNT_DELETED = (
    "INSERT INTO deleted_tunes SELECT user_id, guild_id, created_at FROM tunes "
    "WHERE json_extract(tune, '$.model') != ? AND id = ?"
)
_FORGET_COUNTED = "DELETE FROM deleted_tunes WHERE created_at < ?"
_VARIATIONS = """
    SELECT id, user_id, json_extract(tune, '$.request.source') AS source FROM tunes
    WHERE json_extract(tune, '$.request.source') IS NOT NULL AND id > ? ORDER BY id LIMIT ?
"""
_REWORD = "UPDATE tunes SET asked = ?, tune = ? WHERE id = ?"
_WAITING = "SELECT id, asked FROM jobs WHERE user_id != ?"
_REWORD_ORDER = "UPDATE jobs SET asked = ? WHERE id = ?"

DAY_SECONDS = 86_400
"""The longest time of which tunes are counted."""
_AT_ONCE = 500
"""Variations that are searched for words at a time."""
_REWORDED_AT_ONCE = 20
"""Variations that are reworded in one transaction: about a tenth of a second."""


_AS_USUAL: Any = {name: getattr(ComposeRequest(), name) for name in PLAYING}


@dataclass(slots=True)
class Words:
    """The words of tunes that a user wrote: their `titles`, as fields of ABC.

    `found`: the variations by others that hold them; `seen`: all variations up to this number were searched.
    """

    user_id: int
    titles: frozenset[str]
    found: list[int] = field(default_factory=list)
    seen: int = 0

    def found_in(self, rows: Iterable[Any]) -> list[int]:
        """The numbers of the others' variations among these that hold them."""
        return [row["id"] for row in rows if row["user_id"] != self.user_id and self.are_in(row["source"])]

    def are_in(self, source: str) -> bool:
        """Whether one of the titles is in this ABC, as it is or numbered."""
        lines = (line for line in source.splitlines() if line.startswith("T:"))
        return any(self._is_ours(line) for line in lines)

    def _is_ours(self, line: str) -> bool:
        return line in self.titles or any(
            line[: match.start()] in self.titles for match in re.finditer(r" No\. ", line)
        )


class Tunes(Melodies, Scrub):
    """The tunes one by one."""

    async def _added(self, asker: Asker, asked: ComposeRequest, tune: Tune, parent: int | None) -> Entry:
        """Add a tune, in the open transaction; `parent` is the number of the tune it grew out of.

        The entry's tune has another title, "… No. 2", where a different tune already has this one. With its
        parent's notes in another key, or played in another way, it has its parent's title.
        """
        title = await self._title_of_parent(tune, parent) or await self._free_title(tune)
        tune = tune.renamed(title)
        await self._forget_counted()
        values = (*placed(asker), int(self._clock()), dump(asked), dump(tune), parent)
        (row,) = await self._rows(_ADD, values)
        entry = entry_of(row)
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
        words = await self._words_of(entry_id)
        async with self._transaction():
            await self._take_words_back(words)
            await self._db.execute(_COUNT_DELETED, (BY_HAND, entry_id))
            await self._forget_counted()
            await self._db.execute(_DELETE, (entry_id,))
            await self._set_scrub_due()

    async def _forget_counted(self) -> None:
        """Forget the deleted tunes that count for nothing any more, in the open transaction."""
        await self._db.execute(_FORGET_COUNTED, (self._clock() - DAY_SECONDS,))

    async def _words_of(self, entry_id: int | None) -> Words:
        """The words of this tune if a user wrote it, as `_words` finds them; else none."""
        entry = None if entry_id is None else await self.get(entry_id)
        if entry is None or entry.tune.model != BY_HAND:
            return Words(0, frozenset())
        return await self._words(entry.asker.user_id, [entry.tune.title])

    async def _words(self, user_id: int, titles: Iterable[str]) -> Words:
        """Find the words of these tunes in others' variations. Not in a transaction: it reads them all."""
        fields = [f"T:{escaped_title(title)}" for title in titles]
        words = Words(user_id, frozenset([*fields, *map(without_number, fields)]))
        await self._search(words, self._read)
        return words

    async def _search(self, words: Words, read: Callable[..., Awaitable[list[Any]]]) -> None:
        """Add to `words.found`, from `words.seen` on."""
        while words.titles and (rows := await read(_VARIATIONS, (words.seen, _AT_ONCE))):
            words.seen = rows[-1]["id"]
            words.found += await asyncio.to_thread(words.found_in, rows)

    async def _take_most_words_back(self, words: Words) -> None:
        """Reword the variations that were found, a few in each transaction, so that others can write."""
        while words.found:
            now, words.found = words.found[:_REWORDED_AT_ONCE], words.found[_REWORDED_AT_ONCE:]
            async with self._transaction():
                await self._reword(now)

    async def _take_words_back(self, words: Words) -> None:
        """Remove the words from others' variations and orders, in the open transaction; the notes stay."""
        await self._search(words, self._rows)
        await self._reword(words.found)
        for row in await self._rows(_WAITING, (words.user_id,)) if words.titles else ():
            asked = ComposeRequest.from_json(json.loads(row["asked"]))
            if asked.source is not None and words.are_in(asked.source):
                asked = reworded(asked, title_for(f"{row['id']} {asked.source}"))
                await self._db.execute(_REWORD_ORDER, (dump(asked), row["id"]))

    async def _reword(self, entry_ids: Iterable[int]) -> None:
        for entry_id in entry_ids:
            for row in await self._rows(_BY_ID, (entry_id,)):
                asked, tune = await asyncio.to_thread(_reworded, row)
                tune = tune.renamed(await self._free_title(tune))
                await self._db.execute(_REWORD, (dump(asked), dump(tune), entry_id))


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


def _reworded(row: Any) -> tuple[ComposeRequest, Tune]:
    """What was asked for and the tune of a row of `tunes`, with another title as their only words."""
    entry = entry_of(row)
    title = title_for(f"{entry.id} {entry.tune.abc}")
    tune = replace(entry.tune, request=reworded(entry.tune.request, title)).renamed(title)
    return reworded(entry.asked, title), tune


def reworded(request: ComposeRequest, title: str) -> ComposeRequest:
    """The same request, its source reduced to the music and this title."""
    if request.source is None:
        return request
    return replace(request, source=write_abc(without_words(read_abc(request.source)), title=title))
