"""Whose words a tune holds, and how they are taken back from others' tunes and orders.

A title, lyrics and other words come into the history with a tune that a user wrote. Variations inherit them.
So each row of `tunes` and `jobs` with such words says who wrote them (`writer`) and the number of the tune in
which they were written (`written_in`), which may be gone. Both are NULL where all words are invented.
"""

from __future__ import annotations

import asyncio
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from bot.history.forgetting.scrub import Scrub
from bot.history.values import Entry, Order, dump, entry_of
from generator.compose.titles import title_for
from generator.errors import NotationError
from generator.notation.bare import without_words
from generator.notation.reading.reader import read_abc
from generator.notation.tune_types import TUNE_TYPES
from generator.notation.writing.fields import escaped_title
from generator.notation.writing.writer import write_abc
from generator.request import ComposeRequest
from generator.tune import Tune

_BY_ID = "SELECT * FROM tunes WHERE id = ?"
_REWORD = "UPDATE tunes SET asked = ?, tune = ?, writer = NULL, written_in = NULL WHERE id = ?"
_REWORD_ORDER = "UPDATE jobs SET asked = ?, writer = NULL, written_in = NULL WHERE id = ?"

# What words others hold: all of one user, or those that were written in some tunes.
_OF_USER = "writer = ? AND user_id != writer"
_WRITTEN_IN = "written_in IN (SELECT value FROM json_each(?)) AND user_id != writer"
_TUNES = "SELECT id FROM tunes WHERE {} ORDER BY id LIMIT {}"
_ORDERS = "SELECT id, asked FROM jobs WHERE {}"

_TAKEN_WITH = """
    SELECT DISTINCT written_in FROM tunes AS gone WHERE {0} AND writer = user_id AND written_in IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tunes WHERE id = gone.written_in AND NOT ({0}))
"""

_REWORDED_AT_ONCE = 20
"""Tunes that are reworded in one transaction: about a tenth of a second."""
_ALL = -1

_HEAD = re.compile(r"[MLK]:\s*\S+")
_FIELD = re.compile(r"[A-Za-z+]:")
_SAID = re.compile(r'"[^"]*"|![^!]*!|\+[^+]*\+|\[[A-Za-z]:[^]]*\]|%.*')


@dataclass(frozen=True, slots=True)
class Words:
    """Words that others may hold: `where` is a condition on rows of `tunes` and `jobs`, `key` its value."""

    where: str
    key: int | str


def words_of_user(user_id: int) -> Words:
    """All that a user wrote."""
    return Words(_OF_USER, user_id)


class TakingBack(Scrub, ABC):
    """Takes words back."""

    async def _words_going_with(self, condition: str, value: object, *, read: bool = False) -> Words:
        """The words that go when the tunes with this condition on `tunes`, with its `value` ?1, are deleted.

        They are those that the user of such a tune wrote, unless the tune in which they were written stays.
        In the open transaction; with `read` of what is committed.
        """
        rows = await (self._read if read else self._rows)(_TAKEN_WITH.format(condition), (value,))
        return Words(_WRITTEN_IN, json.dumps([row["written_in"] for row in rows]))

    async def _take_most_words_back(self, words: Words) -> None:
        """Reword the tunes of others that hold these words, a few in each transaction: others can write."""
        sql = _TUNES.format(words.where, _REWORDED_AT_ONCE)
        while rows := await self._read(sql, (words.key,)):
            async with self._transaction():
                await self._reword(row["id"] for row in rows)

    async def _take_words_back(self, words: Words) -> None:
        """Remove the words from others' tunes and orders, in the open transaction; the notes stay."""
        rows = await self._rows(_TUNES.format(words.where, _ALL), (words.key,))
        await self._reword(row["id"] for row in rows)
        for row in await self._rows(_ORDERS.format(words.where), (words.key,)):
            asked = ComposeRequest.from_json(json.loads(row["asked"]))
            asked = await asyncio.to_thread(reworded, asked, title_for(f"{row['id']} {asked.source}"))
            await self._db.execute(_REWORD_ORDER, (dump(asked), row["id"]))

    async def _reword(self, entry_ids: Iterable[int]) -> None:
        for entry_id in entry_ids:
            for row in await self._rows(_BY_ID, (entry_id,)):
                asked, tune = await asyncio.to_thread(_reworded_row, row)
                tune = tune.renamed(await self._free_title(tune))
                await self._db.execute(_REWORD, (dump(asked), dump(tune), entry_id))

    @abstractmethod
    async def _free_title(self, tune: Tune) -> str:
        """The tune's title, or one with a number that no other tune has."""

    async def _inherited(self, order: Order) -> tuple[ComposeRequest, int | None, int | None]:
        """What an order asks for, who wrote its words, and in which tune; in the open transaction.

        If its parent was deleted or reworded just now, the order loses the words of it.
        """
        asked = order.asked
        if not _may_hold_words(asked):
            return asked, None, None
        if order.parent is None:
            return asked, None if asked.source is None else order.asker.user_id, None
        for row in await self._rows(_BY_ID, (order.parent,)):
            if _is_from(entry_of(row), asked):
                return asked, row["writer"], row["written_in"]
        title = title_for(f"{order.id} {asked.source}")
        return await asyncio.to_thread(reworded, asked, title), None, None


def _may_hold_words(request: ComposeRequest) -> bool:
    """Whether there may be words of a user in it: in the tune to vary, or as a type that nobody knows."""
    return request.source is not None or not _is_known(request.type)


def _is_from(parent: Entry, asked: ComposeRequest) -> bool:
    """Whether the words of a request are those of its parent, as that is now."""
    if asked.source is None:
        return asked.type in (parent.asked.type, parent.tune.request.type)
    return asked.source in (parent.tune.abc, parent.asked.source, parent.tune.request.source)


def _is_known(tune_type: str | None) -> bool:
    return tune_type is None or tune_type in TUNE_TYPES


def reworded(request: ComposeRequest, title: str) -> ComposeRequest:
    """The same request, its source reduced to the music and this title, without a type that nobody knows."""
    kept = request.type if _is_known(request.type) else None
    source = None if request.source is None else _music(request.source, title)
    return replace(request, source=source, type=kept)


def reworded_tune(tune: Tune, title: str) -> Tune:
    """The same notes with this title as their only words."""
    return replace(tune, request=reworded(tune.request, title), title=title, abc=_music(tune.abc, title))


def _reworded_row(row: Any) -> tuple[ComposeRequest, Tune]:
    """What was asked for and the tune of a row of `tunes`, with another title as their only words."""
    entry = entry_of(row)
    title = title_for(f"{entry.id} {entry.tune.abc}")
    return reworded(entry.asked, title), reworded_tune(entry.tune, title)


def _music(abc: str, title: str) -> str:
    """The tune without its words, under this title."""
    with suppress(NotationError):
        melody = without_words(read_abc(abc))
        rhythm = melody.rhythm if _is_known(melody.rhythm) else ""
        return write_abc(replace(melody, rhythm=rhythm), title=title)
    return _lines_of_music(abc, title)


def _lines_of_music(abc: str, title: str) -> str:
    """The same of a tune that an older Lilt could read: its meter, key, unit length and lines of notes."""
    head = [f"X:1\nT:{escaped_title(title)}"]
    head += [found[0] for line in abc.splitlines() if (found := _HEAD.match(line))]
    music = (line for line in abc.splitlines() if not _FIELD.match(line))
    return "\n".join([*head, *(_SAID.sub("", line) for line in music)]) + "\n"
