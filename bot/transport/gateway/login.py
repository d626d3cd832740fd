"""The login, tried again as long as it takes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import discord

from bot.transport.attempts import Garbled
from bot.transport.retry import ORDER, Patience, send


async def log_in(client: discord.Client, token: str, patience: Patience = ORDER) -> None:
    """Log in, without the client's setup hook. Raises LoginFailure if Discord rejects the token."""

    async def attempt() -> None:
        try:
            with _without_setup(client):
                await client.login(token)
        except discord.LoginFailure as error:
            await _forget_session(client)
            if _is_discords(error.__cause__):
                raise
            raise Garbled("401") from error
        except BaseException:  # also what cancels it
            await _forget_session(client)
            raise

    await send(attempt, patience, level=logging.WARNING)


@contextmanager
def _without_setup(client: discord.Client) -> Iterator[None]:
    """The hook is called once, after the login, and not in each of its tries."""

    async def nothing() -> None: ...

    vars(client)["setup_hook"] = nothing
    try:
        yield
    finally:
        del vars(client)["setup_hook"]


async def _forget_session(client: discord.Client) -> None:
    """Close what a login that failed has opened: the next one opens it again."""
    await client.http.close()
    client.http.clear()
    client.http.connector = discord.utils.MISSING


def _is_discords(error: BaseException | None) -> bool:
    """Whether an error came with JSON, as all of Discord's do."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    return bool(headers.get("Content-Type") == "application/json")
