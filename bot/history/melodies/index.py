"""The intervals of every tune, as they are stored, and the tunes in which a phrase is."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.history.database import Database
from bot.history.values import Entry, entry_of
from generator.errors import NotationError
from generator.notation.intervals import Contour, contour, places_of, same_rhythm
from generator.notation.reading.reader import read_abc

log = logging.getLogger(__name__)

MOST_FOUND = 10
MOST_CANDIDATES = 200
"""The newest tunes with a phrase, of which those with its rhythm come first."""

_ADD = (
    "INSERT INTO melodies (id, steps, rhythm) SELECT id, :steps, :rhythm FROM tunes WHERE id = :id "
    "ON CONFLICT DO NOTHING"
)
_FIND = """
    SELECT melodies.* FROM phrases JOIN melodies ON melodies.id = phrases.rowid
    WHERE phrases MATCH :runs AND instr(melodies.steps, :steps) AND EXISTS (
        SELECT 1 FROM search WHERE search.id = phrases.rowid AND (user_id = :user OR guild_id = :guild)
    )
    ORDER BY phrases.rowid DESC LIMIT :most
"""
_BY_IDS = "SELECT * FROM tunes WHERE id IN (SELECT value FROM json_each(?))"
_OF_USER = "SELECT id FROM search WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?"
_DELETE = "DELETE FROM melodies WHERE id IN (SELECT value FROM json_each(?))"
_INDEXED = "SELECT value FROM facts WHERE name = 'unindexed'"
_SET_INDEXED = "UPDATE facts SET value = ? WHERE name = 'unindexed'"
_ALL_INDEXED = "DELETE FROM facts WHERE name = 'unindexed'"
_OLDER = "SELECT id, json_extract(tune, '$.abc') AS abc FROM tunes WHERE id > ? ORDER BY id LIMIT ?"

_AT_ONCE = 20
"""Older tunes that are indexed in one transaction: less than a tenth of a second."""
_DELETED_AT_ONCE = 500
"""Tunes that are removed in one transaction: about a tenth of a second."""
_RUN = 3
"""Characters of a run in the index: five notes."""


@dataclass(frozen=True, slots=True)
class Match:
    """A tune that has a phrase: from which note of its contour, and whether in the same rhythm."""

    entry: Entry
    place: int
    same_rhythm: bool


class Melodies(Database):
    """The tunes by their notes."""

    async def _index(self, tunes: Mapping[int, str]) -> None:
        """Add tunes, number and ABC, in the open transaction."""
        for number, found in (await asyncio.to_thread(_contours, tunes)).items():
            values = {"id": number, "steps": found.steps, "rhythm": found.rhythm}
            await self._db.execute(_ADD, values)

    async def find(self, phrase: Contour, user_id: int, guild_id: int | None) -> tuple[list[Match], int]:
        """At most `MOST_FOUND` tunes that have a phrase of five notes or more, and how many were found.

        Of the user's own tunes and the guild's. Those in the rhythm of the phrase are first, then the newest.
        No more than the newest `MOST_CANDIDATES` are looked at, and counted.
        """
        steps = phrase.steps
        runs = {steps[start : start + _RUN] for start in range(len(steps) - _RUN + 1)}
        asked = {"runs": " ".join(f'"{run}"' for run in sorted(runs)), "steps": steps}
        scope = {"user": user_id, "guild": guild_id, "most": MOST_CANDIDATES}
        rows = await self._read(_FIND, {**asked, **scope})
        places = {row["id"]: _place(row, phrase) for row in rows}
        best = sorted(places, key=lambda number: (not places[number][1], -number))[:MOST_FOUND]
        entries = {row["id"]: entry_of(row) for row in await self._read(_BY_IDS, (json.dumps(best),))}
        return [Match(entries[one], *places[one]) for one in best if one in entries], len(rows)

    async def _unindex(self, user_id: int) -> None:
        """Remove a user's tunes from the index, some in each transaction, so that others can write."""
        last = 0
        while rows := await self._read(_OF_USER, (user_id, last, _DELETED_AT_ONCE)):
            last = rows[-1]["id"]
            async with self._transaction():
                await self._db.execute(_DELETE, (json.dumps([row["id"] for row in rows]),))

    async def all_indexed(self) -> bool:
        """Whether the tunes of before there was an index are in it."""
        return not await self._rows(_INDEXED)

    async def index_older(self) -> bool:
        """Index some of the tunes that were there before the index; returns whether more may be left."""
        for fact in await self._rows(_INDEXED):
            rows = await self._read(_OLDER, (int(fact["value"]), _AT_ONCE))
            async with self._transaction():
                if rows:
                    await self._index({row["id"]: row["abc"] for row in rows})
                    await self._db.execute(_SET_INDEXED, (str(rows[-1]["id"]),))
                else:
                    await self._db.execute(_ALL_INDEXED)
            return bool(rows)
        return False


def _contours(tunes: Mapping[int, str]) -> dict[int, Contour]:
    return {number: _contour(number, abc) for number, abc in tunes.items()}


def _contour(number: int, abc: str) -> Contour:
    """An empty one if the ABC cannot be read."""
    try:
        return contour(read_abc(abc))
    except NotationError as error:
        log.info("tune %d cannot be found by its notes: its line %d cannot be read", number, error.line)
        return Contour((), (), ())


def _place(row: Any, phrase: Contour) -> tuple[int, bool]:
    """Where the phrase is, in its rhythm if it is so anywhere."""
    places = list(places_of(row["steps"], phrase.steps))
    alike = (place for place in places if same_rhythm(row["rhythm"], place, phrase.rhythm))
    best = next(alike, None)
    return (places[0], False) if best is None else (best, True)
