"""A database of many tunes, made in seconds: written by SQL, not added one by one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bot.history import BY_HAND, History
from generator.request import ComposeRequest
from tests.bot.fakes import tune

GUILD = 2
ABC = "X:1\nT:{title}\nR:jig\nM:6/8\nL:1/8\nK:D\n" + "|:" + "dfa afd|gfe def|dfa afd|gfe d3|\n" * 8 + ":|\n"
_FIRST = ("The Copper", "The Merry", "Nora's", "The Lost", "Walking to", "The Hare and the", "Old")
_SECOND = ("Kettle", "Gull", "Fiddler", "Bridge", "Kinvara", "Heather", "Lantern", "Ploughman", "Wren")
TYPES = ("jig", "reel", "hornpipe", "polka", "waltz")

_ADD = (
    "INSERT INTO tunes (id, user_id, user_name, guild_id, channel_id, message_id, created_at, asked, tune, "
    "writer, written_in) VALUES (?, ?, ?, ?, 5, 1, ?, ?, ?, ?, ?)"
)


async def make_large_history(
    path: Path,
    tunes: int,
    owners: Sequence[int],
    *,
    guild: int = GUILD,
    by_hand: int = 0,
    variations: int = 0,
) -> None:
    """Tunes of one server, of the `owners` in turn.

    The first owner wrote the first `by_hand` of the tunes; the last `variations` are the others' of those.
    """
    async with History.open(path):
        pass
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        db.executemany(_ADD, _rows(tunes, owners, guild, by_hand, variations))


def _rows(
    tunes: int, owners: Sequence[int], guild: int, by_hand: int, variations: int
) -> Iterator[tuple[object, ...]]:
    asked = json.dumps(ComposeRequest().to_json())
    composed, sent, varied = (_template(kind) for kind in ("composed", "written", "varied"))
    for number in range(1, tunes + 1):
        user, template, source = owners[number % len(owners)], composed, number
        written: tuple[int | None, int | None] = (None, None)
        if number <= by_hand:
            user, template, written = owners[0], sent, (owners[0], number)
        elif number > tunes - variations:
            user = owners[1 + number % (len(owners) - 1)]
            template, source = varied, number % max(1, by_hand) + 1
            written = (owners[0], source)
        kind, title = TYPES[number % len(TYPES)], _title(number)
        made = template.replace("@title", title).replace("@source", _title(source)).replace("@type", kind)
        yield number, user, f"user {user}", guild, 1_600_000_000 + number, asked, made, *written


def _title(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // 7 % len(_SECOND)]} {number}"


def _template(kind: str) -> str:
    """A tune as it is stored, in which the title, the source's title and the type are to be filled in."""
    usual = tune(ComposeRequest(), "@title")
    request = replace(usual.request, type="@type".strip("@"))
    if kind == "varied":
        request = replace(request, source=ABC.format(title="@source"), change="ending")
    made = replace(usual, request=request, abc=ABC.format(title="@title"))
    made = replace(made, model=BY_HAND) if kind == "written" else made
    return json.dumps(made.to_json(), ensure_ascii=False).replace('"type": "type"', '"type": "@type"')
