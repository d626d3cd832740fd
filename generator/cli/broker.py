"""The broker as the command line names it: `--engine`, and who we are there, from the environment."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from generator.cli.parser import SECURITY
from generator.engine.remote.connection import Connection
from generator.engine.remote.settings.security import Security
from generator.errors import LiltError

CONNECT_SECONDS = 20.0
"""How long a command waits for the broker."""
PASSWORD = "LILT_NATS_PASSWORD"  # noqa: S105 - the name of a variable

VARIABLES = (PASSWORD, *(variable for _, variable, _ in SECURITY))
"""All that a worker reads from the environment."""


class BrokerAway(LiltError):
    """The broker did not answer for as long as a command waits."""


def security_from(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Security:
    """What the options say, or the variables in their place. A command may have none of these options."""
    given = {"password": environ.get(PASSWORD) or None}
    for option, variable, _ in SECURITY:
        name = option.removeprefix("--")
        given[name] = getattr(arguments, name, None) or environ.get(variable) or None
    files = {name: Path(path) for name, path in given.items() if path and name not in ("user", "password")}
    return Security(user=given["user"], password=given["password"], **files)


@asynccontextmanager
async def broker(url: str, security: Security) -> AsyncIterator[Connection]:
    """A connection for a command. Raises BrokerAway or ConnectionRefused."""
    connection = Connection(url, security)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await connection.open()
    except TimeoutError:
        raise BrokerAway(connection.problem or "The broker does not answer.") from None
    try:
        yield connection
    finally:
        await connection.close()
