"""The end of a challenge waits for the answers that were accepted before it and are not shown yet."""

from __future__ import annotations

import asyncio
import logging

from bot.orders.context import OrderContext
from generator.errors import EngineClosed

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Between two looks."""
LONGEST_SECONDS = 3600.0
"""An order ends by itself, mostly within seconds, but it may last: it waits as long as there is no worker, or
Discord fails. The others who took part do not.
"""


class OpenAnswers:
    """They are in the database: it does not matter which process accepted them."""

    def __init__(self, context: OrderContext) -> None:
        self._jobs = context.jobs
        self._until_stored = context.until_stored
        self._history = context.history

    async def wait(self, challenge_id: int) -> None:
        """Wait until none is open, an hour at most in one process. Raises EngineClosed if that is stopped."""
        until = asyncio.get_running_loop().time() + LONGEST_SECONDS
        while await self._until_stored(lambda: self._history.has_open_answers(challenge_id)):
            if self._jobs.closed:
                raise EngineClosed
            if asyncio.get_running_loop().time() >= until:
                log.warning("challenge %d ends without the answers that are still being made", challenge_id)
                return
            await asyncio.sleep(LOOK_SECONDS)
