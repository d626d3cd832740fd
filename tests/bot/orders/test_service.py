"""Placing orders: what one user waits for, and others do not."""

from __future__ import annotations

import asyncio
from itertools import count
from types import SimpleNamespace
from typing import Any

from bot.history import Order
from bot.orders.service import OrderService
from bot.transport.discord_clock import DiscordClock
from generator.request import ComposeRequest
from tests.bot.fakes import FakeEngine

ANN, BOB = 1, 2


class BusyHistory:
    """Stores an order of Ann's once `go_on` is set, and one of anybody else's at once."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.stored: list[int] = []

    async def add_order(self, order: Order) -> bool:
        if order.asker.user_id == ANN:
            await self.go_on.wait()
        self.stored.append(order.asker.user_id)
        return True


class Admission:
    """Notes how many orders were stored when somebody was admitted."""

    def __init__(self, history: BusyHistory) -> None:
        self._history = history
        self.seen: list[tuple[int, int]] = []

    async def admit_work(self, interaction: Any, *, composes: bool) -> None:
        self.seen.append((interaction.user.id, len(self._history.stored)))


async def test_an_order_counts_for_the_users_next_one_and_holds_up_nobody_else() -> None:
    history: Any = BusyHistory()
    admission: Any = Admission(history)
    service = OrderService(FakeEngine(), history, admission, DiscordClock())
    numbers = count(100)

    async def place(user: int) -> Order:
        who = SimpleNamespace(id=user, display_name="somebody")
        interaction: Any = SimpleNamespace(
            id=next(numbers), user=who, guild_id=5, channel_id=6, token="t", filesize_limit=10
        )
        return await service.place(interaction, ComposeRequest(), parent=None, tune=None)

    first, second = asyncio.create_task(place(ANN)), asyncio.create_task(place(ANN))
    await asyncio.sleep(0)
    assert (await asyncio.wait_for(place(BOB), 5)).asker.user_id == BOB
    assert history.stored == [BOB]
    history.go_on.set()
    await asyncio.gather(first, second)
    assert admission.seen == [(ANN, 0), (BOB, 0), (ANN, 2)]
