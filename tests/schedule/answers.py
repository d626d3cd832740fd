"""Answers that a challenge accepts while it runs; their tunes may be ready only after its end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.history import Asker, Challenge, History, Order
from bot.views.scheduled import NOBODY, end_heading
from tests.bot.fakes import tune
from tests.schedule.world import World

ACCEPTED = 0.02
"""How likely one is accepted at each look: about two in three challenges have one."""
MESSAGE = 1
"""The message that shows an answer; nobody looks at it."""

_ANSWERS = """
    SELECT ends_at, count(tune_id) FROM challenges LEFT JOIN answers ON challenge_id = challenges.id
    GROUP BY ends_at
"""


async def accept_one(history: History, world: World, challenge: Challenge) -> None:
    """Somebody answers: from now on the tune is owed, and takes part."""
    if world.chance.random() >= ACCEPTED:
        return
    where = {"guild_id": challenge.guild_id, "channel_id": challenge.channel_id}
    await history.add_order(
        Order(
            id=f"answer {world.now}",
            asker=Asker(user_id=8, user_name="bob", **where),
            created_at=int(world.now),
            asked=challenge.asked,
            token="",
            largest=1,
            challenge=challenge.id,
        )
    )


async def make_accepted(history: History) -> None:
    """Make and show the answers that were accepted, in this process or an earlier one."""
    for order in await history.orders():
        if order.challenge is not None:
            await history.add_ordered(order.id, tune(order.asked))
            await history.settle(order.id, MESSAGE)


def left_out(world: World, path: Path, channel: int) -> int:
    """How many ends were announced without all of the answers."""
    with closing(sqlite3.connect(path)) as db:
        taking_part = {end_heading(ends_at): count for ends_at, count in db.execute(_ANSWERS)}
    return sum(not _says(one.content, taking_part) for one in world.messages if one.channel == channel)


def _says(announced: str, taking_part: dict[str, int]) -> bool:
    heading, _, said = announced.partition("\n")
    count = taking_part[heading]
    some = f"one of {count} answers" in said or "the first answer wins" in said
    return {0: said == NOBODY, 1: "the only answer" in said}.get(count, some)
