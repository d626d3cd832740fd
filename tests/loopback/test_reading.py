"""Many long texts for /render at once: everybody is answered in time, and a tune is composed beside them."""

from __future__ import annotations

import asyncio

from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord

PEOPLE = 20
LONG = "X:1\nT:{}\nM:4/4\nL:1/8\nK:D\n" + "(3ddd" * 790 + "\n"
"""Reading it, transposed and simplified, takes about a quarter of a second: all of them more than three."""


async def test_everybody_who_sends_a_long_text_is_answered_within_three_seconds(
    discord: LoopbackDiscord,
) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    people = [discord.guild.add_member(discord.simulation.create_user(f"user{n}")) for n in range(PEOPLE)]
    options = {"key": "A", "simplify": True}
    asked = [
        await discord.invoke("render", by=one, file=("tune.abc", LONG.format(n).encode()), **options)
        for n, one in enumerate(people)
    ]
    composing = await discord.invoke("compose")
    answered = await asyncio.gather(*(discord.answered(one) for one in (*asked, composing)))
    assert answered.count(False) == 0
    for one in (composing, *asked):
        await discord.wait_for_final(one)
    discord.assert_within_limits()
