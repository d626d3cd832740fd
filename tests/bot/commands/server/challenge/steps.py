"""Steps of the tests of /challenge: beginning one, answering it, and its end."""

from __future__ import annotations

from typing import Any

from tests.bot.commands.server.scheduling import DAY, WEDNESDAY, Time, pass_until
from tests.bot.conftest import Stage

OVER = "2026-11-28 12:00"
"""Three days after it began."""
HEADING = f"End of the challenge, <t:{int(WEDNESDAY) + 3 * DAY}:F>"


async def begin(stage: Stage, **options: Any) -> Any:
    """The message of a new challenge."""
    return (await stage.ann.slash(stage.channel, "challenge", **options)).response


async def answer(stage: Stage, user: Any, challenge: Any) -> Any:
    """The message of a user's answer."""
    return (await user.click(challenge, label="Answer")).response


async def end(stage: Stage, time: Time) -> Any:
    """The message at its end."""
    await pass_until(stage, time, OVER)
    message: Any = stage.channel.last_message
    return message
