"""Fetches tasks from the broker, kind by kind: one for each free place."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection

from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from generator.engine.background import end
from generator.engine.remote.broker import PULL_SECONDS, Broker
from generator.engine.remote.subjects import model_of, named

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.25
"""Before the broker is asked for work again, after it refused, or while there is no room."""

HasRoom = Callable[[str], bool]
"""Whether a task of this kind can be done now."""
Do = Callable[[str, Msg], "asyncio.Task[None]"]
"""Begins to do a task of this kind; the next one is fetched when it is done."""


class Pulling:
    """Pulls of several kinds of work. Each fetches one task, has it done, and fetches the next."""

    def __init__(self, broker: Broker, has_room: HasRoom, do: Do) -> None:
        self._broker = broker
        self._has_room = has_room
        self._do = do
        self._pulls: dict[str, list[asyncio.Task[None]]] = {}

    def start(self, kind: str, number: int) -> None:
        """Fetch so many tasks of this kind at once from now on."""
        self._pulls[kind] = [
            asyncio.create_task(self._pull(kind), name=f"pull {kind}") for _ in range(number)
        ]

    async def follow(self, models: Collection[str], number: int) -> None:
        """Fetch so many tasks for each of these models, and for no other that tasks name."""
        for model in models:
            if named(model) not in self._pulls:
                self.start(named(model), number)
        for kind in [kind for kind in self._pulls if model_of(kind) not in (None, *models)]:
            await end(*self._pulls.pop(kind))

    async def close(self) -> None:
        """Fetch nothing any more. What was fetched goes on."""
        await end(*(pull for pulls in self._pulls.values() for pull in pulls))

    async def _pull(self, kind: str) -> None:
        subscription, refused = None, False
        while True:
            if not self._has_room(kind):
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            asked = time.monotonic()
            try:
                subscription = subscription or await self._broker.pull(kind)
                (message,) = await subscription.fetch(1, timeout=PULL_SECONDS)
            except TimeoutError:
                if time.monotonic() - asked < 1:  # the broker did not even wait
                    await asyncio.sleep(PAUSE_SECONDS)
                continue
            except NatsError as error:
                log.log(logging.DEBUG if refused else logging.WARNING, "the broker gives no work: %s", error)
                subscription, refused = None, True
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            refused = False
            await asyncio.shield(asyncio.wait([self._do(kind, message)]))
