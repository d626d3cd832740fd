"""Makes the tune of an order and adds it to the history, and deletes the order at its end.

Knows nothing of where the tune is shown.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from bot.history import Entry, Order
from bot.orders.context import OrderContext
from bot.requests.renditions import HEARD_AND_SEEN
from bot.transport.attempts import NoMoreTries
from bot.transport.response import Response
from generator.engine import Job
from generator.errors import EngineClosed
from generator.request import ComposeRequest
from generator.tune import Recording, Tune

log = logging.getLogger(__name__)


class Unwanted(NoMoreTries):
    """The order was cancelled, or its tune deleted or forgotten, before it could be delivered."""


class Making:
    """Makes it, or only its recording."""

    def __init__(self, context: OrderContext) -> None:
        self._jobs = context.jobs
        self._history = context.history
        self._until_stored = context.until_stored
        self._starts = context.starts

    async def make(
        self, order: Order, entry: Entry | None, response: Response | None, *, admitted: bool
    ) -> tuple[Entry, Recording]:
        """The tune with its final title, and its recording. Its progress is shown in the response.

        `entry`: its tune, if an earlier process added it. It may have been shown, and stays if the order is
        cancelled. Raises Unwanted, CancelledByUser, and what the engine raises.
        """
        work = (order.tune or order.asked) if entry is None else entry.tune
        forget = self._history.abandon if entry is None else self._history.settle
        begun = partial(self._starts.begun, order.id)
        async with (
            self._starts.turn(order),
            self._jobs.running(
                job_of(order, work, admitted=admitted), response, partial(forget, order.id), begun
            ) as running,
        ):
            tune = await running.compose()
            added = await self._until_stored(lambda: self._history.add_ordered(order.id, tune))
            if added is None:
                raise Unwanted
            return added, await running.render(added.tune)

    async def render(self, order: Order, tune: Tune) -> Recording:
        """The recording of a tune that is not added to the history, such as a set."""
        begun = partial(self._starts.begun, order.id)
        async with (
            self._starts.turn(order),
            self._jobs.running(job_of(order, tune, admitted=True), None, begun=begun) as running,
        ):
            return await running.render(await running.compose())

    async def end(self, end: Callable[[str], Awaitable[None]], order: Order) -> None:
        """Delete the order by `end`. If the bot is stopped before, it is left to the next start."""
        try:
            await self._until_stored(lambda: end(order.id))
        except EngineClosed:
            log.info("order %s could not be deleted and stays for the next start", order.id)


def job_of(order: Order, work: ComposeRequest | Tune, *, admitted: bool) -> Job:
    """The order's job in the engine."""
    return Job(
        id=order.id,
        user=str(order.asker.user_id),
        work=work,
        formats=frozenset(HEARD_AND_SEEN),
        admitted=admitted,
    )
