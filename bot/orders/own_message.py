"""One message that Lilt sends by itself, once: before a second try it looks whether the message is there.

Where it may not look, it relies on the nonce, of which Discord accepts one message within `NONCE_SECONDS`. It
looks after a restart too. Knows neither tunes nor who waits for the message.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.transport.attempts import NoMoreTries
from bot.transport.response import Check

NONCE_SECONDS = 60.0
"""Discord knows a nonce for two minutes; a try of ours may take one."""
NONCE_LENGTH = 25
"""As many characters as a nonce may have."""

SKEW = timedelta(hours=1)
"""How much older than the order a message may look that was sent after it."""

MOST_MESSAGES = 500
"""Messages of a channel that are read at most, from the newest back to when the message was asked for."""

Place = Callable[[], Awaitable[discord.abc.Messageable]]


class CannotLook(NoMoreTries):
    """Lilt may not read the channel's history: Discord then shows no message at all.

    (Where Lilt may not see the channel Discord says so, and Lilt cannot have written there.)
    """


@dataclass(slots=True, kw_only=True)
class OwnMessage:
    """One message in one place. `content`: what `send` takes, made anew for each try: files are read once.

    `is_it` recognises the message; it cannot be older than `since`, by Discord's clock. `sent_before`: an
    earlier process may have sent it; `shown_before`: the same may be there already as the answer to an
    interaction. `first_try`: when it may first have been sent, by a monotonic clock.
    """

    client: discord.Client
    place: Place
    content: Callable[[], dict[str, Any]]
    is_it: Callable[[discord.Message], bool]
    since: datetime
    nonce: str
    check: Check
    sent_before: bool
    shown_before: bool = False
    first_try: float | None = None

    async def attempt(self) -> int:
        """Send it, unless an earlier try did. Its id. Raises CannotLook, and what `check` raises."""
        await self.check()
        place = await self.place()
        earlier = await self._earlier(place)
        if earlier is not None:
            return earlier
        self.first_try = self.first_try or time.monotonic()
        return (await place.send(nonce=self.nonce, **self.content())).id

    async def _earlier(self, place: discord.abc.Messageable) -> int | None:
        """The message, if it may be there and is."""
        if self.first_try is None and not self.sent_before and not self.shown_before:
            return None
        try:
            return await self._find(place)
        except CannotLook:
            if self._nonce_may_be_forgotten():
                raise
            return None  # an earlier process may have finished the response, but hardly has

    def _nonce_may_be_forgotten(self) -> bool:
        """Whether it may have been sent with a nonce that Discord no longer knows."""
        if self.sent_before:
            return True
        return self.first_try is not None and time.monotonic() - self.first_try > NONCE_SECONDS

    async def _find(self, place: discord.abc.Messageable) -> int | None:
        oldest = self.since - SKEW
        empty = True
        async for message in place.history(limit=MOST_MESSAGES, oldest_first=False):
            empty = False
            if message.created_at < oldest:
                break
            is_own = self.client.user is not None and message.author.id == self.client.user.id
            if is_own and self.is_it(message):
                return message.id
        if empty and not isinstance(place, discord.DMChannel) and await self._has_messages(place, oldest):
            raise CannotLook
        return None

    async def _has_messages(self, place: Any, oldest: datetime) -> bool:
        """Whether somebody has written in a channel since then: also who cannot look may know."""
        last = getattr(await self.client.fetch_channel(place.id), "last_message_id", None)
        return last is not None and discord.utils.snowflake_time(last) >= oldest


def nonce_of(order_id: str) -> str:
    """A nonce for an order whose id may be longer than a nonce."""
    return order_id if len(order_id) <= NONCE_LENGTH else hashlib.sha256(order_id.encode()).hexdigest()[:24]
