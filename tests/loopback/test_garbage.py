"""Answers that are not Discord's: pages of proxies, half answers, errors without one of Discord's codes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from bot.app import DATABASE
from bot.playground.faults import ExpiredToken, Garbage, Refused
from tests.loopback.harness import HASTY, LoopbackDiscord

EDIT = "PATCH */messages/@original"
POST = "POST /channels/*/messages"
JSON = "application/json"

BODIES: list[Garbage | Refused] = [
    Garbage(b"{}", JSON),
    Garbage(b"[]", JSON),
    Garbage(b"null", JSON),
    Garbage(b'"ok"', JSON),
    Garbage(b"7", JSON),
    Garbage(b"", JSON),
    Garbage(b'{"id": "12', JSON),
    Garbage(b'{"id": "twelve", "channel_id": "1"}', JSON),
    Garbage(b'{"id": "12", "author": null, "channel_id": "1"}', JSON),
    Garbage(b"[" * 5000, JSON),
    Garbage(b"\xff\xfe\x00", JSON),
    Garbage(b"<html>", JSON),
    Garbage(),
    Garbage(b"", "text/plain"),
    Garbage(status=204, body=b""),
]
"""What can come back with a 200, whatever has become of the call."""

STATUSES: list[Garbage | Refused] = [
    Garbage(status=status) for status in (400, 401, 403, 404, 405, 407, 410, 413, 451)
]
"""What proxies say. Each has another meaning where Discord says it."""
CODES: list[Garbage | Refused] = [
    Garbage(b'{"message": "404: Not Found", "code": 0}', JSON, 404),
    Garbage(b'{"message": "no code"}', JSON, 403),
    Garbage(b'{"message": "odd", "code": "50001"}', JSON, 403),
    Garbage(b'{"message": "odd", "code": null}', JSON, 400),
    Refused(403, 40333),
    Refused(403, 130000),
]


def tunes(discord: LoopbackDiscord) -> list[Any]:
    return [message for message in discord.channel.history() if message.attachments]


UNLIMITED = {"LILT_PER_MINUTE": "0"}


@pytest.mark.parametrize("done", [False, True])
async def test_a_tune_outlives_every_answer_that_is_not_discords(
    discord: LoopbackDiscord, done: bool
) -> None:
    await discord.start_bot(UNLIMITED, program=HASTY)
    for number, fault in enumerate((*BODIES, *STATUSES, *CODES), 1):
        discord.faults.next(EDIT, replace(fault, done=done), times=2)
        await discord.wait_for_final(await discord.invoke("compose"))
        await discord.wait_for(lambda: len(discord.faults.met) == 2 * number)  # noqa: B023 - waited for
        assert len(tunes(discord)) == number, f"after {fault}"


@pytest.mark.parametrize("done", [False, True])
async def test_a_message_of_its_own_comes_once_after_every_answer_that_is_not_discords(
    discord: LoopbackDiscord, done: bool
) -> None:
    await discord.start_bot(UNLIMITED, program=HASTY)
    for number, fault in enumerate((*BODIES, *STATUSES, *CODES), 1):
        discord.faults.clear()
        discord.faults.next(EDIT, ExpiredToken(), times=9)
        discord.faults.next(POST, replace(fault, done=done))
        await discord.invoke("compose")
        await discord.wait_for(lambda: len(tunes(discord)) >= number)  # noqa: B023 - waited for
        await discord.wait_for(lambda: settled(discord))
        assert len(tunes(discord)) == number, f"after {fault}"


def settled(discord: LoopbackDiscord) -> bool:
    """Whether no order is left."""
    with closing(sqlite3.connect(discord.data / DATABASE)) as db:
        return not db.execute("SELECT count(*) FROM jobs").fetchone()[0]
