"""What everything that fulfils orders works with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.history import History
from bot.orders.database_retry import DatabaseRetry
from bot.orders.jobs import Jobs
from bot.orders.starts import Starts
from bot.transport.discord_clock import DiscordClock


@dataclass(frozen=True, slots=True)
class OrderContext:
    """`starts` counts in how many processes the work of each order has begun."""

    jobs: Jobs
    history: History
    until_stored: DatabaseRetry
    starts: Starts
    clock: DiscordClock
